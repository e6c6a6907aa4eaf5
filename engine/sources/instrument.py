"""The whole instrument without a screen: a session that records, a probe that samples, and at most one run at a time.

The app and `concviz run` hold one of these. It is told what to do (`start`, `stop`); what happens is read from its session.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from .. import catalogue
from ..analysis.run.result import result
from ..lab.life.system_limits import limit_of
from ..labs import calibrate, sizing
from ..labs.background import Background, TooFewThreads
from ..labs.cleanup.folders import sweep
from ..labs.launch import LabRequest, recorded_plan
from ..labs.preflight import check_plan
from ..model.own.function_facts import FunctionFacts
from ..model.plan import Plan, PlanError
from ..model.run_facts import RunError
from ..model.vocabulary import EndStatus
from ..probe.machine import describe
from ..probe.watcher import IoWait
from ..session.events import Missing, RunEnded, RunStarted
from ..session.library.recording import close_recording, writer_for
from ..session.memory.log import Session
from .lab_source import LabSource
from .source import begin


class Instrument(Background):
    """One session being made; the run that is under way is waited for."""

    def __init__(self, session: Session, *, unnamed: bool) -> None:
        super().__init__("instrument")
        self.session = session
        self._unnamed = unnamed
        self._source = LabSource()
        self._inputs: dict[tuple[object, ...], int] = {}
        self._trying = ""
        self.tried_calls = 0
        """How often work was called to find out how long it takes."""
        self._count = 0
        self._lock = threading.Lock()

    @classmethod
    def open(cls, *, record_to: Path | None = None, recording: bool = True, replace: bool = False) -> Instrument:
        """Starts sampling; records into `record_to`, or into the state folder as one of the last 20.

        Raises:
            PlanError: `record_to` can't be written (or is there, and not to be replaced), or no thread can be started.
        """
        sweep()
        writer, problem = writer_for(record_to, replace=replace) if recording else (None, "")
        session = Session(describe(), writer=writer)
        if problem:
            session.append(Missing(0, "recording", problem))
        instrument = cls(session, unnamed=record_to is None)
        try:
            begin(instrument._source, session)
        except TooFewThreads:
            session.close(compress=False)
            raise
        return instrument

    @property
    def trying(self) -> str:
        """What is being tried out now, to find out how long an item takes; '' for nothing."""
        return self._trying

    def io_now(self) -> list[IoWait]:
        """The threads of the run that waited for I/O just now."""
        return self._source.io_now()

    def check(self, plan: Plan) -> tuple[catalogue.TaskInfo, catalogue.ModelInfo]:
        """What the plan refers to.

        Raises:
            PlanError: something of it can't be run; one sentence says what and what to do.
        """
        return check_plan(plan)

    @property
    def world_pid(self) -> int | None:
        """The process of the servers that tasks talk to; None while there is none."""
        return self._source.world.pid

    def sized(self, plan: Plan) -> Plan:
        """The same plan with its number of items, so that several runs get the same. May try the task out: about a second.

        `stop` ends that too, from any thread.

        Raises:
            TrialStopped: it was stopped.
            PlanError: it can't be run, or a run is going on.
        """
        with self._alone():
            task, model = self.check(plan)
            world = self._source.world.open(task.world, {**task.options, **plan.options})
            return self._sized(LabRequest(0, plan, task, model, world)).plan

    def inspect(self, plan: Plan, *, calls: int, pool: int) -> FunctionFacts:
        """A function of the user's looked at, called `calls` times at most; `stop` ends that too.

        Raises:
            PlanError: it can't be called, or a run is going on.
        """
        with self._alone():
            task, model = self.check(plan)
            order = LabRequest(0, plan, task, model, {})
            with self._tried(order):
                return calibrate.inspect(order, self._source.stopping.is_set, calls=calls, pool=pool)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else begins anything meanwhile, and what was asked to stop before is forgotten."""
        with self._lock:
            if self.running:
                raise PlanError("a run is still going; stop it first")
            self._source.stopping.clear()
            yield

    def start(self, plan: Plan) -> None:
        """Starts a run and returns at once; what happens is in the session.

        Raises:
            PlanError: it can't be run, or another run is still going.
        """
        with self._alone():
            task, model = self.check(plan)
            self._count += 1
            self._begin(partial(self._run_to_its_end, plan, task, model, self._count))

    def _run_to_its_end(self, plan: Plan, task: catalogue.TaskInfo, model: catalogue.ModelInfo, number: int) -> None:
        """In a thread. Whatever goes wrong here is the run's end, and is told as one: nobody else would hear of it."""
        try:
            self._prepare_and_run(plan, task, model, number)
        except Exception as error:
            if all(run.run != number for run in self.session.runs()):
                self._tell_start(LabRequest(number, plan, task, model, {}), sized=plan.items is None)
            why = limit_of(error) or f"{type(error).__name__}: {error}"
            problem = RunError(message=f"concviz itself had to give up: {why}")
            self._end(number, "failed", problem)

    def _prepare_and_run(self, plan: Plan, task: catalogue.TaskInfo, model: catalogue.ModelInfo, number: int) -> None:
        problem: RunError | None = None
        order = LabRequest(number, plan, task, model, {})
        try:
            world = self._source.world.open(task.world, {**task.options, **plan.options})
            order = self._sized(LabRequest(number, plan, task, model, world))
        except calibrate.TrialFailed as error:
            problem = msgspec.structs.replace(error.error, message=str(error))
        except PlanError as error:
            problem = RunError(message=str(error))
        self._tell_start(order, sized=plan.items is None)
        if self._source.stopping.is_set():
            self._end(number, "stopped", RunError())
            return
        if problem is not None:
            self._end(number, "failed", problem)
            return
        self._source.run(order, self._end)

    def _sized(self, order: LabRequest) -> LabRequest:
        """The same order with its number of items.

        A function of the user's is called by the run alone, once for each of its inputs: those are counted, and it is not tried
        out. Only one without arguments that is to fill some seconds has to be timed.
        """
        if order.task.counts_inputs(order.plan.options):
            items = self._counted(order)
        elif order.plan.items is not None:
            return order
        elif order.task.function:
            items = self._try(order).items_in(order.plan.size_s)
        else:
            items = sizing.items_for(order, self.session.machine, self._try)
        return replace(order, plan=order.plan.replace(items=items))

    def _counted(self, order: LabRequest) -> int:
        """How many inputs a function has; once for a comparison, in which neither its file nor its inputs change."""
        stamp = order.task.path.stat().st_mtime_ns if order.task.path.exists() else 0
        key = (order.task.reference, str(order.plan.options), order.plan.items, stamp)
        if key not in self._inputs:
            with self._tried(order):
                self._inputs[key] = calibrate.count(order, self._source.stopping.is_set)
        return self._inputs[key]

    def _try(self, order: LabRequest) -> calibrate.Trial:
        with self._tried(order):
            trial = calibrate.measure(order, self._source.stopping.is_set)
        self.tried_calls += trial.calls
        return trial

    @contextmanager
    def _tried(self, order: LabRequest) -> Iterator[None]:
        """Meanwhile `trying` names it."""
        self._trying = calibrate.called(order)
        try:
            yield
        finally:
            self._trying = ""

    def _tell_start(self, order: LabRequest, *, sized: bool) -> None:
        self.session.append(RunStarted(self.session.now_us(), order.run, recorded_plan(order, sized=sized)))

    def _end(self, number: int, status: EndStatus, error: RunError) -> None:
        found = result(self.session, number, status, error)
        self.session.append(RunEnded(self.session.now_us(), number, status, found, error))

    def stop(self) -> None:
        """Asks the current run to end; returns at once."""
        self._source.stop()

    def close(self) -> None:
        """Stops the run, the sampler, the servers and the recording. May be called again."""
        self.stop()
        self.wait(10.0)
        self._source.close()
        close_recording(self.session, unnamed=self._unnamed)
