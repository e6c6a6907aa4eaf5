"""Two runs below each other on one axis of time: what ran on each core, how long it took, where the workers' time went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...engine.model.states import LEDGER, ON_CORE
from ...engine.text.quantities import duration, percents
from ...engine.text.words import noun
from .axis import finite, time_axis
from .blocks import UP, by_code
from .cells import BLANK, Cells, Row, fit, fit_all, joined, right, width_of
from .core_strips import COLOURS, strips_for
from .digits import SHAPES, big
from .presentation import band
from .prose import wrapped

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NAME, VALUE = 10, 9
TALLEST = 12
"""Rows of a core's strip at most."""
LARGE = ((18, 2), (8, 1))
"""Rows of a run from which on its figures are in big digits, and of which scale."""
GAP: Row = [("    ", BLANK)]
SAID = "bold title reverse"
UP_CHARS = np.array(list(UP))
AIRY = 24
"""Rows from which on there is air around what is said."""
SET_APART = 6
"""Rows of a run from which on a blank one stands between the two."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs."""

    title: str
    """`4 threads`."""
    about: str
    """`CPython 3.14.2, GIL`."""
    wall_s: float
    cores_used: float | None
    shares: Mapping[str, float]
    """Field of the ledger to its share."""
    core_share: Floats
    """(cores, slices) over the axis, 0.0 to 1.0."""
    core_lane: Ints
    """(cores, slices) the worker who had most of it, 0 nobody."""
    state: str = ""
    """`running`, `failed`; '' for done."""
    node_cores: tuple[int, ...] = ()
    """Of a run on a cluster: a row is a node, with so many cores."""


