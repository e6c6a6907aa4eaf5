"""The table of differences: what every course says of threads and processes, each cell measured here and now."""

from __future__ import annotations

from textual.events import Click
from textual.message import Message

from ...engine.analysis.snapshot import Snapshot
from ...engine.differences.differences_page import RACE, DifferencesPage, PropertyView, race_facts
from ...engine.session.events import Difference
from ...engine.text.quantities import percent, time_left_between
from ...engine.text.words import plural
from ..charts.blocks import line_bar
from ..charts.cells import Row, joined, width_of
from ..charts.differences_table import MARKS, Cell, Line, plan, table_rows
from ..charts.frame import Drawing, inner_size
from ..widgets.panel import ViewPanel


class DifferencesTable(ViewPanel[DifferencesPage]):
    """Properties by kinds of worker."""

    TITLE = "Differences, measured here"
    selected: tuple[int, int] = (0, 0)
    """Row and column of the cursor."""

    class Chosen(Message):
        """A cell was clicked; `again`: the one that was marked already."""

        def __init__(self, row: int, column: int, again: bool) -> None:
            super().__init__()
            self.row, self.column, self.again = row, column, again

    def heading(self, snapshot: Snapshot | None) -> str:
        """With the machine's cores: they decide what parallelism can be."""
        if snapshot is None or self.size.width < 100:
            return "Differences"
        python = f"CPython {_python(self.view, 0)} · " if self.view and _python(self.view, 0) else ""
        return f"{self.TITLE} · {python}{plural(snapshot.machine.usable_cores, 'usable core')}"

    def draw_view(self, view: DifferencesPage, width: int, height: int) -> Drawing:
        """The table."""
        first = _python(view, 0)
        heads = [
            (column, "" if _python(view, at) == first else _python(view, at)) for at, column in enumerate(view.columns)
        ]
        rows = table_rows(heads, lines(view), width, height, selected=self.selected, focus=self.has_focus)
        legend = next((row for row in LEGENDS if width_of(row) <= self.foot_room(width)), LEGENDS[-1])
        return Drawing(rows, note=progress(view, self.size.width // 2), legend=legend, foot=_missing(view))

    def on_click(self, event: Click) -> None:
        """Mark the cell under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or self.view is None:
            return
        width, height = inner_size(*self.size, self.frame)
        x, y = (offset.x - 2, offset.y - 1) if self.frame == "round" else (offset.x, offset.y - (self.frame == "rule"))
        layout = plan(lines(self.view), width, height, self.selected)
        row, column = layout.line_at(y), layout.column_at(x)
        if row is not None:
            place = (row, self.selected[1] if column is None else column)
            self.post_message(self.Chosen(*place, place == self.selected))


def _python(page: DifferencesPage, place: int) -> str:
    """Under which Python the column was measured."""
    return next(
        (row.cells[place].python for row in page.rows if len(row.cells) > place and row.cells[place].python), ""
    )


def _legend(said: str, *words: str) -> Row:
    """The marks with these words, and what the quoted words are."""
    row: Row = [(f"“…” {said}", "dim")] if said else []
    for (mark, ink), told in zip((MARKS[True], MARKS[False], MARKS[None]), words, strict=True):
        row += [("   " if row else "", "dim"), (f"{mark} ", ink), (told, "dim")]
    return row


LEGENDS = (
    _legend("what is said of it", "agrees with that", "does not", "can't be told"),
    _legend("", "agrees with what is said", "does not", "can't be told"),
    _legend("", "agrees", "does not", "open"),
)
"""The longest first."""


def progress(page: DifferencesPage, room: int) -> Row:
    """`━━━╸──── 12 of 36 · 30 s to 3 min left  weight of asyncio`."""
    if page.status == "stopped":
        return [("stopped", "bold gil")]
    if page.status != "measuring":
        return []
    bar = line_bar(max(0, page.step - 1) / max(1, page.steps), 12, "interface")
    count: Row = [(f" {page.step} of {page.steps}", "bold interface")]
    left = f" · {time_left_between(*page.left_s)}" if page.left_s is not None else ""
    what = f"  {page.now.name} of {page.now.column}, Python {page.now.python}" if page.now else ""
    fitting = (words for words in (f"{left}{what}", left, what, "") if len(words) + 22 <= room)
    return joined(bar, count, [(next(fitting, ""), "text")])


def _missing(page: DifferencesPage) -> Row:
    return [(page.missing[0][1], "gil")] if page.missing else []


def lines(page: DifferencesPage) -> list[Line]:
    """The rows as the chart takes them."""
    return [Line(row.title, tuple(_cell(cell, row) for cell in row.cells)) for row in page.rows]


def _cell(cell: Difference, row: PropertyView) -> Cell:
    others = [other for other in row.others if other.column == cell.column and other.value]
    if row.name == RACE:
        return _race(cell, others)
    note = "  ".join(f"{other.python}: {other.value}" for other in others)
    return Cell(*_value(cell), claim=cell.claim if cell.state else "", note=note)


def _value(cell: Difference) -> tuple[str, str, tuple[str, str]]:
    """Words, ink and mark."""
    if cell.state == "measuring":
        return cell.value or "measuring …", "interface", ("▸", "bold interface")
    if cell.state == "done":
        return cell.value, "strong", MARKS[cell.agrees]
    if cell.state == "failed":
        return cell.value or "not measured", "gil", ("–", "gil")
    if cell.state == "stopped":
        return "stopped", "dim", ("–", "dim")
    return f"“{cell.claim}”" if cell.claim else "·", "dim", (" ", "dim")


def _race(cell: Difference, others: list[Difference]) -> Cell:
    """Updates lost under each Python, in one line."""
    value, ink, mark = _value(cell)
    known = [(each.python, share) for each in (cell, *others) if (share := race_facts(each).share("call")) is not None]
    if known:
        value = f"lost without a lock: {' · '.join(f'{python} {percent(share)}' for python, share in known)}"
    return Cell(value, ink, mark, claim=cell.claim if cell.state else "")
