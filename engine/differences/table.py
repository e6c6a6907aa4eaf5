"""The table of differences being measured: experiments one after the other, each cell written into a session as it is known.

Like an instrument it can be started, stopped and waited for without blocking; whoever shows it reads `session.differences()`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import msgspec

from ..labs.background import Background
from ..labs.cleanup.folders import sweep
from ..labs.world_keeper import WorldKeeper
from ..model.difference_facts import Cell, CellState, TableResult, WeightFacts
from ..model.machine_facts import Machine
from ..model.plan import PlanError
from ..pythons import installed
from ..pythons.installed import Interpreter
from ..session.events import Difference, Missing
from ..session.memory.log import Session
from ..text.quantities import duration
from . import evidence, execution, experiment
from .claims import CLAIMS, source
from .evidence import Finding
from .experiment import Outcome
from .experiment_numbers import Numbers
from .properties import COLUMNS, PROPERTIES, Step, check, interpreters_python, steps
from .verdicts import Case, judge

LATENCY_MS = 25
SERVER = {"latency_ms": LATENCY_MS, "body_kib": 1}
FINDINGS: dict[str, Callable[..., Finding[Any]]] = {
    "type": evidence.kind_of_thing,
    "relation": evidence.relation,
    "sharing": evidence.sharing,
    "weight": evidence.weight,
    "parallelism": execution.parallelism,
    "tasks": execution.tasks,
    "number": execution.number,
    "race": execution.race,
    "pickling": execution.pickling,
}


class Differences(Background):
    """Measures the cells of the table into a session."""

    def __init__(
        self,
        session: Session,
        *,
        python: Interpreter | None = None,
        pythons: Callable[[], Sequence[Interpreter]] = installed.pythons,
        conduct: Callable[..., Outcome] = experiment.run,
        told: Callable[[Difference], None] | None = None,
    ) -> None:
        """`python` is the main one, the one that runs concviz if not given; `conduct` runs one experiment.

        `told` hears of every event, in the thread that measures.
        """
        super().__init__("differences")
        self._session = session
        self._python = python or installed.own()
        self._pythons = pythons
        self._conduct = conduct
        self._told = told
        self._world = WorldKeeper()
        self._stopping = threading.Event()
        self._weights: dict[str, WeightFacts] = {}
        """By column."""

    def start(self, only: Iterable[str] = ()) -> None:
        """Begins to measure these properties (all if none) and returns at once.

        Raises:
            PlanError: there is no such property, it is measuring already, or there is no thread for it.
        """
        wanted = check(only)
        if self.running:
            raise PlanError("the differences are still being measured; stop that first")
        self._stopping.clear()
        self._begin(partial(self.measure, wanted))

    def stop(self) -> None:
        """Asks it to end; returns at once. What has been measured stays."""
        self._stopping.set()
        self._world.kill()

    @property
    def stopped(self) -> bool:
        """Whether it was asked to end."""
        return self._stopping.is_set()

    def close(self) -> None:
        """Stops, and leaves nothing behind. May be called again."""
        self.stop()
        self.wait(10.0)
        self._world.close()

    def measure(self, only: Sequence[str]) -> None:
        """Measures these properties, in the caller's thread."""
        sweep()
        pythons = self._all_pythons()
        todo = steps(only, self._python, pythons)
        try:
            for index, step in enumerate(todo, 1):
                if self._stopping.is_set():
                    return
                self._measure(step, index, len(todo))
        finally:
            self._world.close()

    def _all_pythons(self) -> Sequence[Interpreter]:
        try:
            pythons = self._pythons()
        except (OSError, RuntimeError, MemoryError) as error:
            # Looking for them takes threads and processes, and there may be none to be had.
            self._session.append(
                Missing(self._session.now_us(), "pythons", f"other Pythons could not be asked: {error}")
            )
            return [self._python]
        if interpreters_python(self._python, pythons) is None:
            self._session.append(
                Missing(self._session.now_us(), "interpreters", "no Python 3.14 or newer was found on this machine")
            )
        return pythons

    def _measure(self, step: Step, index: int, total: int) -> None:
        def tell(name: str, state: CellState, **fields: Any) -> None:
            said = {"claim": CLAIMS[name].get(step.column, ""), "source": source(name, step.column)}
            place = (self._session.now_us(), name, step.column, step.python.label, state)
            event = Difference(*place, step=index, steps=total, **{**said, **fields})
            self._session.append(event)
            if self._told is not None:
                self._told(event)

        def live(numbers: Numbers) -> None:
            for name in step.properties:
                found = FINDINGS[name](COLUMNS[step.column], numbers, {})
                tell(name, "measuring", value=found.value, evidence=found.evidence, facts=found.facts)

        for name in step.properties:
            tell(name, "measuring")
        options = self._options(step)
        outcome = Outcome(stopped=True)
        if not self._stopping.is_set():
            outcome = self._conduct(step.experiment, step.python.path, options, self._stopping, live)
        for name in step.properties:
            if outcome.stopped:
                tell(name, "stopped", value="stopped")
            elif outcome.error or outcome.numbers is None:
                tell(name, "failed", value="not measured", evidence=[outcome.error], why=_sentence(outcome.error))
            else:
                tell(name, "done", **self._cell(name, step, outcome, outcome.numbers))

    def _options(self, step: Step) -> dict[str, str]:
        if step.experiment != "tasks":
            return step.options
        try:
            return {**step.options, "address": self._world.open(("http",), SERVER)["http"]}
        except (PlanError, OSError):
            return {**step.options, "address": ""}

    def _cell(self, name: str, step: Step, outcome: Outcome, numbers: Numbers) -> dict[str, object]:
        found = FINDINGS[name](COLUMNS[step.column], numbers, outcome.looks)
        # A second Python's cell (free-threaded) must not become what others are compared with.
        if isinstance(found.facts, WeightFacts):
            self._weights.setdefault(step.column, found.facts)
        cores = self._session.machine.usable_cores
        judged = judge(name, Case(step.column, found.facts, self._weights, cores, step.python.label))
        return {
            "value": found.value,
            "evidence": [
                *found.evidence,
                f"Python {step.python.label}, niceness {experiment.NICE}, took {duration(outcome.seconds)}",
            ],
            "agrees": judged.agrees,
            "why": judged.why,
            "facts": msgspec.structs.replace(found.facts, took_s=round(outcome.seconds, 3)),
        }


def table_result(cells: Iterable[Difference], machine: Machine, *, stopped: bool = False) -> TableResult:
    """The whole of it as one object: what became of each cell that was begun."""
    done = (_settled(cell) for cell in cells if cell.state != "measuring")
    return TableResult(machine=machine.facts(), stopped=stopped, cells=list(done))


def _settled(cell: Difference) -> Cell:
    return Cell(
        property=cell.name,
        title=PROPERTIES[cell.name].title if cell.name in PROPERTIES else cell.name,
        **{name: getattr(cell, name) for name in Cell.__struct_fields__ if name not in ("property", "title")},
    )


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!")) else ".")
