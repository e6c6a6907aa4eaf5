"""Lessons: the text of a step beside the Lab's panels; what the step asks for stands below the text.

Where one is in a lesson, and all that follows from it, is the app's part `Lessons`; this screen shows it and has the keys. The panels
are the Lab's own and show the session as it is, so a lesson can be rewound and recorded like everything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Markdown

from ...engine.lessons.lesson import Lesson, Measure, Predict
from ..app.contract import Concviz
from ..app.key_table import bindings
from ..app.parts.clock import Windows
from ..lab.panels.cores_panel import CoresPanel
from ..lab.panels.counts_panel import ThreadsPanel
from ..lab.panels.findings_panel import FindingsPanel
from ..lab.panels.headline_panel import HeadlinePanel
from ..lab.panels.ledger_panel import LedgerPanel
from ..lab.panels.workers_panel import WorkersPanel
from ..widgets.app_screen import AppScreen
from ..widgets.footer import Key
from .ask_panel import AskPanel
from .asking_of import Cursor, asking, pointed_to, shelf
from .lesson_keys import LIST, lesson_keys
from .lesson_markdown import step_markdown

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ...engine.lessons.room.cue import Deed
    from ...engine.lessons.walk import Place, Walk

STYLE = Path(__file__).parent.parent / "theme" / "styles" / "lessons.tcss"
ROOM_S = 0.25
"""How often a class is looked at."""
READ = frozenset(("headline", "threads", "ledger", "findings"))
"""Panels of words and numbers: shown at every third tick."""
WELCOME = """\
## Lessons

Predict first, then measure, then see: in a lesson the machine has the answer, this one, now.

