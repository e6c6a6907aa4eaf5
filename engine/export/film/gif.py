"""An animated GIF: one palette, frames that look alike merged, and of each frame only what changed.

The container is written here and the pixels are packed by Pillow. A frame is the rectangle around what changed; inside
of it the pixels that stayed are "transparent", which packs to almost nothing. Delays count in hundredths of a second;
what rounding takes is given to the next frame, so that a long movie doesn't drift.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from ..glyphs.atlas import Atlas
from ..options import Options
from ..progress import Progress, never_cancel, tell
from ..whole_files import whole_file
from .captions import with_captions
from .changes import merged
from .grid import Grid, Movie, Row
from .palette import STEPS, Usage, choose, steps_of

Indices = NDArray[np.uint8]
SHORTEST = 2
"""Hundredths of a second; browsers slow down what is shorter."""
LONGEST = 65_000


def write_gif(movie: Movie, path: Path, options: Options | None = None, progress: Progress = never_cancel) -> None:
    """Write the movie as a GIF that plays for ever.

    Raises:
        ExportError: the file exists or can't be written.
        ExportCancelled: `progress` said no.
    """
    options = options or Options()
    movie = with_captions(movie, wanted=options.captions)
    with whole_file(path, force=options.force) as beside, beside.open("wb") as file:
        painter = Painter(options.scale)
        frames = []
        for t_s, grid, changed in merged(movie, lambda done, total: progress(done, total * 2)):
            painter.count(grid, changed)
            frames.append((t_s, grid, changed))
        _write(file, painter, frames, movie, progress)


def _write(
    file: BinaryIO, painter: Painter, frames: list[tuple[float, Grid, list[int]]], movie: Movie, progress: Progress
) -> None:
    palette = painter.settle()
    clear = len(palette)
    size = movie.columns * painter.atlas.width, movie.rows * painter.atlas.height
    file.write(_head(size, palette))
    ends = [t_s for t_s, _, _ in frames[1:]] + [movie.length_s]
    canvas = np.full((size[1], size[0]), clear, np.uint8)
    for number, (delay, (_, grid, changed)) in enumerate(zip(_delays(ends), frames, strict=True)):
        tell(progress, len(frames) + number, len(frames) * 2)
        for part in _changes(canvas, painter, grid, changed, clear):
            file.write(_frame(*part, delay, clear))
    file.write(b";")
    tell(progress, len(frames) * 2, len(frames) * 2)


def _delays(ends: list[float]) -> Iterator[int]:
    """Hundredths of a second of each frame, from when each ends."""
    shown = 0
    for end in ends:
        delay = min(max(round(end * 100) - shown, SHORTEST), LONGEST)
        shown += delay
        yield delay


def _changes(
    canvas: Indices, painter: Painter, grid: Grid, changed: list[int], clear: int
) -> Iterator[tuple[Indices, tuple[int, int]]]:
    """Draw the changed rows onto the canvas; yields the one rectangle around what differs, and its place."""
    high = painter.atlas.height
    top, bottom = changed[0] * high, (changed[-1] + 1) * high
    before = canvas[top:bottom].copy()
    for y in changed:
        canvas[y * high : (y + 1) * high] = painter.row(grid.rows[y])
    after = canvas[top:bottom]
    differs = before != after
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    # Cells can change without any pixel doing so; the frame's time must still be told.
    y0, y1 = (rows[0], rows[-1] + 1) if len(rows) else (0, 1)
    x0, x1 = (columns[0], columns[-1] + 1) if len(columns) else (0, 1)
    part = np.where(differs[y0:y1, x0:x1], after[y0:y1, x0:x1], np.uint8(clear))
    yield part, (int(x0), int(top + y0))


def _frame(part: Indices, place: tuple[int, int], delay: int, clear: int) -> bytes:
    image = Image.fromarray(np.ascontiguousarray(part), "L")
    data = GifImagePlugin.getdata(image, place, duration=delay * 10, transparency=clear, disposal=1)
    return b"".join(data)


def _head(size: tuple[int, int], palette: NDArray[np.uint8]) -> bytes:
    colours = palette.tobytes().ljust(256 * 3, b"\0")
    screen = struct.pack("<HHBBB", *size, 0xF7, 0, 0)
    forever = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    return b"GIF89a" + screen + colours + forever


class Painter:
    """Rows to indices into one palette."""

    def __init__(self, scale: float) -> None:
        self.atlas = Atlas(scale)
        self._usage = Usage(self.atlas)
        self._index: NDArray[np.uint8] = np.zeros((0, STEPS + 1), np.uint8)
        self._masks: NDArray[np.uint8] = np.zeros((0, 0, 0), np.uint8)

    def count(self, grid: Grid, changed: list[int]) -> None:
        """Learn the colours of the rows that will be drawn."""
        for y in changed:
            self._usage.add(grid.rows[y])

    def settle(self) -> NDArray[np.uint8]:
        """Choose the palette, (n, 3) with n at most 255, once all rows are known."""
        palette, self._index = choose(*self._usage.colours())
        self._masks = steps_of(self.atlas.masks())
        return palette

    def row(self, row: Row) -> Indices:
        """The pixels of one row as places in the palette, (height, width)."""
        steps = self._masks[self.atlas.place(row)]
        drawn = self._index[self._usage.place(row)[:, None, None], steps]
        return drawn.transpose(1, 0, 2).reshape(self.atlas.height, -1)
