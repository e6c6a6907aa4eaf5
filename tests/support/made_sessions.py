"""Sessions built in memory, with every number known: `made_run` puts one run into a session.

    session = made_run("cpu", "thread", lanes=4)                      # four threads under a GIL
    session = made_run("cpu", "process", lanes=4, neighbours=(5,))    # and core 5 busy with something else
    made_run("cpu", "main", session=session)                          # a second run in the same session

The schedules come from `made_schedules`; here they become what the recorder and the probe would have seen of them: lanes
drained 20 times a second, samples ten times a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from concviz.engine.analysis.run.result import result
from concviz.engine.session.events import (
    Cores,
    LaneOpened,
    LaneTotals,
    Machine,
    OwnUsage,
    Phase,
    ProcessTable,
    Progress,
    RunEnded,
    RunStarted,
    Spans,
    Threads,
    Throttled,
)
from concviz.engine.session.memory.log import Session

from tests.support.made_schedules import RAN, Worker, blocking_a_loop, on_a_loop, side_by_side, take_turns, waiting

DRAIN_US, SAMPLE_US = 50_000, 100_000
CPU_BEFORE_US = 7_000
"""CPU of every thread before its first item: the clocks are absolute."""
LAB = 100
MODELS = {
    "main": "sequential",
    "thread": "threads",
    "process": "processes",
    "interpreter": "interpreters",
    "coroutine": "asyncio",
}


@dataclass(frozen=True)
class Made:
    """What `made_run` was told, for its helpers."""

    run: int
    kind: str
    worker: str
    gil: bool | None
    asked_us: int
    first_us: int
    workers: list[Worker]
    neighbours: tuple[int, ...]
    schedstat: bool
    split: bool


def made_machine(cores: int = 8, *, usable: float | None = None, quota: float | None = None) -> Machine:
    """A machine with so many logical cores."""
    usable = usable if usable is not None else min(float(cores), quota or float(cores))
    affinity = tuple(range(min(cores, int(np.ceil(usable))) if quota is None else cores))
    return Machine("Linux 6.18 x86_64", "", cores, cores // 2, affinity, quota, usable, 16 << 30, "3.14.2")


def made_session(machine: Machine | None = None) -> Session:
    """An empty session; its clock stands still."""
    return Session(machine or made_machine(), clock=lambda: 0, created="2026-01-01T00:00:00Z")


def made_run(
    kind: str = "cpu",
    worker: str = "thread",
    *,
    lanes: int = 4,
    wanted: int = 0,
    seconds: float = 3.0,
    gil: bool | None = True,
    cpu_share: float = 1.0,
    item_us: int = 2_000,
    io_us: int = 40_000,
    awaitable: bool = False,
    neighbours: tuple[int, ...] = (),
    startup_s: float = 0.05,
    status: str = "done",
    error: dict[str, Any] | None = None,
    items: int = 1000,
    digest: str = "d1",
    throttled_us: int = 0,
    own_permille: int = 20,
    schedstat: bool = True,
    split: bool = True,
    session: Session | None = None,
    machine: Machine | None = None,
) -> Session:
    """A session with one run (one more, if `session` is given), from asking for it to its end.

    Args:
        kind: of the task: `cpu`, `io`, `released`.
        worker: of the model: `main`, `thread`, `process`, `interpreter`, `coroutine`.
        lanes: how many workers got an item.
        wanted: how many were asked for, 0: as many.
        seconds: of compute.
        gil: whether the interpreters have one.
        cpu_share: how much of a core each worker gets where they run side by side, or the one whose turn it is; the rest
            is waiting for a core.
        item_us: CPU of an item of a CPU-bound task.
        io_us: waiting of an item of an I/O-bound task.
        awaitable: whether its I/O is awaited.
        neighbours: cores that another program keeps busy, before, during and after the run.
        startup_s: from asking for the workers to the first item.
        status: `done`, `failed`, `stopped`; or `running`: no end, and nothing after the last item.
        error: of the end.
        items: what the plan says.
        digest: of the answer.
        throttled_us: how long the quota stopped the run, added up over cores.
        own_permille: what concviz itself takes of a core.
        schedstat: whether the system tells who waited for a core.
        split: whether the per-core split is known.
        session: where to put it, after what is there.
        machine: for a new session.
    """
    session = session or made_session(machine)
    workers = _schedule(kind, worker, lanes, seconds, gil, cpu_share, item_us, io_us, awaitable)
    run = len(session.runs()) + 1
    asked = session.length_us + 500_000
    first = asked + 100_000 + int(startup_s * 1e6)
    made = Made(run, kind, worker, gil, asked, first, workers, neighbours, schedstat, split)
    plan = {
        "task": "made", "title": "Made up", "kind": kind, "awaitable": awaitable, "options": {}, "seed": 1,
        "items": items, "workers": wanted or lanes, "worker": worker, "model": MODELS[worker], "model_title": MODELS[worker], "nice": 10,
    }  # fmt: skip
    session.append(RunStarted(asked, run, plan))
    _phase(session, made, 0, "asked")
    _phase(session, made, 50_000, "imported", python="3.14.2", gil=gil, nice=10)
    _phase(session, made, 100_000, "workers_asked")
    session.append(OwnUsage(asked, own_permille, own_permille // 2))
    if throttled_us:
        session.append(Throttled(asked, 5, 1_000))
    _record(session, made, first + int(seconds * 1e6))
    if throttled_us:
        session.append(Throttled(session.length_us, 45, 1_000 + throttled_us))
    if status != "running":
        _end(session, made, status, error or {}, digest)
    return session


def _schedule(
    kind: str,
    worker: str,
    lanes: int,
    seconds: float,
    gil: bool | None,
    share: float,
    item: int,
    io: int,
    awaitable: bool,
) -> list[Worker]:
    if worker == "coroutine":
        if kind == "io" and awaitable:
            return on_a_loop(lanes, seconds, io)
        return blocking_a_loop(seconds, 500, io) if kind == "io" else blocking_a_loop(seconds, item)
    if kind == "io":
        return waiting(lanes, seconds, io)
    if worker == "thread" and gil and kind == "cpu":
        return take_turns(lanes, seconds, item, share)
    return side_by_side(lanes, seconds, item, share)


def _phase(session: Session, made: Made, after_us: int, name: str, **facts: Any) -> None:
    session.append(Phase(made.asked_us + after_us, made.run, name, facts))


def thread_of(made: Made, lane: int) -> tuple[int, int]:
    """(pid, tid) of a lane's thread."""
    base = LAB * made.run
    if made.worker == "process":
        return base + lane, base + lane
    return (base, base) if made.worker in ("main", "coroutine") else (base, base + lane)