Choose one below. `concviz lesson FILE.md` opens one of your own.
"""


class LessonScreen(AppScreen):
    """One lesson, or the list of them."""

    CSS_PATH = STYLE
    KEYS = ("lessons", "lab.stop", "time")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*KEYS)]
    WORDS = (
        ("predict", "say what will come out before it is measured: who has said something remembers what was so"),
        ("reveal", "what was measured, here and now, beside what you said"),
    )

    def __init__(self, concviz: Concviz) -> None:
        super().__init__(concviz, "lessons")
        self.reader = Markdown("", id="reader", open_links=False)
        self.page = VerticalScroll(self.reader, id="page", can_focus=False)
        self.ask = AskPanel(id="ask", classes="panel")
        self.cores, self.timeline = CoresPanel(id="cores", classes="panel"), WorkersPanel(id="workers", classes="panel")
        self.cursor = Cursor(0)
        self._lessons: list[Lesson] = []
        self._told: list[str] = []
        self._read = ""
        self._at: Place | None = None
        concviz.lessons.on_change, concviz.lessons.do = self.follow, self.do

    def body(self) -> Iterator[Widget]:
        """The text on the left, the Lab on the right."""
        self.panels = (
            HeadlinePanel(id="headline", classes="panel"), ThreadsPanel(id="threads", classes="panel"), self.cores,
            LedgerPanel(id="ledger", classes="panel"), self.timeline, FindingsPanel(id="findings", classes="panel"),
            self.ask,
        )  # fmt: skip
        headline, threads, cores, ledger, workers, findings, ask = self.panels
        with Horizontal(id="both"):
            with Vertical(id="text"):
                yield from (self.page, ask)
            with Vertical(id="seen"):
                with Horizontal(id="counts"):
                    yield from (headline, threads)
                yield from (cores, ledger, workers, findings)
        yield from self.foot()

    def on_mount(self) -> None:
        """Show the lesson that is open, or which there are."""
        self.call_after_refresh(self.follow)
        self.concviz.when_ready(lambda: self.call_after_refresh(self._list))
        if self.concviz.lessons.in_class.room is not None:
            from .hall_mirror import EVERY_S, HallMirror

            self.set_interval(ROOM_S, self.concviz.lessons.in_class.follow, name="room")
            self.set_interval(EVERY_S, HallMirror(self, self.concviz.lessons).show, name="hall")

    def _list(self) -> None:
        """What lessons there are; what they need of this machine is told once."""
        from ...engine.lessons.lesson_shelf import built_in
        from ...engine.lessons.measured.lesson_needs import needs_told

        self._lessons = list(built_in().values())
        self._told = [
            ", ".join(filter(None, (f"{each.minutes:g} min", needs_told(each.needs)))) for each in self._lessons
        ]
        self.follow()

    # ------------------------------------------------------------------ what is shown

    @property
    def walk(self) -> Walk | None:
        """The lesson that is open."""
        return self.concviz.lessons.walk

    def follow(self) -> None:
        """Show where the lesson is now."""
        if not self.ready:
            return
        walk = self.walk
        here = walk.place if walk is not None else None
        if here != self._at:
            self.cursor = Cursor(0 if walk is None else -1)
        turned = (here or (None,))[0] != (self._at or (None,))[0]
        self._at = here
        seen = walk is not None and bool(self.concviz.lessons.measured_any or walk.moment)
        self.set_class(seen, "-ran")
        if self.concviz.lessons.show_moment():
            self.concviz.clock.tick(force=True)
        self._point()
        self._ask()
        lessons = self.concviz.lessons
        text = step_markdown(walk, lessons.in_class.poster, lessons.moment.told) if walk is not None else WELCOME
        self.call_later(self._show_text, lessons.in_class.invited(text, walk), turned)
        self.show_keys()

    async def _show_text(self, text: str, turned: bool) -> None:
        """Another step begins at its top; within a step what is new stands at the bottom."""
        if text != self._read and self.ready:
            self._read = text
            await self.reader.update(text)
            to = self.page.scroll_home if turned else self.page.scroll_end
            self.call_after_refresh(to, animate=False)

    def _ask(self) -> None:
        walk = self.walk
        measuring = self.concviz.state.measuring if walk is not None and isinstance(walk.stop, Measure) else ""
        if walk is not None:
            asked = asking(walk, self.cursor, measuring)
            voting = self.concviz.lessons.in_class.voting(walk)
            self.ask.ask(voting.beside(asked) if voting is not None else asked, self._most())
        else:
            self.ask.ask(shelf(self._lessons, self._told, self.cursor.choice), self._most())

    def _most(self) -> int:
        """Rows that the question may take: the text keeps two fifths, at least three rows."""
        height = self.size.height - 3
        return max(3, height - 5 if self.walk is None else height - max(3, 2 * height // 5))

    def _point(self) -> None:
        """Give the room to the panel that the lesson points to."""
        chosen = pointed_to(self.walk) if self.walk is not None else ""
        for panel in self.panels:
            panel.set_class(bool(chosen) and panel.id == chosen, "-pointed")

    def windows(self) -> Windows | None:
        """What the panels have room for."""
        backend = self.concviz.state.backend
        if backend is None or not self.panels:
            return None
        return Windows.of_steps(self.timeline.timeline_us, self.cores.history_steps(backend.session.machine.cores))

    def show(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """What is measured; or the moment of a recording that the lesson shows, until something is."""
        recorded = None if self.concviz.state.measuring else self.concviz.lessons.moment.at(self.windows())
        super().show(recorded or snapshot, everything=everything or recorded is not None)
        if recorded is not None and self.time_bar is not None:
            self.time_bar.mode = "replay"

    def show_views(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """The Lab's panels, and how far what is measured is."""
        for panel in self.panels:
            if panel is not self.ask and (everything or panel.id not in READ):
                panel.show(snapshot)
        self._ask()

    def fit_frames(self) -> None:
        """The question is drawn again, as its frame may be another one."""
        super().fit_frames()
        self._ask()

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        walk, lessons = self.walk, self.concviz.lessons
        if walk is None:
            return LIST
        leads, joined = lessons.in_class.room is not None, lessons.in_class.joined is not None
        return lesson_keys(walk, running=running, lab=self.has_class("-lab"), leads=leads, joined=joined)

    # ------------------------------------------------------------------ what keys do

    def do(self, what: Deed) -> None:
        """What a presenter asks for: as the key in the hall would, and a question that nobody answers here is gone on from."""
        if self.concviz.current_mode != "lessons":
            self.concviz.switch_mode("lessons")
        actions = {
            "back": self.action_back,
            "again": self.action_again,
            "vote": self.action_vote_again,
            "stop": self.action_stop,
        }
        asked = self.walk.stop if self.walk is not None else None
        unanswered = isinstance(asked, Predict) and self.cursor.answer(asked) is None
        actions.get(what, self.action_pass_over if unanswered else self.action_do)()

    def action_do(self) -> None:
        """What the step asks for."""
        walk, lessons = self.walk, self.concviz.lessons
        if walk is None:
            if self._lessons:
                lessons.open(self._lessons[max(0, self.cursor.choice)])
            return
        if isinstance(asked := walk.stop, Predict):
            if (answer := self.cursor.answer(asked)) is not None:
                lessons.predict(answer)
            else:
                self.concviz.notify("Choose first what you predict; f passes it over.")
        elif isinstance(walk.stop, Measure):
            lessons.measure()
        else:
            lessons.go_on()

    def action_choose(self, by: int) -> None:
        """Another choice, or another lesson; where there is nothing to choose, the text moves."""
        walk = self.walk
        choices = len(self._lessons)
        if walk is not None:
            choices = len(walk.stop.choices) if isinstance(walk.stop, Predict) else 0
        if not choices:
            self.page.scroll_relative(y=by, animate=False)
            return
        self.cursor = self.cursor.moved(by, choices)
        self._ask()

    def action_draw(self, by: int) -> None:
        """A greater or smaller prediction."""
        walk = self.walk
        if walk is not None and isinstance(walk.stop, Predict) and walk.stop.draw:
            self.cursor = self.cursor.drawn(by, walk.stop)
            self._ask()

    def action_pass_over(self) -> None:
        """Without a prediction, or without a measurement."""
        walk = self.walk
        if walk is not None and isinstance(walk.stop, Predict):
            self.concviz.lessons.predict(None)
        elif walk is not None and isinstance(walk.stop, Measure) and not self.concviz.state.measuring:
            self.concviz.lessons.go_on()

    def action_back(self) -> None:
        """The step before, or the list."""
        if self.has_class("-lab"):
            self.action_turn()
        else:
            self.concviz.lessons.go_back()

    def action_again(self) -> None:
        """This step from its beginning."""
        self.concviz.lessons.again()

    def action_vote_again(self) -> None:
        """A class's second round."""
        self.concviz.lessons.in_class.vote_again()

    def action_send_machine(self) -> None:
        """This machine's figures, to the class that it takes part in."""
        self.concviz.lessons.in_class.send_machine()

    def action_turn(self) -> None:
        """The Lab's panels alone, or the text again."""
        self.toggle_class("-lab")
        self.call_after_refresh(self.concviz.clock.tick, force=True)
        self.show_keys()

    def action_scroll(self, by: int) -> None:
        """A page of the text."""
        (self.page.scroll_page_down if by > 0 else self.page.scroll_page_up)(animate=False)

    def action_stop(self) -> None:
        """Stop what is measured."""
        self.concviz.runs.stop()
