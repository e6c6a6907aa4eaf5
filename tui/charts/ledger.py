"""Where the workers' time went: a bar a state, with glyph, words and percent."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...engine.model.states import CORE, GIL, IDLE, IO, LEDGER, LOOP, ON_CORE, State
from ...engine.text.quantities import percents
from .axis import finite
from .blocks import bar
from .cells import BLANK, Cells, Row, fit, fit_all, joined, width_of

ALWAYS = (ON_CORE, GIL, CORE, IO)
"""Told even at 0%: that a wait did not happen is news too."""
IDLE_MATTERS = 0.01
MOST_LEFT_OUT = 0.05
"""Of the workers' time, where there are more states than rows."""


def ledger_rows(
    shares: Mapping[str, float],
    width: int,
    height: int,
    *,
    inferred: Collection[str] = (),
    coroutines: bool = False,
) -> Cells:
    """The ledger in exactly `width` x `height` cells.

    Args:
        shares: field of the ledger to its share, 0.0 to 1.0.
        width: cells.
        height: rows; with fewer than there are states the least ones go (see `left_out`), as long as that is little. Else,
            and with one or two rows, all are stacked in one bar.
        inferred: fields that were inferred, marked `≈`.
        coroutines: the workers share an event loop instead of fighting for a GIL.
    """
    states = _told(shares, coroutines)
    shares = {state.name: finite(shares.get(state.name, 0.0)) for state in states}
    whole = dict(zip((state.name for state in states), percents([shares[state.name] for state in states]), strict=True))
    shown = _shown(states, shares, width, height)
    if not shown:
        return fit_all(_stacked(states, shares, whole, inferred, width, height), width, height)
    return fit_all([_line(state, shares, whole, inferred, width) for state in shown], width, height)


def left_out(shares: Mapping[str, float], width: int, height: int, *, coroutines: bool = False) -> str:
    """What there is no row for and is not nothing: `on core 1%`, `others 4%`, else ''."""
    states = _told(shares, coroutines)
    shares = {state.name: finite(shares.get(state.name, 0.0)) for state in states}
    shown = _shown(states, shares, width, height)
    whole = dict(zip(states, percents([shares[state.name] for state in states]), strict=True))
    rest = [state for state in states if shown and state not in shown and whole[state]]
    if len(rest) > 1:
        return f"others {sum(whole[state] for state in rest)}%"
    return "".join(f"{state.short} {whole[state]}%" for state in rest)


def _shown(states: list[State], shares: Mapping[str, float], width: int, height: int) -> list[State]:
    """The states that have a row each; none where they have to be stacked."""
    if height <= 2 or width < 24:
        return []
    for running_first in (True, False):
        kept = sorted(states, key=lambda state: (running_first and state is not ON_CORE, -shares[state.name]))
        if sum(shares[state.name] for state in kept[height:]) <= MOST_LEFT_OUT:
            return [state for state in states if state in kept[:height]]
    return []


def _told(shares: Mapping[str, float], coroutines: bool) -> list[State]:
    """The states that get a row."""
    told = []
    for state in LEDGER:
        share = finite(shares.get(state.name, 0.0))
        always = state in ALWAYS and not (coroutines and state is GIL)
        always = always or (coroutines and state is LOOP)
        if share >= IDLE_MATTERS if state is IDLE else (always or share > 0):
            told.append(state)
    return told


def _line(
    state: State,
    shares: Mapping[str, float],
    whole: Mapping[str, int],
    inferred: Collection[str],
    width: int,
) -> Row:
    """`█ on a core           ████▌      25%`."""
    share = shares[state.name]
    words = state.words if width >= 34 else state.short
    room = 22 if width >= 34 else 12
    ink = "text" if share >= 0.005 else "dim"
    mark = "≈" if state.name in inferred else " "
    tail: Row = [(f" {mark}", "dim"), (f"{whole[state.name]:>3}%", "strong" if share >= 0.005 else "dim")]
    head: Row = [(f"{state.glyph} ", state.ink), (f"{words:<{room - 2}} ", ink)]
    return fit(joined(head, bar(share, width - room - 1 - 6, state.ink), tail), width)


def _stacked(
    states: list[State],
    shares: Mapping[str, float],
    whole: Mapping[str, int],
    inferred: Collection[str],
    width: int,
    height: int,
) -> Cells:
    """One bar of all states in their glyphs, and what they are where there is a second row."""
    words: list[Row] = []
    for state in states:
        if whole[state.name]:
            mark = "≈" if state.name in inferred else ""
            told = f"{state.short.removeprefix('wait ')} {mark}{whole[state.name]}%"
            words.append([(f"{state.glyph} ", state.ink), (told, "text")])
    if not words:
        words = [[("nothing measured yet", "dim")]]
    cells = percents([shares[state.name] * width / 100 for state in states])
    stack = joined(
        *(
            [("█" * count if state is ON_CORE else state.glyph * count, state.ink)]
            for state, count in zip(states, cells, strict=True)
        )
    )
    return [fit(stack, width), *_packed(words, width, height - 1)] if height >= 2 else _packed(words, width, 1)


def _packed(words: list[Row], width: int, height: int) -> Cells:
    """The words one after the other in at most `height` rows; the last one takes what is left."""
    rows: Cells = [[]]
    for one in words:
        wider = joined(rows[-1], [("  ", BLANK)] if rows[-1] else [], one)
        if rows[-1] and width_of(wider) > width and len(rows) < height:
            rows.append(one)
        else:
            rows[-1] = wider
    return [fit(row, width) for row in rows]
