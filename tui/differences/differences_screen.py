"""Differences: the table that every course shows, each cell measured on this machine, with the claim beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from ...engine.differences.differences_page import DifferencesPage, differences_page
from ..widgets.footer import Key
from ..widgets.study_screen import Studying, time_keys
from .differences_panel import DifferencesTable
from .evidence_panel import EvidencePanel, marked

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import Snapshot


class DifferencesScreen(Studying):
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
        *time_keys("left", "right", "R"),
    ]

    IDLE = "r measures the table"

    def __init__(self) -> None:
        super().__init__(id="differences")
        self._place: tuple[int, int] = (0, 0)
        self._page: DifferencesPage | None = None

    def body(self) -> Iterator[Widget]:
        """The table, and what the marked cell stands on."""
        yield DifferencesTable(id="table", classes="panel")
        yield EvidencePanel(id="evidence", classes="panel")

    # ------------------------------------------------------------------ what is shown

    def show_views(self, snapshot: Snapshot) -> None:
        """The table at the play head."""
        backend = self.lab_app.backend
        if backend is None:
            return
        page = self._page = differences_page(backend.session, snapshot.t_us, live=backend.instrument is not None)
        for panel in (self.query_one(DifferencesTable), self.query_one(EvidencePanel)):
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
            *(begin if self.live else ()),
            Key("↑↓←→", "cell", "screen.move(1,0)", 85),
            Key("enter", "evidence", "screen.evidence", 92),
            Key("y", "copy", "screen.copy_table", 55),
            *self.shared_keys(),
        )

    # ------------------------------------------------------------------ keys

    def action_measure(self) -> None:
        """All of it."""
        self.lab_app.begin_measuring("the table of differences", {"differences": ()})

    def action_measure_row(self) -> None:
        """The marked row."""
        name = self._page.rows[self._place[0]].name if self._page is not None else ""
        if name:
            self.lab_app.begin_measuring("the table of differences", {"differences": (name,)})

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
            keys = "r measures all, R this row" if self.live else "nothing can be measured in a recording"
            self.lab_app.say(f"This cell was not measured yet: {keys}.")
            return
        self.app.push_screen(EvidenceScreen(self._page, row, cell))

    def action_word(self) -> None:
        """What the marked cell's word means."""
        from ..help.concept_screen import word_of

        if self._page is not None:
            row, cell = marked(self._page, self._place)
            self.open_word(word_of(row.name, cell.column))

    def show_property(self, name: str, column: str = "") -> None:
        """Mark this property's cell."""
        from ...engine.differences.properties import COLUMNS, PROPERTIES

        self._place = (list(PROPERTIES).index(name), list(COLUMNS).index(column) if column in COLUMNS else 0)
        self.show_again()

    def action_copy_table(self) -> None:
        """The table as text, onto the clipboard (through the terminal, OSC 52)."""
        from ..cli.difference_lines import difference_lines

        app = self.lab_app
        session = app.backend.session if app.backend is not None else None
        cells = session.differences(app.snapshot.t_us if app.snapshot is not None else None) if session else []
        if session is not None and cells:
            app.copy_to_clipboard(
                "\n".join(difference_lines(cells, session.machine, colour=False, width=160, evidence=True))
            )
        nothing = "There is nothing to copy yet" + (": r measures the table." if self.live else ".")
        app.say("Table copied, with its evidence." if cells else nothing)
