"""Who did which task: a row a thread of a cluster's worker, or a row a worker, over the last seconds in the colours of the tasks' prefixes.

    worker 1  node 1 · process 71 · running · 64 MiB of 1.0 GiB · 3 tasks wait there
      thread 1   loop 0.4 s        ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
      thread 2                     ▇▇▇▇▇▃▁      ▇▇▇▇▇▇▇▇▇▇▇▇

The height of a cell says for how much of its time there was a task, its colour of which prefix most of it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...engine.text.quantities import duration, size
from ...engine.text.words import plural
from .blocks import UP
from .cells import BLANK, Cells, Row, fit, fit_all, joined, merge
from .timeline import end_of

if TYPE_CHECKING:
    from ...engine.analysis.cluster.cluster_view import ClusterView, Pieces, WorkerView

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
COLOURS = 8
NAME, NOW = 12, 20
"""Cells of a thread's or a worker's name, and of what a thread is at."""
LEAST_BAR = 10
GAP = 2
FAILURE = "×"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells that stands for some threads."""

    name: str
    now: str
    ink: str
    """Of `now`."""
    lanes: tuple[int, ...]
    threads: int
    """How many the row stands for: those that have had no task yet, too."""


def prefix_role(number: int) -> str:
    """The role of a prefix's colour; after eight the colours come again."""
    return f"lane{(number - 1) % COLOURS}"


def stream_rows(view: ClusterView, width: int, height: int) -> Cells:
    """Exactly `width` x `height` cells: worker and threads where there is room, else a row a worker, else the busiest."""
    if width <= 0 or height <= 0:
        return fit_all([], width, height)
    if not view.workers:
        return fit_all([[("No worker is connected to the scheduler.", "dim")]], width, height)
    whole = sum(1 + len(each.lanes) for each in view.workers)
    rows: list[Row | Line] = []
    if whole <= height:
        for worker in view.workers:
            rows += [_heading(worker), *_threads(worker, view)]
    elif len(view.workers) <= height:
        rows += [_of_worker(worker) for worker in view.workers]
    else:
        order = sorted(view.workers, key=lambda each: (-each.busy_threads, each.row.number))
        rows += [_of_worker(worker) for worker in order[: height - 1]]
        rows.append(_others(order[height - 1 :]))
    lines = [row for row in rows if isinstance(row, Line)]
    drawn = iter(_bars(lines, view, width))
    return fit_all([next(drawn) if isinstance(row, Line) else row for row in rows], width, height)


def _heading(worker: WorkerView) -> Row:
    row = worker.row
    limit = f" of {size(row.limit_bytes)}" if row.limit_bytes else ""
    told = [f"node {row.node}", f"process {row.pid}", f"{size(row.memory_bytes)}{limit}"]
    told += [f"{plural(row.queued, 'task')} more there"] if row.queued else []
    told += [f"fetches {size(row.fetching_bytes)}"] if row.fetching_bytes else []
    told += [f"{size(row.spilled_bytes)} on disk"] if row.spilled_bytes else []
    good = row.status == "running"
    state: Row = [(row.status, "dim" if good else "bold failed")]
    return joined([(f"worker {row.number}  ", "bold title")], state, [(f" · {' · '.join(told)}", "dim")])


def _threads(worker: WorkerView, view: ClusterView) -> list[Line]:
    names = {each.row.number: each.row.name for each in view.prefixes}
    lines: list[Line] = []
    for place, lane in enumerate(worker.lanes, 1):
        prefix, since_us = view.running.get(lane, (0, 0))
        now = f"{names.get(prefix, '')} {duration((view.until_us - since_us) / 1e6)}" if prefix else ""
        lines.append(Line(f"  thread {place}", now, prefix_role(prefix) if prefix else "dim", (lane,), 1))
    return lines


def _of_worker(worker: WorkerView) -> Line:
    row = worker.row
    good = row.status == "running"
    now = f"{row.executing:,} of {row.threads:,} busy" if good else row.status
    return Line(f"worker {row.number}", now, "dim" if good else "bold failed", worker.lanes, max(row.threads, 1))


