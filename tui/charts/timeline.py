"""Segments of the lanes' time, laid on a grid of cells.

A cell is a stretch of `cell_us`. For every lane, state and cell the share of the cell that the lane spent in that
state is computed exactly, by integrating steps: a step at time s adds to the cell that it falls into what is left
of that cell, and a whole cell to every later one. So the price is that of the segments plus that of the grid, and
never a loop over pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...engine.model.states import BY_CODE
from .blocks import within

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
RUN, FAILED, OPEN = 0, 5, 9
STATES = len(BY_CODE)
SEAM = 0.1
"""Cells between two items that are not seen as a pause."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Rows of lanes on a grid of cells."""

    share: Floats
    """(rows, states, cells) 0.0 to 1.0; the mean over the lanes of a row."""
    runs_at: NDArray[np.bool_]
    """(rows, cells + 1) whether a lane of the row runs at the boundary before each cell."""
    pieces: Ints
    """(rows, cells) how many stretches of running touch the cell; items that follow each other at once are one."""
    core: Ints
    """(rows, cells) core that ran it last in the cell, -1 none or unknown."""
    open_core: Ints
    """(rows, cells) likewise of what is open: where it lies nothing tells when it ran, so it says nothing of who else did."""
    sizes: Ints
    """(rows,) how many lanes the row stands for."""


def end_of(until_us: int, cell_us: int) -> int:
    """Where the window ends: the next place on the grid, so that pictures slide instead of trembling."""
    return -(-until_us // cell_us) * cell_us


def on_grid(
    groups: Sequence[Sequence[int]],
    lane: Ints,
    start_us: Ints,
    end_us: Ints,
    state: NDArray[np.uint8],
    core: Ints,
    *,
    end: int,
    cell_us: int,
    cells: int,
) -> Lanes:
    """Lay segments on `cells` cells that end at `end` (µs).

    Args:
        groups: for each row the numbers of its lanes, mostly one.
        lane: (n,) lane of each segment; other lanes' segments are left out.
        start_us: (n,).
        end_us: (n,).
        state: (n,) code of `model.states.BY_CODE`.
        core: (n,) -1 unknown.
        end: session time at the right edge.
        cell_us: length of a cell.
        cells: how many.
    """
    begin, rows = end - cells * cell_us, len(groups)
    where = _rows(groups, lane)
    keep = (where >= 0) & (end_us > begin) & (start_us < end) & (end_us > start_us) & (state < STATES)
    where, codes, core = where[keep], state[keep].astype(np.int64), core[keep]
    left = within((start_us[keep] - begin) / cell_us, 0, cells)
    right = within((end_us[keep] - begin) / cell_us, 0, cells)
    sizes = np.array([max(1, len(group)) for group in groups], dtype=np.int64)
    share = _covered(where * STATES + codes, left, right, rows * STATES, cells).reshape(rows, STATES, cells)
    share = within(share / sizes[:, None, None], 0.0, 1.0)
    ran = (codes == RUN) | (codes == FAILED)
    runs_at, pieces = _stretches(where[ran], left[ran], right[ran], rows, cells)
    found, open_found = (
        _cores(where[placed], left[placed], right[placed], core[placed], rows, cells) for placed in (ran, codes == OPEN)
    )
    return Lanes(share, runs_at, pieces, found, open_found, sizes)


def _rows(groups: Sequence[Sequence[int]], lane: Ints) -> Ints:
    """The row that each segment belongs to, -1 for none."""
    top = max((max(group, default=0) for group in groups), default=0)
    row_of = np.full(top + 2, -1, dtype=np.int64)
    for row, group in enumerate(groups):
        row_of[list(group)] = row
    return row_of[within(lane, -1, top + 1)]


def _covered(plane: Ints, left: Floats, right: Floats, planes: int, cells: int) -> Floats:
    """(planes, cells) parts of each cell between left and right, summed over the segments of a plane."""
    width = cells + 2
    total = np.zeros(planes * width)
    for edge, sign in ((left, 1.0), (right, -1.0)):
        cell = edge.astype(np.int64)
        inside = edge - cell
        at = plane * width + cell
        total += sign * np.bincount(at, (1.0 - inside), planes * width)
        total += sign * np.bincount(at + 1, inside, planes * width)
    return np.cumsum(total.reshape(planes, width), axis=1)[:, :cells]


def _stretches(where: Ints, left: Floats, right: Floats, rows: int, cells: int) -> tuple[NDArray[np.bool_], Ints]:
    """(rows, cells + 1) whether a stretch reaches over each boundary, and (rows, cells) how many touch each cell."""
    where, left, right = _joined(where, left, right)
    width = cells + 2
    after_start = np.minimum(left.astype(np.int64) + 1, cells + 1)
    at_end = np.ceil(right).astype(np.int64)
    steps = np.bincount(where * width + after_start, minlength=rows * width).astype(np.int64)
    steps -= np.bincount(where * width + np.maximum(at_end, after_start), minlength=rows * width)
    runs_at = np.cumsum(steps.reshape(rows, width), axis=1)[:, : cells + 1] > 0
    runs_at[:, 0] |= np.bincount(where, left <= 0, rows) > 0
    runs_at[:, cells] |= np.bincount(where, right >= cells, rows) > 0
    inside = (left > 0) & (left < cells)
    begun = np.bincount(where[inside] * cells + left[inside].astype(np.int64), minlength=rows * cells)
    return runs_at, begun.reshape(rows, cells) + runs_at[:, :cells]


def _joined(where: Ints, left: Floats, right: Floats) -> tuple[Ints, Floats, Floats]:
    """Pieces of a row that follow each other with less than `SEAM` between them, as one."""
    order = np.lexsort((left, where))
    where, left, right = where[order], left[order], right[order]
    if len(where):
        new = np.ones(len(where), dtype=bool)
        new[1:] = (where[1:] != where[:-1]) | (left[1:] - right[:-1] > SEAM)
        first = np.flatnonzero(new)
        last = np.append(first[1:], len(where)) - 1
        where, left, right = where[first], left[first], right[last]
    return where, left, right


def _cores(where: Ints, left: Floats, right: Floats, core: Ints, lanes: int, cells: int) -> Ints:
    """(lanes, cells) core of the last of the pieces in each cell."""
    first = left.astype(np.int64)
    count = np.maximum(np.minimum(np.ceil(right).astype(np.int64), cells) - first, 0)
    found = np.full(lanes * cells, -1, dtype=np.int64)
    if count.sum():
        offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        found[np.repeat(where * cells + first, count) + offset] = np.repeat(core, count)
    return found.reshape(lanes, cells)
