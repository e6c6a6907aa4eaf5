"""What the lanes' threads waited for, from the session's `States`: how their time off the cores divides.

Looks tell shares, never amounts: how long a thread was off the cores is exact by the kernel's clocks (see `clocks`), and these
figures divide it. So it does no harm that looks begin a little late, or that a thread ends after its last telling.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ...model.states import LOOKED
from ...session.events import Awaits
from ...session.memory.state_store import FIELDS
from ..memo import Checkpoints, RunMemo
from ..snapshot import Floats, Ints
from .lane_table import PID_BITS, LaneTable, nodes_with_lanes, on_node, thread_key
from .thread_clocks import FAR_US, settled_us

if TYPE_CHECKING:
    from ...session.memory.log import Session
    from ...session.memory.state_store import StateColumns

EDGE_US = 1_000_000
"""How far around an edge tellings are looked for: twice as far as they lie apart; a cluster's workers tell when they have the occasion."""
ENOUGH = 12
"""With fewer looks at all threads together nothing is divided by them."""
ENOUGH_ROUNDS = 4
"""Nor where nobody was looked at that often: twenty threads looked at once each were seen at one moment, and that was their beginning."""
WAITS = tuple(state.column for state in LOOKED)
HELD = ("held_us", "held_no_core_us", "held_waiting_us")
IO = WAITS.index("io_us")
_COLUMNS = [FIELDS.index(name) for name in ("looks", *WAITS, *HELD)]
_Values = Ints
"""(threads, 9): looks, the waits, what was held."""


@dataclass(frozen=True, slots=True)
class LaneWaits:
    """From each lane's first item on; one row a lane. Lanes that share a thread (coroutines) have the same row."""

    looks: Ints
    """(lanes,) looks at its thread that divided its time."""
    us: Floats
    """(lanes, 5) in the order of `WAITS`; all 0 where nobody saw it off the cores."""
    held_us: Floats
    """(lanes, 3) in the order of `HELD`; -1 where not known."""
    awaited: Floats = field(default_factory=lambda: np.zeros(len(WAITS)))
    """(5,) us that suspended coroutines awaited, all together, in the order of `WAITS`; all 0: nobody told."""
    likely_io: float = 0.0
    """The part of what they awaited as I/O of which that isn't known: tasks and threads of their own, futures."""

    @property
    def awaited_shares(self) -> Floats:
        """`awaited` as shares; I/O where nobody told."""
        if not self.awaited.any():
            return np.array([name == "io_us" for name in WAITS], float)
        return self.awaited / self.awaited.sum()

    @property
    def enough(self) -> bool:
        """Whether anything can be divided by them: there were some, and they saw somebody off the cores."""
        return bool(self.us.any()) and int(self.looks.sum()) >= ENOUGH


def no_waits(lanes: int, told: LaneWaits | None = None) -> LaneWaits:
    """Nobody has looked; what was awaited may have been told all the same."""
    none = np.zeros(lanes, np.int64), np.zeros((lanes, len(WAITS))), np.full((lanes, len(HELD)), -1.0)
    return LaneWaits(*none) if told is None else LaneWaits(*none, told.awaited, told.likely_io)


@dataclass(frozen=True, slots=True)
class _Last:
    """The last telling of every thread, ordered by key."""

    key: Ints
    values: _Values


def lane_waits(session: Session, run: int, table: LaneTable, t_us: int, keep: RunMemo) -> LaneWaits:
    """What the lanes' threads, and their coroutines, waited for between their first items and `t_us`."""
    told = session.latest(Awaits, run, t_us)
    seen = _by_threads(session, run, table, t_us, keep)
    if told is None:
        return seen
    io_us = told.io_us + told.other_us
    told_us = np.array([io_us if name == "io_us" else getattr(told, name, 0) for name in WAITS], float)
    likely_io = told.other_us / max(io_us, 1)
    return replace(seen, us=_in_own_loops(seen.us, table, told_us), awaited=told_us, likely_io=likely_io)


def _in_own_loops(us: Floats, table: LaneTable, awaited_us: Floats) -> Floats:
    """What threads with an event loop each wait for: I/O to the kernel, and to who drives the loop what its coroutine awaits."""
    mine = ~table.coroutine
    if not mine.any() or not awaited_us.any():
        return us
    us = us.copy()
    polled = us[mine, IO].copy()
    us[mine, IO] = 0.0
    us[mine] += polled[:, None] * (awaited_us / awaited_us.sum())
    return us


