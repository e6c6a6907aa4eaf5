"""Differences: the table that every course shows, each cell measured on this machine, with the claim beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from ...engine.differences.differences_page import DifferencesPage, differences_page
from ..app.contract import Concviz
from ..app.key_table import bindings
from ..app.parts.studies import MeasureTable
from ..widgets.app_screen import AppScreen
from ..widgets.footer import Key, key
from ..widgets.study_keys import SHEET, shared_keys, stop_study
from .differences_panel import DifferencesTable
from .evidence_panel import EvidencePanel, marked

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot
    from ..app.parts.last_study import LastStudy

DOWN = "screen.move(1,0)"


class DifferencesScreen(AppScreen):
    """The third screen."""

    KEYS = ("differences", "lab.stop", "time")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*KEYS)]

    CSS_PATH = SHEET

    def __init__(self, concviz: Concviz) -> None:
        super().__init__(concviz, "differences")
        self._place: tuple[int, int] = (0, 0)
        self._page: DifferencesPage | None = None
        self._table = DifferencesTable(id="table", classes="panel")
        self._evidence = EvidencePanel(id="evidence", classes="panel")
        self.panels = (self._table, self._evidence)

    def body(self) -> Iterator[Widget]:
        """The table, and what the marked cell stands on."""
        yield self._table
        yield self._evidence
        yield from self.foot()

    # ------------------------------------------------------------------ what is shown

    def show_views(self, snapshot: Snapshot, *, everything: bool = True) -> None:
        """The table at the play head."""
        state = self.concviz.state
        if state.backend is None:
            return
        page = self._page = differences_page(state.backend.session, snapshot.t_us, live=not state.replaying)
        for panel in (self._table, self._evidence):
            panel.selected = self._place
            panel.show_view(snapshot, page)

    def on_screen_resume(self) -> None:
        """Where nothing was measured yet, the table that was measured last is offered."""
        self.concviz.last_studies.look("differences", self._offer_last)

    def _offer_last(self, last: LastStudy | None) -> None:
        from ..sessions.recording_words import study_words

        self._evidence.last = study_words(last, "") if last is not None else ""
        self.show_again()

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        begin = (
            key("differences.run", weight=100 if not running else 60),
            key("differences.again", weight=94 if not running else 59),
            key("lab.stop", weight=99 if running else 45),
        )
        return (
            *(() if self.concviz.state.replaying else begin),
            key(
                *(f"differences.{way}" for way in ("up", "down", "left", "right")), label="cell", action=DOWN, weight=85
            ),
            key("differences.open", weight=92),
            *((key("differences.last", weight=54),) if self._page is None or self._page.status == "none" else ()),
            key("differences.copy", weight=55),
            *shared_keys(self.concviz),
        )

    # ------------------------------------------------------------------ keys

    def action_measure(self) -> None:
        """All of it."""
        self.concviz.studies.begin("the table of differences", MeasureTable())

    def action_measure_row(self) -> None:
        """The marked row."""
        name = self._page.rows[self._place[0]].name if self._page is not None else ""
        if name:
            self.concviz.studies.begin("the table of differences", MeasureTable((name,)))

    def action_stop(self) -> None:
        """Stop what is measured."""
        stop_study(self.concviz, "r measures the table")

    def action_move(self, down: int, right: int) -> None:
        """Mark another cell."""
        if self._page is None:
            return
        row = max(0, min(self._place[0] + down, len(self._page.rows) - 1))
        column = max(0, min(self._place[1] + right, len(self._page.columns) - 1))
        self._place = (row, column)
        self.show_again()

    def on_differences_table_chosen(self, message: DifferencesTable.Chosen) -> None:
        """A click marks a cell; on the marked one it opens the evidence."""
        self._place = (message.row, message.column)
        self.show_again()
        if message.again:
            self.action_evidence()

    def action_evidence(self) -> None:
        """Everything that the marked cell stands on."""
        from .evidence_screen import EvidenceScreen

        if self._page is None:
            return
        row, cell = marked(self._page, self._place)
        if not cell.state:
            replaying = self.concviz.state.replaying
            keys = "nothing can be measured in a recording" if replaying else "r measures all, A this row"
            self.concviz.notify(f"This cell was not measured yet: {keys}.")
            return
        self.app.push_screen(EvidenceScreen(self._page, row, cell))

    def action_last_study(self) -> None:
        """Open the table that was measured last, before the app began too."""
        self.concviz.last_studies.open("differences", "r")

    def action_find(self) -> None:
        """Find a row by typing."""
        from ..dialogs.picker import PickerScreen
        from ..widgets.choice_list import Row

        rows = self._page.rows if self._page is not None else ()
        listed = [Row(row.title, str(place), words=row.question) for place, row in enumerate(rows)]

        def done(name: str | None) -> None:
            if name is not None:
                self._place = (int(name), self._place[1])
                self.show_again()

        if listed:
            self.app.push_screen(PickerScreen("Properties", listed, str(self._place[0])), done)

    def subject(self) -> str:
        """What the marked cell's word means."""
        from ..help.concept_screen import word_of

        if self._page is None:
            return ""
        row, cell = marked(self._page, self._place)
        return word_of(row.name, cell.column)

    def show_property(self, name: str, column: str = "") -> None:
        """Mark this property's cell."""
        from ...engine.differences.properties import COLUMNS, PROPERTIES

        self._place = (list(PROPERTIES).index(name), list(COLUMNS).index(column) if column in COLUMNS else 0)
        self.show_again()

    def action_copy_table(self) -> None:
        """The table as text, onto the clipboard (through the terminal, OSC 52)."""
        from ..cli.lines.difference_lines import difference_lines

        state = self.concviz.state
        session = state.backend.session if state.backend is not None else None
        cells = session.differences(state.snapshot.t_us if state.snapshot is not None else None) if session else []
        if session is not None and cells:
            lines = difference_lines(cells, session.machine, colour=False, width=160, evidence=True)
            self.concviz.copy_to_clipboard("\n".join(lines))
        nothing = "There is nothing to copy yet" + ("." if state.replaying else ": r measures the table.")
        self.concviz.notify("Table copied, with its evidence." if cells else nothing)
