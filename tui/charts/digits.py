"""Big digits out of half blocks, three rows high or a multiple of it: to be read from the back row of a lecture hall."""

from __future__ import annotations

import math

from .cells import Cells

SHAPES = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": ("## ", " # ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", " ##", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "–": ("   ", "   ", "###", "   ", "   "),
    ".": (" ", " ", " ", " ", "#"),
}
HIGH = 5
"""Rows of a shape; two of them make a row of cells."""
HALVES = {("#", "#"): "█", ("#", " "): "▀", (" ", "#"): "▄", (" ", " "): " "}


def big(text: str, ink: str = "bold run", *, scale: int = 1, low: bool = False) -> Cells:
    """The digits in `text` (0 to 9, `–` and a point), `size_of(text, scale)` cells large.

    Half a row may be left: below them, or with `low` above.
    """
    lines = [
        (" " * scale).join("".join(pixel * scale for pixel in SHAPES[digit][row]) for digit in text)
        for row in range(HIGH)
        for _ in range(scale)
    ]
    spare = [" " * len(lines[0])] * (len(lines) % 2)
    lines = [*spare, *lines] if low else [*lines, *spare]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [[("".join(HALVES[pair] for pair in zip(top, bottom, strict=True)), ink)] for top, bottom in pairs]


def size_of(text: str, scale: int = 1) -> tuple[int, int]:
    """Cells and rows that `big` takes: three cells a digit, one between them, and three rows, times the scale or a little less."""
    return (sum(len(SHAPES[digit][0]) + 1 for digit in text) - 1) * scale, math.ceil(HIGH * scale / 2)
