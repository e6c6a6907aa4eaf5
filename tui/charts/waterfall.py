"""Where the time of one run went: a piece a row, each beginning where the one before it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ...engine.text.quantities import duration, percents
from .axis import cell_of, finite, time_axis
from .blocks import LEFT
from .cells import BLANK, Cells, Row, fit, fit_all, joined, merge, right, width_of


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the run's life."""

    name: str
    seconds: float
    ink: str = "rest"
    glyph: str = "█"
    """In the bar of one line, where there is no name beside it."""
    kind: str = ""
    """What it is one of, in the legend of many bars."""
    loss: bool = False
    """It is what costs most beyond the ideal."""
    ideal: bool = False
    """It is what the ideal is told of."""


LABEL, VALUE = 20, 9
OTHERS = "other pieces"


def waterfall_rows(
    pieces: Sequence[Bar], width: int, height: int, *, total_s: float = 0.0, ideal: tuple[str, float] | None = None
) -> Cells:
    """The pieces in exactly `width` x `height` cells.

    Args:
        pieces: in the order in which they come.
        width: cells.
        height: rows; where there are fewer than pieces the shortest ones go together, in two rows all become one bar.
        total_s: the whole, the sum of the pieces if not given.
        ideal: words and seconds of how long computing would have to take, as a row of its own where there is room.
    """
    if height <= 0 or width <= 0:
        return []
    total = max(total_s or sum(finite(bar.seconds) for bar in pieces), 1e-9)
    if height <= 3 or width < 44:
        return fit_all(_stacked(pieces, total, width, height), width, height)
    shown, others = _fitting(pieces, height)
    room = width - LABEL - VALUE - 2
    rows: Cells = []
    begun = computing = 0.0
    for bar in pieces:
        if bar in shown:
            rows.append(_line(bar, begun, total, room))
        computing = begun if bar.ideal else computing
        begun += bar.seconds
    if height >= 2 * len(rows) + 2 and not others:
        rows = [line for row in rows for line in (row, _without_words(row, room))]
    spare = height - len(rows) - bool(others)
    if ideal and spare >= 1 and computing + ideal[1] <= total * 1.001:
        each = max(1, len(rows) // max(1, len(shown)))
        at = next((place for place, bar in enumerate(shown) if bar.ideal), len(shown) - 1)
        rows.insert(each * (at + 1), _ideal(ideal, computing, total, room))
        spare -= 1
    rows += [_others(others, room)] if others else []
    if spare >= 1:
        rows.append(joined([(" " * LABEL, BLANK)], time_axis(total, room)))
    return fit_all(rows, width, height)


def _fitting(pieces: Sequence[Bar], height: int) -> tuple[list[Bar], list[Bar]]:
    """What gets a row of its own, and what goes together."""
    if len(pieces) <= height:
        return list(pieces), []
    kept = sorted(pieces, key=lambda bar: (not bar.loss, -finite(bar.seconds)))[: height - 1]
    return [bar for bar in pieces if bar in kept], [bar for bar in pieces if bar not in kept]


def _others(pieces: Sequence[Bar], room: int) -> Row:
    """`3 other pieces` and how long they took together."""
    words = f"{len(pieces)} {OTHERS if len(pieces) > 1 else OTHERS[:-1]}"
    long = duration(sum(bar.seconds for bar in pieces))
    return joined(fit([(words, "dim")], LABEL + room), right([(long, "dim")], VALUE))


def _line(bar: Bar, begun: float, total: float, room: int) -> Row:
    notable = bar.loss or bar.seconds >= 0.05 * total
    label: Row = fit([(bar.name, "bold strong" if bar.loss else "text" if notable else "dim")], LABEL)
    value = right([(duration(bar.seconds), "bold strong" if bar.loss else "text" if notable else "dim")], VALUE)
    mark: Row = [(" ◂", "bold gil")] if bar.loss else []
    return joined(label, fit(block(begun, bar.seconds, total, room, bar.ink), room), value, mark)


def _without_words(row: Row, room: int) -> Row:
    """The bar of a line alone, as the second row of a thick one."""
    cells: Row = [(" " * LABEL, BLANK)]
    at = 0
    for text, ink in row:
        first, last = max(LABEL - at, 0), LABEL + room - at
        cells += [(text[first:last], ink)] if last > 0 and first < len(text) else []
        at += len(text)
    return joined(cells)


def block(begun: float, length: float, total: float, width: int, ink: str) -> Row:
    """A bar from `begun` on; its end is true to the eighth of a cell, and it is never invisible."""
    start = min(int(finite(begun) / total * width), max(0, width - 1))
    eighths = max(1, round(((finite(begun) + finite(length)) / total * width - start) * 8))
    eighths = max(1, min(eighths, (width - start) * 8))
    if finite(begun) / total * width - start > 0.5 and eighths > 8:  # the first cell is more empty than full
        start, eighths = start + 1, eighths - 8
    full, part = divmod(eighths, 8)
    return joined([(" " * start, BLANK)], [("█" * full + (LEFT[part] if part else ""), ink)])


def _ideal(ideal: tuple[str, float], begun: float, total: float, room: int) -> Row:
    """A dotted line for how long computing would take with the work spread evenly."""
    first, last = cell_of(begun, total, room), cell_of(begun + ideal[1], total, room)
    chars = ["┄" if first <= cell <= last else " " for cell in range(room)]
    line = merge(chars, ["dim" if char != " " else BLANK for char in chars])
    return joined(fit([(f"  {ideal[0]}", "dim")], LABEL), line, right([(duration(finite(ideal[1])), "dim")], VALUE))


def bars_rows(runs: Sequence[tuple[str, Sequence[Bar], bool]], width: int) -> Cells:
    """One bar a run on one time axis: `(name, pieces, marked)`; below them what the glyphs are. At least `len(runs) + 2` rows."""
    longest = max([1e-9, *(sum(finite(bar.seconds) for bar in pieces) for _, pieces, _ in runs)])
    room = max(1, width - LABEL - VALUE - 2)
    rows: Cells = []
    kinds: dict[str, tuple[str, str]] = {}
    for name, pieces, marked in runs:
        ends = accumulate(finite(bar.seconds) for bar in pieces)
        cells = [0, *(round(end / longest * room) for end in ends)]
        drawn = [
            (bar.glyph * (end - begun), bar.ink) for bar, begun, end in zip(pieces, cells, cells[1:], strict=False)
        ]
        total = duration(sum(bar.seconds for bar in pieces)) if pieces else "–"
        ink = "strong" if marked else "dim"
        rows.append(
            joined(fit([(name, ink)], LABEL - 1), [(" ", BLANK)], fit(drawn, room), right([(total, ink)], VALUE))
        )
        for bar, begun, end in zip(pieces, cells, cells[1:], strict=False):
            if end > begun:
                kinds.setdefault(bar.kind or bar.name, (bar.glyph, bar.ink))
    axis = joined([(" " * LABEL, BLANK)], time_axis(longest, room))
    return [fit(row, width) for row in (*rows, axis, *_legend(kinds, width))]


def _legend(kinds: Mapping[str, tuple[str, str]], width: int) -> Cells:
    """What the glyphs are, in as many rows as it takes."""
    rows: Cells = [[]]
    for kind, (glyph, ink) in kinds.items():
        part: Row = [(f"{glyph} ", ink), (f"{kind}   ", "dim")]
        if rows[-1] and width_of(rows[-1]) + width_of(part) - 3 > width:
            rows.append([])
        rows[-1] = joined(rows[-1], part)
    return rows


def _stacked(pieces: Sequence[Bar], total: float, width: int, height: int) -> Cells:
    """One bar of all pieces in their glyphs, and the longest of them in words below."""
    cells = percents([finite(bar.seconds) / total * width / 100 for bar in pieces])
    drawn = joined(*([(bar.glyph * count, bar.ink)] for bar, count in zip(pieces, cells, strict=True)))
    rows: Cells = [fit(drawn, width)]
    words: Row = []
    for bar in sorted(pieces, key=lambda bar: (not bar.loss, -finite(bar.seconds))):
        part: Row = [("   " if words else "", BLANK), (f"{bar.glyph} ", bar.ink)]
        part.append((f"{bar.name} {duration(bar.seconds)}", "strong" if bar.loss else "text"))
        if sum(len(text) for text, _ in (*words, *part)) > width:
            if len(rows) >= height - 1 or not words:
                break
            rows.append(words)
            words = part[1:]
            continue
        words += part
    return [*rows, words][:height]
