"""Presenting: one picture for the back row, put together of headline, bar, timeline, verdict and caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.text.words import noun
from .cells import BLANK, Cells, Row, fit, fit_all, joined, right, width_of
from .digits import big, size_of
from .headline import Headline, digits_and_words, slot_bar
from .prose import wrapped

WIDE, HIGH = 80, 24
"""From so many cells and rows on there is air between the parts."""
MOST_CAPTION = 3
TALLEST = 8
"""Rows of a core or a worker at most."""
GAP: Row = [("   ", BLANK)]


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something."""

    number: int | None
    what: str
    """`process`, `thread`, `coroutine`."""
    at_most: bool = False
    """That is how many there were, of a run that is over."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How the rows of the picture are given away; all but the timeline are fixed."""

    margin: int
    """Cells at either side."""
    scale: int
    """Of the digits."""
    airy: bool
    """Whether blank rows stand between the parts."""

    def rows(self, caption: int) -> int:
        """Rows that everything but the timeline takes, with so many lines of caption."""
        head = 1 + (size_of("0", self.scale)[1] if self.scale else 2)
        bars = 2 if self.scale >= 3 else 1
        return head + bars + 2 + (5 if self.airy else 0) + (caption + 1 if caption else 0)


def frame_for(width: int, height: int) -> Frame:
    """As large as it goes, while the timeline keeps about half of the height."""
    airy = width >= WIDE and height >= HIGH
    scale = (
        3 if width >= 150 and height >= 48 else 2 if airy and height >= 28 else 1 if height >= 14 and width >= 44 else 0
    )
    return Frame(2 if width >= WIDE else 1 if width >= 60 else 0, scale, airy)


def even_rows(cores: int, workers: int, height: int) -> tuple[int, int] | None:
    """Rows of each core and of each worker, at least two, so that little of `height` is left; None: there is no room."""
    fitting = [
        (abs(core - worker) + height - 1 - cores * core - workers * worker, -worker, (core, worker))
        for core in range(2, TALLEST + 1)
        for worker in range(2, TALLEST + 1)
        if cores * core + 1 + workers * worker <= height
    ]
    return min(fitting)[2] if fitting and cores and workers else None


def title_row(task: str, rest: Sequence[str], clock: Row, width: int) -> Row:
    """`π by Monte Carlo · 4 threads · CPython 3.14.2, GIL        ● 00:04`; the last words go where there is no room."""
    room = width - width_of(clock) - 1
    words: Row = [(task, "bold strong")]
    for part in rest:
        more: Row = [(" · ", "dim"), (part, "dim")]
        if part and width_of(words) + width_of(more) <= room:
            words = joined(words, more)
    return joined(fit(words, room), right(clock, width - room))


def head_rows(told: Headline, counts: Sequence[Count], frame: Frame, width: int) -> Cells:
    """Digits at the left, counts at the right; in a line each where there is no room for digits."""
    if not frame.scale:
        words = digits_and_words(told, 0, width)
        line: Row = []
        for count in counts:
            line = joined(line, [(" · ", "dim")] if line else [], _count_words(count))
        return fit_all([*words, line], width, 2)
    high = size_of("0", frame.scale)[1]
    block = _counted(counts, max(1, frame.scale - 1), high, low=frame.scale > 1)
    taken = width_of(block[-1]) + 2
    left = digits_and_words(told, frame.scale, max(1, width - taken))
    if width - taken < size_of("0.0", frame.scale)[0] + 14:
        left, block = digits_and_words(told, frame.scale, width), [[] for _ in range(high)]
    return [joined(fit(one, width - width_of(other)), other) for one, other in zip(left, block, strict=True)]


def _counted(counts: Sequence[Count], scale: int, high: int, *, low: bool) -> Cells:
    """`1 process    5 threads` with large numbers, `high` rows high, all of one width."""
    rows: Cells = [[] for _ in range(high)]
    for count in counts:
        digits = "–" if count.number is None else str(count.number)
        wide, tall = size_of(digits, scale)
        drawn = [[], *big(digits, "bold dim" if count.at_most else "bold strong", scale=scale, low=low)]
        drawn = [[] for _ in range(high - tall)] + drawn[1:]
        words = _count_words(count)[-1:]
        whole = wide + 1 + width_of(words)
        for y, row in enumerate(drawn):
            side: Row = words if y == high - 1 else [("at most", "dim")] if count.at_most and y == high - 2 else []
            whole_row = fit(joined(fit(row, wide + 1), side), max(whole, wide + 8))
            rows[y] = joined(rows[y], GAP if rows[y] else [], whole_row)
    return rows


def _count_words(count: Count) -> Row:
    what = noun(count.number or 0, count.what) if count.number is not None else noun(2, count.what)
    number = "–" if count.number is None else f"{count.number:,}"
    return [(f"{'at most ' if count.at_most else ''}{number} ", "strong"), (what, "text")]


def band(lines: Cells, width: int) -> Cells:
    """Lines in a reversed ink on a ground of that colour, as wide as the picture, half a row of it above and below them.

    Lines that are not reversed stand as they are, between two blank rows.
    """
    ink = lines[0][0][1] if lines and lines[0] else ""
    if "reverse" not in ink.split():
        return [[], *lines, []]
    edge = " ".join(word for word in ink.split() if word not in ("bold", "reverse"))
    return [[("▄" * width, edge)], *(fit(line, width, ink) for line in lines), [("▀" * width, edge)]]


def caption_rows(text: str, width: int) -> Cells:
    """A caption as a band at the bottom, in the middle of it; none where there is none."""
    if not text:
        return []
    lines = wrapped([(text, "bold strong on raised")], max(8, width - 4))[:MOST_CAPTION]
    return [_in_the_middle(line, width) for line in lines]


def _in_the_middle(line: Row, width: int) -> Row:
    left = max(0, (width - width_of(line)) // 2)
    rest = max(0, width - left - width_of(line))
    return joined([(" " * left, "bold strong on raised")], line, [(" " * rest, "bold strong on raised")])


def presented(
    title: Row,
    head: Cells,
    told: Headline,
    timeline: Cells,
    legend: Row,
    verdict: Row,
    caption: Cells,
    frame: Frame,
    size: tuple[int, int],
) -> Cells:
    """All parts in exactly `size` (width and height) cells."""
    width, height = size
    inner = width - 2 * frame.margin
    air: Cells = [[]] if frame.airy else []
    bars: Cells = [slot_bar(told.used or 0.0, told.cores, inner, told.ink)] * (2 if frame.scale >= 3 else 1)
    said = band([verdict], inner) if frame.airy else [verdict]
    rows = [title, *air, *head, *air, *bars, *air, *timeline, legend, *said]
    pad: Row = [(" " * frame.margin, BLANK)]
    rows = [joined(pad, fit(row, inner), pad) for row in rows]
    below = [[], *caption] if caption else []
    kept = fit_all(rows, width, height - len(below))
    return fit_all([*kept, *below], width, height)
