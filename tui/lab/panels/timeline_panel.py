"""What the panels with a timeline share: the cores' strips and the workers' rows over one window, its zoom, its legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from textual.message import Message
from textual.reactive import reactive

from ....engine.analysis.snapshot import LaneViews, Snapshot
from ....engine.model.states import BY_CODE
from ...charts.cells import Cells, Row
from ...charts.core_strips import NO_STRIPS, Strips, strip_grid, strips_for
from ...charts.frame import inner_size
from ...charts.lanes import states_in, told_by_height
from ...charts.timeline import Lanes, end_of, on_grid
from ...charts.workers import (
    Places,
    Worker,
    core_rows_above,
    name_cells,
    pair,
    pair_rows,
    paired_names,
    places,
    timeline_cells,
    together,
    worker_rows,
)
from ...theme.colours import lane_role
from ...widgets.panel import Panel

ZOOMS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)
"""Microseconds a cell."""
LEAST_WITH_STRIPS = 4
"""Rows below which the workers need all of them."""


Division = tuple[Strips, int, Places]
"""The cores' strips, blank rows below them, and the workers' places."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The rows, and what the words around them are made of."""

    rows: Cells
    lanes: Lanes
    plan: Places
    end_us: int
    cells: int


class TimelinePanel(Panel):
    """A panel with a timeline.

    `cell_us` is the zoom, `by_core` colours and letters what runs by its core. `timeline_us` tells the app which window
    the snapshot must have; `WindowChanged` says that it has become another one.
    """

    cell_us = reactive(2_000, init=False)
    by_core = reactive(False, init=False)
    _rows_given: tuple[Snapshot, int, Division] | None = None

    class WindowChanged(Message):
        """The panel needs another window of time."""

        def __init__(self, timeline_us: int) -> None:
            super().__init__()
            self.timeline_us = timeline_us

    @property
    def timeline_us(self) -> int:
        """The window of segments that the panel needs, in µs."""
        return self._cells() * self.cell_us

    def timeline(self, snapshot: Snapshot, width: int, height: int) -> Timeline:
        """Cores above, workers below, in exactly `width` x `height` cells; there are workers."""
        views = snapshot.lanes
        names = views.name
        strips, blank, plan = self.division(snapshot, height)
        names = _told(names, strips, plan)
        cells, room = timeline_cells(names, width), name_cells(names, width)
        end = end_of(snapshot.segments.until_us or snapshot.t_us, self.cell_us)
        found = snapshot.segments
        window = {"end": end, "cell_us": self.cell_us, "cells": cells}
        pieces = (found.lane, found.start_us, found.end_us, found.drawn, found.core)
        above: Cells = []
        if strips.height:
            above = core_rows_above(strips, strip_grid(strips, *pieces, **window), width, room)
        groups = (
            [[lane] for lane in views.lane.tolist()]
            if plan.paired
            else [views.lane[part].tolist() for part in plan.rows]
        )
        lanes = on_grid(groups, *pieces, **window)
        workers = [_worker(snapshot, views[part], paired=plan.paired) for part in plan.rows]
        left = height - strips.height - blank
        if plan.paired:
            below = pair_rows(workers, lanes, width, left, room, self.cell_us)
        else:
            below = worker_rows(workers, lanes, plan, width, left, room, self.cell_us, self.by_core)
        return Timeline([*above, *[[]] * blank, *below], lanes, plan, end, cells)

    def divide(self, snapshot: Snapshot, workers: int, height: int) -> Division:
        """How the rows are given to cores and workers, see `divided`."""
        return divided(snapshot, workers, height)

    def division(self, snapshot: Snapshot, height: int) -> Division:
        """`divide`, once a snapshot: to be drawn, and as the next window is asked for."""
        known = self._rows_given
        if known is None or known[0] is not snapshot or known[1] != height:
            known = self._rows_given = snapshot, height, self.divide(snapshot, len(snapshot.lanes), height)
        return known[2]

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
        if self.is_attached and self.size.width:
            self.post_message(self.WindowChanged(self.timeline_us))

    def room(self) -> tuple[int, int]:
        """Cells and rows that the timeline has."""
        return inner_size(*self.size, self.frame)

    def _cells(self) -> int:
        width, height = self.room()
        if self.snapshot is None:
            return timeline_cells(["coroutine 10"], max(1, width))
        names = self.snapshot.lanes.name
        strips, _, plan = self.division(self.snapshot, height)
        return timeline_cells(_told(names, strips, plan), max(1, width))