def _by_threads(session: Session, run: int, table: LaneTable, t_us: int, keep: RunMemo) -> LaneWaits:
    if not len(table):
        return no_waits(0)
    last = _last(session, run, t_us, keep)
    if not len(last.key):
        return no_waits(len(table))
    threads, place = table.threads, table.place
    base = _at_first_item(session, run, table, t_us, keep)
    row = np.minimum(np.searchsorted(last.key, threads), len(last.key) - 1)
    found = last.key[row] == threads
    grown = np.where(found[:, None], np.maximum(last.values[row] - base, 0), 0).astype(float)
    unknown = ~found | (last.values[row][:, -len(HELD)] < 0)
    grown[unknown, -len(HELD) :] = -1
    grown = grown[place]
    waits = len(WAITS)
    return LaneWaits(grown[:, 0].astype(np.int64), grown[:, 1 : 1 + waits], grown[:, 1 + waits :])


def _last(session: Session, run: int, t_us: int, keep: RunMemo) -> _Last:
    if keep.states is None:
        nothing = np.zeros(0, dtype=np.int64)
        keep.states = Checkpoints(-1, _Last(nothing, nothing.reshape(0, len(_COLUMNS))))

    def advance(state: _Last, t0_us: int, t1_us: int) -> _Last:
        for node in nodes_with_lanes(session, run):
            state = _merged(state, on_node(session.states(run, t0_us, t1_us, node), node))
        return state

    return keep.states.at(t_us, settled_us(session, run), advance)


def _merged(state: _Last, rows: StateColumns) -> _Last:
    seen = rows.of("looks") > 0
    if not seen.any():
        return state
    key = np.concatenate([state.key, thread_key(rows.pid, rows.tid)[seen]])
    values = np.concatenate([state.values, rows.values[seen][:, _COLUMNS]])
    found, place = np.unique(key[::-1], return_index=True)
    return _Last(found, values[len(key) - 1 - place])


def _at_first_item(session: Session, run: int, table: LaneTable, t_us: int, keep: RunMemo) -> _Values:
    """What had been told of each thread when its first item began, interpolated between two tellings."""
    threads, place = table.threads, table.place
    firsts = np.full(len(threads), np.iinfo(np.int64).max)
    np.minimum.at(firsts, place, table.first_us)
    new = [index for index, key in enumerate(threads.tolist()) if key not in keep.first_states]
    fresh: dict[int, _Values] = {}
    nodes = threads >> (32 + PID_BITS)
    for node in np.unique(nodes[new]).tolist():
        these = [index for index in new if nodes[index] == node]
        wanted = firsts[these]
        edge_us = EDGE_US if not node else FAR_US
        begin_us, end_us = int(wanted.min()) - edge_us, min(int(wanted.max()) + edge_us, t_us)
        rows = on_node(session.states(run, begin_us, end_us, node), node)
        fresh |= _interpolated(rows, dict(zip(threads[these].tolist(), wanted.tolist(), strict=True)))
    if new:
        wanted = firsts[new]
        settled = min(t_us, settled_us(session, run)) - EDGE_US
        keep.first_states.update(
            (key, fresh[key])
            for key, first in zip(threads[new].tolist(), wanted.tolist(), strict=True)
            if first < settled
        )
    return np.array([keep.first_states.get(key, fresh.get(key)) for key in threads.tolist()], dtype=np.int64)


def _interpolated(rows: StateColumns, moments: dict[int, int]) -> dict[int, _Values]:
    """Each thread's figures at its own moment; zero before its first telling, but for what was told at that moment's edge."""
    key = thread_key(rows.pid, rows.tid)
    instants: Ints = np.unique(rows.t_us)
    found: dict[int, _Values] = {}
    for thread, moment in moments.items():
        mine = np.flatnonzero(key == thread)
        values: Ints = np.maximum(rows.values[mine][:, _COLUMNS], 0)
        times: Ints = rows.t_us[mine]
        before = int(instants.searchsorted(int(times[0]))) - 1 if len(mine) else -1
        if before >= 0:
            times = np.concatenate([instants[before : before + 1], times])
            values = np.concatenate([values[:1] * 0, values])
        found[thread] = (
            np.array([np.interp(moment, times, values[:, place]) for place in range(values.shape[1])]).astype(np.int64)
            if before >= 0 or (len(mine) and times[0] <= moment)
            else np.zeros(len(_COLUMNS), dtype=np.int64)
        )
    return found
