"""A corner of the Mandelbrot set, in pure Python. One item is 256 pixels that follow each other in scan order.

The picture grows with the number of items, at 16:9, so that any number of items is a whole picture: `count` items are
exactly `256 * count` pixels. The few that are left over after the last full row are computed too, as the row below.

The preview shows 160 x 90 pixels whatever the size. Each is painted by the item that holds the nearest source pixel, as
the mean brightness of that item's source pixels in the same cell.
"""

import math
from functools import lru_cache

TITLE = "Mandelbrot fractal"
KIND = "cpu"
ABOUT = (
    "Computes a corner of the Mandelbrot set, 256 pixels an item.",
    "The result is the picture, which comes in as the workers paint it.",
    "Pure Python: threads take turns under a GIL, processes really run at once.",
)
REQUIRES: tuple[str, ...] = ()
WORLD: tuple[str, ...] = ()
OPTIONS: dict[str, str | int | float | bool] = {}

PIXELS = 256
LIMIT = 255
CENTRE_X, CENTRE_Y, REGION_WIDTH = -0.3745, 0.6597, 0.016
REGION_HEIGHT = REGION_WIDTH * 9 / 16
COLUMNS, ROWS = 160, 90

Item = tuple[int, int, int]


def items(count: int, seed: int) -> list[Item]:
    """(width, height, first pixel) for each run of 256 pixels. There is nothing random in it: the seed is not used."""
    width, height = size(count)
    return [(width, height, first) for first in range(0, PIXELS * count, PIXELS)]


def size(count: int) -> tuple[int, int]:
    """Width and height (whole rows) of the picture that `count` items make."""
    pixels = PIXELS * count
    width = round(math.sqrt(pixels * 16 / 9))
    return width, max(1, pixels // width)


def work(item: Item) -> bytes:
    """For each pixel of the run, the number of steps after which it escaped, 255 if it didn't."""
    width, height, first = item
    left, top = CENTRE_X - REGION_WIDTH / 2, CENTRE_Y - REGION_HEIGHT / 2
    counts = bytearray()
    for pixel in range(first, first + PIXELS):
        row, column = divmod(pixel, width)
        x = left + REGION_WIDTH * (column + 0.5) / width
        y = top + REGION_HEIGHT * (row + 0.5) / height
        counts.append(escape(x, y))
    return bytes(counts)


def escape(x: float, y: float) -> int:
    """After how many steps z = z² + c leaves the circle of radius 2, for c = x + iy; 255 if it stays that long."""
    a = b = 0.0
    for step in range(LIMIT):
        aa, bb = a * a, b * b
        if aa + bb > 4.0:
            return step
        a, b = aa - bb + x, 2 * a * b + y
    return LIMIT


def combine(results: list[bytes]) -> str:
    """How much of the picture there is, and how much of it belongs to the set as far as 255 steps can tell."""
    pixels = PIXELS * len(results)
    inside = sum(counts.count(LIMIT) for counts in results)
    return f"{pixels:,} pixels, {inside:,} of them in the set"


SHADES = bytes(
    0 if step <= 28 else min(15, int(15.99 * (math.log(step / 28) / math.log(150 / 28)) ** 1.15)) for step in range(256)
)
"""Number of steps to brightness 0-15, chosen for this corner of the set: no pixel in it escapes before step 28."""


def preview(fresh: list[tuple[int, bytes]], total: int) -> dict:
    """The preview's pixels that these items hold, as `[item, offset, hexadecimal digits]`."""
    layout = _layout(total)
    cells = []
    for item, counts in fresh:
        shades = counts.translate(SHADES)
        for offset, spans in layout.get(item, ()):
            levels = [round(sum(shades[start:end]) / (end - start)) for start, end in spans]
            cells.append([item, offset, "".join(f"{level:x}" for level in levels)])
    return {"picture": [COLUMNS, ROWS], "cells": cells}


@lru_cache(maxsize=1)
def _layout(total: int) -> dict[int, list[tuple[int, list[tuple[int, int]]]]]:
    """For each item: (offset in the preview, the item's pixels [start, end) that each preview pixel from there shows)."""
    width, height = size(total)
    layout: dict[int, list[tuple[int, list[tuple[int, int]]]]] = {}
    for row in range(ROWS):
        line = (2 * row + 1) * height // (2 * ROWS) * width
        for column in range(COLUMNS):
            nearest = line + (2 * column + 1) * width // (2 * COLUMNS)
            item, place = divmod(nearest, PIXELS)
            left = line + column * width // COLUMNS - item * PIXELS
            right = line + (column + 1) * width // COLUMNS - item * PIXELS
            span = (max(0, min(left, place)), min(PIXELS, max(right, place + 1)))
            runs = layout.setdefault(item, [])
            if column and runs and runs[-1][0] + len(runs[-1][1]) == row * COLUMNS + column:
                runs[-1][1].append(span)
            else:
                runs.append((row * COLUMNS + column, [span]))
    return layout
