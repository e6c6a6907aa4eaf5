"""A picture in a terminal, two pixels a cell: what an export will look like."""

from __future__ import annotations

from pathlib import Path

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

Pixels = list[list[tuple[int, int, int]]]


class Preview(Widget):
    """Shows a picture file as large as there is room, or some words."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        self._path: Path | None = None
        self._words: tuple[str, ...] = ()
        self._pixels: Pixels = []

    def show(self, path: Path) -> None:
        """Show this picture; read at once, so the file may go."""
        self._pixels = [] if self.app.no_color else pixels(path, self.size.width, self.size.height * 2)
        self._words = () if self._pixels else ("(a preview needs colours)",)
        self.refresh()

    def say(self, *lines: str) -> None:
        """Show words instead."""
        self._pixels, self._words = [], lines
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Two rows of pixels, or a line of words."""
        width = self.size.width
        if not self._pixels:
            at = y - (self.size.height - len(self._words)) // 2
            text = self._words[at] if 0 <= at < len(self._words) else ""
            return Strip([Segment(text[:width].center(width))], width).apply_style(self.rich_style)
        segments: list[Segment] = []
        top = y - (self.size.height - len(self._pixels) // 2) // 2
        if 0 <= top < len(self._pixels) // 2:
            pairs = zip(self._pixels[2 * top], self._pixels[2 * top + 1], strict=True)
            segments = [Segment("▀", Style(color=_colour(upper), bgcolor=_colour(lower))) for upper, lower in pairs]
        left = (width - len(segments)) // 2
        strip = Strip([Segment(" " * left), *segments, Segment(" " * (width - left - len(segments)))], width)
        return strip.apply_style(self.rich_style)


def pixels(path: Path, width: int, height: int) -> Pixels:
    """The picture made small: an even number of rows of (red, green, blue), at most `width` x `height` of them."""
    from PIL import Image

    with Image.open(path) as image:
        scale = min(width / image.width, height / image.height)
        size = max(1, round(image.width * scale)), max(2, round(image.height * scale / 2) * 2)
        data = image.convert("RGB").resize(size, Image.Resampling.BOX).tobytes()
    flat = list(zip(data[::3], data[1::3], data[2::3], strict=True))
    return [flat[row * size[0] : (row + 1) * size[0]] for row in range(size[1])]


def _colour(pixel: tuple[int, int, int]) -> Color:
    return Color.from_rgb(*pixel)
