"""How many there are, by role: big digits with the roles beside them, or one line."""

from __future__ import annotations

from collections.abc import Sequence

from ...engine.text.words import noun, plural
from .cells import BLANK, Cells, Row, fit, fit_all, joined, width_of
from .digits import big, size_of

ORDER = ("worker", "coroutine", "main", "lab", "program", "executor", "feeder", "helper", "child")
"""Roles in the order in which they are told; others follow."""

LARGEST = 6
"""Times the size of the smallest big digits: a panel that fills the screen is for the back row."""


def in_order(roles: dict[str, int]) -> list[tuple[str, int]]:
    """Roles that there are any of, workers first."""
    known = [role for role in ORDER if roles.get(role)]
    return [
        (role, roles[role]) for role in [*known, *sorted(role for role in roles if role not in ORDER and roles[role])]
    ]


def count_rows(
    total: int | None, roles: Sequence[tuple[str, int]], width: int, height: int, *, most: int = 0, what: str = ""
) -> Cells:
    """`total` and its roles in exactly `width` x `height` cells.

    Args:
        total: how many there are; None: nothing was run.
        roles: (role, count); where there are none any more, `most` is told, in a paler ink.
        width: cells.
        height: rows.
        most: the highest count that there was, 0 not known.
        what: of what, for a panel without a title: told where there is no room for digits.
    """
    past = bool(most) and not roles
    if past:
        roles, total = [("at most", most), ("now", total or 0)], most
    ink = "bold dim" if past else "bold strong"
    digits = "–" if total is None else str(total)
    wide, _ = size_of(digits)
    longest = max((len(_told(count, role)) for role, count in roles), default=0)
    for scale in range(LARGEST, 0, -1):
        across, down = size_of(digits, scale)
        if height >= down and across + 2 * scale + longest <= width:
            return _beside(digits, scale, roles, width, height, ink)
    if height >= 4 and wide <= width:
        return fit_all([*(fit(row, width) for row in big(digits, ink)), _line(roles, width)], width, height)
    shown = f"{total:,}" if total is not None else "–"
    of = f" {noun(2 if total is None else total, what)}" if what else ""
    words: Row = [(shown, ink), *([(of, "text")] if of else [])]
    left = width - len(shown) - len(of) - 2
    rest = _line(roles, max(0, left))
    if height >= 2 and width_of(_line(roles, 999)) > left:
        return fit_all([words, _line(roles, width)], width, height)
    return fit_all([joined(words, [("  ", BLANK)], rest)], width, height)


def _beside(digits: str, scale: int, roles: Sequence[tuple[str, int]], width: int, height: int, ink: str) -> Cells:
    """Digits at the left, a role a line at the right, from the bottom up."""
    wide, down = size_of(digits, scale)
    rows = max(down, min(height, len(roles)))
    top = (rows - down) // 2
    tall: Cells = [[]] * top + big(digits, ink, scale=scale) + [[]] * (rows - down - top)
    names = _names(roles, rows)
    names = [[] for _ in range((rows - len(names)) // 2)] + names
    names += [[] for _ in range(rows - len(names))]
    pad: Row = [(" " * (2 * scale), BLANK)]
    both = [joined(fit(left, wide), pad, name) for left, name in zip(tall, names, strict=True)]
    above = max(0, (height - rows) // 2)
    return fit_all([[] for _ in range(above)] + both, width, height)


def _names(roles: Sequence[tuple[str, int]], rows: int) -> list[Row]:
    """One line a role; what has no line of its own becomes `n others`."""
    shown = list(roles) if len(roles) <= rows else list(roles[: rows - 1])
    lines: list[Row] = [[(_told(count, role), _ink(role))] for role, count in shown]
    left = sum(count for _, count in roles[len(shown) :])
    return [*lines, [(plural(left, "other"), "dim")]] if left else lines


def _line(roles: Sequence[tuple[str, int]], width: int) -> Row:
    """`4 workers · 1 main`, as many of the roles as there is room for."""
    row: Row = []
    for index, (role, count) in enumerate(roles):
        words: Row = [(" · " if index else "", "dim"), (_told(count, role), _ink(role))]
        if width_of(row) + width_of(words) > width:
            break
        row += words
    return joined(row)


def _told(count: int, role: str) -> str:
    """`4 workers`; `now 3` and `at most 5` are no roles."""
    return f"{role} {count:,}" if role in ("now", "at most") else plural(count, role)


def _ink(role: str) -> str:
    """Workers stand out; the others are told because `htop` counts them too."""
    return "strong" if role in ("worker", "coroutine") else "dim"
