"""The app that its parts are tested with: no Textual, no threads, and lists of what was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from concviz.engine.analysis.build import snapshot
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.host import attempt, nothing
from concviz.tui.app.parts.clock import Clock, Windows
from concviz.tui.app.parts.state import State

from tests.support.fakes import OWN, FakeInstrument, shelf


@dataclass
class FakeHost:
    """Does at once what the app does on threads."""

    said: list[tuple[str, str]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    answer: str = ""
    """What the user types; '' where the question is left."""
    modes: list[str] = field(default_factory=list)
    exported: list[Any] = field(default_factory=list)
    choices_shown: int = 0
    recordings_shown: int = 0
    later: list[Any] | None = None
    """Work that waits to be done; None: it is done at once."""

    def notify(self, message, *, severity="information"):
        self.said.append((message, severity))

    def work(self, act, then, name, refused=nothing):
        def do():
            attempt(act, then, self._refuse, refused)()

        if self.later is None:
            do()
        else:
            self.later.append(do)

    def _refuse(self, error):
        self.said.append((str(error), "warning"))

    def call_soon(self, act):
        act()

    def when_ready(self, act):
        attempt(act, lambda _: None, self._refuse)()

    def show_choice(self):
        self.choices_shown += 1

    def show_recordings(self):
        self.recordings_shown += 1

    def switch_mode(self, mode):
        self.modes.append(mode)

    def ask(self, title, question, value, then):
        self.asked.append((title, question, value))
        if self.answer:
            then(self.answer)

    def list_marks(self):
        self.modes.append("marks")

    def export(self, path, run=None):
        self.exported.append(path)


@dataclass
class FakeScreen:
    """Remembers what it was shown."""

    shown: list[Any] = field(default_factory=list)
    room: Windows | None = None

    def windows(self):
        return self.room

    def show(self, snapshot, *, everything):
        self.shown.append((snapshot, everything))


@dataclass
class Parts:
    """A state with a clock, a screen and a host; real time stands still until it is moved."""

    lab: FakeInstrument = field(default_factory=FakeInstrument)
    host: FakeHost = field(default_factory=FakeHost)
    screen: FakeScreen | None = field(default_factory=FakeScreen)
    real_us: int = 0

    def __post_init__(self):
        backend = Backend(self.lab.session, shelf(), snapshot, self.lab)
        self.state = State(backend, Choice(python=OWN), backend.shelf)
        self.clock = Clock(self.state, lambda: self.screen, 4.0, lambda: self.real_us)
