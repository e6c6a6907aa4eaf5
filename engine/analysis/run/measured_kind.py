"""What a function of the user's does, computing or waiting, as one run has measured it; nothing is claimed of what is not known.

Looks at the threads tell it directly, once there are enough. Where nobody could look, the clocks do, as far as they reach: who is on
a core whenever it isn't waiting for one computes, and what is certainly neither is waiting. Who sleeps on a crowded machine waits for
a core after each sleep, so waiting for a core alone says nothing. Of a run that was over before its threads were
sampled, that is nothing: 10 ms beside four busy programs look the same from outside whether it slept or never got a core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...model.states import Ledger
from ...model.vocabulary import MeasuredKind
from .account import LaneClocks
from .lane_table import LaneTable

if TYPE_CHECKING:
    from ...session.memory.log import Session

MOSTLY = 0.7
"""Share of their time that items compute from which on they are said to, where nobody looked."""
FULL = 0.9
"""Of the usable cores in use, by whomever: above this, whoever stood still may have waited for one."""


def measured_kind(
    table: LaneTable, clocks: LaneClocks, seen: Ledger, compute_s: float, *, few: bool, had_room: bool
) -> MeasuredKind:
    """`cpu` for computing, `io` for any kind of waiting, `unknown` where too little was measured.

    Args:
        table: the lanes.
        clocks: of the same lanes.
        seen: their ledger, with nothing in it that rests on a kind.
        compute_s: from the first item begun to the last ended.
        few: whether somebody looked, and not often enough to divide anything.
        had_room: whether cores were free meanwhile, so that nobody waited for one.
    """
    if seen.looks:
        computing = seen.on_core + seen.wait_core + seen.wait_gil
        waiting = seen.wait_lock + seen.wait_io + seen.wait_child + seen.asleep
        return "cpu" if computing >= waiting else "io"
    if few:
        return "unknown"
    cpu, waited, most, wall = _computing_us(table, clocks, had_room)
    if not wall:
        return "unknown"
    one_core = MOSTLY * compute_s * 1e6 * len(np.unique(table.pid)) if table.contended.any() else wall
    if cpu > min(MOSTLY * (wall - waited), one_core):  # what one core at a time leaves those that share a GIL
        return "cpu"
    enough = min(MOSTLY * wall, one_core)
    return "io" if most <= enough else "unknown"


def _computing_us(table: LaneTable, clocks: LaneClocks, had_room: bool) -> tuple[float, float, float, float]:
    """Of finished items: CPU, certain waiting for a core, both together at most, and how long they took."""
    threads, place = len(table.threads), table.place
    wall, cpu = np.bincount(place, table.wall_us, threads), np.bincount(place, table.cpu_us, threads)
    waited, seen, last = np.full((3, threads), -1, np.int64)
    np.maximum.at(waited, place, clocks.wait_us)
    np.maximum.at(seen, place, np.maximum(clocks.seen_us, table.first_us))
    np.maximum.at(last, place, table.last_us)
    told = (waited >= 0) & (np.bincount(place, clocks.seen_us >= table.first_us, threads) > 0)
    unseen = np.where(told, np.maximum(last - seen, 0), wall)
    certain = np.where(told, np.maximum(waited - unseen, 0), 0)
    most = np.where(told, waited, 0) + (0 if had_room else unseen)
    known, most = np.minimum(cpu + certain, wall), np.minimum(cpu + most, wall)
    return float(cpu.sum()), float(np.maximum(known - cpu, 0).sum()), float(most.sum()), float(wall.sum())


def had_room(session: Session, t0_us: int, t1_us: int) -> bool:
    """Whether the usable cores were not all in use between t0 and t1; False where that isn't known of most of it."""
    columns, machine = session.cores(t0_us, t1_us), session.machine
    inside = columns.t_us - columns.dt_us >= t0_us
    weight = columns.dt_us[inside].astype(float)
    if machine.quota_cores is not None or not len(weight) or weight.sum() < 0.5 * (t1_us - t0_us):
        return False
    busy = weight @ columns.busy[inside] / weight.sum()
    usable = [core for core in machine.affinity if core < len(busy)] or slice(None)
    return float(busy[usable].mean()) < FULL
