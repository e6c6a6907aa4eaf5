"""Where one model's time went, from asking for the run until its workers were gone."""

from __future__ import annotations

from ...engine.analysis.snapshot import Snapshot
from ...engine.model import study_facts as model
from ...engine.model.states import Piece
from ...engine.study.study_pages import StudyPage
from ...engine.text.quantities import duration
from ...engine.text.words import plural
from ..charts.cells import Cells, Row
from ..charts.frame import Drawing
from ..charts.prose import wrapped
from ..charts.waterfall import bars_rows, waterfall_rows
from ..widgets.panel import ViewPanel
from .comparison_panel import row_title
from .piece_looks import LOOKS, bars_of, lost_to


class WaterfallPanel(ViewPanel[tuple[StudyPage, model.Row]]):
    """The pieces of the marked row's typical run."""

    TITLE = "Where the time went"

    def heading(self, snapshot: Snapshot | None) -> str:
        """`Where the 1.13 s of processes ×4 went`."""
        if self.view is None or self.view[1].waterfall is None:
            return self.TITLE
        row, fall = self.view[1], self.view[1].waterfall
        many = f" ×{row.workers:,}" if row.workers > 1 else ""
        return f"Where the {duration(fall.total_s)} of {row.name}{many} went"

    def draw_view(self, view: tuple[StudyPage, model.Row], width: int, height: int) -> Drawing:
        """A bar a piece, and the biggest loss."""
        page, row = view
        fall = row.waterfall
        if fall is None:
            return Drawing(_what_comes(row, width, height))
        bars = bars_of(fall)
        cores = min(row.workers, page.usable_cores)
        ideal = (f"ideal, {plural(cores, 'core')}", fall.ideal_s) if fall.ideal_s and cores > 1 else None
        others = [(each, each.waterfall) for each in page.rows if each.waterfall]
        own = min(height, len(bars) + 1 + bool(ideal))
        left = height - len(others) - BESIDE
        beside = len(others) > 1 and width >= 60 and left >= min(own, LEAST)
        thick = 2 * len(bars) + 2
        own = (thick if left >= thick else min(own, left)) if beside else height
        rows = waterfall_rows(bars, width, own, total_s=fall.total_s, ideal=ideal)
        if beside:
            pythons = list(dict.fromkeys(each.python for each in page.rows))
            runs = [(_name(each, pythons), bars_of(its), each is row) for each, its in others]
            rows = [*rows, [], [("all of them, on one time axis", "title")], *bars_rows(runs, width)]
        return Drawing(rows, note=_note(row, self.size.width - len(self.heading(None)) - 8), foot=_loss(row))


def _note(row: model.Row, room: int) -> Row:
    """Why this is longer than the wall time, in as many words as there is room for."""
    if row.wall_s is None:
        return []
    ways = ("wall time begins after interpreter start and imports", "wall time begins after imports", "with imports")
    if row.workers > 1:
        ways = (*(f"{words} · an average over the workers" for words in ways[:2]), *ways)
    words = next((words for words in ways if len(words) <= room), "")
    return [(words, "dim")] if words else []


def _name(row: model.Row, pythons: list[str]) -> str:
    return row.name if len(pythons) > 1 else row_title(row, pythons)


BESIDE = 5
"""Rows around the bars of all models: a blank one, their title, the axis, two of legend."""
LEAST = 8
"""Rows of the marked row's pieces that all models beside it are worth."""
MEANINGS = (
    ("", Piece.INTERPRETER_START, "until the new Python runs its first line"),
    ("", Piece.IMPORTS, "the task and the model, with all that they import"),
    ("", Piece.MAKING_ITEMS, "the work to be done, the same for every model"),
    ("", Piece.STARTING_WORKERS, "from asking for them to their first item"),
    ("pickling, queueing", Piece.PICKLING, "handing items over and results back"),
    ("", Piece.COMPUTING, "on a core: what it is all for"),
    ("waiting", Piece.WAIT_GIL, "for the GIL, for a core, for I/O or for the event loop"),
    ("", Piece.TEARDOWN, "until nothing of it is left"),
)
"""Words where one piece stands for several, the piece, and what it means."""


def _what_comes(row: model.Row, width: int, height: int) -> Cells:
    """Before there is anything to draw: what the pieces will be."""
    if row.error:
        return wrapped([("✗ ", "bold failed"), (row.error, "failed")], width)[:height]
    rows: Cells = []
    for name, piece, meaning in MEANINGS[:height]:
        look = LOOKS[piece]
        rows.append([(f"{name or look.words:<20}", "text"), (f"{look.glyph * 2}  ", look.ink), (meaning, "dim")])
    return rows


def _loss(row: model.Row) -> Row:
    """`biggest loss against the ideal: starting workers, 112 ms of 1.13 s`."""
    fall = row.waterfall
    if fall is None or fall.biggest_loss is None:
        return [("no loss worth a name against the ideal", "dim")]
    name = lost_to(fall.biggest_loss.piece, row)
    tail = f", {duration(fall.biggest_loss.seconds)} of {duration(fall.total_s)}"
    return [("biggest loss against the ideal ", "dim"), ("◂ ", "bold gil"), (name, "bold strong"), (tail, "text")]
