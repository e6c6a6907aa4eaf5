"""Differences: the table that every course shows, each cell measured on this machine, with the claim beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ...engine.differences.differences_page import DifferencesPage, differences_page
from ..app.contract import Concviz
from ..widgets.app_screen import AppScreen
from ..widgets.footer import Key
from ..widgets.study_keys import SHEET, shared_keys, stop_study
from ..widgets.time_keys import time_bindings
from .differences_panel import DifferencesTable
from .evidence_panel import EvidencePanel, marked

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot


class DifferencesScreen(AppScreen):
    """The third screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "measure", "measure all of it", id="differences.measure"),
        Binding("R", "measure_row", "measure the marked row", id="differences.row"),
        Binding("s", "stop", "stop; what is measured stays", id="lab.stop"),
        Binding("up,k", "move(-1,0)", "the row above", id="differences.up"),
        Binding("down,j", "move(1,0)", "the row below", id="differences.down"),
        Binding("left,h", "move(0,-1)", "the column before", id="differences.left"),
        Binding("right", "move(0,1)", "the next column", id="differences.right"),
        Binding("enter", "evidence", "what the marked cell stands on", id="differences.evidence"),
        Binding("question_mark", "word", "what the word means", id="differences.word"),
        Binding("y", "copy_table", "copy the table", id="differences.copy"),
        *time_bindings("left", "right", "R"),
    ]

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

    def keys(self, running: bool) -> tuple[Key, ...]:
        """The footer's entries."""
        begin = (
            Key("r", "measure all", "screen.measure", 100 if not running else 60),
            Key("R", "this row", "screen.measure_row", 94 if not running else 59),
            Key("s", "stop", "screen.stop", 99 if running else 45),
        )
        return (
            *(() if self.concviz.state.replaying else begin),
            Key("↑↓←→", "cell", "screen.move(1,0)", 85),
            Key("enter", "evidence", "screen.evidence", 92),
            Key("y", "copy", "screen.copy_table", 55),
            *shared_keys(self.concviz),
        )

    # ------------------------------------------------------------------ keys

    def action_measure(self) -> None:
        """All of it."""
        self.concviz.studies.begin("the table of differences", {"differences": ()})

    def action_measure_row(self) -> None:
        """The marked row."""
        name = self._page.rows[self._place[0]].name if self._page is not None else ""
        if name:
            self.concviz.studies.begin("the table of differences", {"differences": (name,)})

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
            keys = "nothing can be measured in a recording" if replaying else "r measures all, R this row"
            self.concviz.notify(f"This cell was not measured yet: {keys}.")
            return
        self.app.push_screen(EvidenceScreen(self._page, row, cell))

    def action_word(self) -> None:
        """What the marked cell's word means."""
        from ..help.concept_screen import open_word, word_of

        if self._page is not None:
            row, cell = marked(self._page, self._place)
            open_word(self.concviz, self.app, word_of(row.name, cell.column))

    def show_property(self, name: str, column: str = "") -> None:
        """Mark this property's cell."""
        from ...engine.differences.properties import COLUMNS, PROPERTIES

        self._place = (list(PROPERTIES).index(name), list(COLUMNS).index(column) if column in COLUMNS else 0)
        self.show_again()

    def action_copy_table(self) -> None:
        """The table as text, onto the clipboard (through the terminal, OSC 52)."""
        from ..cli.difference_lines import difference_lines

        state = self.concviz.state
        session = state.backend.session if state.backend is not None else None
        cells = session.differences(state.snapshot.t_us if state.snapshot is not None else None) if session else []
        if session is not None and cells:
            lines = difference_lines(cells, session.machine, colour=False, width=160, evidence=True)
            self.concviz.copy_to_clipboard("\n".join(lines))
        nothing = "There is nothing to copy yet" + ("." if state.replaying else ": r measures the table.")
        self.concviz.notify("Table copied, with its evidence." if cells else nothing)
