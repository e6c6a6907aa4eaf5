"""What keys change: the choice, the run and the play head."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.message import Message

from .backend import InstrumentLike
from .clock import Ticking
from .play_head import Live, Paused, PlayHead, moved, toggled


class Control(Ticking):
    """An app that runs what is chosen."""

    _stop_wanted = False

    class Begun(Message):
        """A run was handed to the instrument (`problem` ''), or refused with one sentence."""

        def __init__(self, problem: str = "") -> None:
            super().__init__()
            self.problem = problem

    def say(self, text: str, kind: str = "information") -> None:
        """One line for the user, for some seconds; `kind`: `information`, `warning` or `error`."""
        self.clear_notifications()
        self.notify(text, severity=kind, timeout=6, markup=False)  # pyright: ignore[reportArgumentType]

    def choose(self, **fields: Any) -> None:
        """Change what is chosen for the next run."""
        self.choice = self.choice.changed(**fields)
        self._choice_changed()

    def _choice_changed(self) -> None:
        show = getattr(self.screen_stack[0], "show_choice", None) if self._screen_stack else None
        if show is not None:
            show()

    def begin_run(self) -> None:
        """Start what is chosen, on a thread (asking another Python for its packages takes a moment)."""
        self.soon(self._begin_run)

    def _begin_run(self) -> None:
        from ...engine.model.plan import PlanError

        instrument = self.backend.instrument if self.backend is not None else None
        if instrument is None:
            self.say("This session was read from a file: nothing can be run in it.", "warning")
            return
        if self.running:
            self.say("A run is going on: s stops it.", "warning")
            return
        try:
            plan = self.choice.plan()
        except PlanError as error:
            self.say(str(error), "warning")
            return
        self._starting, self.head = True, Live()
        self.run_worker(partial(self._start, instrument, plan), thread=True, name="start")
        self.tick(force=True)

    def _start(self, instrument: InstrumentLike, plan: Any) -> None:
        from ...engine.model.plan import PlanError

        try:
            instrument.start(plan)
        except PlanError as error:
            self.post_message(self.Begun(str(error)))
        else:
            self.post_message(self.Begun())

    def on_control_begun(self, message: Begun) -> None:
        """It runs, or one line says why it can't."""
        self._starting = False
        if message.problem:
            self.say(message.problem, "warning")
        elif self._stop_wanted and self.backend is not None and self.backend.instrument is not None:
            self.backend.instrument.stop()
        self._stop_wanted = False
        self.tick(force=True)

    def stop_run(self) -> None:
        """Ask the run to end."""
        self.soon(self._stop_run)

    def _stop_run(self) -> None:
        instrument = self.backend.instrument if self.backend is not None else None
        if instrument is None or not self.running:
            self.say("Nothing is running: r runs what is chosen.")
            return
        self._stop_wanted = self._starting
        if not self._starting:
            instrument.stop()
        self.say("Stopping …")

    def toggle_pause(self) -> None:
        """Hold the picture, or go back to live; the run goes on."""
        self._move(toggled(self.head, self.length_us()))

    def move_head(self, by_us: int | None) -> None:
        """Move the play head, or (None) to the beginning."""
        self._move(Paused(0) if by_us is None else moved(self.head, by_us, self.length_us()))

    def seek(self, t_us: int) -> None:
        """Put the play head there; at the very end it is live."""
        self._move(Live() if t_us >= self.length_us() else Paused(t_us))

    def mode_of_time(self) -> str:
        """`live`, `paused` or `replay`, as the time bar says it."""
        if isinstance(self.head, Paused):
            return "paused"
        return "live" if self.backend is not None and self.backend.instrument is not None else "replay"

    def go_live(self) -> None:
        """Follow the end again."""
        self._move(Live())

    def _move(self, head: PlayHead) -> None:
        if self.backend is not None and head != self.head:
            self.head = head
            self.tick(force=True)
