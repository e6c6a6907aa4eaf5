"""A watched cluster's tasks by the prefix of their keys."""

from __future__ import annotations

from ....engine.analysis.snapshot import Snapshot
from ...charts.frame import Drawing
from ...charts.prefix_table import prefix_rows
from ...widgets.panel import Panel


class PrefixesPanel(Panel):
    """How many wait, are being done, have ended; how long they take."""

    TITLE = "Tasks"

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """The table."""
        if snapshot.cluster is None:
            return Drawing([])
        return Drawing(prefix_rows(snapshot.cluster, width, height))
