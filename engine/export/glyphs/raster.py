"""Grids to pixels: only the rows that changed since the last grid are drawn again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..film.grid import RGB, Grid, Row
from .atlas import Atlas

Pixels = NDArray[np.uint8]


def changed_rows(before: Grid | None, after: Grid) -> list[int]:
    """Which rows differ; all of them if there was no grid before or its size was another."""
    if before is None or before.size != after.size:
        return list(range(len(after.rows)))
    pairs = zip(before.rows, after.rows, strict=True)
    return [y for y, (old, new) in enumerate(pairs) if old is not new and old != new]


def changed_cells(before: Row, after: Row) -> tuple[int, int]:
    """From where, and up to where, two rows that differ do; no end lies inside of a wide grapheme."""
    differs = [x for x, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new and old != new]
    first, end = differs[0], differs[-1] + 1
    while first and not after[first].width:
        first -= 1
    while end < len(after) and not after[end].width:
        end += 1
    return first, end


class Raster:
    """A canvas that follows one grid after another."""

    def __init__(self, columns: int, rows: int, *, scale: float = 1.0) -> None:
        self.atlas = Atlas(scale)
        self.pixels: Pixels = np.zeros((rows * self.atlas.height, columns * self.atlas.width, 3), np.uint8)
        """(height, width, 3), as of the last grid drawn. The same array is drawn into every time."""
        self._grid: Grid | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        height, width, _ = self.pixels.shape
        return width, height

    def draw(self, grid: Grid) -> list[int]:
        """Follow to the next grid, of the same size.

        Returns:
            The numbers of the rows that changed.
        """
        changed = changed_rows(self._grid, grid)
        high, wide = self.atlas.height, self.atlas.width
        before = self._grid.rows if self._grid is not None else None
        for y in changed:
            row = grid.rows[y]
            first, end = changed_cells(before[y], row) if before is not None else (0, len(row))
            self.pixels[y * high : (y + 1) * high, first * wide : end * wide] = self._row(row[first:end])
        self._grid = grid
        return changed

    def _row(self, row: Row) -> Pixels:
        numbers = self.atlas.place(row)
        ink = np.array([cell.style.ink for cell in row], np.int32)[:, None, :]
        ground = np.array([cell.style.bg for cell in row], np.int32)[:, None, :]
        cover = self.atlas.masks()[numbers].transpose(1, 0, 2)[..., None].astype(np.int32)
        blended = ground + ((ink - ground) * cover + 127) // 255
        return blended.reshape(self.atlas.height, -1, 3).astype(np.uint8)


def fill(width: int, height: int, colour: RGB) -> Pixels:
    """A plain area, (height, width, 3)."""
    return np.full((height, width, 3), colour, np.uint8)
