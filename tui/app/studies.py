"""What is measured beyond single runs: comparisons, sweeps and the table of differences, one at a time.

Each goes on in a thread of its own and writes into the session, which is all that screens look at. It can be stopped at any
time, and keeps what it has.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from textual.message import Message

from .backend import InstrumentLike
from .choice import Choice
from .play_head import Live
from .runs import Control

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


Maker = Callable[[InstrumentLike, Choice, dict[str, Any]], Measured]
"""Makes what is asked for; may take a second. `PlanError` for what can't be measured."""


def make(instrument: Any, choice: Choice, wanted: dict[str, Any]) -> Measured:
    """The real thing: `wanted` is `{"models": …}`, `{"sweep": model, "python": label}` or `{"differences": properties}`."""
    if "models" in wanted:
        from ...engine.study.compare import comparison

        return comparison(instrument, choice.plan(), wanted["models"])
    if "sweep" in wanted:
        from ...engine.pythons import installed
        from ...engine.study.sweep import sweep

        python = installed.find(wanted["python"]).path if wanted["python"] else choice.python
        return sweep(instrument, replace(choice, model=wanted["sweep"], python=python).plan())
    return _Table(instrument, wanted["differences"])


class _Table:
    """The table of differences as something measured."""

    def __init__(self, instrument: Any, only: tuple[str, ...]) -> None:
        from ...engine.differences.properties import check
        from ...engine.differences.table import Differences

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


class Measuring(Control):
    """An app that compares, sweeps and measures differences."""

    maker: Maker = staticmethod(make)
    """Tests put another one here."""
    _what = ""
    _job: Measured | None = None
    _thread: threading.Thread | None = None
    _unwanted = False

    class MeasuringEnded(Message):
        """It is over; `problem` is one sentence where it could not begin or go on."""

        def __init__(self, problem: str = "") -> None:
            super().__init__()
            self.problem = problem

    @property
    def measuring(self) -> str:
        """What is being measured: `a comparison`, `a sweep`, `the differences`; '' for nothing."""
        return self._what if self._thread is not None and self._thread.is_alive() else ""

    @property
    def running(self) -> bool:
        """Whether anything is going on that takes up cores."""
        live = self.backend is not None and self.backend.instrument is not None
        return (live and bool(self.measuring)) or super().running

    def begin_measuring(self, what: str, wanted: dict[str, Any]) -> None:
        """Measure what is wanted (see `make`); a key pressed early is not lost."""
        self.soon(lambda: self._begin_measuring(what, wanted))

    def _begin_measuring(self, what: str, wanted: dict[str, Any]) -> None:
        instrument = self.backend.instrument if self.backend is not None else None
        if instrument is None:
            self.say("This session was read from a file: nothing can be measured in it.", "warning")
            return
        if self.running:
            self.say(f"{(self.measuring or 'a run').capitalize()} is still going on: s stops it.", "warning")
            return
        self._what, self._unwanted, self.head = what, False, Live()
        self._thread = threading.Thread(
            target=self._measure, args=(instrument, self.choice, wanted), name="measuring", daemon=True
        )
        self._thread.start()
        self.tick(force=True)

    def _measure(self, instrument: InstrumentLike, choice: Choice, wanted: dict[str, Any]) -> None:
        """In the thread."""
        from ...engine.model.plan import PlanError

        problem = ""
        try:
            self._job = self.maker(instrument, choice, wanted)
            if not self._unwanted:
                self._job.run()
        except PlanError as error:
            problem = "" if self._unwanted else str(error)
        except Exception as error:
            problem = f"It had to be given up: {type(error).__name__}: {error}"
        finally:
            self._job = None
        self.post_message(self.MeasuringEnded(problem))

    def on_measuring_measuring_ended(self, message: MeasuringEnded) -> None:
        """Show the result, or say what went wrong."""
        if message.problem:
            self.say(message.problem, "warning")
        self.tick(force=True)

    def stop_measuring(self) -> None:
        """Ask it to end; what is measured stays."""
        self._unwanted = True
        if (job := self._job) is not None:
            job.stop()
        elif self.measuring and self.backend is not None and self.backend.instrument is not None:
            self.backend.instrument.stop()  # it is still finding out how many items there are to be

    def end_measuring(self) -> None:
        """Stop it and wait for its end, from any thread. Said again and again: it may be between two things that hear it."""
        deadline = time.monotonic() + PATIENCE_S
        self.stop_measuring()
        while self.measuring and time.monotonic() < deadline:
            assert self._thread is not None
            self._thread.join(0.1)
            self.stop_measuring()

    def _begin_run(self) -> None:
        if self.measuring:
            self.say(f"{self.measuring.capitalize()} is being measured: s stops it.", "warning")
            return
        super()._begin_run()

    def _stop_run(self) -> None:
        if not self.measuring:
            super()._stop_run()
            return
        self.stop_measuring()
        self.run_worker(self.end_measuring, thread=True, name="end")
        self.say("Stopping; what is measured stays.")
