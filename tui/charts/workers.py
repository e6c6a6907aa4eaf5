"""The workers panel: names, timeline, rates; a row a worker while there is room, then many workers a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.text.quantities import rate
from .axis import finite
from .cells import Cells, Row, fit, fit_all, joined, right
from .lanes import axis, heat_row, many_lane_rows, middle_of
from .timeline import Lanes

RATE_CELLS = 8
NAME_CELLS = 14
TALLEST = 12
AXIS_FROM = 6
"""Rows from which on one of them is worth an axis."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What a row says besides the timeline; a row can stand for many workers."""

    name: str
    ink: str
    items_per_s: float
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """How the rows are given to the workers."""

    rows: tuple[slice, ...]
    """For each row (or row of blocks) which workers it shows."""
    rows_each: int = 1
    """Cell rows of a worker."""

    @property
    def height(self) -> int:
        """Rows of the workers together."""
        return len(self.rows) * self.rows_each

    @property
    def shared(self) -> slice | None:
        """The first row that shows several workers."""
        return next((part for part in self.rows if part.stop - part.start > 1), None)


def places(workers: int, height: int) -> Places:
    """Rows for the workers: up to twelve each, one each, or the last third of the rows shared by the rest.

    Where rows are shared anyway, one is left for the axis.
    """
    if workers <= height:
        each = min(TALLEST, height // max(1, workers))
        return Places(tuple(slice(worker, worker + 1) for worker in range(workers)), each)
    height -= height >= AXIS_FROM
    single = height - max(1, height // 3)
    size = -(-(workers - single) // max(1, height - single))
    shared = tuple(slice(start, min(start + size, workers)) for start in range(single, workers, size))
    return Places((*(slice(worker, worker + 1) for worker in range(single)), *shared))


def name_cells(names: Sequence[str], width: int) -> int:
    """Cells for the names."""
    return min(NAME_CELLS, max((len(name) for name in names), default=0), max(4, width // 4))


def timeline_cells(names: Sequence[str], width: int) -> int:
    """Cells that are left for the timeline itself."""
    return max(1, width - name_cells(names, width) - 1 - (RATE_CELLS if width >= 40 else 0))


def together(names: Sequence[str], rates: Sequence[float]) -> Worker:
    """One row for many workers: `12 … 209`, and their items a second together."""
    first, last = (name.rsplit(" ", 1)[-1] for name in (names[0], names[-1]))
    return Worker(f"{first} … {last}", "dim", sum(rates))


def worker_rows(
    workers: Sequence[Worker],
    lanes: Lanes,
    plan: Places,
    width: int,
    height: int,
    room: int,
    cell_us: int,
    by_core: bool,
) -> Cells:
    """The panel in exactly `width` x `height` cells.

    Args:
        workers: what stands beside each row of `plan`.
        lanes: the grid, with the same rows.
        plan: which workers the rows show.
        width: cells.
        height: rows.
        room: cells for the names.
        cell_us: time a cell, for the axis.
        by_core: colour and letter by core.
    """
    rows: Cells = []
    middle, sizes = middle_of(plan.rows_each), lanes.sizes.tolist()
    single = [index for index, size in enumerate(sizes) if size == 1]
    blocks = many_lane_rows(lanes, single, [workers[index].ink for index in single], plan.rows_each, by_core=by_core)
    for worker, block in zip((workers[index] for index in single), blocks, strict=True):
        rows += [_line(worker if y == middle else None, row, room, width) for y, row in enumerate(block)]
    for index in range(len(single), len(workers)):
        rows.append(_line(workers[index], heat_row(lanes, index), room, width))
    if workers and len(rows) < height:
        rows.append(joined([(" " * (room + 1), "")], *axis(lanes.share.shape[2], cell_us)))
    return fit_all(rows, width, height)


def _line(worker: Worker | None, row: Row, room: int, width: int) -> Row:
    """Name, timeline, rate."""
    name: Row = fit([(worker.name, "dim" if worker.ended else worker.ink)] if worker else [], room + 1)
    if width < 40:
        return joined(name, row)
    words = "ended" if worker and worker.ended else rate(finite(worker.items_per_s)) if worker else ""
    return joined(name, row, right([(words, "dim")], RATE_CELLS))
