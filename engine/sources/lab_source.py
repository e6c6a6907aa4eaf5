"""The whole instrument without a screen: a session that records, a probe that samples, and at most one run at a time.

The app and `concviz run` hold one of these. It is told what to do (`start`, `stop`); what happens is read from its session.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import msgspec

from .. import catalogue
from ..analysis.run.result import result
from ..labs import calibrate, sizing
from ..labs.cleanup.folders import sweep
from ..labs.launch import LabRequest
from ..labs.preflight import check_plan, python_of
from ..labs.run import End, Run
from ..labs.world_keeper import WorldKeeper
from ..model.own.function_facts import FunctionFacts
from ..model.plan import Option, Plan, PlanError
from ..model.run_facts import RunError, RunPlan
from ..model.vocabulary import EndStatus
from ..probe.machine import describe
from ..probe.sampler import Sampler
from ..session.events import LAB, Missing, RunEnded, RunStarted
from ..session.library.recording import close_recording, writer_for
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

    def run(self, order: LabRequest, end: End) -> None:
        """One run, from the start of its lab until nothing of it is left; `end` is told how it went."""
        assert self._session is not None, "start comes first"
        assert self._sampler is not None
        self._run = Run(order, self._session, self._sampler, end)
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




def recorded_plan(order: LabRequest, *, sized: bool) -> RunPlan:
    """The plan as it may be written into a session: without the interpreter's path, which can name a home folder."""
    plan, task, model = order.plan, order.task, order.model
    return RunPlan(
        task=task.name,
        model=model.name,
        workers=plan.workers,
        size_s=plan.size_s,
        items=plan.items,
        start_method=plan.start_method,
        chunk=plan.chunk,
        seed=plan.seed,
        nice=plan.nice,
        options={name: _impersonal(name, value, order) for name, value in plan.options.items()},
        python=python_of(plan).label,
        kind=task.kind_of(plan.options),
        title=task.title,
        awaitable=task.awaitable,
        worker=model.worker,
        model_title=model.title,
        sized=sized,
    )


def _impersonal(name: str, value: Option, order: LabRequest) -> Option:
    """An option as it may be written into a session: a text that the user typed can hold a path, a name or a password."""
    return value if not isinstance(value, str) or value == order.task.options.get(name) else "…"
