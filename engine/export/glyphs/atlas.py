"""Bitmaps of glyphs: geometry from `shapes`, text from the bundled font, each drawn once for a scale.

A glyph is a mask of the cell: 0 shows the background, 255 the ink. Geometry is drawn four times too large and averaged,
but first its coordinates are bent so that the edges of lines fall on whole pixels: then rounded corners meet the
straight lines they continue, at any scale.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ..film.grid import Row
from .primitives import HIGH, WIDE, Polygon, Rect, Shade, Shape
from .shapes import SHADE_LEVELS, shapes

Mask = NDArray[np.uint8]
FONTS = Path(__file__).parent / "fonts"
ADVANCE = 0.6
"""Width of the font's glyphs in its own size, so that a cell of 10 units takes a font of 16.7."""
BASELINE = 17 / 22
FINE = 4
SLANT = 0.2
KNOTS_X = (0.0, 3.0, 4.0, 4.5, 5.5, 6.0, 7.0, WIDE)
KNOTS_Y = (0.0, 9.0, 10.0, 10.5, 11.5, 12.0, 13.0, HIGH)
"""Edges of light, heavy and double lines."""


class Atlas:
    """The glyphs at one scale, drawn when they are first asked for."""

    absent: ClassVar[set[str]] = set()
    """Characters that the bundled font doesn't have and that were drawn as boxes, by any atlas of this program."""

    def __init__(self, scale: float = 1.0) -> None:
        """A cell of 10 by 22 pixels times `scale`, rounded to even numbers so that dotted textures fit."""
        self.width = 2 * round(WIDE / 2 * scale)
        self.height = 2 * round(HIGH / 2 * scale)
        self._index: dict[tuple[str, int, int, bool, bool, bool], int] = {}
        self._masks = np.zeros((256, self.height, self.width), np.uint8)

    def masks(self) -> Mask:
        """(glyphs, height, width); row i is the glyph that `place` called i."""
        return self._masks[: max(len(self._index), 1)]

    def place(self, row: Row) -> NDArray[np.intp]:
        """The number of each cell's glyph, (columns,)."""
        numbers, text, width = [], " ", 1
        for cell in row:
            part = 0
            if cell.width:
                text, width = cell.text, cell.width
            else:
                part = 1
            style = cell.style
            key = (text, width, part, style.bold, style.italic, style.underline)
            number = self._index.get(key)
            numbers.append(self._add(key) if number is None else number)
        return np.array(numbers, np.intp)

    def _add(self, key: tuple[str, int, int, bool, bool, bool]) -> int:
        text, width, part, bold, italic, underline = key
        whole = self._draw(text, width, bold=bold, italic=italic)
        if underline:
            self._underline(whole)
        number = self._index[key] = len(self._index)
        if number == len(self._masks):
            self._masks = np.concatenate([self._masks, np.zeros_like(self._masks)])
        self._masks[number] = whole[:, part * self.width : (part + 1) * self.width]
        return number

    def _draw(self, text: str, width: int, *, bold: bool, italic: bool) -> Mask:
        if text.isspace() or not text:
            return np.zeros((self.height, self.width * width), np.uint8)
        parts = shapes(text) if width == 1 else None
        if parts is not None:
            return self.geometry(parts)
        return self._letter(text, width, bold=bold, italic=italic)

    # ---------------------------------------------------------------- geometry

    def geometry(self, parts: Iterable[Shape]) -> Mask:
        """The mask of some primitives."""
        mask = np.zeros((self.height, self.width), np.uint8)
        for part in parts:
            if isinstance(part, Rect):
                x0, x1 = self.snap_x(part.x0), self.snap_x(part.x1)
                y0, y1 = self.snap_y(part.y0), self.snap_y(part.y1)
                mask[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)] = 255
            elif isinstance(part, Polygon):
                np.maximum(mask, self._polygon(part), out=mask)
            else:
                mask = self._shade(part)
        return mask

    def snap_x(self, x: float) -> int:
        """The whole pixel nearest to a horizontal coordinate in units."""
        return int(np.floor(x * self.width / WIDE + 0.5))

    def snap_y(self, y: float) -> int:
        """The whole pixel nearest to a vertical coordinate in units."""
        return int(np.floor(y * self.height / HIGH + 0.5))

    def _polygon(self, polygon: Polygon) -> Mask:
        across, down = zip(*polygon.points, strict=True)
        x = _bend(across, KNOTS_X, [self.snap_x(knot) for knot in KNOTS_X])
        y = _bend(down, KNOTS_Y, [self.snap_y(knot) for knot in KNOTS_Y])
        inside = _inside(x, y, self.width, self.height)
        fine = inside.reshape(self.height, FINE, self.width, FINE)
        return np.round(fine.mean(axis=(1, 3)) * 255).astype(np.uint8)

    def _shade(self, shade: Shade) -> Mask:
        between, dot = (round(255 * level) for level in SHADE_LEVELS[shade.quarters])
        size = max(s for s in range(1, self.width) if s == 1 or self._fits(s))
        y, x = np.mgrid[: self.height, : self.width] // size
        return np.where((x + y) % 2 == 0, dot, between).astype(np.uint8)

    def _fits(self, dot: int) -> bool:
        return dot <= self.width / 10 + 0.5 and self.width % (2 * dot) == 0 and self.height % (2 * dot) == 0

    # ---------------------------------------------------------------- text

    @cached_property
    def fonts(self) -> dict[bool, ImageFont.FreeTypeFont]:
        """The bundled font: False regular, True bold."""
        size = self.width / ADVANCE
        return {
            bold: ImageFont.truetype(FONTS / f"JetBrainsMono-{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)
            for bold, name in ((False, "Regular"), (True, "Bold"))
        }

    def _letter(self, text: str, width: int, *, bold: bool, italic: bool) -> Mask:
        font = self.fonts[bold]
        if self._is_absent(text):
            self.absent.add(text[0])
            return self._box(width)
        image = Image.new("L", (self.width * width, self.height))
        baseline = round(self.height * BASELINE)
        across = (self.width * width - font.getlength(text[0])) / 2 if width > 1 else 0
        ImageDraw.Draw(image).text((across, baseline), text, fill=255, font=font, anchor="ls")
        if italic:
            shift = -SLANT * (baseline - self.height * 0.2)
            slanted = (1, SLANT, shift, 0, 1, 0)
            image = image.transform(image.size, Image.Transform.AFFINE, slanted, Image.Resampling.BICUBIC)
        return np.asarray(image).copy()

    @cached_property
    def _nothing(self) -> bytes:
        return self._bitmap("\uffff")

    def _is_absent(self, text: str) -> bool:
        return self._bitmap(text[0]) == self._nothing

    def _bitmap(self, character: str) -> bytes:
        image = Image.new("L", (self.width * 2, self.height))
        ImageDraw.Draw(image).text((0, self.height * BASELINE), character, 255, self.fonts[False], "ls")
        return image.tobytes()

    def _box(self, width: int) -> Mask:
        """A frame in the place of a character that the font doesn't have."""
        mask = np.zeros((self.height, self.width * width), np.uint8)
        line, x, y0, y1 = max(1, self.width // 10), self.width // 8, self.snap_y(5), self.snap_y(18)
        mask[y0:y1, x:-x] = 150
        mask[y0 + line : y1 - line, x + line : -x - line] = 0
        return mask

    def _underline(self, mask: Mask) -> None:
        top = self.snap_y(19)
        mask[top : top + max(1, round(self.width / 10))] = 255


def _bend(values: Iterable[float], knots: Iterable[float], pixels: Iterable[float]) -> NDArray[np.float64]:
    """Coordinates in units as pixels, straight between the knots."""
    return np.interp(list(values), list(knots), list(pixels))


def _inside(x: NDArray[np.float64], y: NDArray[np.float64], width: int, height: int) -> NDArray[np.bool_]:
    """Which points of a grid `FINE` times finer than the pixels lie in a polygon (even-odd), (height, width) times FINE."""
    across = (np.arange(width * FINE) + 0.5) / FINE
    down = (np.arange(height * FINE)[:, None] + 0.5) / FINE
    inside = np.zeros((height * FINE, width * FINE), np.bool_)
    for x0, y0, x1, y1 in zip(x, y, np.roll(x, -1), np.roll(y, -1), strict=True):
        if y0 != y1:
            level = (y0 <= down) != (y1 <= down)
            inside ^= level & (across < x0 + (down - y0) * (x1 - x0) / (y1 - y0))
    return inside
