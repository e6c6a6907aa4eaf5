"""What a run used: wall, start-up, compute and CPU time, cores, hand-offs (the definitions of `run --json`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...model.states import Ledger
from ...session.events import LaneOpened, ProcessTable
from ..snapshot import Ints
from ..stops import NOBODY, Stops
from .lane_table import RAN, LaneTable
from .others_cpu import OthersCpu

if TYPE_CHECKING:
    from ...session.memory.columns import SpanColumns

CONCURRENT = 1.2
"""Above this overlap, a run is called concurrent."""
PARALLEL_CORES = 1.2
"""Above this many cores used, a run is called parallel."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Figures of one run, so far or as a whole; seconds."""

    first_us: int = 0
    """Session time when compute began …"""
    until_us: int = 0
    """… and ended, or how far it is known."""
    wall_s: float = 0.0
    startup_s: float = 0.0
    compute_s: float = 0.0
    cpu_s: float = 0.0
    cores_used: float = 0.0
    own_helpers_cores: float = 0.0
    """The part of `cores_used` that the function's own threads and children used, dead or alive …"""
    model_cores: float = 0.0
    """… and the part of the model's own threads, which hand out items and collect results."""
    handoffs_per_s: float = 0.0
    in_flight: float = 0.0
    """Items in hand at once, on average over compute."""
    overlap: float = 0.0
    """How much waiting and computing went on at the same time; 1.0 is one after the other. See `overlap`."""
    stopped_s: float = 0.0
    """How long all workers were stopped from outside between the first item and the last: in `wall_s`, and in nothing else …"""
    lanes_stopped: int = 0
    """… and how many were stopped beside that …"""
    lane_stopped_s: float = 0.0
    """… for how long at most."""
    alone_s: float = 0.0
    """At the end, how long only one of several workers had an item; while items are in hand it isn't known."""

    @property
    def concurrent(self) -> bool:
        """What the items did overlapped in time: to have several in hand is not enough, they may queue at one lock."""
        return self.overlap > CONCURRENT

    @property
    def parallel(self) -> bool:
        """Clearly more than one core used."""
        return self.cores_used > PARALLEL_CORES


def usage(
    table: LaneTable,
    phases: Mapping[str, int],
    *,
    seen_cpu_us: Ints,
    others: OthersCpu,
    handoffs: float,
    until_us: int,
    stops: Stops = NOBODY,
) -> Usage:
    """The figures of one run.

    Args:
        table: its lanes.
        phases: name to session time, those passed so far.
        seen_cpu_us: CPU total of each lane's thread at the last look, -1 for never.
        others: CPU of the run beside that of its lanes, over compute.
        handoffs: per second, see `handoffs_per_s`.
        until_us: the last item ended, or how far a run still going is known.
        stops: of the same lanes, whose items are told without them.
    """
    asked = phases.get("workers_asked", phases.get("asked", table.start_us if len(table) else until_us))
    end = phases.get("results_in", until_us)
    if not len(table):
        return Usage(wall_s=max(end - asked, 0) / 1e6)
    first = table.start_us
    stopped_us = stops.of_all_us(first, until_us)
    alone_us = stops.inside(first, until_us) - stopped_us
    compute_s = max(until_us - first - stopped_us, 0) / 1e6
    cpu_s = (lanes_cpu_us(table, seen_cpu_us) + others.total_us) / 1e6
    in_hand = table.wall_us + np.where(table.busy, stops.between(table.current_start_us, until_us), 0)
    per_us = 1e-6 / compute_s if compute_s > 0 else 0.0
    return Usage(
        first_us=first, until_us=until_us, wall_s=max(end - asked, 0) / 1e6, startup_s=max(first - asked, 0) / 1e6,
        compute_s=compute_s, cpu_s=cpu_s, cores_used=cpu_s / compute_s if compute_s > 0 else 0.0,
        own_helpers_cores=others.own_us * per_us, model_cores=others.model_us * per_us,
        handoffs_per_s=handoffs, in_flight=float(in_hand.sum()) * per_us,
        stopped_s=stopped_us / 1e6, lanes_stopped=int((alone_us > 0).sum()), lane_stopped_s=int(alone_us.max()) / 1e6,
        alone_s=_alone_us(table, until_us) / 1e6,
    )  # fmt: skip


def _alone_us(table: LaneTable, until_us: int) -> int:
    """From the last item of all workers but one to the end of compute."""
    if len(table) < 2 or table.busy.any():
        return 0
    return max(until_us - int(np.sort(table.last_us)[-2]), 0)


HELD_BY_SOMEBODY = 0.8
"""Workers that aren't at a lock, on average: one that others queue at is held by one of them, who is at something else all the while.

That would be 1; the shares it is made of may be off by some points each. A condition's waiters, woken together, come near a half where
cores are short, as those that were woken wait for a core.
"""


def queue_at_a_lock(in_flight: float, lanes: int, ledger: Ledger) -> bool:
    """Whether workers that wait for a lock wait for each other, and not for somebody else's signal.

    A lock that is waited for is held. If it is a worker's, that one is at something else meanwhile; where all workers
    wait at the same time, it is a condition, a queue or a result of threads of the function's own.
    """
    return in_flight - lanes * ledger.wait_lock >= HELD_BY_SOMEBODY


