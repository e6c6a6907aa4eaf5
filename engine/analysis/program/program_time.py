"""Where the time of each thread of a program went between two moments.

CPU time and waiting for a core are the kernel's own running totals, so they are exact between a thread's first and last sample. What is
left of its wall time it was off the cores by its own will, and that is divided as the looks at it saw (see `run.lane_waits`). A thread
that wasn't there at the sample before its first one began in between; it had nothing on its clocks then. A program that was started to
be watched had nothing on them when it was. The time in which its process was stopped from outside is no thread's.

Threads and children that lived between two samples are in the program's CPU time (`HiddenCpu`), and in no thread's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ...model.program_facts import ProgramTime, ThreadTime
from ...model.run_facts import WATCHED
from ...model.states import LOOKED, column_of
from ..cores import hidden_cpu_us
from ..run.account import IO, SEEN
from ..run.lane_table import thread_key
from ..snapshot import Floats, Ints
from .io_targets import io_targets
from .program_stops import stopped_us

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...session.memory.columns import ThreadColumns
    from ...session.memory.log import Session
    from ...session.memory.state_store import StateColumns

PARTS = (*(state.column for state in LOOKED), column_of("unseen"))
HELD = ("held_us", "held_no_core_us")
HELD_UP_US = 500_000
"""Stopped from outside for less than this, a process isn't said to have been."""
FEWEST_LOOKS = 4
"""With fewer looks at a thread its time off the cores isn't divided."""


def program_time(session: Session, run: int, t0_us: int, t1_us: int) -> ProgramTime:
    """The account between two moments of the session.

    Args:
        session: of a source that watches a program.
        run: the program's number.
        t0_us: from here …
        t1_us: … to here.
    """
    rows = session.threads(run, t0_us, t1_us)
    if not len(rows):
        return _without_threads(session, run, t0_us, t1_us)
    key = thread_key(rows.pid, rows.tid)
    keys, first = np.unique(key, return_index=True)
    last = len(key) - 1 - np.unique(key[::-1], return_index=True)[1]
    born_us = _born_us(session, run, t0_us)
    begun_us, cpu_us, wait_us = _grown(rows, first, last, born_us)
    stop_us = stopped_us(session, run, t1_us, rows.pid[first], begun_us, rows.t_us[last])
    wall_us = np.maximum(rows.t_us[last] - begun_us - stop_us, 0)
    looks, parts, held = _seen(session.states(run, t0_us, t1_us), session.last_states(run, t0_us), keys)
    parts[:, -1] = np.maximum(parts[:, -1] - stop_us, 0)
    cpu_us, wait_us = _fitting(cpu_us, wait_us, wall_us)
    off = divided(wall_us - cpu_us - wait_us, parts, looks)
    names, waits = session.thread_names(run, t1_us), io_targets(session, run, t0_us, t1_us)
    seconds = [(us / 1e6).tolist() for us in (wall_us, cpu_us, wait_us, off, held)]
    columns = (rows.pid[first].tolist(), rows.tid[first].tolist(), *seconds, looks.tolist())
    threads = [_thread_time(row, names, waits) for row in zip(*columns, strict=True)]
    wall_s = (_until_us(session, run, t1_us, rows) - (int(rows.t_us[0]) if born_us is None else born_us)) / 1e6
    cpu_s = (float(cpu_us.sum()) + hidden_cpu_us(session, run, t0_us, t1_us)) / 1e6
    threads.sort(key=lambda each: (-each.on_core, each.pid, each.tid))
    return ProgramTime(
        wall_s=wall_s, cpu_s=cpu_s, cores_used=cpu_s / wall_s if wall_s else 0.0,
        threads=threads, processes=len(np.unique(rows.pid)), stopped_s=int(stop_us.max()) / 1e6,
        stopped_processes=len(np.unique(rows.pid[first][stop_us >= HELD_UP_US])),
    )  # fmt: skip


def _thread_time(
    row: tuple[int, int, float, float, float, list[float], tuple[float, float], int],
    names: Mapping[tuple[int, int], str],
    waits: Mapping[tuple[int, int], dict[str, float]],
) -> ThreadTime:
    """The account of one thread: (pid, tid, wall, on a core, waiting for one, off the cores by cause, held the GIL, looks)."""
    pid, tid, wall, on_core, wait_core, off_s, (held_s, no_core), looks = row
    return ThreadTime(
        pid=pid, tid=tid, name=names.get((pid, tid), ""), wall_s=wall, on_core=on_core, wait_core=wait_core,
        **dict(zip((*SEEN, "unseen"), off_s, strict=True)),
        held_gil=min(held_s, wall) if held_s >= 0 else None, held_no_core=min(no_core, wall) if held_s >= 0 else None,
        looks=looks, io_on=shared(waits.get((pid, tid), {}), off_s[IO]),
    )  # fmt: skip


