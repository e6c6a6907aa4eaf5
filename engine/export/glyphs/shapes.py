"""Glyphs that are geometry: box drawing, blocks, shades, braille and the geometric shapes of the interface.

Fonts draw these with gaps, or not at all. Here each is a handful of primitives in a cell of 10 by 22 units, from which
the bitmap, the vector and the browser renderer all draw: what touches the cell's edge meets the next cell exactly.
"""

from __future__ import annotations

import math
from functools import lru_cache

from .boxes import box
from .primitives import HIGH, MIDDLE_X, MIDDLE_Y, WIDE, Polygon, Rect, Shade, Shape

SHADES = {"░": 1, "▒": 2, "▓": 3}
SHADE_LEVELS = {1: (0.16, 0.46), 2: (0.38, 0.68), 3: (0.64, 0.88)}
"""Opacity between the dots and of the dots: seen from afar about a quarter, a half and three quarters."""


@lru_cache(maxsize=2048)
def shapes(text: str) -> tuple[Shape, ...] | None:
    """What `text` is drawn from, or None where a font should draw it."""
    if len(text) != 1:
        return None
    code = ord(text)
    if text in SHADES:
        return (Shade(SHADES[text]),)
    if 0x2580 <= code <= 0x259F or 0x1FB70 <= code <= 0x1FB8B:
        return _block(code)
    if 0x2500 <= code <= 0x257F:
        return box(text)
    if 0x2800 <= code <= 0x28FF:
        return _braille(code - 0x2800)
    return _geometric(text)


# -------------------------------------------------------------------- blocks

QUADRANTS = {0x2596 + i: bits for i, bits in enumerate((4, 8, 1, 13, 9, 7, 11, 2, 6, 14))}
"""▖▗▘▙▚▛▜▝▞▟: 1 upper left, 2 upper right, 4 lower left, 8 lower right."""


def _block(code: int) -> tuple[Shape, ...] | None:
    x, y = WIDE / 8, HIGH / 8
    if 0x2581 <= code <= 0x2588:
        return (Rect(0, HIGH - (code - 0x2580) * y, WIDE, HIGH),)
    if 0x2589 <= code <= 0x258F:
        return (Rect(0, 0, (0x2590 - code) * x, HIGH),)
    if code in QUADRANTS:
        corners = (Rect(0, 0, 5, 11), Rect(5, 0, 10, 11), Rect(0, 11, 5, 22), Rect(5, 11, 10, 22))
        return tuple(corner for bit, corner in enumerate(corners) if QUADRANTS[code] >> bit & 1)
    if 0x1FB70 <= code <= 0x1FB75:
        n = code - 0x1FB70 + 1
        return (Rect(n * x, 0, (n + 1) * x, HIGH),)
    if 0x1FB76 <= code <= 0x1FB7B:
        n = code - 0x1FB76 + 1
        return (Rect(0, n * y, WIDE, (n + 1) * y),)
    if 0x1FB82 <= code <= 0x1FB86:
        return (Rect(0, 0, WIDE, (2, 3, 5, 6, 7)[code - 0x1FB82] * y),)
    if 0x1FB87 <= code <= 0x1FB8B:
        return (Rect(WIDE - (2, 3, 5, 6, 7)[code - 0x1FB87] * x, 0, WIDE, HIGH),)
    halves = {0x2580: Rect(0, 0, WIDE, 11), 0x2590: Rect(5, 0, WIDE, HIGH)}
    edges = {0x2594: Rect(0, 0, WIDE, y), 0x2595: Rect(WIDE - x, 0, WIDE, HIGH)}
    found = (halves | edges).get(code)
    return (found,) if found else None


# -------------------------------------------------------------------- braille and geometric shapes


def disc(x: float, y: float, radius: float) -> Polygon:
    """A circle as a polygon fine enough for any scale."""
    turns = [2 * math.pi * step / 28 for step in range(28)]
    return Polygon(tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in turns))


def _ring(outer: Polygon, share: float) -> Polygon:
    """An outline: the polygon, and itself shrunk towards the middle of the cell, walked the other way round."""
    first = outer.points[0]
    inner = [(MIDDLE_X + (x - MIDDLE_X) * share, MIDDLE_Y + (y - MIDDLE_Y) * share) for x, y in (*outer.points, first)]
    return Polygon((*outer.points, first, *inner[::-1]))


def _braille(bits: int) -> tuple[Shape, ...]:
    places = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
    dots = (place for bit, place in enumerate(places) if bits >> bit & 1)
    return tuple(disc(2.5 + 5 * column, HIGH / 8 * (2 * row + 1), 1.45) for column, row in dots)


def _triangle(way: str, reach: float, half: float) -> Polygon:
    x, y = MIDDLE_X, MIDDLE_Y
    corners = {
        "right": ((x - reach, y - half), (x + reach, y), (x - reach, y + half)),
        "left": ((x + reach, y - half), (x - reach, y), (x + reach, y + half)),
        "up": ((x - half, y + reach), (x, y - reach), (x + half, y + reach)),
        "down": ((x - half, y - reach), (x, y + reach), (x + half, y - reach)),
    }
    return Polygon(corners[way])


def _square(half: float) -> Polygon:
    x, y = MIDDLE_X, MIDDLE_Y
    return Polygon(((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)))


def _diamond(half: float) -> Polygon:
    x, y = MIDDLE_X, MIDDLE_Y
    return Polygon(((x, y - half * 1.15), (x + half, y), (x, y + half * 1.15), (x - half, y)))


SOLID = {
    "●⏺": disc(MIDDLE_X, MIDDLE_Y, 4.2),
    "◆": _diamond(4.6),
    "■⏹": _square(4.0),
    "▪": _square(2.3),
    "▶►⏵": _triangle("right", 4.2, 4.8),
    "◀◄⏴": _triangle("left", 4.2, 4.8),
    "▲⏶": _triangle("up", 4.0, 4.6),
    "▼⏷": _triangle("down", 4.0, 4.6),
    "▸": _triangle("right", 2.7, 3.4),
    "◂": _triangle("left", 2.7, 3.4),
    "▴": _triangle("up", 2.6, 3.2),
    "▾": _triangle("down", 2.6, 3.2),
}
HOLLOW = {
    "○": _ring(disc(MIDDLE_X, MIDDLE_Y, 4.2), 0.74),
    "◦": _ring(disc(MIDDLE_X, MIDDLE_Y, 2.6), 0.6),
    "◇": _ring(_diamond(4.6), 0.7),
    "□": _ring(_square(4.0), 0.73),
    "▫": _ring(_square(2.3), 0.55),
}


@lru_cache(maxsize=1)
def _geometric_table() -> dict[str, tuple[Shape, ...]]:
    table: dict[str, tuple[Shape, ...]] = {
        character: (shape,) for names, shape in (SOLID | HOLLOW).items() for character in names
    }
    table["◉"] = (HOLLOW["○"], disc(MIDDLE_X, MIDDLE_Y, 2.0))
    table["⏸"] = (Rect(2, 7, 4, 15), Rect(6, 7, 8, 15))
    return table


def _geometric(text: str) -> tuple[Shape, ...] | None:
    return _geometric_table().get(text)
