"""The headline: how many cores are used, in big digits, and one bar with a slot for each core, filled from the left.

    ▀█  █▀█
     █  █ █  of 2 cores now
    ▀▀▀▪▀▀▀  ██████████ ░░░░░░░░░░

The bar is filled by how much is used together, whatever the kernel did with it: four threads that wander over two cores fill
one of its slots, and never half of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ...engine.text.words import noun
from .axis import finite
from .blocks import LEFT
from .cells import BLANK, Cells, Row, fit, fit_all, joined, width_of
from .digits import SHAPES, big, size_of

MOST_SLOTS = 64
"""More cores than this share one bar without slots."""
LEAST_SLOT = 2
"""Cells of the narrowest slot, its gap included."""
TALL = 5
"""Rows from which on the digits may be larger."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What is told."""

    used: float | None
    """Cores; None: not known."""
    cores: float
    """That may be used: a quota may allow 2.5."""
    when: str = ""
    """`now`, `run`, or '' where it needs no word."""
    also: str = ""
    """The other figure with its own word: `run 0.8`."""
    what: str = ""
    """In place of `cores` alone where there is room: `cores busy`, `cores on 4 nodes`."""
    ink: str = "run"


def slot_bar(used: float, cores: float, width: int, ink: str = "run") -> Row:
    """`██████████ ░░░░░░░░░░` in exactly `width` cells: a slot a core, filled from the left to the eighth of a cell."""
    if width <= 0 or cores <= 0:
        return fit([], width)
    slots = max(1, round(cores)) if cores <= MOST_SLOTS and width >= LEAST_SLOT * cores else 1
    edges = [round(index * (width + 1) / slots) for index in range(slots + 1)]
    row: Row = []
    left = max(0.0, finite(used)) * slots / cores
    for first, last in pairwise(edges):
        cells = last - first - 1
        eighths = round(min(1.0, left) * cells * 8)
        full, part = divmod(max(eighths, int(left > 0.02)), 8)
        row = joined(row, [("█" * full + (LEFT[part] if part else ""), ink)])
        row = joined(row, [("░" * (cells - full - bool(part)), "frame"), (" " if last < edges[-1] else "", BLANK)])
        left = max(0.0, left - 1.0)
    return fit(row, width)


def headline_rows(told: Headline, width: int, height: int) -> Cells:
    """The headline in exactly `width` x `height` cells: digits and words, and the bar below them or beside their last row."""
    if width <= 0 or height <= 0:
        return []
    scale = next((scale for scale in (4, 3, 2) if _fits(told, scale, width, height)), 1)
    wide, high = size_of(_digits(told), scale)
    if height < high or width < wide + 8:
        return fit_all(_in_lines(told, width, height), width, height)
    below = height >= high + (1 if scale == 1 else 2)
    rows = _with_words(told, scale, width, bar=not below)
    if below:
        rows += [[]] * (height > high + 1) + [_bar(told, width)] * (2 if height > high + 3 else 1)
    return fit_all(rows, width, height)


def digits_and_words(told: Headline, scale: int, width: int) -> Cells:
    """Without the bar, `width` cells wide: as high as digits of that scale; with none, one row of words.

    How many cores there are is in digits too, a size smaller, where there is room. Smallest digits keep half a row below
    them: a bar of their colour may follow at once.
    """
    if not scale:
        return [fit(_line(told), width)]
    return _all_in_digits(told, scale, width) or _with_words(told, scale, width, bar=False)


def _all_in_digits(told: Headline, scale: int, width: int) -> Cells:
    """`1.0 of 2 cores now`, with both numbers in big digits; nothing where that is too wide."""
    high, size = size_of("0", scale)[1], max(1, scale - 1)
    cores = f"{told.cores:g}"
    words = joined([(told.what or noun(told.cores, "core"), "strong")], [("  ", BLANK)], _whens(told))
    taken = size_of(_digits(told), scale)[0] + size_of(cores, size)[0] + width_of(words) + 2 * scale + 4
    if set(cores) - set(SHAPES) or taken > width:
        return []
    gap: Row = [(" " * scale, BLANK)]
    used, total = (
        big(text, ink, scale=large, low=scale > 1)
        for text, ink, large in ((_digits(told), f"bold {told.ink}", scale), (cores, "bold title", size))
    )
    total = [[(" " * size_of(cores, size)[0], BLANK)]] * (high - len(total)) + total
    rows: Cells = []
    for y, (left, middle) in enumerate(zip(used, total, strict=True)):
        last = y == high - 1
        of: Row = [("of " if last else "   ", "dim")]
        rows.append(fit(joined(left, gap, of, middle, [(" ", BLANK)], words if last else []), width))
    return rows


def _fits(told: Headline, scale: int, width: int, height: int) -> bool:
    wide, high = size_of(_digits(told), scale)
    return height >= max(TALL, high + 2) and wide + 2 + width_of(_words(told)) + 2 <= width


def _digits(told: Headline) -> str:
    return f"{max(0.0, finite(told.used)):.1f}" if told.used is not None else "–"


def _words(told: Headline, room: int | None = None) -> Row:
    """`of 2 cores`, in `room` cells if it can be."""
    cores = noun(told.cores, "core")
    words: Row = [("of ", "dim"), (f"{told.cores:g} ", "bold strong"), (told.what or cores, "strong")]
    return words if room is None or width_of(words) <= room else [*words[:2], (cores, "strong")]


def _whens(told: Headline) -> Row:
    """`now   run 0.8`."""
    also: Row = [("   " if told.when else "", BLANK), (told.also, "dim")] if told.also else []
    return joined([(told.when, "bold strong")] if told.when else [], also)


def _bar(told: Headline, width: int) -> Row:
    return slot_bar(told.used or 0.0, told.cores, width, told.ink)


def _with_words(told: Headline, scale: int, width: int, *, bar: bool) -> Cells:
    """Digits at the left; beside them what they are of, when, and (`bar`) the bar in the last row."""
    digits = big(_digits(told), f"bold {told.ink}", scale=scale)
    wide, high = size_of(_digits(told), scale)
    gap: Row = [(" " * (1 + scale), BLANK)]
    room = width - wide - width_of(gap)
    side: Cells = [[] for _ in range(high)]
    words, when = _words(told, room), _whens(told)
    in_one = joined(words, [("  ", BLANK)] if when else [], when)
    last = high - 1 - bar
    if width_of(in_one) <= room:
        side[last] = in_one
    elif last > 0:
        side[last - 1], side[last] = words, when
    else:
        side[last] = words
    if bar:
        side[high - 1] = slot_bar(told.used or 0.0, told.cores, room, told.ink)
    return [joined(fit(left, wide), gap, fit(right, max(0, room))) for left, right in zip(digits, side, strict=True)]


def _in_lines(told: Headline, width: int, height: int) -> Cells:
    """Where there is no room for big digits: a line of words, and the bar."""
    words = _line(told)
    if height == 1 and width >= width_of(words) + 10:
        return [joined(words, [("  ", BLANK)], _bar(told, width - width_of(words) - 2))]
    return [words, _bar(told, width)]


def _line(told: Headline) -> Row:
    """`1.0 of 2 cores  now   run 0.8`."""
    return joined([(f"{_digits(told)} ", f"bold {told.ink}")], _words(told), [("  ", BLANK)], _whens(told))
