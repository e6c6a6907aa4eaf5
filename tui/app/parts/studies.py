"""What is measured beyond single runs: comparisons, sweeps and the table of differences, one at a time.

Each goes on in a thread of its own and writes into the session, which is all that screens look at. It can be stopped at any
time, and keeps what it has.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from ....engine.model.errors import UserError
from ..backend import InstrumentLike
from ..choice import Choice
from ..host import Host, attempt, nothing
from .clock import Clock
from .play_head import Live
from .state import State

if TYPE_CHECKING:
    from ....engine.lessons.measured.lesson_orders import Order
    from ....engine.study.calls import Calls

PATIENCE_S = 10.0
"""How long leaving waits for what is being measured to end."""


class Measured(Protocol):
    """Something that measures until it is done or stopped."""

    def run(self) -> object:
        """All of it; blocks."""
        ...

    def stop(self) -> None:
        """Ask it to end; from any thread."""
        ...

    @property
    def calls(self) -> Calls | None:
        """What it is going to call; None where that is nobody's own."""
        ...


@dataclass(frozen=True, slots=True)
class CompareModels:
    """A comparison of these."""

    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SweepWorkers:
    """A sweep over numbers of workers of a model, under the Python of that label ('': the chosen one)."""

    model: str
    python: str = ""


@dataclass(frozen=True, slots=True)
class Advise:
    """Advice about the chosen function."""


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """These properties of the table of differences, or all."""

    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureLesson:
    """What a lesson asks for."""

    order: Order


Wanted = MeasureLesson | CompareModels | SweepWorkers | Advise | MeasureTable
Maker = Callable[[InstrumentLike, Choice, Wanted], Measured]
"""Makes what is asked for; may take a second. `PlanError` for what can't be measured."""


def make(instrument: Any, choice: Choice, wanted: Wanted) -> Measured:
    """The real thing."""
    match wanted:
        case MeasureLesson(order):
            from ....engine.lessons.measured.lesson_orders import Measuring

            return Measuring(instrument, order)
        case CompareModels(models):
            from ....engine.study.compare import comparison

            return comparison(instrument, choice.plan(), models)
        case Advise():
            from ....engine.study.advising import advising

            return advising(instrument, choice.plan())
        case SweepWorkers(model, label):
            from ....engine.pythons import installed
            from ....engine.study.sweep import sweep

            python = installed.find(label).path if label else choice.python
            return sweep(instrument, replace(choice, model=model, python=python).plan())
        case MeasureTable(properties):
            return _Table(instrument, properties)


class _Table:
    """The table of differences as something measured."""

    calls = None

    def __init__(self, instrument: Any, only: tuple[str, ...]) -> None:
        from ....engine.differences.properties import check
        from ....engine.differences.table import Differences

        self._table, self._only = Differences(instrument.session), check(only)

    def run(self) -> object:
        """All of it; blocks."""
        try:
            self._table.measure(self._only)
        finally:
            self._table.close()
        return None

    def stop(self) -> None:
        """Ask it to end."""
        self._table.stop()


class Studies:
    """Begins and ends them."""

    def __init__(self, state: State, clock: Clock, host: Host, maker: Maker = make) -> None:
        self.maker = maker
        self._state, self._clock, self._host = state, clock, host
        self._job: Measured | None = None
        self._instrument: InstrumentLike | None = None
        self._thread: threading.Thread | None = None
        self._unwanted = False
        self._asked: tuple[Choice, Wanted] | None = None
        """What was not begun, as it calls a function of the user's often; asked for again, it is."""

    def begin(self, what: str, wanted: Wanted, then: Callable[[object], object] = nothing) -> None:
        """Measure what is wanted, and hand what it came to to `then`; a key pressed early is not lost."""
        self._host.when_ready(partial(self._begin, what, wanted, then))

    def _begin(self, what: str, wanted: Wanted, then: Callable[[object], object]) -> None:
        state, self._instrument = self._state, self._state.instrument
        if self._instrument is None:
            text = "This session was read from a file: nothing can be measured in it."
            self._host.notify(text, severity="warning")
            return
        if state.running:
            text = f"{(state.measuring or 'a run').capitalize()} is still going on: s stops it."
            self._host.notify(text, severity="warning")
            return
        state.measuring, self._unwanted = what, False
        agreed, self._asked = self._asked == (state.choice, wanted), None
        work = partial(self._measure, self._instrument, state.choice, wanted, agreed, then)
        self._thread = threading.Thread(target=work, name="measuring", daemon=True)
        self._thread.start()
        self._clock.go(Live(), force=True)

    def _measure(
        self,
        instrument: InstrumentLike,
        choice: Choice,
        wanted: Wanted,
        agreed: bool,
        then: Callable[[object], object],
    ) -> None:
        """In the thread."""
        try:
            ended = attempt(partial(self._found, instrument, choice, wanted, agreed), then, self._refuse)
        except Exception as error:
            ended = partial(self._tell, f"It had to be given up: {type(error).__name__}: {error}")
        finally:
            self._job, self._state.measuring = None, ""
        self._host.call_soon(ended)
        self._host.call_soon(partial(self._clock.tick, force=True))

    def _found(self, instrument: InstrumentLike, choice: Choice, wanted: Wanted, agreed: bool) -> object:
        """What it came to; None where it was stopped before it began."""
        self._job = self.maker(instrument, choice, wanted)
        calls = self._job.calls
        if calls is not None and calls.many and not agreed:
            self._asked = choice, wanted
            raise UserError(f"{calls.told} The same key again begins.")
        if self._unwanted:
            return None
        if calls is not None and calls.own:
            self._host.call_soon(partial(self._host.notify, calls.told))
        return self._job.run()

    def _refuse(self, error: UserError) -> None:
        """Say what can't be measured, but for what nobody waits for any more."""
        if not self._unwanted:
            self._tell(str(error))

    def _tell(self, problem: str) -> None:
        self._host.notify(problem, severity="warning")

    def stop(self) -> None:
        """Ask it to end, until it does; what is measured stays."""
        self._ask_to_end()
        self._host.work(self.end, lambda _: None, "end")

    def _ask_to_end(self) -> None:
        self._unwanted = True
        if (job := self._job) is not None:
            job.stop()
        elif self._state.measuring and self._instrument is not None:
            self._instrument.stop()  # it is still finding out how many items there are to be

    def end(self) -> None:
        """Stop it and wait for its end, from any thread. Said again and again: it may be between two things that hear it."""
        deadline = time.monotonic() + PATIENCE_S
        self._ask_to_end()
        while (thread := self._thread) is not None and thread.is_alive() and time.monotonic() < deadline:
            thread.join(0.1)
            self._ask_to_end()
