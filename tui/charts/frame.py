"""The border of a panel with its words in the border's lines: title, note, legend and foot."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from .cells import BLANK, Cells, Row, Run, fit, fit_all, joined, width_of


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a panel shows: the rows inside and the words in its border."""

    rows: Cells
    note: Row = field(default_factory=list)
    """Top right."""
    legend: Row = field(default_factory=list)
    """Bottom, before the foot; the last to go where it is narrow."""
    foot: Row = field(default_factory=list)
    """Bottom right."""


def inner_size(width: int, height: int, frame: str) -> tuple[int, int]:
    """Cells that are left for the content, never negative."""
    if frame == "round":
        return max(0, width - 4), max(0, height - 2)
    return max(0, width), max(0, height - 1 if frame == "rule" else height)


def framed(drawing: Drawing, title: str, width: int, height: int, frame: str, *, focus: bool = False) -> Cells:
    """The whole panel, exactly `width` x `height` cells."""
    if width <= 0 or height <= 0:
        return []
    inside = fit_all(drawing.rows, *inner_size(width, height, frame))
    line = "interface" if focus else "frame"
    words: Row = [(title, "bold interface" if focus else "bold title")]
    if frame == "bare":
        return inside
    if frame == "rule":
        said = _first_that_fits(drawing, width - width_of(words) - 4)
        return [_line(words, said, width, line, ""), *inside][:height]
    if width < 4 or height < 2:
        return fit_all([], width, height)
    top = _line(words, drawing.note, width, line, "╭╮")
    foot = _bottom_words(drawing, width - 6)
    bottom = _line([], foot, width, line, "╰╯")
    left, right = ("│ ", line), (" │", line)
    return [top, *([left, *row, right] for row in inside), bottom]


def _bottom_words(drawing: Drawing, room: int) -> Row:
    """Legend and foot, or the legend alone where there is no room for both, or the foot where it has none alone either."""
    tries = (_spaced(drawing.legend, drawing.foot), drawing.legend, drawing.foot)
    return next((row for row in tries if row and width_of(row) <= room), drawing.legend or drawing.foot)


def _first_that_fits(drawing: Drawing, room: int) -> Row:
    """For a frame of one line: the foot goes first, the legend last."""
    note, legend, foot = drawing.note, drawing.legend, drawing.foot
    tries = ((note, legend, foot), (note, legend), (legend, foot), (legend,), (note, foot), (note,), (foot,))
    return next((row for row in (_spaced(*words) for words in tries) if row and width_of(row) <= room), [])


def _spaced(*words: Row) -> Row:
    """The words that there are, with some room between them."""
    row: Row = []
    for some in words:
        row = joined(row, [("   ", BLANK)] if row and some else [], some)
    return row


def _line(left: Row, words: Row, width: int, ink: str, ends: str) -> Row:
    """One line of the border with words at its left and right end; most are the same at every tick."""
    return _kept_line(tuple(left), tuple(words), width, ink, ends)


@lru_cache(maxsize=128)
def _kept_line(title: tuple[Run, ...], said: tuple[Run, ...], width: int, ink: str, ends: str) -> Row:
    left, words = list(title), list(said)
    spare = width - len(ends)
    gaps = 3 if ends else 1
    if left:
        left = fit(left, min(width_of(left), max(0, spare - gaps)))
        before: Row = joined([("─ " if ends else "", ink)], left, [(" ", BLANK)])
    else:
        before = []
    after: Row = []
    room = spare - width_of(before) - gaps - 1
    if words and room >= 3:
        words = fit(words, min(width_of(words), room))
        after = joined([(" ", BLANK)], words, [(" ─" if ends else "", ink)])
    middle = "─" * max(0, spare - width_of(before) - width_of(after))
    return fit(joined([(ends[:1], ink)], before, [(middle, ink)], after, [(ends[1:], ink)]), width)
