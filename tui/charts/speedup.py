"""Speed-up over the number of workers: points, their intervals, the laws fitted to them, and the cores there are.

Workers stand on a logarithmic axis, since 1, 2, 4, 8 are the counts that one tries. A curve is dotted in thirds of a cell
(`˙`, `·`, `.`), which every font has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...engine.text.quantities import times
from .axis import finite, ticks
from .cells import BLANK, Cells, Row, fit, fit_all, joined, merge

THIRDS = (".", "·", "˙")
POINT, BEST, WHISKER, BAND, CEILING = "●", "◉", "│", "░", "┊"
AXIS = 5
"""Cells for the labels at the left."""
ROOMY = 14
"""Rows from which on a band is more than a few spots."""


@dataclass(frozen=True, slots=True)
class Point:
    """A measured worker count."""

    workers: int
    speedup: float
    low: float
    high: float
    best: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A law: (workers, speed-up, low, high)."""

    ink: str
    places: Sequence[tuple[float, float, float, float]]
    band: bool = True


class _Canvas:
    """Cells of a plot; row 0 is the top."""

    def __init__(self, width: int, height: int, most_workers: float, most_speedup: float) -> None:
        self.width, self.height = width, height
        self.chars = [[" "] * width for _ in range(height)]
        self.inks = [[BLANK] * width for _ in range(height)]
        self._log = math.log2(max(most_workers, 2.0))
        self._top = max(most_speedup, 1e-9)

    def column(self, workers: float) -> int:
        """The cell of a worker count."""
        share = math.log2(max(finite(workers), 1.0)) / self._log
        return round(min(1.0, max(0.0, share)) * (self.width - 1))

    def thirds(self, speedup: float) -> int:
        """How many thirds of a cell above the ground; the ground is 0x."""
        share = min(1.0, max(0.0, finite(speedup) / self._top))
        return min(round(share * (self.height * 3 - 1)), self.height * 3 - 1)

    def row(self, speedup: float) -> int:
        """The row of a speed-up."""
        return self.height - 1 - self.thirds(speedup) // 3

    def put(self, row: int, column: int, char: str, ink: str) -> None:
        """One cell."""
        if 0 <= row < self.height and 0 <= column < self.width:
            self.chars[row][column], self.inks[row][column] = char, ink


def sweep_rows(
    points: Sequence[Point], curves: Sequence[Curve], ceilings: Sequence[tuple[str, float]], width: int, height: int
) -> Cells:
    """The chart in exactly `width` x `height` cells; the last row has the worker counts."""
    if width < AXIS + 8 or height < 3:
        return fit_all(_words(points), width, height)
    most_workers = max([2.0, *(point.workers for point in points)])
    inside = [(name, cores) for name, cores in ceilings if 1.0 < cores <= most_workers]
    most = max(
        [1.0, *(finite(point.high) for point in points), *(finite(p[1]) for curve in curves for p in curve.places)]
    )
    canvas = _Canvas(width - AXIS - 1, height - 1, most_workers, most * 1.08)
    for curve in curves[:1] if height >= ROOMY else ():
        _band(canvas, curve)
    for _, cores in inside:
        _ceiling(canvas, cores)
    for curve in curves:
        _curve(canvas, curve)
    for point in points:
        _point(canvas, point)
    _ceiling_names(canvas, inside)
    labels = _labels(canvas, most * 1.08)
    rows = [
        joined(fit([(labels.get(row, ""), "dim")], AXIS), merge(canvas.chars[row], canvas.inks[row]), [(" ", BLANK)])
        for row in range(canvas.height)
    ]
    counts = {canvas.column(point.workers): f"{point.workers:,}" for point in points}
    return fit_all([*rows, joined([(" " * AXIS, BLANK)], _counts(counts, canvas.width))], width, height)


def _band(canvas: _Canvas, curve: Curve) -> None:
    """The interval of a law, where it is wider than a cell."""
    if not curve.band:
        return
    for column, (_, low, high) in _by_column(canvas, curve).items():
        top, bottom = canvas.row(high), canvas.row(low)
        for row in range(top, bottom + 1):
            if bottom - top >= 2:
                canvas.put(row, column, BAND, "frame")


def _curve(canvas: _Canvas, curve: Curve) -> None:
    for column, (middle, _, _) in _by_column(canvas, curve).items():
        thirds = canvas.thirds(middle)
        canvas.put(canvas.height - 1 - thirds // 3, column, THIRDS[thirds % 3], curve.ink)


def _by_column(canvas: _Canvas, curve: Curve) -> dict[int, tuple[float, float, float]]:
    """Column to speed-up, low and high, interpolated so that no column is left out."""
    places = sorted(curve.places)
    found: dict[int, tuple[float, float, float]] = {}
    for (n0, *first), (n1, *last) in pairwise(places):
        start, end = canvas.column(n0), canvas.column(n1)
        for column in range(start, end + 1):
            share = (column - start) / max(1, end - start)
            middle, low, high = (a + (b - a) * share for a, b in zip(first, last, strict=True))
            found[column] = (middle, low, high)
    return found


def _point(canvas: _Canvas, point: Point) -> None:
    column = canvas.column(point.workers)
    for row in range(canvas.row(point.high), canvas.row(point.low) + 1):
        canvas.put(row, column, WHISKER, "run")
    canvas.put(canvas.row(point.speedup), column, BEST if point.best else POINT, "bold run")


def _ceiling(canvas: _Canvas, cores: float) -> None:
    for row in range(canvas.height):
        if canvas.chars[row][canvas.column(cores)] in (" ", BAND):
            canvas.put(row, canvas.column(cores), CEILING, "dim")


def _ceiling_names(canvas: _Canvas, ceilings: Sequence[tuple[str, float]]) -> None:
    """What each dotted line is, beside its foot; those of the same place together."""
    at: dict[int, list[str]] = {}
    cores = {canvas.column(value): value for _, value in ceilings}
    for name, value in ceilings:
        at.setdefault(canvas.column(value), []).append(name)
    for place, (column, names) in enumerate(sorted(at.items())):
        row = canvas.height - 1 - place % 2
        for words in (f"{cores[column]:g} {', '.join(names)}", f"{cores[column]:g} cores"):
            start = column + 2 if column + 2 + len(words) <= canvas.width else column - 1 - len(words)
            line = canvas.chars[row][max(0, start) : start + len(words)] if start >= 0 else ["x"]
            if set(line) <= {" ", BAND}:
                for offset, char in enumerate(words):
                    canvas.put(row, start + offset, char, "dim")
                break


def _labels(canvas: _Canvas, top: float) -> dict[int, str]:
    """Row to its speed-up."""
    found: dict[int, str] = {}
    for value in ticks(top, max(2, min(canvas.height // 2, 8))):
        found.setdefault(canvas.row(value), f"{value:>3g}×")
    return found


def _counts(counts: dict[int, str], width: int) -> Row:
    chars = [" "] * width
    free = 0
    for column, text in sorted(counts.items()):
        at = min(max(0, column - len(text) // 2), width - len(text))
        if at >= free:
            chars[at : at + len(text)] = text
            free = at + len(text) + 1
    if free + 8 <= width:
        chars[free : free + 7] = "workers"
    return merge(chars, ["dim"] * width)


def _words(points: Sequence[Point]) -> Cells:
    """Where there is no room to draw: `1 0.98×  2 1.87×`."""
    row: Row = []
    for point in points:
        row += [
            (f"{point.workers} ", "dim"),
            (f"{times(finite(point.speedup))}  ", "bold run" if point.best else "text"),
        ]
    return [row or [("nothing measured yet", "dim")]]
