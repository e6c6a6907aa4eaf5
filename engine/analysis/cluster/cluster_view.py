"""A watched cluster at one play head: workers, their threads, tasks by the prefix of their keys, and who did which lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...session.events import ClusterState, ClusterThreads, PrefixRow, WorkerRow

if TYPE_CHECKING:
    from ...session.memory.log import Session

Ints = NDArray[np.int64]

STREAM_US = 20_000_000
"""What is shown of who did which task."""
LATELY_US = 5_000_000
"""Rates and shares are of this long."""
LONGEST_US = 600_000_000
"""A task that took longer than this is seen as it ends, from so far back on."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Who did which task, as parallel arrays: those that ended in the window or go on."""

    lane: Ints
    """The thread's number."""
    prefix: Ints
    start_us: Ints
    end_us: Ints
    failed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PrefixView:
    """Tasks whose keys begin alike."""

    row: PrefixRow
    running: int
    """That are being done now, as far as threads say."""
    per_s: float
    """That end, lately."""
    busy_threads: float
    """That were at it lately, on average."""

    @property
    def mean_s(self) -> float | None:
        """What one takes; None where none has ended."""
        return self.row.compute_us / 1e6 / self.row.done if self.row.done else None


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker."""

    row: WorkerRow
    lanes: tuple[int, ...]
    """Its threads that have had a task."""
    busy_threads: float
    """That had one lately, on average."""


@dataclass(frozen=True, slots=True)
class ClusterView:
    """All of it."""

    workers: tuple[WorkerView, ...]
    prefixes: tuple[PrefixView, ...]
    """Those with tasks that are there or have ended; those that keep threads busy first."""
    pieces: Pieces
    """Of the last `STREAM_US`."""
    running: dict[int, tuple[int, int]]
    """By thread: the prefix of the task that it is at, and since when, µs."""
    until_us: int
    """The window's right edge."""
    clients: int
    lost: int
    within_us: int
    over_us: int = STREAM_US
    """How long the window of `pieces` is."""

    @property
    def threads(self) -> int:
        """Of all workers."""
        return sum(each.row.threads for each in self.workers)

    @property
    def executing(self) -> int:
        """Tasks that are being done."""
        return sum(each.row.executing for each in self.workers)

    @property
    def busy_threads(self) -> float:
        """Lately, on average."""
        return sum(each.busy_threads for each in self.workers)

    @property
    def waiting(self) -> int:
        """Tasks that are there and not being done: for others, for a thread, or at a worker."""
        rows = [each.row for each in self.prefixes]
        return max(0, sum(row.waiting + row.queued + row.processing for row in rows) - self.executing)


def cluster_view(session: Session, run: int, t_us: int) -> ClusterView | None:
    """The cluster at `t_us`; None where nothing of one has been told."""
    state = session.latest(ClusterState, run, t_us)
    if state is None:
        return None
    running = running_at(session, run, state, t_us)
    pieces = pieces_of(session, run, running, t_us)
    lanes = {lane: worker for told in session.upto(ClusterThreads, run, t_us) for lane, worker in told.rows}
    since_us = max(t_us - LATELY_US, _began(session, run, t_us))
    spent = np.clip(np.minimum(pieces.end_us, t_us) - np.maximum(pieces.start_us, since_us), 0, None)
    length_us = max(t_us - since_us, 1)
    of_lane = _sums(pieces.lane, spent, length_us)
    before = session.latest(ClusterState, run, state.t_us - LATELY_US) or session.upto(ClusterState, run, t_us)[0]
    return ClusterView(
        workers=tuple(_worker(row, lanes, of_lane) for row in state.workers),
        prefixes=_prefixes(
            state, before, [prefix for prefix, _ in running.values()], _sums(pieces.prefix, spent, length_us)
        ),
        pieces=pieces,
        running=running,
        until_us=t_us,
        clients=state.clients,
        lost=state.lost,
        within_us=state.within_us,
    )


def running_at(session: Session, run: int, state: ClusterState, t_us: int) -> dict[int, tuple[int, int]]:
    """What each thread was at by the last word of its worker, and hasn't ended since; nothing once watching is over."""
    if session.run_end(run, t_us) is not None:
        return {}
    spans = session.spans(run, None, t_us - STREAM_US, t_us)
    ended = dict(zip(spans.lane.tolist(), spans.end_us.tolist(), strict=True))
    return {
        lane: (prefix, since_us) for lane, prefix, since_us in state.running if ended.get(lane, 0) <= since_us <= t_us
    }


def pieces_of(session: Session, run: int, running: dict[int, tuple[int, int]], t_us: int) -> Pieces:
    """Tasks that ended in the window, and those that go on."""
    spans = session.spans(run, None, t_us - STREAM_US, t_us)
    lanes = np.array(list(running), dtype=np.int64)
    going = np.array(list(running.values()), dtype=np.int64).reshape(-1, 2)
    return Pieces(
        lane=np.concatenate([spans.lane.astype(np.int64), lanes]),
        prefix=np.concatenate([spans.item.astype(np.int64), going[:, 0]]),
        start_us=np.concatenate([spans.start_us, np.maximum(going[:, 1], t_us - LONGEST_US)]),
        end_us=np.concatenate([spans.end_us, np.full(len(lanes), t_us, dtype=np.int64)]),
        failed=np.concatenate([spans.flag == 1, np.zeros(len(lanes), dtype=np.bool_)]),
    )


def _began(session: Session, run: int, t_us: int) -> int:
    started = next((each.t_us for each in session.runs(t_us) if each.run == run), 0)
    return min(started, t_us)


def _sums(which: Ints, spent: Ints, length_us: int) -> dict[int, float]:
    """By number: how many at a time, on average."""
    if not len(which):
        return {}
    sums = np.bincount(which, weights=spent) / length_us
    return {number: float(sums[number]) for number in np.unique(which).tolist()}


def _worker(row: WorkerRow, lanes: dict[int, int], busy: dict[int, float]) -> WorkerView:
    mine = tuple(lane for lane, worker in sorted(lanes.items()) if worker == row.number)
    return WorkerView(row, mine, sum(min(1.0, busy.get(lane, 0.0)) for lane in mine))


def _prefixes(
    now: ClusterState, then: ClusterState, running: list[int], busy: dict[int, float]
) -> tuple[PrefixView, ...]:
    done = {row.number: row.done for row in then.prefixes}
    length_s = max((now.t_us - then.t_us) / 1e6, 1e-3)
    views = [
        PrefixView(
            row,
            running=running.count(row.number),
            per_s=max(0, row.done - done.get(row.number, 0)) / length_s if now.t_us > then.t_us else 0.0,
            busy_threads=busy.get(row.number, 0.0),
        )
        for row in now.prefixes
        if any((row.waiting, row.queued, row.processing, row.stored, row.erred, row.done))
    ]
    return tuple(sorted(views, key=lambda each: (-each.busy_threads, -each.row.compute_us, each.row.number)))
