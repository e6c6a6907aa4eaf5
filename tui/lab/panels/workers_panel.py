"""The workers' timeline: who ran when, and what the others waited for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from textual.message import Message
from textual.reactive import reactive

from ....engine.analysis.snapshot import LaneView, Snapshot
from ....engine.text.clocks import clock
from ....engine.text.quantities import duration
from ....engine.text.state_words import BY_CODE, ON_CORE
from ...charts.cells import Row, width_of
from ...charts.frame import Drawing, inner_size
from ...charts.lanes import states_in, told_by_height
from ...charts.timeline import Lanes, end_of, on_grid
from ...charts.workers import Places, Worker, name_cells, places, timeline_cells, together, worker_rows
from ...theme.colours import lane_role
from ...widgets.panel import Panel

ZOOMS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
"""Microseconds a cell."""
GAP = 3
"""Cells between words in the frame."""


class WorkersPanel(Panel):
    """One row a worker; blocks run, thin glyphs wait.

    `cell_us` is the zoom, `by_core` colours and letters what runs by its core. `timeline_us` tells the app which window
    the snapshot must have; `WindowChanged` says that it has become another one.
    """

    TITLE = "Workers"

    cell_us = reactive(2_000, init=False)
    by_core = reactive(False, init=False)

    class WindowChanged(Message):
        """The panel needs another window of time."""

        def __init__(self, timeline_us: int) -> None:
            super().__init__()
            self.timeline_us = timeline_us

    @property
    def timeline_us(self) -> int:
        """The window of segments that the panel needs, in µs."""
        return self._cells() * self.cell_us

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Rows for the snapshot's lanes and segments."""
        views = snapshot.lanes
        if not views or height <= 0:
            return Drawing([[(_nothing(snapshot), "dim")]])
        names, plan = [view.name for view in views], places(len(views), height)
        cells = timeline_cells(names, width)
        end = end_of(snapshot.segments.until_us or snapshot.t_us, self.cell_us)
        lanes = self._grid(snapshot, plan, end, cells)
        workers = [_worker(snapshot, views[part]) for part in plan.rows]
        room = name_cells(names, width)
        rows = worker_rows(workers, lanes, plan, width, height, room, self.cell_us, self.by_core)
        feet = self._feet(snapshot, end, cells, width)
        legends = _legends(lanes, by_core=self.by_core, swatch=self._swatch(plan.height == height))
        if self.frame == "round":
            legend, foot, _ = _first_that_fit(legends, feet, [[]], self.foot_room(width))
            return Drawing(rows, _note(snapshot, plan), legend, foot)
        notes = [_note(snapshot, plan), _note(snapshot, plan, brief=True)]
        legend, foot, note = _first_that_fit(legends, feet, notes, self.foot_room(width))
        return Drawing(rows, note, legend, foot)

    def _swatch(self, touches: bool) -> str:
        """The legend's block: half a cell where the whole would look like a part of the lane next to it."""
        return "▀" if self.frame == "rule" else "▄" if touches else ON_CORE.glyph

    def _grid(self, snapshot: Snapshot, plan: Places, end: int, cells: int) -> Lanes:
        """The segments on the panel's cells."""
        found = snapshot.segments
        return on_grid(
            [[view.lane for view in snapshot.lanes[part]] for part in plan.rows],
            *(found.lane, found.start_us, found.end_us, found.state, found.core),
            end=end,
            cell_us=self.cell_us,
            cells=cells,
        )

    def action_zoom_in(self) -> None:
        """Less time a cell."""
        self.cell_us = max((zoom for zoom in ZOOMS if zoom < self.cell_us), default=ZOOMS[0])

    def action_zoom_out(self) -> None:
        """More time a cell."""
        self.cell_us = min((zoom for zoom in ZOOMS if zoom > self.cell_us), default=ZOOMS[-1])

    def action_toggle_by_core(self) -> None:
        """Colour by worker, or by the core that ran it."""
        self.by_core = not self.by_core

    def on_mouse_scroll_up(self) -> None:
        """Look closer."""
        self.action_zoom_in()

    def on_mouse_scroll_down(self) -> None:
        """Look at more."""
        self.action_zoom_out()

    def on_resize(self) -> None:
        """Another width shows another window."""
        self._window_changed()

    def watch_cell_us(self) -> None:
        """Another zoom shows another window."""
        self.redraw()
        self._window_changed()

    def watch_by_core(self) -> None:
        """The same cells in other colours."""
        self.redraw()

    def _window_changed(self) -> None:
        if self.is_attached:
            self.post_message(self.WindowChanged(self.timeline_us))

    def _cells(self) -> int:
        width, _ = inner_size(*self.size, self.frame)
        names = [view.name for view in self.snapshot.lanes] if self.snapshot else ["coroutine 10"]
        return timeline_cells(names, max(1, width))

    def _feet(self, snapshot: Snapshot, end: int, cells: int, width: int) -> list[Row]:
        """`2 ms a cell · last 140 ms ◂ ▸`, then shorter."""
        zoom = f"{duration(self.cell_us / 1e6, exact=True)} a cell"
        shown = duration(cells * self.cell_us / 1e6, exact=True)
        late = snapshot.t_us - end > 1_000_000
        words = f"{zoom} · {shown} up to {clock(end)}" if late else f"{zoom} · last {shown}"
        arrows = (" ◂ ▸", "interface")
        long: list[Row] = [[(words, "dim"), arrows]] if width >= 50 else []
        return [*long, [(zoom, "dim"), arrows], [(zoom, "dim")], []]


