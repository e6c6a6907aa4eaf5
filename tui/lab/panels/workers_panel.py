"""The cores' strips and the workers' timeline: who ran when and where, and what the others waited for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from ....engine.analysis.snapshot import Snapshot
from ....engine.model.states import ON_CORE
from ....engine.text.clocks import clock
from ....engine.text.quantities import duration
from ...charts.cells import Cells, Row, width_of
from ...charts.frame import Drawing
from ...charts.timeline import end_of
from ...charts.workers import Places
from .timeline_panel import Timeline, TimelinePanel, legends, nothing

LATE_US = 1_000_000
GAP = 3
"""Cells between words in the frame."""


class WorkersPanel(TimelinePanel):
    """One row a core, then one row a worker; blocks run, thin glyphs wait."""

    TITLE = "Workers"
    hint: Callable[[int], Cells] | None = None
    """What a live Lab says before its first run, in so many cells; None for nothing."""

    def inputs(self, snapshot: Snapshot) -> object:
        """The timeline, the names and rates beside it, the words around it; nothing to compare before the first run."""
        run = snapshot.run
        if run is None or not snapshot.lanes:
            return None
        lost = snapshot.dropped_spans, snapshot.thinned_spans
        end_us = end_of(snapshot.segments.until_us or snapshot.t_us, self.cell_us)
        told = run.status, lost, _is_late(snapshot, end_us)
        return snapshot.segments, snapshot.lanes, *told, self.division(snapshot, self.room()[1])

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Rows for the snapshot's lanes and segments."""
        if snapshot.run is None and self.hint is not None and (told := self.hint(width)):
            return Drawing(told[:height])
        if not snapshot.lanes or height <= 0:
            return Drawing([[(nothing(snapshot), "dim")]])
        shown = self.timeline(snapshot, width, height)
        touches = any("█" in text for text, _ in shown.rows[-1]) if len(shown.rows) >= height else False
        told = legends(shown.lanes, by_core=self.by_core, swatch=self._swatch(touches))
        notes = (
            [[]] if self.frame == "round" else [_note(snapshot, shown.plan), _note(snapshot, shown.plan, brief=True)]
        )
        legend, foot, note = _first_that_fit(told, self._feet(snapshot, shown, width), notes, self.foot_room(width))
        return Drawing(shown.rows, _note(snapshot, shown.plan) if self.frame == "round" else note, legend, foot)

    def _swatch(self, touches: bool) -> str:
        """The legend's block: half a cell where the whole would look like a part of the lane next to it."""
        return "▀" if self.frame == "rule" else "▄" if touches else ON_CORE.glyph

    def _feet(self, snapshot: Snapshot, shown: Timeline, width: int) -> list[Row]:
        """`2 ms a cell · last 140 ms ◂ ▸`, then shorter."""
        zoom = f"{duration(self.cell_us / 1e6, exact=True)} a cell"
        length = duration(shown.cells * self.cell_us / 1e6, exact=True)
        late = _is_late(snapshot, shown.end_us)
        words = f"{zoom} · {length} up to {clock(shown.end_us)}" if late else f"{zoom} · last {length}"
        arrows = (" ◂ ▸", "interface")
        long: list[Row] = [[(words, "dim"), arrows]] if width >= 50 else []
        return [*long, [(zoom, "dim"), arrows], [(zoom, "dim")], []]


def _is_late(snapshot: Snapshot, end_us: int) -> bool:
    """Whether the timeline ends so long before the play head that it has to be said."""
    return snapshot.t_us - end_us > LATE_US


def _first_that_fit(legends: list[Row], feet: list[Row], notes: list[Row], room: int) -> tuple[Row, Row, Row]:
    """The longest foot and note, and with them the longest legend, that go into `room` cells of one line; the legend goes last."""
    for note, foot, legend in product([*notes, []], feet, legends):
        if sum(width_of(row) + GAP for row in (legend, foot, note) if row) - GAP <= room:
            return legend, foot, note
    return legends[-1], [], []


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
