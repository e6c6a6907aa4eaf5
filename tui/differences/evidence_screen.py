"""All that one cell of the table of differences stands on."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ...engine.differences.differences_page import RACE, DifferencesPage, PropertyView
from ...engine.session.events import Difference
from ..charts.cells import Cells
from ..charts.prose import wrapped
from ..help.reading_screen import READING, ReadingScreen
from .evidence_panel import evidence_rows, sentence


class EvidenceScreen(ReadingScreen):
    """The question, the answer, and every line of the evidence, under each Python that was measured."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "page(-1)", "up", id="evidence.up"),
        Binding("down,j", "page(1)", "down", id="evidence.down"),
        Binding("enter", "close", "back", id="evidence.close"),
        *READING,
    ]

    def __init__(self, page: DifferencesPage, row: PropertyView, cell: Difference) -> None:
        super().__init__()
        self._page, self._row, self._cell = page, row, cell

    def title_words(self) -> str:
        """Property, column, Python."""
        return " · ".join(word for word in (self._row.title, self._cell.column, self._cell.python) if word)

    def text_rows(self, width: int) -> Cells:
        """The question first."""
        rows: Cells = [*wrapped([(self._row.question, "bold title")], width), []]
        if self._row.name == RACE:
            rows += [*evidence_rows(self._page, self._row, self._cell, width, 99), []]
        cells = [self._cell, *(other for other in self._row.others if other.column == self._cell.column)]
        for cell in cells:
            if len(cells) > 1:
                rows += [[(f"Python {cell.python}", "bold title")]]
            rows += wrapped(sentence(cell), width)
            for line in cell.evidence:
                indent = len(line) - len(line.lstrip())
                told = wrapped([(line.strip(), "dim")], max(8, width - indent - 2))
                rows += [[(" " * (indent + 2), ""), *each] for each in told]
            rows.append([])
        return rows[:-1]