class Seen:
    """One lane as it is seen tick by tick."""

    def __init__(self, made: Made, lane: int) -> None:
        self.made, self.lane, self.worker = made, lane, made.workers[lane - 1]
        self.thread = thread_of(made, lane)
        spans = np.array(self.worker.spans or np.zeros((0, 5)), dtype=np.int64).reshape(-1, 5)
        self.spans, self.whole = spans, spans[spans[:, 4] < RAN]
        self.walls = np.cumsum(self.whole[:, 2] - self.whole[:, 1])
        self.cpus = np.cumsum(self.whole[:, 3])
        self.start = int(self.whole[0, 1]) if len(self.whole) else 0

    def drain(self, session: Session, tick: int, sharers: list[Worker]) -> None:
        """The spans of the last 50 ms and the totals; `sharers` are all workers on this one's thread."""
        made, now = self.made, tick - self.made.first_us
        fresh = self.spans[slice(*np.searchsorted(self.spans[:, 2], [now - DRAIN_US, now], side="right"))]
        if len(fresh):
            item, begun, ended, cpu, flag = fresh.T
            columns = (item, begun + made.first_us, ended - begun, cpu, item * 0 + (self.lane - 1) % 4, flag)
            session.append(Spans(tick, made.run, self.lane, *(column.tolist() for column in columns)))
        done = int(np.searchsorted(self.whole[:, 2], now, side="right"))
        last = int(self.whole[done - 1, 2]) if done else self.start
        current, begun = self.whole[done, :2].tolist() if done < len(self.whole) else (-1, 0)
        busy = current >= 0 and begun <= now
        cpu_first, cpu_last = (
            sum(one.cpu_at(np.array([self.start, last])) for one in sharers).round().astype(int).tolist()
        )
        session.append(
            LaneTotals(
                tick, made.run, self.lane, done, int(self.walls[done - 1]) if done else 0,
                int(self.cpus[done - 1]) if done else 0, CPU_BEFORE_US + cpu_first, CPU_BEFORE_US + cpu_last,
                made.first_us + self.start, made.first_us + last if done else 0, 0, 0,
                current if busy else -1, made.first_us + begun if busy else 0, False,
            )
        )  # fmt: skip


