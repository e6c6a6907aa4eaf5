"""How many processes and threads there are right now, by role."""

from __future__ import annotations

from ....engine.analysis.snapshot import Counts, Snapshot
from ....engine.text.quantities import duration, size
from ...charts.cells import Row
from ...charts.counts import count_rows, in_order
from ...charts.frame import Drawing
from ...widgets.panel import Panel


class CountsPanel(Panel):
    """A panel of counts."""

    def inputs(self, snapshot: Snapshot) -> object:
        """The counts, of a run that is over its own."""
        run = snapshot.run
        return snapshot.counts, run is None, run.result if run is not None else None, snapshot.source.lanes

    def untitled(self, what: str) -> str:
        """What is counted, where no title says it."""
        return what if self.frame == "bare" else ""


class ProcessesPanel(CountsPanel):
    """The processes of the run, and the memory that they take together."""

    TITLE = "Processes"

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Rows for the counts."""
        roles = in_order(snapshot.counts.processes)
        total = sum(count for _, count in roles) if snapshot.run else None
        result = snapshot.run.result if snapshot.run else None
        most = result.peak.processes if result else 0
        return Drawing(
            count_rows(total, roles, width, height, most=most, what=self.untitled("process")),
            foot=_memory(snapshot.counts),
        )


class ThreadsPanel(CountsPanel):
    """The threads of all of the run's processes, coroutines where there are any, and how often they take turns."""

    TITLE = "Threads"

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Rows for the counts."""
        counts = snapshot.counts
        roles = in_order(counts.threads)
        total = sum(count for _, count in roles) if snapshot.run else None
        told = in_order({**counts.threads, "coroutine": counts.coroutines})
        result = snapshot.run.result if snapshot.run else None
        most = result.peak.threads if result else 0
        rows = count_rows(total, told, width, height, most=most, what=self.untitled("thread"))
        return Drawing(rows, foot=_handoffs(snapshot, self.foot_room(width)))


def _memory(counts: Counts) -> Row:
    """`91 MiB`; where pages that are shared count in every process, `at most 91 MiB`."""
    if counts.memory_bytes is None:
        return []
    words = size(counts.memory_bytes)
    return [("at most " if counts.memory_shared_counted else "", "dim"), (words, "dim")]


def _handoffs(snapshot: Snapshot, room: int) -> Row:
    """`187 hand-offs/s`, of a run that is over with how late its event loop was: `loop 5.6 ms late`."""
    if snapshot.run is None or not snapshot.source.lanes:
        return []
    count = f"{snapshot.counts.handoffs_per_s:,.0f}"
    words = f"{count} hand-offs/s"
    result = snapshot.run.result
    late = f" · loop {duration(result.loop_lag_s)} late" if result and result.loop_lag_s is not None else ""
    if late and len(words + late) <= room:
        return [(words, "dim"), (late, "dim")]
    return [(words if len(words) <= room else f"↔ {count}/s", "dim")]
