"""Cells as the browser's player reads them: runs of cells that changed, their looks as numbers, geometric glyphs as primitives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...glyphs.primitives import Polygon, Rect
from ...glyphs.shapes import SHADE_LEVELS, shapes
from ..grid import Grid, Row, Style, web


class CellRuns:
    """Makes runs, and numbers the looks and keeps the glyphs that occur in them, in the order in which they first do."""

    def __init__(self) -> None:
        self.glyphs: dict[str, list[list[float]]] = {}
        self._looks: dict[Style, int] = {}

    def looks(self, since: int = 0) -> list[list[Any]]:
        """Ink, background and 1 bold + 2 italic + 4 underlined of each look, from that number on."""
        return [[web(s.ink), web(s.bg), s.bold + 2 * s.italic + 4 * s.underline] for s in list(self._looks)[since:]]

    def of(self, before: Grid | None, after: Grid, changed: Iterable[int]) -> list[Any]:
        """Row, column, look, text; again for each run of cells of one style that changed in these rows."""
        return [part for y in changed for part in self._runs(before, after, y)]

    def _runs(self, before: Grid | None, after: Grid, y: int) -> Iterator[Any]:
        row = after.rows[y]
        old = before.rows[y] if before is not None else (None,) * len(row)
        start: int | None = None
        for x, cell in enumerate((*row, None)):
            same = cell is None or cell is old[x] or cell == old[x]
            if start is not None and (same or cell is None or cell.style != row[start].style):
                yield from self._run(row, start, x, y)
                start = None
            if not same and start is None:
                start = x - 1 if cell is not None and cell.width == 0 else x

    def _run(self, row: Row, start: int, end: int, y: int) -> Iterator[Any]:
        cells = [cell for cell in row[start:end] if cell.width]
        for cell in cells:
            if cell.text not in self.glyphs and (parts := shapes(cell.text)) is not None:
                self.glyphs[cell.text] = [_primitive(part) for part in parts]
        plain = all(cell.width == 1 and len(cell.text) == 1 for cell in cells)
        look = self._looks.setdefault(row[start].style, len(self._looks))
        yield from (y, start, look)
        yield "".join(cell.text for cell in cells) if plain else [[cell.text, cell.width] for cell in cells]


def _primitive(part: object) -> list[float]:
    if isinstance(part, Rect):
        return [0, *(round(value, 3) for value in part)]
    if isinstance(part, Polygon):
        return [1, *(round(value, 2) for point in part.points for value in point)]
    return [2, *SHADE_LEVELS[part.quarters]]  # pyright: ignore[reportAttributeAccessIssue]
