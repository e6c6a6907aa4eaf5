"""An instrument without processes: a session in memory with a clock that the test moves, and a shelf of tasks and models."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.session.events import (
    Cores,
    LaneOpened,
    LaneTotals,
    Machine,
    OwnUsage,
    Phase,
    Progress,
    RunEnded,
    RunStarted,
    Spans,
)
from concviz.engine.session.memory.log import Session
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend, Inventory
from concviz.tui.app.choice import Choice
from concviz.tui.terminal.insides import strips_of

MACHINE = Machine(
    system="Linux 6.18 x86_64", cpu="", cores=8, physical_cores=4, affinity=tuple(range(8)), quota_cores=None,
    usable_cores=8.0, memory_bytes=16 << 30, python="3.14.2",
)  # fmt: skip
OWN, FREE, OLD = "/usr/bin/python3.14", "/usr/bin/python3.14t", "/usr/bin/python3.11"


class Clock:
    """A clock in nanoseconds that stands still until it is moved."""

    def __init__(self) -> None:
        self.now_ns = 1_000_000_000

    def __call__(self) -> int:
        return self.now_ns

    def go(self, seconds: float) -> None:
        self.now_ns += round(seconds * 1e9)


@dataclass
class Info:
    """A task or a model as the catalogue has it."""

    name: str
    title: str
    kind: str
    about: Any = ""
    worker: str = ""
    uses: str = ""
    needs: str = ""
    text: str = ""
    options: dict = field(default_factory=dict)
    options_about: dict = field(default_factory=dict)
    refuses: dict = field(default_factory=dict)
    chunks: bool = False
    function: bool = False
    inputs: bool = False
    requires: tuple = ()

    @property
    def takes_start_method(self) -> bool:
        """As of a model of the catalogue: whether it starts processes."""
        return self.worker == "process"


@dataclass
class Python:
    """An interpreter as the engine finds it."""

    path: str
    version: str
    free_threaded: bool = False


MODEL_TEXT = '''"""Threads that take items from one queue."""

from threading import Thread


def run(work, items, workers):
    """Yield each result as it is finished."""
    threads = [Thread(target=worker, args=(work, tasks, results)) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for _ in items:
        yield results.get()
    print(", ".join(["a", "b"]))
    for thread in threads:
        thread.join()
'''
TASK_TEXT = '''"""π by Monte Carlo."""


def work(item):
    """How many darts land inside."""
    return item


def combine(results):
    """The answer."""
    return f"π ≈ {sum(results)}"
'''


OPTIONS = {"latency_ms": 40, "address": "", "compress": False}
MEANS = {"latency_ms": "how far away the server is"}
REFUSES = {"interpreter": "it can't be imported into more than one interpreter"}


def shelf() -> Inventory:
    """A small catalogue with all kinds of entries."""
    pi_about = ("Throws darts at a square.", "The answer is π.", "Threads take turns under a GIL.")
    tasks = [
        Info("pi", "π by Monte Carlo", "cpu", pi_about, text=TASK_TEXT),
        Info("fractal", "Mandelbrot fractal", "cpu", ("Colours points.", "A picture.", "Pure Python.")),
        Info(
            "download",
            "Download",
            "io",
            ("Fetches pages.", "Bytes.", "Waiting overlaps."),
            options=OPTIONS,
            options_about=MEANS,
        ),
        Info("hashing", "Hashing", "released", ("SHA-256.", "A digest.", "C code releases the GIL."), refuses=REFUSES),
    ]
    models = [
        Info("sequential", "sequential", "one thread", "One after another.", "main", "for loop"),
        Info("asyncio", "asyncio", "one thread", "Coroutines take turns.", "coroutine", "coroutines"),
        Info("threads", "threads", "many", "Threads share memory.", "thread", "Thread", text=MODEL_TEXT),
        Info("processes", "processes", "many", "Each has its own GIL.", "process", "Process", chunks=True),
        Info("interpreters", "interpreters", "many", "One GIL each.", "interpreter", "interpreters", needs="3.14"),
    ]
    return Inventory(
        tasks={task.name: task for task in tasks},
        models={model.name: model for model in models},
        pythons=(Python(OWN, "3.14.2"), Python(FREE, "3.14.2", True), Python(OLD, "3.11.9")),
        source=lambda info: info.text,
    )


@dataclass
class FakeInstrument:
    """Takes the same calls as the real one and writes made-up events into the session."""

    clock: Clock = field(default_factory=Clock)
    running: bool = False
    trying: str = ""
    closed: int = 0
    plans: list[Plan] = field(default_factory=list)
    stops: int = 0

    def __post_init__(self) -> None:
        self.session = Session(MACHINE, clock=self.clock, created="2026-01-01T00:00:00Z")
        self.idle(1.0)

    def start(self, plan: Plan) -> None:
        if plan.task == "refused":
            raise PlanError("no task named 'refused': there are pi, fractal")
        self.plans.append(plan)
        self.running = True
        now, run = self.session.now_us(), len(self.plans)
        facts = {
            **msgspec.to_builtins(plan),
            "python": "3.14.2",
            "kind": "cpu",
            "title": "π by Monte Carlo",
            "worker": "thread",
        }
        self.session.append(RunStarted(now, run, facts))
        self.session.append(Phase(now, run, "imported", {"python": "3.14.2", "gil": True, "nice": 10}))
        self.session.append(Phase(now + 100, run, "workers_asked"))
        for lane in range(1, plan.workers + 1):
            self.session.append(LaneOpened(now + 200 + lane, run, lane, "thread", 71, 100 + lane, True))

    def stop(self) -> None:
        self.stops += 1
        if self.running:
            self.end("stopped")

    def end(self, status: str = "done") -> None:
        run = len(self.plans)
        self.session.append(RunEnded(self.session.now_us(), run, status, {"wall_s": 4.1, "answer": "π ≈ 3.1416"}))
        self.running = False

    def close(self) -> None:
        self.closed += 1

    def idle(self, seconds: float) -> None:
        """Time passes; the cores are sampled ten times a second, and the run goes on if there is one."""
        for _ in range(round(seconds * 10)):
            self.clock.go(0.1)
            self._sample()

    def _sample(self) -> None:
        now = self.session.now_us()
        mine = [120] * 8 if self.running else []
        self.session.append(Cores(now, 100_000, [150] * 8, mine, 1000 if self.running else 0))
        self.session.append(OwnUsage(now, 12, 4))
        if self.running:
            self._work(now)

    def _work(self, now: int) -> None:
        run, plan = len(self.plans), self.plans[-1]
        done = self.session.latest(Progress, run)
        count = (done.done if done else 0) + 32
        for lane in range(1, plan.workers + 1):
            starts = [now - 100_000 + lane * 5_000 + step * plan.workers * 5_000 for step in range(3)]
            each = [5_000] * 3
            self.session.append(Spans(now, run, lane, [1, 2, 3], starts, each, [4_800] * 3, [lane % 8] * 3, [0] * 3))
            totals = LaneTotals(
                now, run, lane, count // plan.workers, 15_000, 14_400, 0, 14_400, starts[0], now, 0, 0, -1, 0, False
            )
            self.session.append(totals)
        self.session.append(Progress(now, run, count, 2000, "π ≈ 3.1416"))


def app_for(instrument: FakeInstrument | None = None, choice: Choice | None = None, **options: Any) -> ConcvizApp:
    """The app on a fake instrument, ready at once."""
    from concviz.engine.analysis.build import snapshot

    instrument = instrument or FakeInstrument()
    backend = Backend(instrument.session, shelf(), snapshot, instrument)
    return ConcvizApp(backend, choice=choice or Choice(python=OWN), **options)


def frame(app: ConcvizApp) -> list[str]:
    """The rows of text that the screen shows now."""
    return ["".join(segment.text for segment in strip) for strip in strips_of(app)]


HERE = Path(__file__).parent
