"""Names, timeline, rates: a row a core, and a row a worker while there is room; then two workers a row, each half of it, then many.

The cores' strips stand above the workers on the same axis: what hops from core to core above is who takes turns below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.text.quantities import rate
from .axis import finite
from .cells import Cells, Row, fit, fit_all, joined, right
from .core_strips import Strips, strip_rows
from .lanes import axis, heat_row, many_lane_rows, middle_of, pair_row
from .timeline import Lanes

RATE_CELLS = 8
NAME_CELLS = 15
TALLEST = 4
"""Rows of a worker: more would be a wall."""
AXIS_FROM = 6
"""Rows from which on one of them is worth an axis."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What a row says besides the timeline; a row can stand for many workers."""

    name: str
    ink: str
    """Of two workers, one for each: `lane0 lane1`."""
    items_per_s: float
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """How the rows are given to the workers."""

    rows: tuple[slice, ...]
    """For each row (or row of blocks) which workers it shows."""
    rows_each: int = 1
    """Cell rows of a worker."""
    paired: bool = False
    """Two workers a row, one in each half of it."""

    @property
    def height(self) -> int:
        """Rows of the workers together."""
        return len(self.rows) * self.rows_each

    @property
    def shared(self) -> slice | None:
        """The first row that shows several workers together."""
        return None if self.paired else next((part for part in self.rows if part.stop - part.start > 1), None)


def places(workers: int, height: int) -> Places:
    """Rows for the workers: up to four each, one each, two to a row, or the last third of the rows shared by the rest.

    Where rows are shared anyway, one is left for the axis.
    """
    if workers <= height:
        each = min(TALLEST, height // max(1, workers))
        return Places(tuple(slice(worker, worker + 1) for worker in range(workers)), each)
    if workers <= 2 * height:
        pairs = tuple(slice(worker, min(worker + 2, workers)) for worker in range(0, workers, 2))
        return Places(pairs, paired=True)
    height -= height >= AXIS_FROM
    single = height - max(1, height // 3)
    size = -(-(workers - single) // max(1, height - single))
    shared = tuple(slice(start, min(start + size, workers)) for start in range(single, workers, size))
    return Places((*(slice(worker, worker + 1) for worker in range(single)), *shared))


def name_cells(names: Sequence[str], width: int) -> int:
    """Cells for the names."""
    return min(NAME_CELLS, max((len(name) for name in names), default=0), max(4, width // 4))


def paired_names(names: Sequence[str]) -> list[str]:
    """`coroutine 1·2`, `coroutine 3·4`."""
    return [pair(names[at : at + 2], (), ()).name for at in range(0, len(names), 2)]


def timeline_cells(names: Sequence[str], width: int) -> int:
    """Cells that are left for the timeline itself."""
    return max(1, width - name_cells(names, width) - 1 - (RATE_CELLS if width >= 40 else 0))


def pair(names: Sequence[str], inks: Sequence[str], rates: Sequence[float]) -> Worker:
    """One row for two workers: `coroutine 3·4`."""
    name = names[0] if len(names) == 1 else f"{names[0]}·{names[1].rsplit(' ', 1)[-1]}"
    return Worker(name, " ".join(inks), sum(rates))


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
    return _with_axis(rows, lanes, width, height, room, cell_us)


def pair_rows(workers: Sequence[Worker], lanes: Lanes, width: int, height: int, room: int, cell_us: int) -> Cells:
    """Likewise, of two workers a row; `lanes` has a row of its own for each worker."""
    rows: Cells = []
    for place, worker in enumerate(workers):
        upper, lower = 2 * place, min(2 * place + 1, len(lanes.sizes) - 1)
        if upper == lower:
            rows.append(_line(worker, many_lane_rows(lanes, [upper], [worker.ink], 1)[0][0], room, width))
            continue
        first, second = worker.ink.split()
        rows.append(_line(worker, pair_row(lanes, upper, lower, (first, second)), room, width))
    return _with_axis(rows, lanes, width, height, room, cell_us)


def core_rows_above(strips: Strips, lanes: Lanes, width: int, room: int) -> Cells:
    """The cores' strips, laid out as the workers' rows are."""
    rows: Cells = []
    for name, block in zip(strips.names, strip_rows(strips, lanes), strict=True):
        middle = middle_of(len(block))
        for y, row in enumerate(block):
            rows.append(fit(joined(fit([(name if y == middle else "", "text")], room + 1), row), width))
    return rows


def _with_axis(rows: Cells, lanes: Lanes, width: int, height: int, room: int, cell_us: int) -> Cells:
    if rows and len(rows) < height:
        rows.append(joined([(" " * (room + 1), "")], *axis(lanes.share.shape[2], cell_us)))
    return fit_all(rows, width, height)


def _line(worker: Worker | None, row: Row, room: int, width: int) -> Row:
    """Name, timeline, rate."""
    name: Row = fit(_name(worker) if worker else [], room + 1)
    if width < 40:
        return joined(name, row)
    words = "ended" if worker and worker.ended else rate(finite(worker.items_per_s)) if worker else ""
    return joined(name, row, right([(words, "dim")], RATE_CELLS))


def _name(worker: Worker) -> Row:
    """In the worker's colour; of two, each number in its own."""
    if worker.ended:
        return [(worker.name, "dim")]
    first, _, second = worker.ink.partition(" ")
    left, dot, right_ = worker.name.rpartition("·")
    return [(left, first), (dot, "dim"), (right_, second)] if second and dot else [(worker.name, first)]
