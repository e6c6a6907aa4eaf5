"""The presenter's view as an app of its own: notes in the middle, what is due and what comes next below them, the time above.

It knows nothing but the cue that the hall tells, so it starts at once and can be closed and opened again at any time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Markdown

from ....engine.lessons.lesson import Lesson
from ....engine.lessons.room.cue import Cue, Deed, time_told
from ....engine.text.printable import printable
from ...app.key_table import bindings
from ...terminal.steady_app import SteadyApp
from ...theme.themes import DEFAULT, begin_with_theme
from ...widgets.line import Line, Part, Parts
from .presenter_end import PresenterEnd

STYLE = Path(__file__).parent.parent.parent / "theme" / "styles" / "presenter.tcss"
KEYS = (
    ("enter", "next", "next"),
    ("esc", "back", "back"),
    ("A", "again", "again"),
    ("s", "stop", "stop"),
    ("V", "vote again", "vote"),
)


class CueLine(Line):
    """One line of the cue."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._said: Parts = ()

    def say(self, *parts: Part) -> None:
        """Show this."""
        self._said = parts
        self.redraw()

    def parts(self, cells: int) -> Parts:
        """What was said last."""
        return self._said


class PresenterApp(SteadyApp):
    """Notes, next step and time; keys drive the hall."""

    TITLE = "concviz: presenter's view"
    CSS_PATH = STYLE
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("presenter")]

    def __init__(
        self, lesson: Lesson | None, *, theme: str = DEFAULT, clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        """`lesson` is the one whose hall is looked for, None for any that is open."""
        super().__init__()
        begin_with_theme(self, theme)
        self.lesson, self.cue = lesson, None
        self._clock_s, self._heard_s = clock_s, 0.0
        self._lost: Cue | None = None
        self.end = PresenterEnd(lesson.name if lesson is not None else "", self.hear)
        self.notes = Markdown("", id="notes", open_links=False)
        self.above, self.where, self.due, self.then, self.phone, self.keys = (
            CueLine(name) for name in ("above", "where", "due", "then", "phone", "keys")
        )

    cue: Cue | None

    def compose(self) -> Iterator[Widget]:
        """Time, step, notes, what is due, what comes, keys."""
        yield self.above
        yield self.where
        with VerticalScroll(id="page", can_focus=False):
            yield self.notes
        yield from (self.due, self.then, self.phone, self.keys)

    def on_mount(self) -> None:
        """Begin to look for the hall."""
        self.run_worker(self.end.follow(), name="hall")
        self.set_interval(1.0, self.show_time)
        self.hear(None)

    # ------------------------------------------------------------------ what is shown

    def hear(self, cue: Cue | None) -> None:
        """The hall stands there now; None: it is gone, or shows no lesson."""
        if cue is None and self.cue is not None:
            self._lost = self.cue
        self.cue, self._heard_s = cue, self._clock_s()
        seen = cue or self._lost
        self.show_time()
        if seen is None:
            self._wait()
            return
        self.where.say(Part(f"step {seen.step} of {seen.steps}  ", "dim"), Part(seen.heading, "strong"))
        self.call_later(self.notes.update, printable(seen.notes, lined=True) or "*No notes for this step.*")
        due = seen.due if cue is not None else "the hall's screen is gone: its lesson is waited for"
        self.due.say(Part("now   ", "dim"), Part(due, "key" if cue is not None else "warn"))
        self.then.say(Part("then  ", "dim"), Part(seen.then or "the end", ""))
        self.phone.display = bool(seen.phone)
        self.phone.say(Part("phone ", "dim"), Part(seen.phone, ""))
        self.keys.say(*self._keys(seen))

    def _wait(self) -> None:
        name = self.lesson.name.partition("-")[2] or self.lesson.name if self.lesson is not None else "NAME"
        self.where.say(Part("no lesson is shown yet", "warn"))
        self.due.say(Part(f"now   concviz lesson {name}, in the hall's terminal of this machine", "dim"))
        self.then.say()
        self.phone.display = False
        self.keys.say(Part("q", "key"), Part(" leaves; nothing stops in the hall", "dim"))
        notes = self.lesson.steps[0].notes if self.lesson is not None else ""
        self.call_later(self.notes.update, printable(notes, lined=True))

    def show_time(self) -> None:
        """What is used and left, by this clock since the hall told it."""
        seen = self.cue or self._lost
        if seen is None:
            self.above.say(Part("presenter's view", "dim"))
            return
        used_s = seen.used_s + (self._clock_s() - self._heard_s if self.cue is not None and seen.used_s > 0 else 0.0)
        over = bool(seen.minutes) and used_s > seen.minutes * 60
        parts = [Part(time_told(used_s, seen.minutes), "warn" if over else "strong"), Part(f"   {seen.title}", "dim")]
        self.above.say(*parts)

    def _keys(self, seen: Cue) -> Parts:
        """What can be asked for now, and how many have voted."""
        useful = {"next": not seen.measuring, "stop": seen.measuring, "vote": seen.people > 0}
        parts = [
            part
            for key, words, what in KEYS
            if useful.get(what, True)
            for part in (Part(key, "key", f"app.ask('{what}')"), Part(f" {words}   ", "dim", f"app.ask('{what}')"))
        ]
        if seen.people:
            parts.append(Part(f"{seen.votes} of {seen.people} voted{' again' if seen.round == 2 else ''}   ", "strong"))
        return tuple(parts)

    # ------------------------------------------------------------------ what keys do

    def action_ask(self, what: Deed) -> None:
        """Ask the hall for it."""
        if not self.end.ask(what):
            self.due.say(Part("there is no hall's screen to be driven yet", "warn"))

    def action_run(self) -> None:
        """Measure, where that is due."""
        if self.cue is not None and self.cue.due.startswith("measure"):
            self.action_ask("next")

    def action_leave(self) -> None:
        """Leave; nothing in the hall stops."""
        self.exit(0)