def _without_threads(session: Session, run: int, t0_us: int, t1_us: int) -> ProgramTime:
    """Where the system tells nothing of other programs' threads (macOS): the CPU time of all its processes, from the cores' samples."""
    who = session.who(run, t1_us)
    if who is None or not who.processes:
        return ProgramTime()
    cores = session.cores(max(t0_us, session.who_history(run)[0].t_us) + 1, t1_us)  # each speaks of the time before it
    wall_us = int(cores.dt_us.sum())
    cpu_s = float((cores.run_total * cores.dt_us).sum()) / 1e6
    used = cpu_s / wall_us * 1e6 if wall_us else 0.0
    return ProgramTime(wall_s=wall_us / 1e6, cpu_s=cpu_s, cores_used=used, processes=len(who.processes))


def shared(seen: dict[str, float], whole_s: float) -> list[tuple[str, float]]:
    """The seconds of a wait, in the proportion in which its targets were seen."""
    total = sum(seen.values())
    if not total or not whole_s:
        return []
    return sorted(((name, whole_s * part / total) for name, part in seen.items()), key=lambda pair: -pair[1])


def _fitting(cpu_us: Ints, wait_us: Ints, wall_us: Ints) -> tuple[Ints, Ints]:
    """No more of either than there was time for: the kernel counts at its ticks."""
    cpu_us = np.minimum(cpu_us, wall_us)
    return cpu_us, np.clip(wait_us, 0, wall_us - cpu_us)


def _until_us(session: Session, run: int, t1_us: int, rows: ThreadColumns) -> int:
    """The moment until which CPU time is told: the last sample, or the program's own end, which its process's clock knows to the last."""
    end, last_us = session.run_end(run, t1_us), int(rows.t_us[-1])
    return max(end.t_us, last_us) if end is not None and end.status == "done" else last_us


def _born_us(session: Session, run: int, t0_us: int) -> int | None:
    """When the program was started, if that was to be watched and isn't before t0."""
    started = next((each for each in session.runs() if each.run == run), None)
    return started.t_us if started is not None and started.plan.model == WATCHED and started.t_us >= t0_us else None


def _grown(rows: ThreadColumns, first: Ints, last: Ints, born_us: int | None) -> tuple[Ints, Ints, Ints]:
    """When each thread began to count, and how much its CPU time and its waiting for a core have grown since; all µs."""
    instants = np.unique(rows.t_us if born_us is None else np.append(rows.t_us, born_us))
    place = np.searchsorted(instants, rows.t_us[first])
    there = place == 0
    before = instants[np.maximum(place - 1, 0)]
    cpu, wait = rows.cpu_us[first], np.maximum(rows.wait_us[first], 0)
    gap = rows.t_us[first] - before
    least = np.where(_is_first_main(rows, first) & (before == born_us), gap, gap // 2)
    begun = np.where(there, rows.t_us[first], rows.t_us[first] - np.clip(cpu + wait, least, gap))
    grown_cpu = rows.cpu_us[last] - np.where(there, cpu, 0)
    grown_wait = np.maximum(rows.wait_us[last], 0) - np.where(there, wait, 0)
    return begun, np.maximum(grown_cpu, 0), np.maximum(grown_wait, 0)


def _is_first_main(rows: ThreadColumns, first: Ints) -> NDArray[np.bool_]:
    """Which of the threads is the main one of the first process: with it a program begins."""
    return (rows.pid[first] == rows.pid[0]) & (rows.tid[first] == rows.pid[0])


def _seen(rows: StateColumns, older: StateColumns, keys: Ints) -> tuple[Ints, Floats, Floats]:
    """(threads,) looks; (threads, 6) µs in each of `PARTS`; (threads, 2) µs in each of `HELD`, -1 where not known."""
    looks, parts, held = _told(rows, keys)
    looks_before, parts_before, held_before = _told(older, keys)
    grown = np.where(held < 0, -1.0, np.maximum(held - np.maximum(held_before, 0), 0))
    return np.maximum(looks - looks_before, 0), np.maximum(parts - parts_before, 0), grown


def _told(rows: StateColumns, keys: Ints) -> tuple[Ints, Floats, Floats]:
    """The last that was told of each thread; nothing where nothing was."""
    looks = np.zeros(len(keys), np.int64)
    parts, held = np.zeros((len(keys), len(PARTS))), np.full((len(keys), len(HELD)), -1.0)
    if len(rows):
        key = thread_key(rows.pid, rows.tid)
        known, place = np.unique(key[::-1], return_index=True)
        row = len(key) - 1 - place
        where = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        found = known[where] == keys
        row = row[where[found]]
        looks[found] = rows.of("looks")[row]
        parts[found] = np.array([rows.of(name)[row] for name in PARTS]).T
        held[found] = np.array([rows.of(name)[row] for name in HELD]).T
    return looks, parts, held


def divided(off_us: Ints, parts: Floats, looks: Ints) -> Floats:
    """(threads, 6) the time off the cores, exactly so long, as the looks saw it; `unseen` where there were too few of them."""
    sums = parts.sum(axis=1)
    enough = (sums > 0) & (looks >= FEWEST_LOOKS)
    shares = np.zeros_like(parts)
    shares[:, -1] = 1.0
    shares[enough] = parts[enough] / sums[enough, None]
    return shares * off_us[:, None]
