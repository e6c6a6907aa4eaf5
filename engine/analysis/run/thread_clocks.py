"""The kernel's clocks of a run's threads at a play head, from the session's `Threads` samples.

A thread that ended keeps its last sample. Edges that fall between two samples are interpolated; a thread that is not
in the sample before its first one began in between, with clocks at zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..memo import LATE_US, Checkpoints, RunMemo
from ..snapshot import Ints
from .account import LaneClocks, StepSums
from .lane_table import PID_BITS, RAN, READY, LaneTable, nodes_with_lanes, on_node, thread_key, within

if TYPE_CHECKING:
    from ...session.memory.columns import ThreadColumns
    from ...session.memory.log import Session

EDGE_US = 500_000
"""How far around an edge samples are looked for: several times the sampling interval …"""
FAR_US = 30_000_000
"""… and how far where there are none."""
NODES_LATE_US = 10_000_000
"""What a cluster's worker knows beside its items comes with them, or when it is visited."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last sample of every thread, ordered by key; totals in µs, wait -1 unknown."""

    key: Ints
    t_us: Ints
    cpu_us: Ints
    wait_us: Ints


def _nothing() -> Ints:
    return np.zeros(0, dtype=np.int64)


def settled_us(session: Session, run: int) -> int:
    """Up to when nothing that is told later can change what was told of the run's threads."""
    return session.length_us - (NODES_LATE_US if session.nodes(run) else LATE_US)


def last_samples(session: Session, run: int, start_us: int, t_us: int, keep: RunMemo) -> Last:
    """The last sample of each of the run's threads at or before `t_us`."""
    if keep.clocks is None:
        keep.clocks = Checkpoints(start_us - 1, Last(_nothing(), _nothing(), _nothing(), _nothing()))

    def advance(state: Last, t0_us: int, t1_us: int) -> Last:
        for node in nodes_with_lanes(session, run):
            state = merge(state, on_node(session.threads(run, t0_us, t1_us, node), node))
        return state

    return keep.clocks.at(t_us, settled_us(session, run), advance)


def merge(state: Last, rows: ThreadColumns) -> Last:
    """The last sample of each thread from an older state and newer rows (in time order)."""
    if not len(rows.t_us):
        return state
    key = np.concatenate([state.key, thread_key(rows.pid, rows.tid)])
    found, place = np.unique(key[::-1], return_index=True)
    place = len(key) - 1 - place
    columns = ((state.t_us, rows.t_us), (state.cpu_us, rows.cpu_us), (state.wait_us, rows.wait_us))
    return Last(found, *(np.concatenate(pair)[place].astype(np.int64) for pair in columns))


def lane_clocks(session: Session, run: int, table: LaneTable, last: Last, t_us: int, keep: RunMemo) -> LaneClocks:
    """The clocks of each lane's thread, waiting counted from the first item on the thread."""
    if not len(last.key) or not len(table):
        never = np.full(len(table), -1, dtype=np.int64)
        return LaneClocks(never, never, never)
    place = np.minimum(np.searchsorted(last.key, table.thread), len(last.key) - 1)
    found = last.key[place] == table.thread
    base = first_waits(session, run, table, t_us, keep)
    seen, cpu, wait = last.t_us[place], last.cpu_us[place], last.wait_us[place]
    known = found & (wait >= 0) & (base >= 0)
    waited = np.maximum(wait - base, 0)
    return LaneClocks(
        seen_us=np.where(found, seen, -1),
        cpu_us=np.where(found, cpu, -1),
        wait_us=np.where(known, waited + _unseen_wait(table, seen, cpu, waited), -1),
    )


def _unseen_wait(table: LaneTable, seen_us: Ints, cpu_us: Ints, waited_us: Ints) -> Ints:
    """Waiting for a core after a thread's last sample: in proportion to its CPU, as far as the time allows.

    A worker that is done is gone before it is sampled again, while its lane tells its CPU to the end. In a short run the
    stretch between is a good part of the whole.
    """
    after = np.maximum(table.last_us - seen_us, 0)
    cpu_after = within(table.thread_cpu_last_us - cpu_us, 0, after)
    cpu_before = np.maximum(cpu_us - table.thread_cpu_first_us, 1)
    likely = waited_us * np.minimum(cpu_after / cpu_before, 1.0)
    return np.minimum(likely, after - cpu_after).astype(np.int64)