def _others(workers: Sequence[WorkerView]) -> Line:
    lanes = tuple(lane for each in workers for lane in each.lanes)
    threads = sum(each.row.threads for each in workers)
    busy = sum(each.row.executing for each in workers)
    return Line(f"{len(workers):,} more", f"{busy:,} of {threads:,} busy", "dim", lanes, max(threads, 1))


def _bars(lines: Sequence[Line], view: ClusterView, width: int) -> list[Row]:
    name = NAME if width >= NAME + LEAST_BAR else 0
    now = NOW if width >= NAME + NOW + GAP + LEAST_BAR else 0
    cells = width - name - now - (GAP if now else 0)
    share, prefix, failed = on_cells(view.pieces, lines, view.until_us, view.over_us, cells)
    rows: list[Row] = []
    for place, line in enumerate(lines):
        chars = [UP[_step(each)] for each in share[place].tolist()]
        inks = [
            prefix_role(each) if char != " " else BLANK
            for each, char in zip(prefix[place].tolist(), chars, strict=True)
        ]
        for cell in np.flatnonzero(failed[place]).tolist():
            chars[cell], inks[cell] = FAILURE, "bold failed"
        head = fit([(line.name, "strong")], name)
        at = joined(fit([(line.now, line.ink)], now), [(" " * GAP, BLANK)]) if now else []
        rows.append(joined(head, at, merge(chars, inks)))
    return rows


def _step(share: float) -> int:
    """Eighths of a cell: what is there is seen, and what is full leaves one free above, so that rows stand apart."""
    return 0 if share <= 0.0 else max(1, min(7, round(share * 7)))


def on_cells(
    pieces: Pieces, lines: Sequence[Line], until_us: int, over_us: int, cells: int
) -> tuple[Floats, Ints, NDArray[np.bool_]]:
    """(lines, cells) each: the share of the cell's time with a task, the prefix most of it was, whether one failed at its end.

    What a task covers of a cell is the difference of two sums over those that have begun and those that have ended at the cell's
    edges, so the price is that of the tasks plus that of the cells.
    """
    cells = max(cells, 1)
    cell_us = max(1, over_us // cells)
    left_us = end_of(until_us, cell_us) - cells * cell_us
    row_of = {lane: place for place, line in enumerate(lines) for lane in line.lanes}
    rows = np.array([row_of.get(lane, -1) for lane in pieces.lane.tolist()], dtype=np.int64)
    seen = (rows >= 0) & (pieces.end_us > left_us)
    rows, start, end = rows[seen], pieces.start_us[seen], pieces.end_us[seen]
    known, place = np.unique(pieces.prefix[seen], return_inverse=True)
    count = max(len(known), 1)
    group = rows * count + place
    groups = len(lines) * count
    covered = _covered(group, start, groups, left_us, cell_us, cells) - _covered(
        group, end, groups, left_us, cell_us, cells
    )
    by_prefix = np.diff(covered, axis=1).reshape(len(lines), count, cells) / cell_us
    threads = np.array([line.threads for line in lines], dtype=np.float64)[:, None]
    most = known[by_prefix.argmax(axis=1)] if len(known) else np.ones((len(lines), cells), dtype=np.int64)
    failed = np.zeros((len(lines), cells), dtype=np.bool_)
    wrong = pieces.failed[seen]
    failed[rows[wrong], np.clip((end[wrong] - left_us) // cell_us, 0, cells - 1)] = True
    return by_prefix.sum(axis=1) / threads, most, failed


def _covered(group: Ints, at_us: Ints, groups: int, left_us: int, cell_us: int, cells: int) -> Floats:
    """(groups, cells + 1) at each edge: how long it is since each of these moments, summed over those before it."""
    at = np.clip(at_us - left_us, 0, cells * cell_us)
    cell = group * (cells + 1) + np.minimum(at // cell_us + 1, cells)  # counts from the edge behind it on
    shape = groups, cells + 1
    counts = np.bincount(cell, minlength=groups * (cells + 1)).reshape(shape).cumsum(axis=1)
    sums = np.bincount(cell, weights=at, minlength=groups * (cells + 1)).reshape(shape).cumsum(axis=1)
    return counts * (np.arange(cells + 1, dtype=np.float64) * cell_us) - sums
