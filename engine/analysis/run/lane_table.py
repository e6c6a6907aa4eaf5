"""The lanes of a run at one play head, as columns: what the ledger, the usage figures and the timeline compute with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from ...session.events import LaneOpened, LaneTotals
from ..snapshot import Ints

if TYPE_CHECKING:
    from ...session.memory.columns import SpanColumns, ThreadColumns
    from ...session.memory.log import Session
    from ...session.memory.state_store import StateColumns

OfThreads = TypeVar("OfThreads", "ThreadColumns", "StateColumns")

Flags = NDArray[np.bool_]

FAILED, RAN, READY = 1, 2, 3
"""Flags of spans: an item that was broken off, a coroutine's steps."""
STALE_US = 500_000
"""Totals older than this are taken to be unchanged rather than not yet drained (lanes are drained every 250 ms)."""

PID_BITS = 22
"""Process ids of Linux fit into so many: above them stands the node, as two nodes have processes of the same number."""

_FIELDS = LaneTotals.__struct_fields__
_TOTALS = [name for name in _FIELDS if name not in ("t_us", "run", "lane")]


@dataclass(frozen=True, slots=True)
class LaneTable:
    """One row a lane, ordered by lane number; times in session µs, totals as in `LaneTotals`."""

    lane: Ints
    kind: NDArray[np.str_]
    pid: Ints
    thread: Ints
    """One number for (pid, tid), see `thread_key`."""
    gil: Ints
    """1 with a GIL, 0 without, -1 unknown."""
    drained_us: Ints
    items: Ints
    wall_us: Ints
    cpu_us: Ints
    thread_cpu_first_us: Ints
    thread_cpu_last_us: Ints
    first_us: Ints
    last_us: Ints
    """Never before `first_us`."""
    dropped: Ints
    thinned: Ints
    current_item: Ints
    current_start_us: Ints
    ended: Flags
    contended: Flags
    """Which lanes share one GIL with another lane's thread. Interpreters have a GIL each."""
    coroutine: Flags
    """Which lanes are coroutines: many of them share one thread."""
    threads: Ints
    """(threads,) all values of `thread`, in order."""
    place: Ints
    """Where in `threads` each lane's thread is."""

    def __len__(self) -> int:
        return len(self.lane)

    @property
    def busy(self) -> Flags:
        """Which lanes have an item in hand."""
        return (self.current_item >= 0) & ~self.ended

    @property
    def elsewhere(self) -> Flags:
        """Which lanes are on machines of a cluster."""
        return self.pid >> PID_BITS > 0

    @property
    def start_us(self) -> int:
        """When the first item of the run began: compute begins. 0 without lanes."""
        return int(self.first_us.min()) if len(self) else 0

    @property
    def end_us(self) -> int:
        """When the last finished item ended. 0 without lanes."""
        return int(self.last_us.max()) if len(self) else 0

    def known_us(self, t_us: int) -> int:
        """How far before the play head the lanes are known: the last drain, or `t_us` where nothing moves."""
        if not len(self):
            return t_us
        drained = int(self.drained_us.max())
        return t_us if t_us - drained > STALE_US else min(t_us, max(drained, self.start_us))


def within(values: Any, least: Any, most: Any) -> Any:
    """`np.clip`, for a third of its price on small arrays."""
    return np.minimum(np.maximum(values, least), most)


def thread_key(pid: Ints, tid: Ints) -> Ints:
    """One number for a thread: process ids and thread ids both fit into 31 bits."""
    return (pid.astype(np.int64) << 32) | tid


def nodes_with_lanes(session: Session, run: int) -> list[int]:
    """This machine, and those of the cluster that does the run."""
    return [0, *sorted(node.node for node in session.nodes(run))]


def on_node(rows: OfThreads, node: int) -> OfThreads:
    """The same with process ids that no other node has."""
    return replace(rows, pid=rows.pid.astype(np.int64) | node << PID_BITS) if node else rows


