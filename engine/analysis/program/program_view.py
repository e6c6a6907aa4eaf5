"""A watched program at one play head, for a screen: its processes as a tree, each one's threads, what each does now and did so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ...model.program_facts import ProgramTime, ThreadTime
from ...model.states import THREAD_STATES, ThreadState
from ...session.events import AsyncTasks, CodeLines, Targets
from .program_so_far import program_so_far
from .program_time import program_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...session.events import ProcessTable
    from ...session.memory.log import Session

    Floats = NDArray[np.float64]

NOW_US = 2_000_000
"""What "now" is of shares."""
STEPS = 240
"""Of the history of counts."""
HISTORY_US = 60_000_000
SUBJECT = 0
"""The thread number under which a process's own name is told."""


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One thread."""

    tid: int
    name: str
    state: ThreadState
    """At the last look."""
    now: ThreadTime
    """Over the last two seconds …"""
    so_far: ThreadTime
    """… and since it was first seen."""
    on: str = ""
    """What it waits for, if it waits for I/O and that is known."""
    line: str = ""
    """Its line of Python; '' where nobody asked or it isn't to be had."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One asyncio task."""

    name: str
    stands: str
    awaited_by: str


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process; those that it started stand below it."""

    pid: int
    name: str
    depth: int
    """0 for the program itself."""
    cores: float
    """That its threads use now."""
    threads: tuple[ThreadRow, ...] = ()
    """Its main thread first, then in the order of their numbers."""
    tasks: tuple[TaskRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramView:
    """All of it."""

    processes: tuple[ProcessRow, ...] = ()
    """A process before those that it started."""
    now: ProgramTime = field(default_factory=ProgramTime)
    so_far: ProgramTime = field(default_factory=ProgramTime)
    threads_then: Floats = field(default_factory=lambda: np.empty(0))
    """(steps,) how many threads there were in each step of the history, oldest first; NaN before the beginning."""
    processes_then: Floats = field(default_factory=lambda: np.empty(0))
    history_s: float = HISTORY_US / 1e6


def program_view(session: Session, run: int, begin_us: int, t_us: int, end_us: int | None) -> ProgramView:
    """The view at `t_us` of the program that was watched from `begin_us`; `end_us` if it has ended by then."""
    until = min(t_us, end_us) if end_us is not None else t_us
    who = session.who(run, until)
    now = program_time(session, run, max(until - NOW_US, begin_us), until)
    so_far = program_so_far(session, run, begin_us, until)
    history = counts_then(session.who_history(run, t_us), t_us, end_us)
    if who is None:
        return ProgramView((), now, so_far, *history)
    return ProgramView(_tree(session, run, until, who, now, so_far), now, so_far, *history)


def _tree(
    session: Session, run: int, t_us: int, who: ProcessTable, now: ProgramTime, so_far: ProgramTime
) -> tuple[ProcessRow, ...]:
    names = session.thread_names(run, t_us)
    told, lines = session.latest(Targets, run, t_us), session.latest(CodeLines, run, t_us)
    on = {(pid, tid): words for pid, tid, words in told.rows} if told is not None else {}
    at = {(pid, tid): words for pid, tid, words in lines.rows} if lines is not None else {}
    states = _states(session, run, t_us)
    lately = {(each.pid, each.tid): each for each in now.threads}
    whole = {(each.pid, each.tid): each for each in so_far.threads}
    threads: dict[int, list[ThreadRow]] = {}
    for pid, tid, *_ in who.rows:
        key = (pid, tid)
        none = ThreadTime(pid=pid, tid=tid)
        state = states.get(key, "unseen")
        row = ThreadRow(
            tid, called(names, pid, tid), state, lately.get(key, none), whole.get(key, none),
            on.get(key, "") if state == "wait_io" else "", at.get(key, ""),
        )  # fmt: skip
        threads.setdefault(pid, []).append(row)
    tasks = session.latest(AsyncTasks, run, t_us)
    mine: dict[int, list[TaskRow]] = {}
    for pid, _, name, stands, awaited_by in tasks.rows if tasks is not None else ():
        mine.setdefault(pid, []).append(TaskRow(name, stands, awaited_by))
    rows: list[ProcessRow] = []
    for pid, depth in in_tree([(pid, parent) for pid, parent, _ in who.processes]):
        own = sorted(threads.get(pid, ()), key=lambda row: (row.tid != pid, row.tid))
        cores = sum(row.now.on_core / row.now.wall_s for row in own if row.now.wall_s)
        name = names.get((pid, SUBJECT), "") or names.get((pid, pid), "")
        rows.append(ProcessRow(pid, name, depth, cores, tuple(own), tuple(mine.get(pid, ()))))
    return tuple(rows)


def called(names: dict[tuple[int, int], str], pid: int, tid: int) -> str:
    """`main`, the thread's own name, or '' for one that has its process's: before 3.14 Python names none of its threads."""
    if tid == pid:
        return "main"
    name = names.get((pid, tid), "")
    return name if name != names.get((pid, pid)) else ""


def _states(session: Session, run: int, t_us: int) -> dict[tuple[int, int], ThreadState]:
    """What each thread did at the last look."""
    rows = session.states(run, max(t_us - NOW_US, 0), t_us)
    if not len(rows):
        return {}
    last = rows.t_us == rows.t_us[-1]
    codes = np.clip(rows.of("state")[last], 0, len(THREAD_STATES) - 1)
    keys = zip(rows.pid[last].tolist(), rows.tid[last].tolist(), strict=True)
    return {key: THREAD_STATES[code] for key, code in zip(keys, codes.tolist(), strict=True)}


def in_tree(processes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """(pid, depth) of each of (pid, parent), parents before their children; who has no parent here is at depth 0."""
    known = {pid for pid, _ in processes}
    below: dict[int, list[int]] = {}
    for pid, parent in processes:
        below.setdefault(parent if parent in known and parent != pid else 0, []).append(pid)
    found: list[tuple[int, int]] = []
    waiting = [(pid, 0) for pid in reversed(below.get(0, []))]
    while waiting:
        pid, depth = waiting.pop()
        found.append((pid, depth))
        waiting += [(child, depth + 1) for child in reversed(below.pop(pid, []))]
    return found


def counts_then(tables: list[ProcessTable], t_us: int, end_us: int | None) -> tuple[Floats, Floats]:
    """(steps,) threads and (steps,) processes at the end of each step of the last minute."""
    edges = t_us - HISTORY_US / STEPS * np.arange(STEPS - 1, -1, -1)
    times = np.array([each.t_us for each in tables], np.int64)
    place = np.searchsorted(times, edges, side="right") - 1
    gone = np.zeros(STEPS, bool) if end_us is None else edges >= end_us
    found: list[Floats] = []
    for counts in ([len(each.rows) for each in tables], [len(each.processes) for each in tables]):
        then = np.array([*counts, 0], np.float64)[place]
        then[place < 0] = np.nan
        then[gone] = 0.0
        found.append(then)
    return found[0], found[1]
