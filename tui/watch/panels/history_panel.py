"""How many cores, threads and processes there were."""

from __future__ import annotations

import numpy as np

from ....engine.analysis.snapshot import Snapshot
from ....engine.text.quantities import size
from ...charts.frame import Drawing
from ...charts.over_time import Series, series_rows
from ...widgets.panel import Panel


class HistoryPanel(Panel):
    """The last minute of the program's cores, threads and processes."""

    TITLE = "Last minute"

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """A line each."""
        view, counts = snapshot.program, snapshot.counts
        if view is None:
            return Drawing([])
        cores = snapshot.cores
        used = np.nansum(cores.history_run, axis=0) if len(cores.history_run) else np.empty(0)
        if len(cores.history_run):
            used = np.where(np.isnan(cores.history_run).all(axis=0), np.nan, used)
        rows = [
            Series("cores", used, f"{cores.cores_used:.1f}", "run", snapshot.machine.usable_cores),
            Series("threads", view.threads_then, f"{sum(counts.threads.values()):,}", "title"),
            Series("processes", view.processes_then, f"{sum(counts.processes.values()):,}", "interface"),
        ]
        memory = size(counts.memory_bytes) if counts.memory_bytes is not None else ""
        return Drawing(series_rows(rows, width, height), foot=[(memory, "dim")] if memory else [])
