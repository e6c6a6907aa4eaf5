"""Where one model's time went, from asking for the run until its workers were gone."""

from __future__ import annotations

from ...engine.analysis.snapshot import Snapshot
from ...engine.study.study_pages import RowView, StudyPage
from ...engine.text.quantities import duration
from ...engine.text.state_words import ASLEEP, CHILD, CORE, GIL, IO, LOCK, LOOP
from ...engine.text.words import plural
from ..charts.cells import Cells, Row
from ..charts.frame import Drawing
from ..charts.prose import wrapped
from ..charts.waterfall import Piece, bars_rows, waterfall_rows
from ..widgets.view_panel import ViewPanel
from .comparison_panel import row_title

SETUP, HANDING, ENDING = ("rest", "▓", "making ready"), ("lane3", "≈", "handing over"), ("rest", "·", "ending, idle")
LOOKS = {
    "interpreter start": SETUP,
    "imports": SETUP,
    "making items": SETUP,
    "counting bytes (concviz)": SETUP,
    "starting workers": ("title", "▓", "starting workers"),
    "pickling": HANDING,
    "queueing": HANDING,
    "results back": HANDING,
    "computing": ("run", "█", "computing"),
    "waiting for the GIL": (GIL.ink, GIL.glyph, "waiting for the GIL"),
    "waiting for a lock": (LOCK.ink, LOCK.glyph, "for a lock"),
    "waiting for a core": (CORE.ink, CORE.glyph, "for a core"),
    "waiting for I/O": (IO.ink, IO.glyph, "for I/O"),
    "waiting for a child": (CHILD.ink, CHILD.glyph, "for a child"),
    "asleep": (ASLEEP.ink, ASLEEP.glyph, "asleep"),
    "waiting for the loop": (LOOP.ink, LOOP.glyph, "for the loop"),
    "idle at the end": ENDING,
    "teardown": ENDING,
    "not accounted for": ("dim", "?", "not accounted for"),
}
"""Ink, glyph for the bar of one line, and what it is one of, of each piece."""
UNKNOWN = ("dim", "?", "other")
SHORT = {"counting bytes (concviz)": "concviz's own"}
ONE_CORE = 1.2


class WaterfallPanel(ViewPanel[tuple[StudyPage, RowView]]):
    """The pieces of the marked row's typical run."""

    TITLE = "Where the time went"

    def heading(self, snapshot: Snapshot | None) -> str:
        """`Where the 1.13 s of processes ×4 went`."""
        if self.view is None or not self.view[1].pieces:
            return self.TITLE
        row = self.view[1]
        many = f" ×{row.workers:,}" if row.workers > 1 else ""
        return f"Where the {duration(row.total_s)} of {row.name}{many} went"

    def draw_view(self, view: tuple[StudyPage, RowView], width: int, height: int) -> Drawing:
        """A bar a piece, and the biggest loss."""
        page, row = view
        if not row.pieces:
            return Drawing(_what_comes(row, width, height))
        said = _loss(row)
        pieces = _pieces(row)
        cores = min(row.workers, page.usable_cores)
        ideal = (f"ideal, {plural(cores, 'core')}", row.ideal_s) if row.ideal_s and cores > 1 else None
        others = [each for each in page.rows if each.pieces]
        own = min(height, len(pieces) + 1 + bool(ideal))
        beside = len(others) > 1 and width >= 60 and height >= own + len(others) + 4
        rows = waterfall_rows(pieces, width, own if beside else height, total_s=row.total_s, ideal=ideal)
        if beside:
            pythons = list(dict.fromkeys(each.python for each in page.rows))
            runs = [(_name(each, pythons), _pieces(each), each is row) for each in others]
            rows += [[], [("all of them, on one time axis", "title")], *bars_rows(runs, width)]
        return Drawing(rows, note=_note(row, self.size.width - len(self.heading(None)) - 8), foot=said)


def _note(row: RowView, room: int) -> Row:
    """Why this is longer than the wall time, in as many words as there is room for."""
    if row.wall is None:
        return []
    ways = ("wall time begins after interpreter start and imports", "wall time begins after imports", "with imports")
    if row.workers > 1:
        ways = (*(f"{words} · an average over the workers" for words in ways[:2]), *ways)
    words = next((words for words in ways if len(words) <= room), "")
    return [(words, "dim")] if words else []


def _pieces(row: RowView) -> list[Piece]:
    lost = row.loss[0] if row.loss else ""
    return [
        Piece(SHORT.get(name, name), long, *LOOKS.get(name, UNKNOWN), loss=name == lost) for name, long in row.pieces
    ]


def _name(row: RowView, pythons: list[str]) -> str:
    return row.name if len(pythons) > 1 else row_title(row, pythons)


MEANINGS = (
    ("interpreter start", "until the new Python runs its first line"),
    ("imports", "the task and the model, with all that they import"),
    ("making items", "the work to be done, the same for every model"),
    ("starting workers", "from asking for them to their first item"),
    ("pickling, queueing", "handing items over and results back"),
    ("computing", "on a core: what it is all for"),
    ("waiting", "for the GIL, for a core, for I/O or for the event loop"),
    ("teardown", "until nothing of it is left"),
)


def _what_comes(row: RowView, width: int, height: int) -> Cells:
    """Before there is anything to draw: what the pieces will be."""
    if row.error:
        return wrapped([("✗ ", "bold failed"), (row.error, "failed")], width)[:height]
    looks = {"pickling, queueing": HANDING, "waiting": LOOKS["waiting for the GIL"]}
    rows: Cells = []
    for name, meaning in MEANINGS[:height]:
        ink, glyph, _ = looks.get(name) or LOOKS[name]
        rows.append([(f"{name:<20}", "text"), (f"{glyph * 2}  ", ink), (meaning, "dim")])
    return rows


def _loss(row: RowView) -> Row:
    """`biggest loss against the ideal: starting workers, 112 ms of 1.13 s`."""
    if row.loss is None:
        return [("no loss worth a name against the ideal", "dim")]
    name, lost = row.loss
    if name == "computing":
        slow = row.cores_used is not None and row.cores_used < ONE_CORE
        name = "computing on one core only" if slow else "more computing than sequential needs"
    tail = f", {duration(lost)} of {duration(row.total_s)}"
    return [("biggest loss against the ideal ", "dim"), ("◂ ", "bold gil"), (name, "bold strong"), (tail, "text")]