@dataclass(frozen=True, slots=True)
class Workers:
    """What never changes of the lanes; see `LaneTable`."""

    opened: Sequence[LaneOpened]
    """Ordered by lane number."""
    kind: NDArray[np.str_]
    pid: Ints
    thread: Ints
    gil: Ints
    contended: Flags
    coroutine: Flags
    threads: Ints
    place: Ints


def workers_of(opened: Sequence[LaneOpened]) -> Workers:
    """Columns of what the workers told of themselves when they began."""
    opened = sorted(opened, key=lambda lane: lane.lane)
    pid = np.array([lane.pid | lane.node << PID_BITS for lane in opened], dtype=np.int64)
    thread = thread_key(pid, np.array([lane.tid for lane in opened], dtype=np.int64))
    kind = np.array([lane.kind for lane in opened], dtype=np.str_)
    gil = np.array([-1 if lane.gil is None else int(lane.gil) for lane in opened], dtype=np.int64)
    contended = _contended((gil == 1) & (kind != "interpreter"), pid, thread)
    threads, place = np.unique(thread, return_inverse=True)
    return Workers(opened, kind, pid, thread, gil, contended, kind == "coroutine", threads, place)


def lane_table(workers: Workers, totals: Mapping[int, LaneTotals]) -> LaneTable:
    """Columns from what the session knows of the lanes; a lane without totals yet has only just begun."""
    rows = [totals.get(lane.lane) or _fresh(lane) for lane in workers.opened]
    values = chain.from_iterable(map(msgspec.structs.astuple, rows))
    numbers = np.fromiter(values, np.int64, len(rows) * len(_FIELDS)).reshape(-1, len(_FIELDS)).T.copy()
    columns = dict(zip(_FIELDS, numbers, strict=True))
    told = {name: columns[name] for name in _TOTALS}
    told["last_us"] = np.maximum(columns["last_us"], columns["first_us"])
    ended = told.pop("ended").astype(bool)
    return LaneTable(
        lane=columns["lane"],
        kind=workers.kind,
        pid=workers.pid,
        thread=workers.thread,
        gil=workers.gil,
        contended=workers.contended,
        coroutine=workers.coroutine,
        threads=workers.threads,
        place=workers.place,
        drained_us=columns["t_us"],
        ended=ended,
        **told,
    )


def _contended(shares: Flags, pid: Ints, thread: Ints) -> Flags:
    """Of the lanes that may share a GIL, those whose process has more than one such thread."""
    _, first = np.unique(thread[shares], return_index=True)
    pids, threads = np.unique(pid[shares][first], return_counts=True)
    return shares & np.isin(pid, pids[threads > 1])


def caught_up(table: LaneTable, spans: SpanColumns) -> LaneTable:
    """The lanes with the items that ended after their totals were taken.

    A session keeps older totals only a few times a second; the spans fill in what happened since, so that a play head
    in the past sees exact sums too.
    """
    if not len(table) or not len(spans.lane):
        return table
    row = np.minimum(np.searchsorted(table.lane, spans.lane), len(table) - 1)
    new = (spans.flag < 2) & (spans.end_us > table.last_us[row]) & (spans.lane == table.lane[row])
    if not new.any():
        return table
    row, end, cpu = row[new], spans.end_us[new], spans.cpu_us[new]
    last = table.last_us.copy()
    np.maximum.at(last, row, end)

    def more(column: Ints, amount: Ints | None = None) -> Ints:
        return column + np.bincount(row, amount, minlength=len(table)).astype(np.int64)

    cpu_last = np.maximum(table.thread_cpu_last_us, table.thread_cpu_first_us)
    return replace(
        table,
        items=more(table.items),
        wall_us=more(table.wall_us, end - spans.start_us[new]),
        cpu_us=more(table.cpu_us, cpu),
        thread_cpu_last_us=more(cpu_last, cpu),
        last_us=last,
    )


def _fresh(lane: LaneOpened) -> LaneTotals:
    """Totals of a lane that was opened and not read since."""
    counts = {name: 0 for name in _TOTALS if name not in ("first_us", "current_item", "ended")}
    return LaneTotals(
        t_us=lane.t_us, run=lane.run, lane=lane.lane, first_us=lane.t_us, current_item=-1, ended=False, **counts
    )
