"""Watching programs in the app: beginning, going to and fro between the program and the Lab, and ending.

A watched program has a session of its own. It goes on while another screen is shown: on Watch (and in a recording of it) the app
shows that session, on all others the Lab's, which is opened when it is first asked for. One program is watched at a time.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from ..backend import Backend
from ..host import Host
from .clock import Clock
from .play_head import Live
from .state import Aside, State

if TYPE_CHECKING:
    from ....engine.session.memory.log import Session
    from ....engine.sources.watching import Watching

MODE = "watch"


class Watched(Protocol):
    """The part of `engine.sources.watching.Watching` that the app uses beside what it uses of any instrument."""

    @property
    def session(self) -> Session:
        """Its session."""
        ...

    @property
    def running(self) -> bool:
        """Whether it is still being watched."""
        ...

    @property
    def ours(self) -> bool:
        """Whether it was started here."""
        ...

    @property
    def name(self) -> str:
        """What the program is called."""
        ...

    @property
    def exit_code_known(self) -> int | None:
        """How it ended; None where it goes on, or nobody can know."""
        ...

    def ask_to_end(self) -> None:
        """Ends what was started here, takes leave of another program; returns at once."""
        ...

    def ask_for_lines(self, *, wanted: bool) -> str:
        """Begins or ceases to ask for lines of Python; '' or why they are not to be had."""
        ...

    def close(self) -> None:
        """Ends watching, and what was started here."""
        ...


class Watches:
    """What the app watches."""

    def __init__(self, state: State, clock: Clock, host: Host, load: Callable[[], Backend]) -> None:
        self.watched: Watched | None = None
        self.lines = False
        """Whether lines of Python are asked for."""
        self._parked: Aside | None = None
        """The watched session while another one is on the screen."""
        self._opening = False
        self._state, self._clock, self._host, self._load = state, clock, host, load

    # ------------------------------------------------------------------ beginning

    def attach(self, pid: int) -> None:
        """Look at a process that runs, with its children."""
        self._host.when_ready(partial(self._begin, pid))

    def _begin(self, pid: int) -> None:
        if self.watched is not None and self.watched.ours and self.watched.running:
            self._host.notify(
                f"{self.watched.name} was started here and goes on: end it first (s in Watch).", severity="warning"
            )
            return
        self._host.work(partial(attached, pid), self._begun, "watch")

    def _begun(self, watching: Watching) -> None:
        before, self.watched = self.watched, watching
        if before is not None:
            self._host.work(before.close, lambda _: None, "close")
        self.lines = False
        state = self._state
        assert state.backend is not None
        if state.watched_shown:
            state.watched_shown = False
        elif not state.replaying:
            state.aside = self._aside()
        state.backend = replace(state.backend, session=watching.session, instrument=watching, recorded=None)
        self._parked, state.watched_shown = None, True
        self._host.switch_mode(MODE)
        self._clock.go(Live(), force=True)

    def adopt(self, watching: Watching) -> None:
        """The app was begun with this program: its backend is the app's."""
        self.watched, self._state.watched_shown = watching, True

    # ------------------------------------------------------------------ to and fro

    def follow(self, mode: str) -> None:
        """Another screen is going to be shown: change to the session that belongs to it."""
        state = self._state
        if state.replaying or state.backend is None or self.watched is None:
            return
        if mode == MODE and self._parked is not None and not state.watched_shown:
            state.aside, parked = self._aside(), self._parked
            self._put(parked)
            self._parked, state.watched_shown = None, True
        elif mode != MODE and state.watched_shown:
            if state.aside is None:
                self._open_lab()
                return
            self._parked, aside = self._aside(), state.aside
            state.aside, state.watched_shown = None, False
            self._put(aside)

    def _aside(self) -> Aside:
        state = self._state
        assert state.backend is not None
        return Aside(state.backend, state.inventory, state.choice, state.head)

    def _put(self, aside: Aside) -> None:
        state = self._state
        state.backend, state.inventory, state.choice = aside.backend, aside.inventory, aside.choice
        state.snapshot = None
        self._host.show_choice()
        self._clock.go(aside.head, force=True)

    def _open_lab(self) -> None:
        """The app was begun with a program, and now somebody wants to run something."""
        if not self._opening:
            self._opening = True
            self._host.work(self._load, self._lab_opened, "open")

    def _lab_opened(self, lab: Backend) -> None:
        state = self._state
        self._opening = False
        state.aside = Aside(lab, lab.shelf, state.choice, Live())
        if self._host.current_mode != MODE:
            self.follow(self._host.current_mode)

    # ------------------------------------------------------------------ what keys do

    def stop(self) -> None:
        """End what was started here, or take leave of another program."""
        watched = self.watched
        if watched is None or not watched.running:
            self._host.notify("Nothing is being watched now: ctrl+o picks a program.")
            return
        self._host.notify(
            f"Ending {watched.name} …" if watched.ours else f"{watched.name} goes on; what was seen of it stays."
        )
        self._host.work(watched.ask_to_end, lambda _: self._clock.tick(force=True), "stop")

    def toggle_lines(self) -> None:
        """Ask for lines of Python, or cease to."""
        self._host.when_ready(self._toggle_lines)

    def _toggle_lines(self) -> None:
        watched = self.watched
        if watched is None or not watched.running:
            self._host.notify("Nothing is being watched now: lines can only be asked of a program that runs.")
            return
        wanted = not self.lines
        self._host.work(partial(watched.ask_for_lines, wanted=wanted), partial(self._lines_asked, wanted), "lines")

    def _lines_asked(self, wanted: bool, why_not: str) -> None:
        self.lines = wanted and not why_not
        if why_not:
            self._host.notify(f"Lines are not to be had here: {why_not}.", severity="warning")
        else:
            self._host.notify(
                "Each thread's line of Python is asked for twice a second." if wanted else "Lines are off."
            )
        self._clock.tick(force=True)

    # ------------------------------------------------------------------ the end

    @property
    def exit_code(self) -> int:
        """Ours: that of a program that was started here; one that we have to end is ended by SIGTERM."""
        watched = self.watched
        if watched is None or not watched.ours:
            return 0
        return 128 + signal.SIGTERM if watched.running else watched.exit_code_known or 0

    @property
    def held(self) -> str:
        """A program that ends when concviz does; '' for none."""
        watched = self.watched
        return watched.name if watched is not None and watched.ours and watched.running else ""

    def close(self) -> None:
        """End watching; from any thread."""
        if self.watched is not None:
            self.watched.close()
        for each in (self._parked, self._state.aside):
            if each is not None and each.backend.instrument is not None:
                each.backend.instrument.close()


def attached(pid: int) -> Watching:
    """Begins to watch a process that runs.

    Raises:
        UserError: it can't be.
    """
    from ....engine.sources.program import FoundProgram
    from ....engine.sources.watching import Watching

    return Watching.open(lambda: FoundProgram(pid, children=True))
