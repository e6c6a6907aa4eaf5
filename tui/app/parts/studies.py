"""What is measured beyond single runs: comparisons, sweeps and the table of differences, one at a time.

Each goes on in a thread of its own and writes into the session, which is all that screens look at. It can be stopped at any
time, and keeps what it has.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from ..backend import InstrumentLike
from ..choice import Choice
from ..host import Host, nothing
from .clock import Clock
from .play_head import Live
from .state import State

if TYPE_CHECKING:
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


Maker = Callable[[InstrumentLike, Choice, dict[str, Any]], Measured]
"""Makes what is asked for; may take a second. `PlanError` for what can't be measured."""


def make(instrument: Any, choice: Choice, wanted: dict[str, Any]) -> Measured:
    """The real thing.

    `wanted` is `{"models": …}`, `{"sweep": model, "python": label}`, `{"advise": True}`, `{"order": …}` (a lesson's) or
    `{"differences": properties}`.
    """
    if "order" in wanted:
        from ....engine.lessons.measured.lesson_orders import Measuring

        return Measuring(instrument, wanted["order"])
    if "models" in wanted:
        from ....engine.study.compare import comparison

        return comparison(instrument, choice.plan(), wanted["models"])
    if "advise" in wanted:
        from ....engine.study.advising import advising

        return advising(instrument, choice.plan())
    if "sweep" in wanted:
        from ....engine.pythons import installed
        from ....engine.study.sweep import sweep

        python = installed.find(wanted["python"]).path if wanted["python"] else choice.python
        return sweep(instrument, replace(choice, model=wanted["sweep"], python=python).plan())
    return _Table(instrument, wanted["differences"])


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
        self._asked: tuple[Choice, dict[str, Any]] | None = None
        """What was not begun, as it calls a function of the user's often; asked for again, it is."""

    def begin(self, what: str, wanted: dict[str, Any], then: Callable[[object], object] = nothing) -> None:
        """Measure what is wanted (see `make`), and hand what it came to to `then`; a key pressed early is not lost."""
        self._host.when_ready(partial(self._begin, what, wanted, then))

    def _begin(self, what: str, wanted: dict[str, Any], then: Callable[[object], object]) -> None:
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
        wanted: dict[str, Any],
        agreed: bool,
        then: Callable[[object], object],
    ) -> None:
        """In the thread."""
        from ....engine.model.plan import PlanError

        problem = ""
        try:
            self._job = self.maker(instrument, choice, wanted)
            calls = self._job.calls
            if calls is not None and calls.many and not agreed:
                self._asked = choice, wanted
                problem = f"{calls.told} The same key again begins."
            elif not self._unwanted:
                if calls is not None and calls.own:
                    self._host.call_soon(partial(self._host.notify, calls.told))
                found = self._job.run()
                self._host.call_soon(partial(then, found))
        except PlanError as error:
            problem = "" if self._unwanted else str(error)
        except Exception as error:
            problem = f"It had to be given up: {type(error).__name__}: {error}"
        finally:
            self._job, self._state.measuring = None, ""
        self._host.call_soon(partial(self._ended, problem))

    def _ended(self, problem: str) -> None:
        """Show the result, or say what went wrong."""
        if problem:
            self._host.notify(problem, severity="warning")
        self._clock.tick(force=True)

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
