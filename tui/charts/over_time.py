"""Counts over time: a label, the number now, and a line of columns up to now, for each of a few things."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .blocks import UP
from .cells import BLANK, Cells, Row, fit, fit_all

Floats = NDArray[np.float64]
LABEL = 10
"""Cells of the longest label."""
VALUE = 5


@dataclass(frozen=True, slots=True)
class Series:
    """One thing."""

    label: str
    values: Floats
    """(steps,) oldest first; NaN where nothing was known."""
    now: str
    ink: str
    most: float = 0.0
    """The top of its scale; 0: its own largest value."""


def series_rows(series: Sequence[Series], width: int, height: int) -> Cells:
    """All of them in exactly `width` x `height` cells; they share the height, the last ones go where there is none."""
    if not series or height <= 0 or width <= 0:
        return fit_all([], width, height)
    shown = series[:height]
    each = height // len(shown)
    cells = width - LABEL - VALUE - 2
    rows: Cells = []
    for one in shown:
        columns = columns_of(one.values, cells, each, one.most) if cells > 0 else [""] * each
        for place, text in enumerate(columns):
            last = place == each - 1
            head: Row = [(f"{one.label:<{LABEL}}", "text"), (f"{one.now:>{VALUE}}  ", "strong")]
            rows.append(fit([*(head if last else [(" " * (LABEL + VALUE + 2), BLANK)]), (text, one.ink)], width))
    return fit_all(rows, width, height)


def columns_of(values: Floats, cells: int, rows: int, most: float = 0.0) -> list[str]:
    """Columns as lines of text, the upper one first: each cell the largest of its stretch, on a scale
    that begins at 0 and leaves an eighth free above: what stands below doesn't touch what stands above."""
    stretches = (
        np.array_split(values, cells) if len(values) >= cells else [values[i : i + 1] for i in range(len(values))]
    )
    tops = [float(np.nanmax(part)) if len(part) and not np.isnan(part).all() else math.nan for part in stretches]
    tops = [math.nan] * (cells - len(tops)) + tops
    scale = (most or max((top for top in tops if not math.isnan(top)), default=0.0)) * 8 * rows / (8 * rows - 1)
    lines: list[list[str]] = [[] for _ in range(rows)]
    for top in tops:
        eighths = (
            0 if math.isnan(top) or not scale else max(1 if top > 0 else 0, round(min(top / scale, 1.0) * rows * 8))
        )
        for row in range(rows):
            below = (rows - 1 - row) * 8
            lines[row].append(UP[min(8, max(0, eighths - below))])
    return ["".join(line) for line in lines]
