"""A scheduler's answers, made up, and the session that they become: two nodes, three workers, a clock that the test moves."""

from __future__ import annotations

from pathlib import Path

from concviz.engine.session.events import RunEnded, RunStarted
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session
from concviz.engine.sources.cluster.cluster_source import PLAN, RUN, ClusterSource
from concviz.engine.sources.cluster.scheduler_clock import SchedulerClock
from concviz.engine.sources.cluster.telling import Telling
from concviz.engine.sources.cluster.told import Told, told_of

from tests.support.fakes import MACHINE, Clock

S = 1_000_000
CALENDAR = 1_700_000_000 * S
"""The scheduler's, when the session's clock stands at 0."""
AT = {"tcp://a:1": ("a", "boot-a", 11), "tcp://a:2": ("a", "boot-a", 12), "tcp://b:1": ("b", "boot-b", 11)}
"""Address to host, machine and process."""


def reading(machine: str, pid: int, at_us: int, cpu_us: int, running=()) -> dict[str, object]:
    """A worker's own: of its machine's two cores the first is busy all of the time, half of it with this worker."""
    return {
        "machine": machine, "pid": pid, "python": "3.12.1", "cores": 2, "at_us": at_us, "busy_us": [at_us, 0],
        "own_us": [cpu_us, 0], "cpu_us": cpu_us, "delay_us": 0, "trip_us": 2_000, "running": list(running),
    }  # fmt: skip


def worker(address: str, at_us: int, cpu_us: int, running=(), **more: object) -> dict[str, object]:
    """As the scheduler knows it."""
    host, machine, pid = AT[address]
    return {
        "address": address, "host": host, "threads": 2, "status": "running", "memory": 100 << 20, "memory_limit": 1 << 30,
        "processing": 3, "stored": 1, "node": reading(machine, pid, at_us, cpu_us, running), **more,
    }  # fmt: skip


def answer(now_us: int, **more: object) -> Told:
    """At that time of the session."""
    workers = [worker(address, now_us, now_us // 4) for address in AT]
    return told_of({"time_us": CALENDAR + now_us, "workers": workers, **more})


def span(address: str, thread: int, prefix: str, start_us: int, wall_us: int, failed=False) -> tuple[object, ...]:
    """Of a task, at that time of the session."""
    return address, thread, prefix, CALENDAR + start_us, wall_us, failed


class MadeCluster:
    """A session that such answers are appended to."""

    def __init__(self, path: Path | None = None) -> None:
        """Recorded into `path` if there is one."""
        self.clock = Clock()
        writer = SessionWriter(path) if path else None
        self.session = Session(MACHINE, clock=self.clock, created="2026-01-01T00:00:00Z", writer=writer)
        self.session.append(ClusterSource.tells)
        self.session.append(RunStarted(0, RUN, PLAN))
        scheduler = SchedulerClock()
        scheduler.heard(self.clock.now_ns - 1_000_000, CALENDAR, self.clock.now_ns + 1_000_000)
        self.telling = Telling(RUN, scheduler, self.session.at_us)

    def hears(self, told: Told, t_us: int) -> list[object]:
        """An answer that comes at that time."""
        self.clock.now_ns = 1_000_000_000 + t_us * 1000
        events = self.telling.events(told, t_us)
        for event in events:
            self.session.append(event)
        return events

    def ends(self, t_us: int, status: str = "stopped") -> None:
        """Watching is over."""
        self.session.append(RunEnded(t_us, RUN, status))


def made_cluster(*, ends: bool = False, path: Path | None = None) -> Session:
    """Ten seconds: `loop` keeps three threads busy, `sleep` one half of the time; a `load` fails; one `loop` goes on."""
    made = MadeCluster(path)
    for second in range(11):
        now = second * S
        spans = [] if not second else [
            *(span(address, 7, "loop", now - S, S - 10_000) for address in AT),
            span("tcp://a:1", 8, "sleep", now - S, S // 2),
        ]  # fmt: skip
        if second == 4:
            spans.append(span("tcp://b:1", 8, "load", now - S // 2, 1_000, True))
        workers = [worker(address, now, now // 4, [(7, "loop", CALENDAR + now)]) for address in AT]
        prefixes = [
            ("loop", {"processing": 9, "waiting": 4, "memory": 2}, [3 * second, 0, 3 * second * (S - 10_000), 0, 100]),
            ("sleep", {"queued": 5}, [second, 0, second * S // 2, 20_000, 0]),
            ("load", {"erred": int(second >= 4)}, [int(second >= 4), int(second >= 4), 1_000, 0, 0]),
        ]
        told = {"time_us": CALENDAR + now, "workers": workers, "prefixes": prefixes, "spans": spans, "clients": 1}
        made.hears(told_of(told), now)
    if ends:
        made.ends(10 * S)
    return made.session