def before_after_rows(
    sides: tuple[Side, Side],
    span_s: float,
    cores: float,
    usable: Sequence[int],
    width: int,
    height: int,
    *,
    text: str = "",
    note: str = "",
) -> Cells:
    """Both in exactly `width` x `height` cells.

    Args:
        sides: the earlier one first.
        span_s: length of the axis.
        cores: that may be used.
        usable: their numbers.
        width: cells.
        height: rows.
        text: one line that says it all.
        note: what makes the two hard to compare.
    """
    if width <= 0 or height <= 0:
        return []
    room = max(1, width - NAME - (VALUE if width >= 50 else 0))
    airy = height >= AIRY
    said: Cells = [*(_said(text, width, airy=airy) if text else []), *([[(note, "gil")]] if note else [])]
    fixed = len(said) + 2  # the axis, the legend
    between: Cells = [[]] if (height - fixed - 1) // 2 >= SET_APART else []
    each = max(1, (height - fixed - len(between)) // 2)
    first, second = (
        _side(side, span_s, sum(side.node_cores) or cores, range(len(side.node_cores)) or usable, room, width, each)
        for side in sides
    )
    rows = [*first, *between, *second, joined([(" " * NAME, BLANK)], time_axis(span_s, room))]
    rows = [*rows, *([[]] if airy and len(rows) + 1 + len(said) < height else []), _legend(sides, width)]
    return [*fit_all(rows, width, max(0, height - len(said))), *fit_all(said, width, min(len(said), height))]


def _said(text: str, width: int, *, airy: bool) -> Cells:
    """The line that says it all, on a ground as wide as the picture; with air half a row higher at either side."""
    lines = [fit(joined([(" ", SAID)], line), width, SAID) for line in wrapped([(text, SAID)], max(1, width - 1))]
    return band(lines, width) if airy else lines


def _side(side: Side, span_s: float, cores: float, usable: Sequence[int], room: int, width: int, rows: int) -> Cells:
    """Title, a strip a core, and the ledger as a bar as long as the run."""
    ledger = _ledger(side, span_s, room)
    large = (_large_title(side, cores, width, scale) for least, scale in LARGE if rows >= least)
    drawn = next((rows for rows in large if rows), [_title(side, cores, width)])
    left = rows - len(drawn) - 1
    if left >= 1:
        used = side.core_share.sum(axis=1)
        strips = replace(strips_for(usable, used, left), first=1 if side.node_cores else -1)
        high, above, below = _shared(left, max(1, len(strips.names)))
        drawn += [[]] * above
        groups = [*([core] for core in strips.cores), *([list(strips.others)] if strips.others else [])]
        for name, group in zip(strips.names, groups, strict=True):
            block = _strip(side, group, span_s, room, high)
            drawn += [joined(fit([(name if y == high // 2 else "", "dim")], NAME), row) for y, row in enumerate(block)]
        drawn += [[]] * below
    end = right([(duration(side.wall_s), "bold strong")], VALUE) if width >= 50 else []
    return [*drawn, joined(fit([("time", "dim")], NAME), ledger, end)][: max(rows, 1)]


def _shared(left: int, strips: int) -> tuple[int, int, int]:
    """Rows of a strip, and blank ones above and below all of them: high strips are a block that must not grow into the time."""
    high = min(TALLEST, max(1, left // strips))
    if high > 2 and high * strips == left:
        high -= 1
    spare = left - high * strips
    return high, int(spare > 1), int(spare > 0)


def _title(side: Side, cores: float, width: int) -> Row:
    """`4 threads · CPython 3.14.2, GIL      4.10 s   1.0 of 2 cores`."""
    used = "–" if side.cores_used is None else f"{side.cores_used:.1f}"
    figures: Row = [
        (duration(side.wall_s), "bold strong"),
        (f" {side.state}" if side.state else "", "gil"),
        ("   ", BLANK),
        (f"{used} of {cores:g}", "bold run"),
        (f" {noun(cores, 'core')}", "text"),
    ]
    room = max(0, width - width_of(figures) - 1)
    words: Row = [(side.title, "bold title")]
    about: Row = [(f" · {side.about}", "dim")] if side.about else []
    whole = joined(words, about)
    return joined(fit(whole if width_of(whole) <= room else words, room), [(" ", BLANK)], figures)


def _large_title(side: Side, cores: float, width: int, scale: int) -> Cells:
    """The same with its two figures in big digits; nothing where they have no room, or are no plain numbers."""
    number, _, unit = duration(side.wall_s).partition(" ")
    used = "–" if side.cores_used is None else f"{side.cores_used:.1f}"
    if set(number + used) - set(SHAPES):
        return []
    seconds, busy = (
        big(text, ink, scale=scale, low=True) for text, ink in ((number, "bold strong"), (used, "bold run"))
    )
    words: Row = [(side.title, "bold title"), (f" · {side.about}" if side.about else "", "dim")]
    rows: Cells = []
    for y, (left, middle) in enumerate(zip(seconds, busy, strict=True)):
        last = y == len(seconds) - 1
        after = f" {unit}{f' {side.state}' if side.state else ''}"
        of = f" of {cores:g} {noun(cores, 'core')}"
        figures = joined(
            left,
            [(after if last else " " * len(after), "strong" if not side.state else "gil")],
            GAP,
            middle,
            [(of if last else " " * len(of), "text")],
        )
        if width_of(words) + width_of(figures) + 1 > width:
            return []
        rows.append(joined(fit(words if last else [], width - width_of(figures)), figures))
    return rows


def _strip(side: Side, cores: Sequence[int], span_s: float, room: int, high: int) -> Cells:
    """`high` rows: as high as its share of the cell, in the colour of who had most of it; nothing after the run's end."""
    share, lane = side.core_share[list(cores)], side.core_lane[list(cores)]
    edges = np.linspace(0, share.shape[1], room + 1).astype(np.int64)
    first, count = edges[:-1], np.maximum(np.diff(edges), 1)
    sums = np.concatenate([np.zeros(1), np.cumsum(np.minimum(share.sum(axis=0), 1.0))])
    mean = (sums[np.minimum(first + count, share.shape[1])] - sums[first]) / count
    best = lane[share.argmax(axis=0), np.arange(share.shape[1])]
    middle = best[np.minimum(first + count // 2, share.shape[1] - 1)]
    steps = 8 * high - 1
    filled = np.where(mean > 0.01, np.clip(np.rint(mean * steps), 1, steps), 0).astype(np.int64)
    alive = np.arange(room) < max(1, round(side.wall_s / max(span_s, 1e-9) * room))
    floors = 8 * np.arange(high - 1, -1, -1)[:, None]
    glyph = np.clip(filled - floors, 0, 8)
    pen = np.where(glyph > 0, np.where(middle > 0, 1 + (middle - 1) % COLOURS, COLOURS + 1), 0)
    track = (glyph[-1] == 0) & alive
    glyph[-1][track], pen[-1][track] = 1, COLOURS + 2
    pens = [BLANK, *(f"lane{number}" for number in range(COLOURS)), "run", "faint"]
    return by_code(UP_CHARS[glyph], pen, pens)


def _ledger(side: Side, span_s: float, room: int) -> Row:
    """The states in their glyphs, together as long as the run."""
    length = min(room, max(1, round(side.wall_s / max(span_s, 1e-9) * room)))
    shares = [finite(side.shares.get(state.name, 0.0)) for state in LEDGER]
    cells = percents([share * length / 100 for share in shares])
    bar = joined(
        *(
            [("█" * count if state is ON_CORE else state.glyph * count, state.ink)]
            for state, count in zip(LEDGER, cells, strict=True)
        )
    )
    return fit(bar, room)


def _legend(sides: tuple[Side, Side], width: int) -> Row:
    """What the glyphs of the ledgers are, shorter where there is no room."""
    shown = [state for state in LEDGER if any(finite(side.shares.get(state.name, 0.0)) >= 0.005 for side in sides)]
    for words in ("words", "short", "word"):
        row: Row = [(" " * NAME, BLANK)] if words != "word" else []
        for place, state in enumerate(shown):
            row += [("  " if place else "", BLANK), (state.glyph, state.ink), (f" {getattr(state, words)}", "dim")]
        if width_of(row) <= width or words == "word":
            return row
    return []