def first_waits(session: Session, run: int, table: LaneTable, t_us: int, keep: RunMemo) -> Ints:
    """How long each lane's thread had waited for a core when its first item began; -1 not known."""
    threads, place = table.threads, table.place
    firsts = np.full(len(threads), np.iinfo(np.int64).max)
    np.minimum.at(firsts, place, table.first_us)
    new = np.array([key not in keep.first_clocks for key in threads.tolist()], dtype=bool)
    fresh: dict[int, tuple[int, int]] = {}
    for node in nodes_with_lanes(session, run) if new.any() else ():
        mine = new & (threads >> (32 + PID_BITS) == node)
        if not mine.any():
            continue
        wanted = firsts[mine]
        moments = dict(zip(threads[mine].tolist(), wanted.tolist(), strict=True))
        for edge_us in (EDGE_US, FAR_US):  # a sampler that got no core, or was stopped, took none nearby
            begin_us, end_us = int(wanted.min()) - edge_us, min(int(wanted.max()) + edge_us, t_us)
            rows = on_node(session.threads(run, begin_us, end_us, node), node)
            found = clocks_at(rows, moments)
            if len(found) == len(moments):
                break
        fresh |= found
        final = _final(rows, min(t_us, settled_us(session, run)) - EDGE_US)
        keep.first_clocks.update((key, value) for key, value in found.items() if moments[key] <= final)
    unknown = (-1, -1)
    waits = [keep.first_clocks.get(key, fresh.get(key, unknown))[1] for key in threads.tolist()]
    return np.array(waits, dtype=np.int64)[place]


def _final(rows: ThreadColumns, settled_us: int) -> int:
    """Up to when nothing later can change an interpolated clock: there are samples on both sides, or it is long ago."""
    return max(settled_us, int(rows.t_us.max()) if len(rows.t_us) else 0)


def clocks_at(rows: ThreadColumns, moments: dict[int, int]) -> dict[int, tuple[int, int]]:
    """(CPU, waiting) totals of some threads, each at its own moment, interpolated between samples.

    Before its first sample a thread had zero at the sample before; where there is none, the first sample stands.
    """
    key = thread_key(rows.pid, rows.tid)
    order = np.lexsort((rows.t_us, key))
    key, time, cpu, wait = key[order], rows.t_us[order], rows.cpu_us[order], rows.wait_us[order]
    instants: Ints = np.unique(rows.t_us)
    ends = np.searchsorted(key, list(moments), side="right")
    starts = np.searchsorted(key, list(moments), side="left")
    found: dict[int, tuple[int, int]] = {}
    for (thread, moment), start, end in zip(moments.items(), starts.tolist(), ends.tolist(), strict=True):
        if start == end:
            continue
        times, cpus, waits = time[start:end], cpu[start:end], wait[start:end]
        before = int(instants.searchsorted(int(times[0]))) - 1
        if before >= 0:
            times = np.concatenate([instants[before : before + 1], times])
            cpus, waits = np.concatenate([[0], cpus]), np.concatenate([[min(0, int(waits[0]))], waits])
        known = int(waits.min()) >= 0
        found[thread] = (
            int(np.interp(moment, times, cpus)),
            int(np.interp(moment, times, waits)) if known else -1,
        )
    return found


def step_sums(session: Session, run: int, table: LaneTable, t_us: int, keep: RunMemo) -> StepSums:
    """Sums over the coroutines' steps that ended by `t_us`, one entry a lane of `table`."""
    empty = np.zeros((4, 0), dtype=np.int64)
    if not table.coroutine.any():
        return StepSums(*np.zeros((4, len(table)), dtype=np.int64))
    if keep.steps is None:
        keep.steps = Checkpoints(table.start_us - 1, empty)

    def advance(state: Ints, t0_us: int, t1_us: int) -> Ints:
        spans = session.spans(run, None, t0_us, t1_us)
        new = spans.end_us > t0_us
        lane, flag, wall = spans.lane[new], spans.flag[new], (spans.end_us - spans.start_us)[new]
        size = max(state.shape[1], int(lane.max()) + 1 if len(lane) else 0)
        ran, ready, whole = flag == RAN, flag == READY, flag < RAN
        rows = ((ran, wall), (ran, spans.cpu_us[new]), (ready, wall), (whole, wall))
        sums = [np.bincount(lane[which], amount[which], minlength=size) for which, amount in rows]
        older = np.pad(state, ((0, 0), (0, size - state.shape[1])))
        return older + np.array(sums).astype(np.int64)

    state = keep.steps.at(t_us, session.length_us - LATE_US, advance)
    size = max(int(table.lane.max()) + 1 - state.shape[1], 0)
    return StepSums(*np.pad(state, ((0, 0), (0, size)))[:, table.lane])
