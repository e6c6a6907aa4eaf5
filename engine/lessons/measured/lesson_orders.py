"""Measuring what a lesson asks for: by the same functions as the commands, into a session, to figures by name."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from ...differences.table import Differences
from ...model.own.advice_facts import Advice
from ...model.plan import Plan, PlanError
from ...model.run_facts import Result
from ...model.study_facts import Compared, Settings, Swept
from ...pythons import installed
from ...session.memory.log import Session
from ...sources.instrument import Instrument
from ...study.advising import advising
from ...study.calls import Calls
from ...study.compare import comparison
from ...study.sweep import sweep
from . import lesson_figures as figures
from .conditions import Figures

WAIT_S = 0.1


@dataclass(frozen=True, slots=True)
class Order:
    """What the words of a block come to."""

    kind: Literal["run", "compare", "sweep", "differences", "advise"]
    plan: Plan | None = None
    """Of everything but the table of differences."""
    models: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    most: int | None = None
    settings: Settings | None = None
    only: tuple[str, ...] = ()
    """Properties of the table."""
    python: str = ""
    """The path of the Python that is the table's main one; '' for the one that runs concviz."""
    against: int | None = None
    """The session's number of an earlier run, whose items it does too."""

    def beside(self, session: Session, run: int | None) -> Order:
        """The same, of the same items as that run of the session."""
        started = next((each for each in session.runs() if each.run == run), None)
        if started is None or self.plan is None:
            return self
        return replace(self, against=run, plan=self.plan.replace(items=started.plan.items, seed=started.plan.seed))


class MeasureFailed(PlanError):
    """It could not be measured, and why."""

    exit_code = 1


class _Job(Protocol):
    def run(self) -> object: ...
    def stop(self) -> None: ...
    @property
    def calls(self) -> Calls | None: ...


@dataclass(slots=True)
class Measuring:
    """One order being carried out: `run` blocks, `stop` ends it from any thread."""

    instrument: Instrument
    order: Order
    run_number: int | None = None
    """Of the run that was made, for `against`."""
    failures: tuple[str, ...] = ()
    """What of a table could not be measured, and why: one sentence each."""
    _stopping: threading.Event = field(default_factory=threading.Event)
    _job: _Job | Differences | None = None

    @property
    def calls(self) -> Calls | None:
        """What it is going to call: a lesson's own work, so nobody's."""
        return None

    def stop(self) -> None:
        """Ask it to end."""
        self._stopping.set()
        if self._job is not None:
            self._job.stop()
        else:
            self.instrument.stop()

    def run(self) -> Figures:
        """Measure it; the figures.

        Raises:
            MeasureFailed: it was stopped, or failed.
            PlanError: it can't be run.
        """
        if self.order.kind == "run":
            return self._run()
        if self.order.kind == "differences":
            return self._differences()
        return self._study()

    def _run(self) -> Figures:
        order, session = self.order, self.instrument.session
        assert order.plan is not None
        self.instrument.start(order.plan)
        while not self.instrument.wait(WAIT_S):
            if self._stopping.is_set():
                self.instrument.stop()
        begun = session.run_at()
        end = session.run_end(begun.run) if begun is not None else None
        if begun is None or end is None or end.status != "done":
            raise MeasureFailed((end.error.message if end else "") or "it was stopped before its end")
        self.run_number = begun.run
        return figures.of_result(end.result, _result(session, order.against))

    def _study(self) -> Figures:
        order, instrument = self.order, self.instrument
        assert order.plan is not None
        if order.kind == "compare":
            job = comparison(instrument, order.plan, order.models, order.settings)
        elif order.kind == "sweep":
            job = sweep(instrument, order.plan, order.counts, order.settings, most=order.most)
        else:
            job = advising(instrument, order.plan, order.settings)
        self._job = job
        if self._stopping.is_set():
            raise MeasureFailed("it was stopped before its end")
        found: object = job.run()
        if isinstance(found, Advice):
            return figures.of_advice(found)
        assert isinstance(found, Compared | Swept)
        if found.status != "done":
            raise MeasureFailed("it was stopped before its end")
        return figures.of_study(found)

    def _differences(self) -> Figures:
        session, order = self.instrument.session, self.order
        python = installed.find(order.python) if order.python else installed.own()
        table = Differences(session, python=python)
        self._job = table
        try:
            if not self._stopping.is_set():
                table.measure(order.only)
        finally:
            table.close()
        cells = [cell for cell in session.differences() if cell.name in order.only]
        self.failures = tuple(f"{cell.name} of {cell.column}: {cell.why}" for cell in cells if cell.state == "failed")
        found = figures.of_differences(cells, python.label)
        if self._stopping.is_set():
            raise MeasureFailed("it was stopped before its end")
        if not found:
            raise MeasureFailed("; ".join(("nothing of it could be measured", *self.failures)))
        return found


def _result(session: Session, run: int | None) -> Result | None:
    end = session.run_end(run) if run is not None else None
    return end.result if end is not None else None
