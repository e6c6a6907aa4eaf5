"""The cores: number, percent and history of each, from 1 to 256 of them, always all on screen.

Few cores get a thick bar for now and tall columns of history beside it; many get a row of history each in two or four
columns; where even that has no room, a strip of one bar a core (the heat strip), and in the smallest rooms one cell for
several cores.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .axis import finite
from .blocks import columns, many_columns, stacked_bar
from .cells import BLANK, Cells, Row, fit, fit_all, joined, width_of

Floats = NDArray[np.float64]
GAP = 3
TALLEST = 8
BAR_GAP = 2
LONGEST_BAR = 48
ROOM_FOR_BAR = 30
"""Cells that a core must have before a part of them shows what is now: the rest is still enough history to see a change."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How the cores are laid out."""

    columns: int
    """Cores side by side; in a strip: bars in one line."""
    rows_each: int
    """Cell rows of a core."""
    cells_each: int
    """Cells of history a core, in a strip: cells a bar with its gap."""
    bar: int = 0
    """Cells of the bar that shows now, left of the history; 0: none."""
    strip: bool = False
    merged: int = 1
    """Cores that share one bar, only in a strip that has no room for all."""


def plan(cores: int, width: int, height: int) -> Grid:
    """The tallest history that fits, with as few columns as possible; else a strip."""
    label = len(str(max(0, cores - 1)))
    for rows_each in range(TALLEST, 0, -1):
        for count in (1, 2, 4):
            history = (width - GAP * (count - 1)) // count - label - 6
            enough = history >= (8 * rows_each if rows_each > 1 else 4)
            if enough and count <= max(1, cores) and math.ceil(cores / count) * rows_each <= height:
                bar = min(LONGEST_BAR, 2 * history // 5) if rows_each > 1 and history >= ROOM_FOR_BAR else 0
                return Grid(count, rows_each, history - bar - (BAR_GAP if bar else 0), bar)
    return _strip(cores, width, height, label)


def _strip(cores: int, width: int, height: int, label: int) -> Grid:
    """The tallest, then the widest bars that fit."""
    room = max(1, width - label - 1)
    for rows_each in (4, 3, 2, 1):
        for cells in (8, 6, 4, 3, 2, 1):
            count = _bars(cores, cells, room)
            if count and math.ceil(cores / count) * rows_each <= height:
                lines = math.ceil(cores / count)
                return Grid(min(count, 8 * math.ceil(cores / lines / 8)), rows_each, cells, strip=True)
    bars = _bars(cores, 1, room)
    return Grid(bars, 1, 1, strip=True, merged=math.ceil(cores / (bars * max(1, height))))


def _bars(cores: int, cells: int, room: int) -> int:
    """How many bars of `cells` cells fit into a line; those of one cell stand in groups of eight."""
    if cells > 1:
        return min(cores, room // cells)
    return min(cores, max(bars for bars in range(room + 1) if bars + max(0, bars - 1) // 8 <= room))


def _numbered(grid: Grid, cores: int, height: int) -> bool:
    """Whether every bar has its number below it."""
    return grid.cells_each >= 3 and math.ceil(cores / grid.columns) * (grid.rows_each + 1) <= height


def core_rows(
    run: Floats,
    rest: Floats,
    history_run: Floats,
    history_rest: Floats,
    width: int,
    height: int,
    *,
    usable: Collection[int] | None = None,
    shaded: bool = False,
    first: int = 0,
) -> Cells:
    """All cores in exactly `width` x `height` cells.

    Args:
        run: (cores,) shares of each core by this run, now; NaN where nothing was measured.
        rest: (cores,) by the rest of the machine.
        history_run: (cores, steps) oldest first, NaN where nothing was measured; the newest stand at the right.
        history_rest: (cores, steps).
        width: cells.
        height: rows.
        usable: the cores that may be used; the numbers of the others are struck faint. None: all.
        shaded: tell run from rest without colour.
        first: the number of the first one; nodes are counted from 1.
    """
    cores = len(run)
    if not cores or width <= 0 or height <= 0:
        return fit_all([], width, height)
    grid = plan(cores, width, height)
    if grid.strip:
        return fit_all(_strip_rows(run, rest, grid, width, height, shaded, first), width, height)
    steps = grid.cells_each
    histories = many_columns(_last(history_run, steps), _last(history_rest, steps), grid.rows_each, shaded=shaded)
    blocks = [
        _core(index, run, rest, _beside(_now(run[index], rest[index], grid, shaded), history), usable, first)
        for index, history in enumerate(histories)
    ]
    return fit_all(_side_by_side(blocks, grid), width, height)


def _side_by_side(blocks: list[Cells], grid: Grid) -> Cells:
    """The cores' blocks in the grid's columns, filled one column after the other."""
    lines = math.ceil(len(blocks) / grid.columns)
    blank = fit_all([], width_of(blocks[0][0]), grid.rows_each)
    blocks = blocks + [blank] * (lines * grid.columns - len(blocks))
    gap: Row = [(" " * GAP, BLANK)]
    rows: Cells = []
    for line in range(lines):
        side = [blocks[line + column * lines] for column in range(grid.columns)]
        for y in range(grid.rows_each):
            row: Row = list(side[0][y])
            for block in side[1:]:
                row += gap + block[y]
            rows.append(joined(row))
    return rows


def _core(index: int, run: Floats, rest: Floats, history: Cells, usable: Collection[int] | None, offset: int) -> Cells:
    """One core: number and percent at the foot of its history."""
    label = len(str(len(run) - 1 + offset))
    measured = not math.isnan(run[index] + rest[index])
    percent = round(100 * min(1.0, finite(float(run[index])) + finite(float(rest[index]))))
    told = f"{percent:>3}% " if measured else "  –  "
    allowed = usable is None or index in usable
    words: Row = [
        (f"{index + offset:>{label}} ", "dim" if allowed else "faint"),
        (told, "strong" if percent >= 10 else "dim"),
    ]
    blank: Row = [(" " * (label + 6), BLANK)]
    last = len(history) - 1
    return [(words if y == last else blank) + row for y, row in enumerate(history)]


def _now(run: float, rest: float, grid: Grid, shaded: bool) -> Cells:
    """The bar of one core, a row lower than its history, so that full ones stand apart; no rows where there is none."""
    if not grid.bar:
        return []
    bar = stacked_bar(float(run), float(rest), grid.bar, grid.rows_each - 1, shaded=shaded)
    gap: Row = [(" " * BAR_GAP, BLANK)]
    return [joined(row, gap) for row in fit_all([[], *bar], grid.bar, grid.rows_each)]


def _beside(left: Cells, right: Cells) -> Cells:
    return [joined(a, b) for a, b in zip(left, right, strict=True)] if left else right


def _last(values: Floats, steps: int) -> Floats:
    """(cores, steps) the newest `steps` values, NaN before the first."""
    part = values[:, max(0, values.shape[1] - steps) :]
    return np.concatenate([np.full((len(part), steps - part.shape[1]), np.nan), part], axis=1)


def _strip_rows(run: Floats, rest: Floats, grid: Grid, width: int, height: int, shaded: bool, offset: int) -> Cells:
    """Bars of all cores in lines, each line with the number of its first core."""
    run, rest = _merged(run, grid.merged), _merged(rest, grid.merged)
    label = len(str(len(run) * grid.merged - 1 + offset))
    numbered = _numbered(grid, len(run), height)
    rows: Cells = []
    for first in range(0, len(run), grid.columns):
        part = slice(first, first + grid.columns)
        wide = columns(
            _spread(run[part], grid.cells_each), _spread(rest[part], grid.cells_each), grid.rows_each, shaded=shaded
        )
        number = f"{first * grid.merged + offset:>{label}} "
        for y, row in enumerate(wide):
            words = number if y == len(wide) - 1 and not numbered else " " * len(number)
            rows.append(fit(joined([(words, "dim")], row), width))
        if numbered:
            numbers = "".join(
                f"{core:<{grid.cells_each}}" for core in range(first + offset, first + offset + len(run[part]))
            )
            rows.append(fit([(" " * len(number), BLANK), (numbers, "dim")], width))
    return rows


def _merged(values: Floats, count: int) -> Floats:
    """Means over `count` neighbours."""
    if count == 1:
        return values
    whole = np.concatenate([values, np.full(-len(values) % count, np.nan)]).reshape(-1, count)
    return np.nan_to_num(np.nansum(whole, axis=1) / np.maximum(1, (~np.isnan(whole)).sum(axis=1)))


def _spread(values: Floats, cells: int) -> Floats:
    """Each value over `cells - 1` cells and a gap; single cells in groups of eight."""
    if cells > 1:
        wide = np.repeat(values[:, None], cells, axis=1)
        wide[:, -1] = np.nan
        return wide.reshape(-1)
    groups = [values[start : start + 8] for start in range(0, len(values), 8)]
    gap = np.array([np.nan])
    return np.concatenate([piece for group in groups for piece in (group, gap)][:-1])
