"""Rows of cells: what every chart returns.

A row is a list of `(text, ink)` runs. An ink is a short key made of roles: `run`, `bold text`, `lane2 reverse`,
`ramp3 on ramp7`. The palette turns it into colours; tests and exporters read it as it is. A chart asked for a width
returns rows of exactly that many cells, whatever the numbers are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.cells import cell_len, set_cell_size

Run = tuple[str, str]
"""(text, ink)."""
Row = list[Run]
Cells = list[Row]

BLANK = ""
"""The ink of empty cells: the panel's own background."""
NARROW = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0x2500, 0x25FD), 0x2026)))
"""Characters that are known to take one cell each: nearly all that charts are made of."""


def width_of(row: Iterable[Run]) -> int:
    """Cells that the row takes on a terminal."""
    texts = [text for text, _ in row]
    whole = "".join(texts)
    if whole.isascii() or NARROW.issuperset(whole):
        return len(whole)
    return sum([len(text) if text.isascii() else cell_len(text) for text in texts])


def plain(rows: Cells) -> str:
    """The rows as text, without inks; trailing spaces are kept."""
    return "\n".join("".join(text for text, _ in row) for row in rows)


def merge(chars: Sequence[str], inks: Sequence[str]) -> Row:
    """One run for each stretch of the same ink; `chars` are single cells."""
    row: Row = []
    start = 0
    for ink, group in groupby(inks):
        end = start + sum(1 for _ in group)
        row.append(("".join(chars[start:end]), ink))
        start = end
    return row


def joined(*rows: Iterable[Run]) -> Row:
    """One row after another; neighbours of the same ink become one run, empty runs go."""
    merged: Row = []
    before = None
    for row in rows:
        for run in row:
            text, ink = run
            if not text:
                continue
            if ink == before:
                merged[-1] = (merged[-1][0] + text, ink)
            else:
                merged.append(run)
                before = ink
    return merged


def fit(row: Iterable[Run], width: int, ink: str = BLANK) -> Row:
    """The row cut or padded with blanks to exactly `width` cells; what was cut ends in `…`."""
    row = row if isinstance(row, list) else list(row)
    length = width_of(row)
    if length == width:
        return row
    if length < width:
        return [*row, (" " * (width - length), ink)]
    return _cut(row, width)


def _cut(row: Row, width: int) -> Row:
    """The first `width` cells, the last of them `…`."""
    if width <= 0:
        return []
    left, kept = width - 1, []
    for text, ink in row:
        size = width_of([(text, ink)])
        if size > left:
            kept += [(set_cell_size(text, left), ink)] if left else []
            return joined(kept, [("…", ink)])
        kept.append((text, ink))
        left -= size
    return kept


class Fitted(list[Row]):
    """Rows that have been fitted to a width and are not changed any more."""

    width = 0


def fit_all(rows: Cells, width: int, height: int) -> Cells:
    """Exactly `height` rows of exactly `width` cells."""
    if isinstance(rows, Fitted) and rows.width == width and len(rows) == height:
        return rows
    fitted = Fitted(fit(row, width) for row in rows[: max(0, height)])
    fitted += [[(" " * width, BLANK)] if width > 0 else [] for _ in range(height - len(fitted))]
    fitted.width = width
    return fitted


def right(row: Iterable[Run], width: int) -> Row:
    """The row moved to the right end of `width` cells."""
    row = list(row)
    return fit(joined([(" " * max(0, width - width_of(row)), BLANK)], row), width)


def beside(rows: Sequence[Cells], gap: int = 1) -> Cells:
    """Blocks of equal height next to each other, `gap` blank cells between them."""
    spaces: Row = [(" " * gap, BLANK)]
    lines: Cells = []
    for parts in zip(*rows, strict=True):
        line: Row = []
        for index, part in enumerate(parts):
            line += (spaces if index else []) + part
        lines.append(joined(line))
    return lines
