"""A source without workers, made for tests: it tells of cores, processes and threads, as of a program that is watched."""

from __future__ import annotations

from concviz.engine.session.events import (
    AsyncTasks,
    CodeLines,
    Cores,
    ProcessTable,
    RunEnded,
    RunStarted,
    Source,
    States,
    Targets,
    ThreadNames,
    Threads,
)
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session
from concviz.engine.sources.source import begin

from tests.support.fakes import MACHINE, Clock


class Watched:
    """Two processes with three threads that use 1.6 of 8 cores. It samples when the test says so."""

    tells = Source(0, "watch", lanes=False, states=False)

    def __init__(self) -> None:
        self.session: Session | None = None
        self.calls: list[str] = []

    def start(self, session: Session) -> None:
        self.calls.append("start")
        self.session = session
        session.append(RunStarted(session.now_us(), 1, {"title": "server.py"}))
        rows = [(71, 71, "main", 0), (71, 72, "helper", 0), (80, 80, "main", 0)]
        session.append(ProcessTable(session.now_us(), 1, rows, [(71, 1, "child"), (80, 71, "child")]))

    def sample(self) -> None:
        """One look at the system."""
        now = self.session.now_us()
        self.session.append(Cores(now, 100_000, [300] * 8, [200] * 8, 1600))
        self.session.append(Threads(now, 1, [now, now // 2, now // 10], [0, 0, 0], [1, 2, 3]))

    def stop(self) -> None:
        self.calls.append("stop")
        self.session.append(RunEnded(self.session.now_us(), 1, "done"))

    def close(self) -> None:
        self.calls.append("close")


def watched(path=None) -> tuple[Session, Watched, Clock]:
    """Two seconds of it, recorded into `path` if there is one."""
    clock = Clock()
    writer = SessionWriter(path) if path else None
    session, source = Session(MACHINE, clock=clock, created="2026-01-01T00:00:00Z", writer=writer), Watched()
    begin(source, session)
    for _ in range(20):
        clock.go(0.1)
        source.sample()
    return session, source, clock


def watched_session() -> Session:
    """The session alone."""
    return watched()[0]


S = 1_000_000


def told_session(*, ends: bool = False) -> Session:
    """Four seconds of two processes whose threads are all told of: states, targets, lines, tasks.

    A thread that holds the GIL, three that wait for it, one at a lock; and a child that waits for its parent's pipe.
    """
    clock = Clock()
    session = Session(MACHINE, clock=clock, created="2026-01-01T00:00:00Z")
    session.append(Source(0, "watch", lanes=False))
    session.append(RunStarted(0, 1, {"title": "python server.py", "task": "watch"}))
    tids = (71, 72, 73, 74, 75)
    rows = [*((71, tid, "main" if tid == 71 else "helper", 0) for tid in tids), (80, 80, "main", 0)]
    session.append(ProcessTable(0, 1, rows, [(71, 1, "lab"), (80, 71, "child")]))
    names = [
        (71, 0, "python server.py"),
        (71, 71, "python"),
        (71, 72, "worker-1"),
        (71, 73, "worker-2"),
        (71, 74, "worker-3"),
    ]
    session.append(ThreadNames(0, 1, [*names, (80, 0, "python job.py")]))
    session.append(Threads(0, 1, [0] * 6, [0] * 6, [0] * 6))
    for half in range(1, 9):
        t = half * S // 2
        gil = [0, t * 9 // 10, t * 9 // 10, t * 9 // 10, 0, 0]
        held = [t * 9 // 10, *[t // 30] * 3, 0, 0]
        states = States(
            t, 1, [0, 2, 2, 2, 3, 4], [20 * half] * 6, gil, [0, 0, 0, 0, t, 0], [0, 0, 0, 0, 0, t], held_us=held
        )
        session.append(Targets(t - 1, 1, [(80, 80, "pipe → process 71")]))
        session.append(states)
        session.append(Threads(t, 1, [t * 9 // 10, *[t // 30] * 3, 0, 0], [t // 10, 0, 0, 0, 0, 0], [0] * 6))
        session.append(Cores(t, S // 2, [700] * 8, [125] * 8, 1000))
    session.append(CodeLines(4 * S, 1, [(71, 71, "server.py:31 crunch")]))
    session.append(AsyncTasks(4 * S, 1, [(71, 71, "job-1", "server.py:12 fetch", "Task-1")]))
    clock.go(4.0)
    if ends:
        session.append(RunEnded(4 * S, 1, "done"))
    return session
