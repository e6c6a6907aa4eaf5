"""The first line: name, tabs, what machine and which Python, and for how long the session records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...engine.text.clocks import clock
from ...engine.text.words import plural
from ..app.tabs import TABS
from ..sessions.recording_words import system_words
from .line import Line, Part, Parts, spread, width

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot


LONGEST_NAME = 24


def facts(snapshot: Snapshot) -> tuple[str, ...]:
    """`8 cores`, `CPython 3.14.2`, `GIL on`: of the run at the play head, else of the session's own Python."""
    cores, usable = snapshot.machine.cores, snapshot.machine.usable_cores
    limited = usable < cores - 0.005
    words = [f"{usable:g} of {cores} cores" if limited else plural(cores, "core")]
    run = snapshot.run
    words.append(f"CPython {(run.python if run else '') or snapshot.machine.python}")
    if run is not None and run.gil is not None:
        words.append("GIL on" if run.gil else "no GIL")
    return tuple(words)


def recorded_on(snapshot: Snapshot, name: str) -> str:
    """`Threads, on Linux 6.18`: the recording's name and the machine it was made on."""
    system = system_words(snapshot.machine)
    name = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    return f"{name}, on {system}" if name else f"recorded on {system}"


class Header(Line):
    """Name, tabs and facts; at small widths the facts go first, then the tabs' titles."""

    def __init__(self) -> None:
        super().__init__(id="header")
        self._facts: tuple[str, ...] = ()
        self._clock = "00:00"
        self._recording: bool | None = None

    def show(self, snapshot: Snapshot, recording: bool | None, name: str = "") -> None:
        """Show the facts of this snapshot.

        `recording`: True while the session is written to disk, False where that stopped, None for a session that was
        read from a file; then `name` is the recording's.
        """
        told = facts(snapshot) if recording is not None else (recorded_on(snapshot, name), *facts(snapshot))
        # Of a recording, where one is in it: how long it is stands on the time bar.
        shown = (told, clock(snapshot.length_us if recording is not None else snapshot.t_us), recording)
        if shown != (self._facts, self._clock, self._recording):
            self._facts, self._clock, self._recording = shown
            self.redraw()

    def parts(self, cells: int) -> Parts:
        """As much as fits, the name always."""
        least = 1 if self._recording is None and self._facts else 0  # whose machine it was, before what tabs are called
        tries = [(True, kept) for kept in range(len(self._facts), least - 1, -1)]
        tries += [(False, kept) for kept in range(len(self._facts) if least else 0, -1, -1)]
        for titles, facts_kept in tries:
            left, right = self._left(titles), self._right(facts_kept)
            if width(left) + width(right) < cells:
                return spread(left, right, cells)
        return spread(self._left(False)[:2], self._right(0), cells)

    def _left(self, titles: bool) -> Parts:
        parts = [Part(" ◆", "ui"), Part(" concviz", "key"), Part("  ")]
        active = self.app.current_mode
        for tab in TABS:
            text = f" {tab.key} {tab.title} " if titles else f" {tab.key} "
            ink = "tab" if tab.mode == active else "dim"
            parts.append(Part(text, ink, f"app.tab('{tab.mode}')"))
            parts.append(Part(" "))
        return tuple(parts)

    def _right(self, facts_kept: int) -> Parts:
        words = " · ".join(self._facts[:facts_kept])
        parts = [Part(words, "dim"), Part("  " if words else "")]
        if self._recording is not None:
            parts.append(Part("● " if self._recording else "○ ", "bad" if self._recording else "dim"))
        return (*parts, Part(self._clock, "strong"), Part(" "))
