"""Opening a session that was recorded before, and going back to the live one.

A recording is the same app on a session that was read from a file: its backend has no instrument, so nothing can be run in
it, and whoever tries is told so. The live session goes on meanwhile and can be gone back to.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ....engine.text.words import plural
from ..host import Host
from ..tabs import home_of
from .clock import Clock
from .play_head import Paused, PlayHead
from .state import Aside, State

if TYPE_CHECKING:
    from ....engine.session.memory.log import Session


class Recordings:
    """Opens them."""

    def __init__(self, state: State, clock: Clock, host: Host) -> None:
        self.opening: PlayHead | None = None
        """Where the recording that the app begins with is to be opened; None: at its first chapter."""
        self._state, self._clock, self._host = state, clock, host

    def open(self, path: Path, *, mode: str = "", at_us: int | None = None, pair: tuple[int, ...] = ()) -> None:
        """Read a recording and show it; the live session goes on.

        Args:
            path: the file.
            mode: of the screen to show it on; '': the one that belongs to it.
            at_us: where the play head begins; None: at the first chapter.
            pair: numbers of two of its runs, to be set side by side in Before and after.
        """
        self._host.when_ready(partial(self._open, path, mode, at_us, pair))

    def _open(self, path: Path, mode: str, at_us: int | None, pair: tuple[int, ...]) -> None:
        self._host.notify(f"Opening {path.name} …")
        self._host.work(partial(_load, path), partial(self._loaded, path, mode, at_us, pair), "load")

    def _loaded(self, path: Path, mode: str, at_us: int | None, pair: tuple[int, ...], session: Session) -> None:
        """Show it."""
        state = self._state
        assert state.backend is not None
        if not state.replaying:
            state.aside = Aside(state.backend, state.inventory, state.choice, state.head)
        state.backend = replace(state.backend, session=session, instrument=None, recorded=path)
        self.opening = Paused(at_us) if at_us is not None else None
        state.pair, state.opens_with = pair, "before-after" if pair else ""
        self._host.switch_mode(mode or home_of(session))
        self.enter()

    def enter(self) -> None:
        """Go to where the recording that is open is to begin, and say what it is."""
        from ....engine.session.memory.chapters import first_chapter_us

        state = self._state
        if state.backend is None or not state.replaying:
            return
        session, state.snapshot = state.backend.session, None
        self._clock.go(self.opening or Paused(first_chapter_us(session)), force=True)
        self.opening = None
        self._host.notify(_about(session), severity="warning" if session.notice else "information")

    def leave(self) -> None:
        """Back to the live session."""
        state, aside = self._state, self._state.aside
        if not state.replaying:
            return
        if aside is None:
            self._host.notify("There is no live session beside this recording: concviz without a file opens one.")
            return
        state.backend, state.inventory, state.choice, state.aside = aside.backend, aside.inventory, aside.choice, None
        state.pair = ()
        self._host.show_choice()
        self._clock.go(aside.head, force=True)

    def follow_move(self, before: Path, after: Path) -> None:
        """The file at `before` lies at `after` now."""
        if self._state.backend is not None and self._state.recorded == before:
            self._state.backend = replace(self._state.backend, recorded=after)


def _load(path: Path) -> Session:
    from ....engine.session.file.reader import load

    return load(path)


def _about(session: Session) -> str:
    """What it is a recording of, and what could not be read of it."""
    machine = session.machine
    words = ", ".join(word for word in (machine.system, machine.cpu[:60]) if word)
    cores = plural(machine.cores, "core")
    text = f"Recorded {session.created[:10]} on {words}, {cores}. space plays."
    return f"{text} {session.notice}" if session.notice else text
