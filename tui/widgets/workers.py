"""The workers' timeline: who ran when, and what the others waited for."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message
from textual.reactive import reactive

from ...engine.analysis.snapshot import LaneView, Snapshot
from ..charts.cells import Row, width_of
from ..charts.frame import Drawing, inner_size
from ..charts.lanes import states_in, told_by_height
from ..charts.numbers import clock, duration
from ..charts.states import BY_CODE
from ..charts.timeline import Lanes, end_of, on_grid
from ..charts.workers import Places, Worker, name_cells, places, timeline_cells, together, worker_rows
from ..palette import lane_role
from .panel import Panel

ZOOMS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
"""Microseconds a cell."""


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
        foot = self._foot(snapshot, end, cells, width)
        legend = _legend(lanes, width - 5 - width_of(foot), by_core=self.by_core)
        return Drawing(rows, _note(snapshot, plan), legend, foot)

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

    def _foot(self, snapshot: Snapshot, end: int, cells: int, width: int) -> Row:
        """`2 ms a cell · last 140 ms ◂ ▸`."""
        zoom = f"{duration(self.cell_us)} a cell"
        if width < 50:
            return [(zoom, "dim")]
        shown = duration(cells * self.cell_us)
        late = snapshot.t_us - end > 1_000_000
        words = f"{zoom} · {shown} up to {clock(end)}" if late else f"{zoom} · last {shown}"
        return [(words, "dim"), (" ◂ ▸", "interface")]


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


def _legend(lanes: Lanes, room: int, *, by_core: bool) -> Row:
    """The glyphs that can be seen, with as many words as there is room for."""
    heights: Row = [(", height: how much of the cell", "dim")] if told_by_height(lanes) else []
    long, short = _glyphs(lanes, by_core=by_core, short=False), _glyphs(lanes, by_core=by_core, short=True)
    tries: list[Row] = [[*long, *heights], long, short, []]
    return next(row for row in tries if width_of(row) <= max(0, room))


def _glyphs(lanes: Lanes, *, by_core: bool, short: bool) -> Row:
    """A glyph and its words for each state in the window."""
    row: Row = []
    for code in states_in(lanes):
        state = BY_CODE[code]
        words = state.short if short and code else state.legend
        if by_core and not code:
            words = "core's letter" if short else "letter: the core it ran on"
        row += [("  " if row else "", ""), (state.glyph, state.ink if code else "title"), (f" {words}", "dim")]
    return row


def _note(snapshot: Snapshot, plan: Places) -> Row:
    """What isn't shown one by one, and what was lost."""
    row: Row = []
    shared = plan.shared
    if shared is not None:
        more = "… " if shared.start else ""
        words = f"{more}{len(snapshot.lanes) - shared.start:,}{' more' if more else ''} workers, "
        row.append((f"{words}{shared.stop - shared.start:,} a row", "dim"))
    for count, words in ((snapshot.dropped_spans, "spans lost"), (snapshot.thinned_spans, "spans only counted")):
        if count:
            row += [(" · " if row else "", "dim"), (f"{count:,} {words}", "gil")]
    return row