def _record(session: Session, made: Made, end_us: int) -> None:
    """What is seen of the workers, tick by tick, from 300 ms before the run to its end."""
    lanes = [Seen(made, lane) for lane in range(1, len(made.workers) + 1)]
    threads = _open(session, made, lanes)
    last = max([end_us, *[made.first_us + lane.worker.spans[-1][2] for lane in lanes if lane.worker.spans]])
    ticks = np.arange(made.asked_us - 300_000, last + DRAIN_US, DRAIN_US)
    sharers: dict[tuple[int, int], list[Worker]] = {}
    for lane in lanes:
        sharers.setdefault(lane.thread, []).append(lane.worker)
    samples = ticks[2::2]
    cpu, wait = _thread_clocks(made, lanes, threads, samples)
    for tick in ticks.tolist():
        for lane in lanes:
            if tick >= made.first_us + lane.start:
                lane.drain(session, tick, sharers[lane.thread])
        place = int(np.searchsorted(samples, tick))
        if place < len(samples) and samples[place] == tick:
            before = cpu[:, place - 1] if place else cpu[:, 0] * 0
            _sample(session, made, tick, cpu[:, place], before, wait[:, place])
            done = sum(int(np.searchsorted(lane.whole[:, 2], tick - made.first_us, side="right")) for lane in lanes)
            session.append(Progress(tick, made.run, done, sum(len(lane.whole) for lane in lanes), "so far"))


def _open(session: Session, made: Made, lanes: list[Seen]) -> list[tuple[int, int]]:
    """Lanes, threads and processes."""
    first_lane: dict[tuple[int, int], int] = {}
    for lane in lanes:
        pid, tid = lane.thread
        session.append(LaneOpened(made.first_us + lane.start, made.run, lane.lane, made.worker, pid, tid, made.gil))
        first_lane.setdefault((pid, tid), lane.lane)
    lab = LAB * made.run
    rows = [(lab, lab, "main", 0)] if (lab, lab) not in first_lane else []
    rows += [(pid, tid, "main" if pid == tid else "worker", lane) for (pid, tid), lane in first_lane.items()]
    processes = [(lab, 1, "lab"), *[(pid, lab, "worker") for pid in sorted({pid for pid, _ in first_lane} - {lab})]]
    session.append(ProcessTable(made.asked_us + 60_000, made.run, rows, processes))
    return [(pid, tid) for pid, tid, _, _ in rows]


def _thread_clocks(
    made: Made, lanes: list[Seen], threads: list[tuple[int, int]], samples: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(threads, samples) CPU and waiting for a core so far."""
    places = {thread: place for place, thread in enumerate(threads)}
    cpu, wait = np.zeros((2, len(threads), len(samples)))
    now = samples - made.first_us
    for lane in lanes:
        cpu[places[lane.thread]] += lane.worker.cpu_at(now)
        if lane.worker.core_wait_share and len(lane.whole):
            points = lane.whole[:, 1:3].ravel()
            inside = np.stack([lane.walls - np.diff(lane.whole[:, 1:3])[:, 0], lane.walls], axis=1).ravel()
            wait[places[lane.thread]] += lane.worker.core_wait_share * np.interp(now, points, inside)
    return cpu, wait


def _sample(session: Session, made: Made, tick: int, cpu: np.ndarray, before: np.ndarray, wait: np.ndarray) -> None:
    """Threads and cores at one moment."""
    if tick >= made.asked_us + 60_000:
        waits = wait.round().astype(int).tolist() if made.schedstat else []
        clocks = (CPU_BEFORE_US + cpu.round()).astype(int).tolist()
        session.append(Threads(tick, made.run, clocks, waits, [place % 4 for place in range(len(cpu))]))
    cores = session.machine.cores
    run = np.bincount(np.arange(len(cpu)) % cores, (cpu - before) / SAMPLE_US, minlength=cores)
    run = np.minimum(run, 1) + np.maximum(run - 1, 0).sum() / cores
    busy = run.copy()
    busy[list(made.neighbours)] = 1.0
    permille = (run * 1000).round().astype(int).tolist() if made.split else []
    total = round(float(run.sum()) * 1000)
    session.append(Cores(tick, SAMPLE_US, (busy * 1000).round().astype(int).tolist(), permille, total))


def _end(session: Session, made: Made, status: str, error: dict[str, Any], digest: str) -> None:
    """The last phases, and the end with its result."""
    last = max(made.first_us + worker.spans[-1][2] for worker in made.workers if worker.spans)
    if status == "done":
        for after, name, facts in (
            (1_000, "results_in", {}),
            (20_000, "workers_gone", {}),
            (30_000, "combined", {"answer": "42", "digest": digest}),
        ):
            session.append(Phase(last + after, made.run, name, facts))
    end = max(last + 60_000, session.length_us)
    session.append(RunEnded(end, made.run, status, result(session, made.run), error))
