"""What the marked cell of the table of differences stands on."""

from __future__ import annotations

from collections.abc import Mapping

from ...engine.analysis.snapshot import Snapshot
from ...engine.differences.differences_page import RACE, DifferencesPage, PropertyView, race_facts
from ...engine.model.difference_facts import PicklingFacts, Way
from ...engine.session.events import Difference
from ..app.key_table import key_of
from ..charts.cells import Cells, Row, fit, joined
from ..charts.differences_table import MARKS, Race, race_rows
from ..charts.frame import Drawing
from ..charts.prose import wrapped
from ..widgets.panel import ViewPanel

WAYS: dict[Way, str] = {"call": "count = step(count)", "lock": "with a lock", "bare": "count += 1"}
SOURCES = {"course": "the course says", "docs": "the documentation says", "usual": "it is usually said"}


def marked(page: DifferencesPage, selected: tuple[int, int]) -> tuple[PropertyView, Difference]:
    """The row and the cell of the cursor."""
    row = page.rows[max(0, min(selected[0], len(page.rows) - 1))]
    return row, row.cells[min(selected[1], len(row.cells) - 1)]


class EvidencePanel(ViewPanel[DifferencesPage]):
    """The sentence, the claim, and as much of the evidence as there is room for."""

    TITLE = "What you see"
    selected: tuple[int, int] = (0, 0)
    last = ""
    """The table that was measured last, before the app began; '' for none known."""

    def heading(self, snapshot: Snapshot | None) -> str:
        """`Weight · multiprocessing · 3.14.2`."""
        if self.view is None:
            return self.TITLE
        row, cell = marked(self.view, self.selected)
        return " · ".join(word for word in (row.title, cell.column, cell.python) if word)

    def draw_view(self, view: DifferencesPage, width: int, height: int) -> Drawing:
        """Words, or for a race bars."""
        row, cell = marked(view, self.selected)
        more: Row = [("enter ", "bold interface"), ("all of it", "dim")] if len(cell.evidence) > 2 else []
        return Drawing(evidence_rows(view, row, cell, width, height, self.last)[:height], foot=more)


def evidence_rows(
    page: DifferencesPage, row: PropertyView, cell: Difference, width: int, height: int, last: str = ""
) -> Cells:
    """The most telling lines first; `height` decides whether there are bars of the race."""
    if page.status == "none" or not cell.state:
        return _unmeasured(page, row, cell, width, last)
    rows = wrapped(sentence(cell), width)
    if height <= 3:
        return rows
    if row.name == RACE:
        races = [each for each in (cell, *row.others) if each.state in ("measuring", "done")]
        return [*race_rows([_race(each) for each in races], list(WAYS.values()), width, len(races) + 1), *rows]
    if isinstance(cell.facts, PicklingFacts) and cell.facts.cannot:
        return [*rows, *_errors(cell.facts.cannot, width)]
    for other in row.others:
        if other.column == cell.column and other.state == "done":
            rows += wrapped([(f"Python {other.python}: ", "dim"), *sentence(other)], width)
    return [*rows, *(fit([("  " + text, "dim")], width) for text in cell.evidence)]


def sentence(cell: Difference) -> Row:
    """`1.00 cores ✓ the course says “limited by the GIL”. Two of them used …`."""
    mark, ink = MARKS[cell.agrees] if cell.state == "done" else ("–", "dim")
    says = SOURCES.get(cell.source, cell.source)
    claim: Row = [(f"{says} ", "dim"), (f"“{cell.claim}”", "text"), (". ", "dim")] if cell.claim else []
    return [(f"{mark} ", ink), (cell.value or cell.state, "bold strong"), (" · ", "dim"), *claim, (cell.why, "text")]


def _unmeasured(page: DifferencesPage, row: PropertyView, cell: Difference, width: int, last: str) -> Cells:
    """What will be asked, and which key asks it; none does in a recording."""
    says = SOURCES.get(cell.source, cell.source)
    words: Row = [(row.question, "bold strong")]
    words += (
        [(f" {says[:1].upper()}{says[1:]} of {cell.column}: ", "dim"), (f"“{cell.claim}”", "text"), (".", "dim")]
        if cell.claim
        else []
    )
    if not page.live:
        return wrapped([*words, (" It was not measured by this moment of the recording.", "dim")], width)
    words += [
        (" Nobody has to believe it: ", "dim"),
        (key_of("differences.run"), "bold interface"),
        (" measures all of it in one to three minutes, ", "dim"),
        (key_of("differences.again"), "bold interface"),
        (" only this row.", "dim"),
    ]
    if last and page.status == "none":
        words += [
            (" ", "dim"),
            (key_of("differences.last"), "bold interface"),
            (f" opens the last one: {last}.", "dim"),
        ]
    return wrapped(words, width)


def _race(cell: Difference) -> Race:
    facts = race_facts(cell)
    return Race(cell.python, facts.gil is not False, tuple(facts.share(way) for way in WAYS), cell.state == "measuring")


def _errors(cannot: Mapping[str, str], width: int) -> Cells:
    """What can't be sent, and the error that it gives."""
    longest = min(34, max(len(what) for what in cannot)) + 2
    return [
        joined(fit([(f"  {what}", "text")], longest + 2), fit([(error, "failed")], max(0, width - longest - 2)))
        for what, error in cannot.items()
    ]
