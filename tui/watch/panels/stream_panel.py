"""Who did which task lately, on a cluster that is watched."""

from __future__ import annotations

from ....engine.analysis.cluster.cluster_view import STREAM_US, ClusterView
from ....engine.analysis.snapshot import Snapshot
from ....engine.text.quantities import duration
from ...charts.cells import Row, joined, width_of
from ...charts.frame import Drawing
from ...charts.task_stream import prefix_role, stream_rows
from ...widgets.panel import Panel


class StreamPanel(Panel):
    """Workers and their threads over the last seconds, in the colours of the tasks' prefixes."""

    TITLE = "Workers and their tasks"

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """The stream."""
        view = snapshot.cluster
        if view is None:
            return Drawing([[("Nothing of the cluster has been told yet.", "dim")]])
        within = f" · times within {duration(view.within_us / 1e6)}" if view.within_us else ""
        note: Row = [(f"last {STREAM_US // 1_000_000} s{within}", "dim")]
        foot: Row = [(f"{view.lost:,} tasks not drawn", "gil")] if view.lost else []
        return Drawing(stream_rows(view, width, height), note, _legend(view, self.foot_room(width)), foot)


def _legend(view: ClusterView, room: int) -> Row:
    """The prefixes that keep threads busy, as many as fit."""
    row: Row = []
    for each in view.prefixes:
        more = joined(row, [("   ", "")] if row else [], [("█ ", prefix_role(each.row.number)), (each.row.name, "dim")])
        if width_of(more) > room:
            break
        row = more
    return row
