"""One small run of which every event is written by the test: for exact answers, and for the edges of windows.

run = ExactRun(kind="cpu")                          # asked for at 0, its workers at 100 ms
run.lane(1, 200_000, 900_000, cpu_us=700_000)       # one lane, from its first item to the end of its last one
run.who(150_000, (100, 100, "main"), (100, 101, "worker"))
run.sample(300_000, (0, 0), (95_000, 5_000))        # (CPU, waiting for a core) of each of those threads
"""

from __future__ import annotations

from typing import Any

from concviz.engine.analysis.run.figures import RunFigures, run_figures
from concviz.engine.session.events import (
    LaneOpened,
    LaneTotals,
    Phase,
    ProcessTable,
    RunEnded,
    RunStarted,
    Spans,
    States,
    Threads,
)
from concviz.engine.session.memory.log import Session

from tests.support.made_sessions import made_machine, made_session

LAB = 100


class ExactRun:
    """A run in a session, which holds nothing but what it is told."""

    def __init__(
        self,
        session: Session | None = None,
        *,
        number: int = 1,
        asked_us: int = 0,
        machine: int = 2,
        workers_us: int | None = 100_000,
        **plan: Any,
    ) -> None:
        self.session, self.number = session or made_session(made_machine(machine)), number
        self.session.append(RunStarted(asked_us, number, {"task": "made", "model": "threads", "items": 10, **plan}))
        if workers_us is not None:
            self.phase(asked_us + workers_us, "workers_asked")

    def phase(self, t_us: int, name: str, **facts: Any) -> None:
        """The lab passed it."""
        self.session.append(Phase(t_us, self.number, name, facts))

    def lane(
        self,
        lane: int,
        first_us: int,
        last_us: int,
        *,
        kind: str = "thread",
        pid: int = LAB,
        tid: int | None = None,
        gil: bool | None = True,
        read_us: int | None = None,
        items: int = 1,
        wall_us: int | None = None,
        cpu_us: int = 0,
        thread_cpu_us: tuple[int, int] | None = None,
        lost: tuple[int, int] = (0, 0),
        current: tuple[int, int] = (-1, 0),
        ended: bool = False,
        opened: bool = True,
    ) -> None:
        """A lane, and its totals as they were read at `read_us` (else as its last item ended)."""
        tid = tid if tid is not None else LAB + lane
        if opened:
            self.session.append(LaneOpened(first_us, self.number, lane, kind, pid, tid, gil))
        wall_us = last_us - first_us if wall_us is None else wall_us
        own = thread_cpu_us or (0, cpu_us)
        at = last_us if read_us is None else read_us
        totals = (items, wall_us, cpu_us, *own, first_us, last_us, *lost, *current, ended)
        self.session.append(LaneTotals(at, self.number, lane, *totals))

    def spans(self, t_us: int, lane: int, *rows: tuple[int, int, int, int, int]) -> None:
        """(item, start, end, CPU, flag) of some spans, all on core 0."""
        columns = [[item, start, end - start, cpu, 0, flag] for item, start, end, cpu, flag in rows]
        self.session.append(Spans(t_us, self.number, lane, *(list(column) for column in zip(*columns, strict=True))))

    def who(
        self, t_us: int, *rows: tuple[int, int, str], processes: tuple[tuple[int, int, str], ...] = ((LAB, 1, "lab"),)
    ) -> None:
        """(pid, tid, role) of the threads from now on."""
        self.session.append(ProcessTable(t_us, self.number, [(*row, 0) for row in rows], list(processes)))

    def sample(self, t_us: int, *clocks: tuple[int, int] | int) -> None:
        """(CPU, waiting) of each of those threads so far; CPU alone where the system doesn't tell of waiting."""
        pairs = [clock if isinstance(clock, tuple) else (clock, -1) for clock in clocks]
        waits = [] if any(wait < 0 for _, wait in pairs) else [wait for _, wait in pairs]
        self.session.append(Threads(t_us, self.number, [cpu for cpu, _ in pairs], waits, []))

    def looks(self, t_us: int, looks: list[int], **us: list[int]) -> None:
        """What looks at each of those threads have told so far: `lock_us=[0, 5]` …"""
        self.session.append(States(t_us, self.number, [0] * len(looks), looks, **us))

    def end(self, t_us: int, status: str = "done", **result: Any) -> None:
        """It ended."""
        self.session.append(RunEnded(t_us, self.number, status, result))

    def figures(self, t_us: int | None = None, *, whole: bool = False) -> RunFigures:
        """Its figures at a play head."""
        started = next(run for run in self.session.runs() if run.run == self.number)
        return run_figures(self.session, started, self.session.length_us if t_us is None else t_us, whole=whole)


def two_threads(**more) -> ExactRun:
    """From 0.2 to 1.2 s; the second has its item in hand since 0.9 s."""
    run = ExactRun(**more)
    run.lane(1, 200_000, 1_200_000, cpu_us=300_000, thread_cpu_us=(1_000, 401_000), items=4, wall_us=900_000)
    run.lane(
        2, 250_000, 850_000, cpu_us=500_000, thread_cpu_us=(2_000, 502_000), current=(7, 900_000), read_us=1_200_000
    )
    return run