def holder_unclear(in_flight: float, lanes: int, ledger: Ledger) -> bool:
    """Whether it can't be told if one of them holds what the others wait for: who isn't at the lock mostly waits for a core.

    So does who holds a lock on a crowded machine, and so do a condition's waiters once they were woken.
    """
    return in_flight - lanes * (ledger.wait_lock + ledger.wait_core) < HELD_BY_SOMEBODY / 2


def overlap(in_flight: float, lanes: int, ledger: Ledger) -> float:
    """The items' wall time, less queueing for a lock, the GIL, a core or the event loop, over compute.

    Args:
        in_flight: items in hand at once.
        lanes: how many; the ledger's shares are of all their time.
        ledger: of the same run.
    """
    queued = ledger.wait_gil + ledger.wait_core + ledger.wait_loop
    queued += ledger.wait_lock if queue_at_a_lock(in_flight, lanes, ledger) else 0.0
    return max(in_flight - lanes * queued, 0.0)


def lanes_cpu_us(table: LaneTable, seen_cpu_us: Ints) -> int:
    """CPU of the lanes' threads from each one's first item on: exact, the work between items included.

    The clocks are the threads' own and absolute, so lanes that share a thread (coroutines) are counted once.
    """
    threads, place = table.threads, table.place
    first = np.full(len(threads), np.iinfo(np.int64).max)
    last = np.zeros(len(threads), dtype=np.int64)
    np.minimum.at(first, place, table.thread_cpu_first_us)
    np.maximum.at(last, place, table.thread_cpu_last_us)
    np.maximum.at(last, place, np.where(table.busy, seen_cpu_us, 0))
    return int(np.maximum(last - first, 0).sum())


def handoffs_per_s(spans: SpanColumns, table: LaneTable, seconds: float) -> float:
    """How often the running lane changes within one process, per second, from the spans given.

    A thread that takes the time at an item's start or end holds the GIL at that moment, so neighbouring moments of
    different lanes mean a hand-off in between. Where items are longer than the switch interval, hand-offs inside them
    are not seen: then this is a lower bound. Coroutines: changes between neighbouring steps, which is exact. Without a
    GIL nothing is handed over: 0.
    """
    if seconds <= 0 or not len(table) or not len(spans.lane):
        return 0.0
    row = np.minimum(np.searchsorted(table.lane, spans.lane), len(table) - 1)
    steps = spans.flag == RAN
    turns = steps & table.coroutine[row]
    whole = (spans.flag < RAN) & table.contended[row] & ~table.coroutine[row]
    # An end comes before a start of the same moment.
    time: Ints = np.concatenate([spans.start_us[turns], spans.end_us[whole], spans.start_us[whole]])
    lane_row: Ints = np.concatenate([row[turns], row[whole], row[whole]])
    pid = table.pid[lane_row]
    one = len(pid) == 0 or bool((pid == pid[0]).all())
    order = np.argsort(time, kind="stable") if one else np.lexsort((time, pid))
    pid, lane_row = pid[order], lane_row[order]
    return float(((pid[1:] == pid[:-1]) & (lane_row[1:] != lane_row[:-1])).sum()) / seconds


def peaks(
    history: Iterable[ProcessTable], lanes: Iterable[LaneOpened], asked: int = 0
) -> tuple[dict[str, int], dict[str, int]]:
    """Threads and processes by role, each at the moment when there were most of them.

    A worker is told by its lane, which it opens with its first item. One that was counted before that is a worker all the
    same, so roles are given in the light of all lanes. Between two samples workers come and go unseen, their lanes stay:
    there were at least as many as lanes (or as `asked` for, should one worker follow another; 0: not known).
    """
    opened = list(lanes)
    tids, pids = {lane.tid for lane in opened}, {lane.pid for lane in opened}
    threads: dict[str, int] = {}
    processes: dict[str, int] = {}
    labs: set[int] = set()
    for who in history:
        here = by_role("worker" if tid in tids and tid != pid else role for pid, tid, role, _ in who.rows)
        if sum(here.values()) >= sum(threads.values()):
            threads = here
        here = by_role("worker" if pid in pids and role != "lab" else role for pid, _, role in who.processes)
        if sum(here.values()) >= sum(processes.values()):
            processes = here
        labs |= {pid for pid, _, role in who.processes if role == "lab"}
    if not opened:
        return threads, processes
    most = asked or len(opened)
    apart: set[int] = set()
    if labs or len(pids) > 1 or opened[0].kind == "process":
        apart = pids - labs
    mains = len({lane.pid for lane in opened if lane.tid == lane.pid} & apart)
    _at_least(threads, "worker", min(len({(lane.pid, lane.tid) for lane in opened if lane.tid != lane.pid}), most))
    _at_least(threads, "main", 1 + min(mains, most))
    _at_least(processes, "worker", min(len(apart), most))
    _at_least(processes, "lab", 1)
    return threads, processes


def _at_least(counts: dict[str, int], role: str, number: int) -> None:
    """Raise that count to `number`."""
    if number > counts.get(role, 0):
        counts[role] = number


def by_role(roles: Iterable[str]) -> dict[str, int]:
    """How many of each, in the order of first appearance."""
    counts: dict[str, int] = {}
    for role in roles:
        counts[role] = counts.get(role, 0) + 1
    return counts