def _told(names: Sequence[str], strips: Strips, plan: Places) -> list[str]:
    """All names that stand beside the rows."""
    return [*(paired_names(names) if plan.paired else names), *strips.names]


def usable_cores(snapshot: Snapshot) -> list[int]:
    """The numbers of the cores that may be used; none of a cluster's, whose machines have cores of the same number."""
    if snapshot.nodes:
        return []
    machine = snapshot.machine
    return [core for core in machine.affinity if core < machine.cores] or [*range(machine.cores)]


def divided(snapshot: Snapshot, workers: int, height: int) -> Division:
    """The strips that there is room for, blank rows below them, and the workers' places in the rest of `height` rows."""
    cores = usable_cores(snapshot)
    if height < LEAST_WITH_STRIPS or not snapshot.cores.split_known:
        return NO_STRIPS, 0, places(workers, height)
    most = max(min(len(cores), 2), height // 3, height - 1 - 2 * workers)
    strips = strips_for(cores, _used(snapshot), most)
    left = height - strips.height
    plan = places(workers, left)
    spaced = places(workers, max(1, left - 1))
    blank = left > 1 and (spaced.rows_each, len(spaced.rows)) == (plan.rows_each, len(plan.rows))
    return strips, int(blank), spaced if blank else plan


def _used(snapshot: Snapshot) -> np.ndarray:
    """How much the run used of each core lately: over all of the history that is shown, so that rows don't jump."""
    history = np.fmax(snapshot.cores.history_run, 0.0)  # fmax: NaN is 0
    return history.mean(axis=1) if history.size else snapshot.cores.run


def _worker(snapshot: Snapshot, views: LaneViews, *, paired: bool) -> Worker:
    """What stands beside a row."""
    rates = views.items_per_s.tolist()
    if paired:
        return pair(views.name, [lane_role(lane) for lane in views.lane.tolist()], rates)
    if len(views) > 1:
        return together(views.name, rates)
    view = views[0]
    news = snapshot.run is not None and snapshot.run.status in ("running", "failed")
    return Worker(view.name, lane_role(view.lane), view.items_per_s, view.ended and news)


def nothing(snapshot: Snapshot) -> str:
    """What stands where there are no workers."""
    if snapshot.run is None:
        return "No run up to here."
    return "starting the workers …" if snapshot.run.status in ("starting", "running") else "no worker began an item"


def legends(lanes: Lanes, *, by_core: bool, swatch: str, exact: bool = True) -> list[Row]:
    """The glyphs that can be seen, with many words first, with few last; `exact`: also what their height says."""
    heights: Row = [(", height: how much of the cell", "dim")] if exact and told_by_height(lanes) else []
    codes = states_in(lanes)
    long, short, brief = (
        _glyphs(codes, by_core=by_core, swatch=swatch, words=words) for words in ("legend", "short", "word")
    )
    return [[*long, *heights], long, short, brief]


def _glyphs(codes: Sequence[int], *, by_core: bool, swatch: str, words: str) -> Row:
    """A glyph and its words (that field of the state) for each state in the window."""
    row: Row = []
    for code in codes:
        state = BY_CODE[code]
        told = getattr(state, words) if code else state.legend
        if by_core and not code:
            told = "letter: the core it ran on" if words == "legend" else "core's letter"
        glyph = state.glyph if code else swatch
        row += [("  " if row else "", ""), (glyph, state.ink if code else "title"), (f" {told}", "dim")]
    return row
