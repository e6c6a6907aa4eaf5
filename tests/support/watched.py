"""A source without workers, made for tests: it tells of cores, processes and threads, as of a program that is watched."""

from __future__ import annotations

from concviz.engine.session.events import Cores, ProcessTable, RunEnded, RunStarted, Source, Threads
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
