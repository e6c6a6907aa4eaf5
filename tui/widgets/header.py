"""The first line: name, tabs, what machine and which Python, and for how long the session records.

On a screen without a line for it, what is shown stands here in place of the facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...engine.analysis.run_title import named
from ...engine.text.clocks import clock
from ...engine.text.words import plural
from ..app.tabs import TABS
from ..sessions.recording_words import system_words
from .line import Line, Part, Parts, spread, width

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot


LONGEST_NAME = 24


def facts(snapshot: Snapshot) -> tuple[str, ...]:
    """`8 cores`, `CPython 3.14.2, GIL`: of the run at the play head, else of the session's own Python."""
    cores, usable = snapshot.machine.cores, snapshot.machine.usable_cores
    limited = usable < cores - 0.005
    words = [f"{usable:g} of {cores} cores" if limited else plural(cores, "core")]
    run = snapshot.run
    words.append(named((run.python if run else "") or snapshot.machine.python, run.gil if run else None))
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
        self._subject: tuple[str, ...] = ()

    def show(
        self, snapshot: Snapshot, recording: bool | None, name: str = "", *, subject: tuple[str, ...] = ()
    ) -> None:
        """Show the facts of this snapshot.

        `recording`: True while the session is written to disk, False where that stopped, None for a session that was
        read from a file; then `name` is the recording's. `subject`: what is shown, the most telling words first, where
        the screen has no line for it.
        """
        told = facts(snapshot) if recording is not None else (recorded_on(snapshot, name), *facts(snapshot))
        # Of a recording, where one is in it: how long it is stands on the time bar.
        shown = (told, clock(snapshot.length_us if recording is not None else snapshot.t_us), recording)
        if (*shown, subject) != (self._facts, self._clock, self._recording, self._subject):
            self._facts, self._clock, self._recording = shown
            self._subject = subject
            self.redraw()

    def parts(self, cells: int) -> Parts:
        """As much as fits, the name always."""
        if self._subject:
            return self._with_subject(cells)
        least = 1 if self._recording is None and self._facts else 0  # whose machine it was, before what tabs are called
        tries = [(True, gap, kept) for kept in range(len(self._facts), least - 1, -1) for gap in (" ", "")]
        tries += [(False, " ", kept) for kept in range(len(self._facts) if least else 0, -1, -1)]
        for titles, gap, facts_kept in tries:
            left, right = self._left(titles, gap), self._right(facts_kept)
            if width(left) + width(right) < cells:
                return spread(left, right, cells)
        return spread(self._left(False)[:2], self._right(0), cells)

    def _with_subject(self, cells: int) -> Parts:
        """What is shown, as much of it as fits, before the tabs and before our own name."""
        right, sign = self._right(0), Part(" ◆ ", "ui")
        whole = Part(" · ".join(self._subject), "strong")
        tries = (
            (*self._left(False, gap=""), Part(" "), whole),
            (sign, whole),
            (sign, Part(self._subject[0], "strong")),
        )
        left = next((left for left in tries if width(left) + width(right) < cells), tries[-1])
        return spread(left, right, cells)

    def _left(self, titles: bool, gap: str = " ") -> Parts:
        parts = [Part(" ◆", "ui"), Part(" concviz", "key"), Part("  ")]
        active = self.app.current_mode
        for tab in TABS:
            text = f" {tab.key} {tab.title} " if titles else f" {tab.key} "
            ink = "tab" if tab.mode == active else "dim"
            parts.append(Part(text, ink, f"app.tab('{tab.mode}')"))
            parts.append(Part(gap))
        return tuple(parts)

    def _right(self, facts_kept: int) -> Parts:
        words = " · ".join(self._facts[:facts_kept])
        parts = [Part(words, "dim"), Part("  " if words else "")]
        if self._recording is not None:
            parts.append(Part("● " if self._recording else "○ ", "bad" if self._recording else "dim"))
        return (*parts, Part(self._clock, "strong"), Part(" "))
