"""What the run has found so far: text, progress, a picture or a small curve."""

from __future__ import annotations

from .blocks import curve as curve_rows
from .blocks import line_bar
from .cells import BLANK, Cells, Row, beside, fit, fit_all, joined, width_of
from .picture import Ints, Pixels, picture_rows, size_in
from .prose import wrapped

SIDE = 26
"""Cells that the words need beside a picture."""
CURVE = 16
GAP: Row = [("   ", BLANK)]


def progress_words(done: int, total: int, width: int) -> Row:
    """`1,234 of 2,000 items  62%`, shorter where there is no room."""
    whole = 0 if total <= 0 else 100 if done >= total else min(99, round(100 * done / total))
    percent = f"{whole:>3}%"
    count = f"{done:,} of {total:,}"
    for words in (f"{count} items  ", f"{count}  ", ""):
        if len(words) + len(percent) <= width:
            return [(words, "dim"), (percent, "strong")]
    return []


def answer_line(text: str, done: int, total: int, curve: tuple[float, ...], width: int) -> Row:
    """Text, curve, progress line and words in one row of exactly `width` cells."""
    if not text and total <= 0:
        return fit([("no answer yet", "dim")], width)
    words: Row = [(text or "…", "bold strong")]
    tail = progress_words(done, total, max(0, width - min(width_of(words), width // 2) - 3))
    room = width - width_of(words) - width_of(tail) - 6
    if room < 8:
        return fit(joined(fit(words, max(0, width - width_of(tail) - 1)), [(" ", BLANK)], tail), width)
    small: Row = []
    if curve and room >= CURVE + 24:
        small = joined(curve_rows(curve, CURVE)[0], GAP)
        room -= CURVE + 3
    share = done / total if total > 0 else 0.0
    return fit(joined(words, GAP, small, line_bar(share, room), GAP, tail), width)


def answer_rows(
    text: str,
    done: int,
    total: int,
    width: int,
    height: int,
    *,
    picture: Pixels | None = None,
    lanes: Ints | None = None,
    curve: tuple[float, ...] = (),
    plain: bool = False,
) -> Cells:
    """The answer in exactly `width` x `height` cells: the picture as large as it goes, the words beside or below it."""
    if picture is not None and height >= 4:
        return _pictured(text, done, total, width, height, picture, lanes, plain)
    rows = [answer_line(text, done, total, curve if height < 3 else (), width)]
    if curve and height >= 3:
        rows += [[], *curve_rows(curve, width, min(4, height - 2))]
    return fit_all(rows, width, height)


def _pictured(
    text: str, done: int, total: int, width: int, height: int, picture: Pixels, lanes: Ints | None, plain: bool
) -> Cells:
    pixel_rows, pixel_columns = picture.shape
    wide, high = size_in(pixel_columns, pixel_rows, width - SIDE - 3, height)
    below_wide, below_high = size_in(pixel_columns, pixel_rows, width, height - 1)
    if below_wide > wide * 1.3 or wide < 8:
        cells = picture_rows(picture, below_wide, below_high, lanes, plain=plain)
        left: Row = [(" " * ((width - below_wide) // 2), BLANK)]
        line = answer_line(text, done, total, (), width)
        return fit_all([*(joined(left, row) for row in cells), line], width, height)
    cells = picture_rows(picture, wide, high, lanes, plain=plain)
    room = width - wide - 3
    words: Cells = [
        *wrapped([(text or "…", "bold strong")], room),
        [],
        line_bar(done / total if total > 0 else 0.0, room),
        progress_words(done, total, room),
    ]
    above = max(0, (high - len(words)) // 2)
    side = fit_all([*([[]] * above), *words], room, high)
    return fit_all(beside([cells, side], 3), width, height)
