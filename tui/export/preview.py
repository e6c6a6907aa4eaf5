"""A picture in a terminal, four pixels a cell: what an export will look like.

A cell has two colours and a block of one of 16 shapes, so each four pixels are split into a lighter and a darker part. Letters
are thinner than these pixels and would fade away: what stands out from the ground is brought forward.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

Pixels = NDArray[np.uint8]
SHAPES = " ▗▖▄▝▐▞▟▘▚▌▙▀▜▛█"
"""Blocks by which of their quarters are lit: upper left 8, upper right 4, lower left 2, lower right 1."""
FORWARD = 1.7


class Preview(Widget):
    """Shows a picture file as large as there is room, or some words."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        self._words: tuple[str, ...] = ()
        self._rows: list[list[Segment]] = []

    def show(self, path: Path) -> None:
        """Show this picture; read at once, so the file may go."""
        self._rows = [] if self.app.no_color else blocks(pixels(path, self.size.width, self.size.height))
        self._words = () if self._rows else ("(a preview needs colours)",)
        self.refresh()

    def show_words(self, *lines: str) -> None:
        """Show words instead."""
        self._rows, self._words = [], lines
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row of blocks, or a line of words, in the middle."""
        width, height = self.size
        if not self._rows:
            at = y - (height - len(self._words)) // 2
            text = self._words[at] if 0 <= at < len(self._words) else ""
            return Strip([Segment(text[:width].center(width))], width).apply_style(self.rich_style)
        top = y - (height - len(self._rows)) // 2
        row = self._rows[top] if 0 <= top < len(self._rows) else []
        left = (width - len(row)) // 2
        strip = Strip([Segment(" " * left), *row, Segment(" " * (width - left - len(row)))], width)
        return strip.apply_style(self.rich_style)


def pixels(path: Path, width: int, height: int) -> Pixels:
    """The picture made small for `width` x `height` cells: (rows, columns, 3), both even. A cell is 10 by 22 wide and high."""
    from PIL import Image

    with Image.open(path) as image:
        scale = min(width * 10 / image.width, height * 22 / image.height)
        size = 2 * max(1, round(image.width * scale / 10)), 2 * max(1, round(image.height * scale / 22))
        small = np.asarray(image.convert("RGB").resize(size, Image.Resampling.BOX)).astype(np.float64)
    flat, counts = np.unique(small.reshape(-1, 3), axis=0, return_counts=True)
    ground = flat[counts.argmax()]
    return np.clip(ground + (small - ground) * FORWARD, 0, 255).astype(np.uint8)


def blocks(picture: Pixels) -> list[list[Segment]]:
    """One segment a cell."""
    rows, columns = picture.shape[0] // 2, picture.shape[1] // 2
    quarters = picture.reshape(rows, 2, columns, 2, 3).transpose(0, 2, 1, 3, 4).reshape(rows, columns, 4, 3)
    light = quarters.astype(np.float64) @ (0.299, 0.587, 0.114)
    lit = light > (light.min(axis=2) + light.max(axis=2))[..., None] / 2
    shape = (lit * (8, 4, 2, 1)).sum(axis=2)
    fore, back = _mean(quarters, lit), _mean(quarters, ~lit)
    return [
        [
            Segment(SHAPES[shape[y, x]], Style(color=_colour(fore[y, x]), bgcolor=_colour(back[y, x])))
            for x in range(columns)
        ]
        for y in range(rows)
    ]


def _mean(quarters: Pixels, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The mean colour of the chosen quarters of each cell; of all where none is."""
    weights = np.where(chosen.any(axis=2, keepdims=True), chosen, True).astype(np.float64)
    total = (quarters * weights[..., None]).sum(axis=2)
    return np.rint(total / weights.sum(axis=2)[..., None]).astype(np.int64)


def _colour(pixel: NDArray[np.int64]) -> Color:
    return Color.from_rgb(int(pixel[0]), int(pixel[1]), int(pixel[2]))
