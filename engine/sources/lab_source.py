"""The whole instrument without a screen: a session that records, a probe that samples, and at most one run at a time.

The app and `concviz run` hold one of these. It is told what to do (`start`, `stop`); what happens is read from its session.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import catalogue
from ..analysis.run.result import result as result_of
from ..analysis.run.result import rusage_note
from ..labs import calibrate, sizing
from ..labs.folders import sweep
from ..labs.launch import LabRequest
from ..labs.preflight import checked, python_of
from ..labs.run import Result, Run
from ..labs.world_keeper import WorldKeeper
from ..model.plan import Option, Plan, PlanError
from ..probe.machine import describe
from ..probe.sampler import Sampler
from ..session.events import LAB, Missing, RunEnded, RunStarted
from ..session.library.recording import closed, writer_for
from ..session.memory.log import Session
from .source import begin


class TooFewThreads(PlanError):
    """The system lets this user start no more threads, and the instrument needs some of its own."""

    exit_code = 1
    """Of a command that ends with it: nothing is wrong with what was typed."""

    def __init__(self, error: RuntimeError) -> None:
        super().__init__(
            f"nothing can be measured here: {error}. concviz needs a few threads of its own, and the limit on the user's "
            "threads and processes is reached (ulimit -u): end some of them, or raise it"
        )


class LabSource:
    """One lab after the other, and the sampler that watches them."""

    tells = LAB

    def __init__(self) -> None:
        self.world = WorldKeeper()
        self.stopping = threading.Event()
        """Set by `stop`; cleared by whoever begins something new."""
        self._sampler: Sampler | None = None
        self._session: Session | None = None
        self._run: Run | None = None

    def start(self, session: Session) -> None:
        """Begins to sample.

        Raises:
            TooFewThreads: there is no thread for it.
        """
        self._session, self._sampler = session, Sampler(session)
        try:
            self._sampler.start()
        except RuntimeError as error:
            raise TooFewThreads(error) from None

    def run(self, order: LabRequest, result: Result) -> None:
        """One run, from the start of its lab until nothing of it is left."""
        assert self._session is not None, "start comes first"
        assert self._sampler is not None
        self._run = Run(order, self._session, self._sampler, result)
        if self.stopping.is_set():
            self._run.stop()
        self._run.run()

    def stop(self) -> None:
        """Asks the run, or what prepares it, to end; returns at once."""
        self.stopping.set()
        if self._run is not None:
            self._run.stop()

    def close(self) -> None:
        """Ends the sampler and the servers."""
        self.stop()
        if self._sampler is not None:
            self._sampler.stop()
        self.world.close()


class Instrument:
    """One session being made."""

    def __init__(self, session: Session, *, unnamed: bool) -> None:
        self.session = session
        self._unnamed = unnamed
        self._source = LabSource()
        self._inputs: dict[tuple[object, ...], int] = {}
        self._thread: threading.Thread | None = None
        self._trying = ""
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
    def running(self) -> bool:
        """Whether a run is under way, its preparation included."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def trying(self) -> str:
        """What is being tried out now, to find out how long an item takes; '' for nothing."""
        return self._trying

    def check(self, plan: Plan) -> tuple[catalogue.TaskInfo, catalogue.ModelInfo]:
        """What the plan refers to.

        Raises:
            PlanError: something of it can't be run; one sentence says what and what to do.
        """
        return checked(plan)

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
        with self._lock:
            if self.running:
                raise PlanError("a run is still going; stop it first")
            self._source.stopping.clear()
            task, model = self.check(plan)
            world = self._source.world.open(task.world, {**task.options, **plan.options})
            return self._sized(LabRequest(0, plan, task, model, world)).plan

    def start(self, plan: Plan) -> None:
        """Starts a run and returns at once; what happens is in the session.

        Raises:
            PlanError: it can't be run, or another run is still going.
        """
        with self._lock:
            if self.running:
                raise PlanError("a run is still going; stop it first")
            task, model = self.check(plan)
            self._count += 1
            self._source.stopping.clear()
            thread = threading.Thread(
                target=self._run_to_its_end,
                args=(plan, task, model, self._count),
                name="instrument",
                daemon=True,
            )
            try:
                thread.start()
            except RuntimeError as error:
                raise TooFewThreads(error) from None
            self._thread = thread

    def _run_to_its_end(self, plan: Plan, task: catalogue.TaskInfo, model: catalogue.ModelInfo, number: int) -> None:
        """In a thread. Whatever goes wrong here is the run's end, and is told as one: nobody else would hear of it."""
        try:
            self._prepare_and_run(plan, task, model, number)
        except Exception as error:
            if all(run.run != number for run in self.session.runs()):
                facts = self._facts(LabRequest(number, plan, task, model, {}))
                self.session.append(RunStarted(self.session.now_us(), number, facts))
            problem = {"message": f"concviz itself had to give up: {type(error).__name__}: {error}"}
            self.session.append(
                RunEnded(self.session.now_us(), number, "failed", self._result(number, "failed", problem), problem)
            )

    def _prepare_and_run(self, plan: Plan, task: catalogue.TaskInfo, model: catalogue.ModelInfo, number: int) -> None:
        problem: dict[str, Any] = {}
        order = LabRequest(number, plan, task, model, {})
        try:
            world = self._source.world.open(task.world, {**task.options, **plan.options})
            order = self._sized(LabRequest(number, plan, task, model, world))
        except calibrate.TrialFailed as error:
            problem = {**error.error, "message": str(error)}
        except PlanError as error:
            problem = {"message": str(error)}
        self.session.append(
            RunStarted(self.session.now_us(), number, {**self._facts(order), "sized": plan.items is None})
        )
        if problem or self._source.stopping.is_set():
            stopped = self._source.stopping.is_set()
            status, error = ("stopped", {}) if stopped else ("failed", problem)
            self.session.append(
                RunEnded(self.session.now_us(), number, status, self._result(number, status, error), error)
            )
            return
        self._source.run(order, self._result)

    def _sized(self, order: LabRequest) -> LabRequest:
        """The same order with its number of items.

        A function of the user's is called by the run alone, once for each of its inputs: those are counted, and it is not tried
        out. Only one without arguments that is to fill some seconds has to be timed.
        """
        if order.task.inputs:
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
            self._trying = calibrate.called(order)
            try:
                self._inputs[key] = calibrate.count(order, self._source.stopping.is_set)
            finally:
                self._trying = ""
        return self._inputs[key]

    def _try(self, order: LabRequest) -> calibrate.Trial:
        self._trying = calibrate.called(order)
        try:
            return calibrate.measure(order, self._source.stopping.is_set)
        finally:
            self._trying = ""

    def _facts(self, order: LabRequest) -> dict[str, Any]:
        python = python_of(order.plan)
        return {
            **order.plan.public(),
            "task": order.task.name,
            "model": order.model.name,
            "options": {name: _impersonal(name, value, order) for name, value in order.plan.options.items()},
            "python": python.label,
            "kind": order.task.kind,
            "title": order.task.title,
            "awaitable": order.task.awaitable,
            "worker": order.model.worker,
            "model_title": order.model.title,
        }

    def _result(self, number: int, status: str, error: dict[str, Any]) -> dict[str, Any]:
        found, rusage_s = result_of(self.session, number, status, error), _rusage_s(self.session, number)
        return {**found, "rusage_s": rusage_s, "rusage_differs": rusage_note(found["cpu_s"], rusage_s)}

    def stop(self) -> None:
        """Asks the current run to end; returns at once."""
        self._source.stop()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Waits for the current run; whether it is over."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return not self.running

    def close(self) -> None:
        """Stops the run, the sampler, the servers and the recording. May be called again."""
        self.stop()
        self.wait(10.0)
        self._source.close()
        closed(self.session, unnamed=self._unnamed)


def _rusage_s(session: Session, number: int) -> float | None:
    """CPU seconds of the whole lab from asking for the workers until they were gone, as getrusage in the lab tells it.

    A second witness for `cpu_s`: it also counts starting and ending the workers, and only processes that have ended.
    """
    facts = {phase.name: phase.facts for phase in session.phases(number)}
    first, last = facts.get("workers_asked"), facts.get("workers_gone")
    if not first or not last:
        return None
    return round(sum(last[key] - first[key] for key in ("rusage_self_s", "rusage_children_s")), 6)


def _impersonal(name: str, value: Option, order: LabRequest) -> Option:
    """An option as it may be written into a session: a text that the user typed can hold a path, a name or a password."""
    return value if not isinstance(value, str) or value == order.task.options.get(name) else "…"
