"""A picture of 16 levels in half blocks: two pixels a cell; without colours of its own, one shade a cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cells import BLANK, Cells, merge

MISSING = 255
SHADES = " ·:-=+*#%@"
Pixels = NDArray[np.uint8]
Ints = NDArray[np.int64]


def size_in(columns: int, rows: int, width: int, height: int) -> tuple[int, int]:
    """Cells (wide, high) of a picture of `columns` x `rows` square pixels, as large as fits."""
    if min(columns, rows, width, height) <= 0:
        return 0, 0
    scale = min(width / columns, 2 * height / rows)
    return max(1, min(width, round(columns * scale))), max(1, min(height, round(rows * scale / 2)))


def sampled(pixels: NDArray[np.generic], rows: int, columns: int) -> NDArray[np.generic]:
    """The nearest pixels on a grid of rows x columns."""
    y = ((np.arange(rows) + 0.5) * pixels.shape[0] / rows).astype(int)
    x = ((np.arange(columns) + 0.5) * pixels.shape[1] / columns).astype(int)
    return pixels[y[:, None], x[None, :]]


def picture_rows(picture: Pixels, width: int, height: int, lanes: Ints | None = None, *, plain: bool = False) -> Cells:
    """The picture in exactly `width` x `height` cells.

    Args:
        picture: (rows, columns) brightness 0 to 15; 255: not yet there, blank.
        width: cells.
        height: rows of cells, two pixels each.
        lanes: (rows, columns) lane that painted the pixel: shade by worker instead of by the ramp.
        plain: one shade of text a cell, for terminals without enough colours.
    """
    if not picture.size or width <= 0 or height <= 0:
        return [[] for _ in range(max(0, height))]
    pixels = sampled(picture, 2 * height, width)
    painter = sampled(lanes, 2 * height, width) if lanes is not None else None
    if plain:
        return _shades(pixels, painter)
    inks = _inks(pixels, painter)
    return [_half_blocks(inks[2 * y], inks[2 * y + 1]) for y in range(height)]


def _inks(pixels: NDArray[np.generic], lanes: NDArray[np.generic] | None) -> list[list[str]]:
    """The ink of every pixel, '' where it isn't there."""
    level = np.minimum(pixels.astype(np.int64), 15)
    codes = np.where(pixels == MISSING, 0, 1 + level)
    if lanes is None:
        names = ["", *(f"ramp{step}" for step in range(16))]
    else:
        codes = np.where(codes > 0, codes + 16 * ((lanes.astype(np.int64) - 1) % 8), 0)
        names = ["", *(f"lane{lane}x{step}" for lane in range(8) for step in range(16))]
    return [[names[code] for code in row] for row in codes.tolist()]


def _half_blocks(upper: list[str], lower: list[str]) -> list[tuple[str, str]]:
    chars, inks = [], []
    for top, bottom in zip(upper, lower, strict=True):
        if top == bottom:
            chars.append("█" if top else " ")
            inks.append(top)
        elif not bottom:
            chars.append("▀")
            inks.append(top)
        elif not top:
            chars.append("▄")
            inks.append(bottom)
        else:
            chars.append("▀")
            inks.append(f"{top} on {bottom}")
    return merge(chars, inks)


def _shades(pixels: NDArray[np.generic], lanes: NDArray[np.generic] | None) -> Cells:
    """One character a cell, the darker the fewer dots."""
    upper, lower = pixels[0::2].astype(float), pixels[1::2].astype(float)
    both = np.where(upper == MISSING, lower, np.where(lower == MISSING, upper, (upper + lower) / 2))
    steps = np.where(both == MISSING, 0, np.rint(np.minimum(both, 15) / 15 * (len(SHADES) - 1))).astype(int)
    painter = lanes[0::2].astype(int).tolist() if lanes is not None else None
    rows: Cells = []
    for y, row in enumerate(steps.tolist()):
        inks = [f"lane{(lane - 1) % 8}" for lane in painter[y]] if painter else ["text"] * len(row)
        chars = [SHADES[step] for step in row]
        rows.append(merge(chars, [ink if char != " " else BLANK for char, ink in zip(chars, inks, strict=True)]))
    return rows