def _worker(snapshot: Snapshot, views: Sequence[LaneView]) -> Worker:
    """What stands beside a row."""
    if len(views) > 1:
        return together([view.name for view in views], [view.items_per_s for view in views])
    view = views[0]
    news = snapshot.run is not None and snapshot.run.status in ("running", "failed")
    return Worker(view.name, lane_role(view.lane), view.items_per_s, view.ended and news)


def _nothing(snapshot: Snapshot) -> str:
    if snapshot.run is None:
        return "Press r to run the task; every worker gets a row here."
    return "starting the workers …" if snapshot.run.status in ("starting", "running") else "no worker began an item"


def _legends(lanes: Lanes, *, by_core: bool, swatch: str) -> list[Row]:
    """The glyphs that can be seen, with many words first, with few last."""
    heights: Row = [(", height: how much of the cell", "dim")] if told_by_height(lanes) else []
    long, short, brief = (
        _glyphs(lanes, by_core=by_core, swatch=swatch, words=words) for words in ("legend", "short", "word")
    )
    return [[*long, *heights], long, short, brief]


def _glyphs(lanes: Lanes, *, by_core: bool, swatch: str, words: str) -> Row:
    """A glyph and its words (that field of the state) for each state in the window."""
    row: Row = []
    for code in states_in(lanes):
        state = BY_CODE[code]
        told = getattr(state, words) if code else state.legend
        if by_core and not code:
            told = "letter: the core it ran on" if words == "legend" else "core's letter"
        glyph = state.glyph if code else swatch
        row += [("  " if row else "", ""), (glyph, state.ink if code else "title"), (f" {told}", "dim")]
    return row


def _first_that_fit(legends: list[Row], feet: list[Row], notes: list[Row], room: int) -> tuple[Row, Row, Row]:
    """The longest legend, foot and note that go into `room` cells of one line; without a legend where none does."""
    for note, foot, legend in product(notes, feet, legends):
        if sum(width_of(row) + GAP for row in (legend, foot, note) if row) - GAP <= room:
            return legend, foot, note
    return [], feet[-2], notes[-1]


def _note(snapshot: Snapshot, plan: Places, *, brief: bool = False) -> Row:
    """What isn't shown one by one, and what was lost."""
    row: Row = []
    shared = plan.shared
    if shared is not None:
        more = "… " if shared.start else ""
        words = "" if brief else f"{len(snapshot.lanes) - shared.start:,}{' more' if more else ''} workers, "
        row.append((f"{more}{words}{shared.stop - shared.start:,} a row", "dim"))
    for count, words in ((snapshot.dropped_spans, "lost"), (snapshot.thinned_spans, "only counted")):
        if count:
            row += [(" · " if row else "", "dim"), (f"{count:,} {'' if brief else 'spans '}{words}", "gil")]
    return row
