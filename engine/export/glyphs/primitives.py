"""What glyphs that are geometry are made of, in units of a cell of 10 by 22."""

from __future__ import annotations

from typing import NamedTuple

WIDE, HIGH = 10.0, 22.0
"""The cell, in units."""
MIDDLE_X, MIDDLE_Y = WIDE / 2, HIGH / 2


class Rect(NamedTuple):
    """A rectangle whose edges are snapped to whole pixels."""

    x0: float
    y0: float
    x1: float
    y1: float


class Polygon(NamedTuple):
    """A filled polygon, its edges smoothed."""

    points: tuple[tuple[float, float], ...]


class Shade(NamedTuple):
    """The whole cell in a dotted texture: 1, 2 or 3 quarters of the ink."""

    quarters: int


Shape = Rect | Polygon | Shade
