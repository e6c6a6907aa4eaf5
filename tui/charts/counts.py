"""How many there are, by role: big digits with the roles beside them, or one line."""

from __future__ import annotations

from collections.abc import Sequence

from .cells import BLANK, Cells, Row, fit, fit_all, joined, width_of
from .digits import big
from .numbers import plural

ORDER = ("worker", "coroutine", "main", "lab", "executor", "feeder", "helper", "child")
"""Roles in the order in which they are told; others follow."""


def in_order(roles: dict[str, int]) -> list[tuple[str, int]]:
    """Roles that there are any of, workers first."""
    known = [role for role in ORDER if roles.get(role)]
    return [
        (role, roles[role]) for role in [*known, *sorted(role for role in roles if role not in ORDER and roles[role])]
    ]


def count_rows(total: int | None, roles: Sequence[tuple[str, int]], width: int, height: int, *, most: int = 0) -> Cells:
    """`total` and its roles in exactly `width` x `height` cells.

    Args:
        total: how many there are; None: nothing was run.
        roles: (role, count); where there are none any more, `most` is told.
        width: cells.
        height: rows.
        most: the highest count that there was, 0 not known.
    """
    roles = roles or ([("at most", most)] if most else [])
    digits = "–" if total is None else str(total)
    wide = 4 * len(digits) - 1
    longest = max((len(plural(count, role)) for role, count in roles), default=0)
    if height >= 3 and wide + 2 + longest <= width:
        return _beside(digits, wide, roles, width, height)
    if height >= 4 and wide <= width:
        return fit_all([*(fit(row, width) for row in big(digits)), _line(roles, width)], width, height)
    shown = f"{total:,}" if total is not None else "–"
    words: Row = [(shown, "bold run")]
    rest = _line(roles, max(0, width - len(shown) - 2))
    if height >= 2 and width_of(_line(roles, 999)) > width - len(shown) - 2:
        return fit_all([words, _line(roles, width)], width, height)
    return fit_all([joined(words, [("  ", BLANK)], rest)], width, height)


def _beside(digits: str, wide: int, roles: Sequence[tuple[str, int]], width: int, height: int) -> Cells:
    """Digits at the left, a role a line at the right, from the bottom up."""
    rows = max(3, min(height, len(roles)))
    top = (rows - 3) // 2
    tall: Cells = [[]] * top + big(digits) + [[]] * (rows - 3 - top)
    names = _names(roles, rows)
    names = [[] for _ in range((rows - len(names)) // 2)] + names
    names += [[] for _ in range(rows - len(names))]
    pad: Row = [("  ", BLANK)]
    both = [joined(fit(left, wide), pad, name) for left, name in zip(tall, names, strict=True)]
    above = max(0, (height - rows) // 2)
    return fit_all([[] for _ in range(above)] + both, width, height)


def _names(roles: Sequence[tuple[str, int]], rows: int) -> list[Row]:
    """One line a role; what has no line of its own becomes `n others`."""
    shown = list(roles) if len(roles) <= rows else list(roles[: rows - 1])
    lines: list[Row] = [[(plural(count, role), _ink(role))] for role, count in shown]
    left = sum(count for _, count in roles[len(shown) :])
    return [*lines, [(plural(left, "other"), "dim")]] if left else lines


def _line(roles: Sequence[tuple[str, int]], width: int) -> Row:
    """`4 workers · 1 main`, as many of the roles as there is room for."""
    row: Row = []
    for index, (role, count) in enumerate(roles):
        words: Row = [(" · " if index else "", "dim"), (plural(count, role), _ink(role))]
        if width_of(row) + width_of(words) > width:
            break
        row += words
    return joined(row)


def _ink(role: str) -> str:
    """Workers stand out; the others are told because `htop` counts them too."""
    return "strong" if role in ("worker", "coroutine") else "dim"
