"""The cores: how busy each is, and with whom."""

from __future__ import annotations

import numpy as np

from ....engine.analysis.snapshot import Snapshot
from ....engine.text.words import plural
from ...charts.cells import Row
from ...charts.cores import core_rows, plan
from ...charts.frame import Drawing, inner_size
from ...widgets.panel import Panel


class CoresPanel(Panel):
    """Number, percent and history of every core, this run's part in green below the rest of the machine's."""

    TITLE = "Cores"

    def history_steps(self, cores: int) -> int:
        """How many steps of history have room: what the app should ask the snapshot for; at least 1."""
        width, height = inner_size(*self.size, self.frame)
        grid = plan(cores, width, height)
        return max(1, 1 if grid.strip else grid.cells_each)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Rows for the snapshot's cores."""
        view, machine = snapshot.cores, snapshot.machine
        usable = set(machine.affinity) if len(machine.affinity) < machine.cores else None
        shaded = self.palette.shaded
        run, rest = view.run, view.rest
        if not view.measured:
            run = rest = np.full_like(view.run, np.nan)
        rows = core_rows(run, rest, view.history_run, view.history_rest, width, height, usable=usable, shaded=shaded)
        merged = plan(len(view.run), width, height).merged if len(view.run) else 1
        note: Row = [(f"{merged} cores a bar", "dim")] if merged > 1 else []
        return Drawing(rows, note, _legend(view.split_known, shaded), _used(snapshot, width))


def _legend(split_known: bool, shaded: bool) -> Row:
    """What the two colours say."""
    rest = "░" if shaded else "█"
    if not split_known:
        return [(rest, "rest"), (" busy, by whom is not known for each core", "dim")]
    return [("█", "run"), (" this run   ", "dim"), (rest, "rest"), (" rest of the machine", "dim")]


def _used(snapshot: Snapshot, width: int) -> Row:
    """`now 1.0 of 8 cores used by this run`, as long as it goes on; without `now` it is of all the run's computing, as in sentences."""
    view, machine = snapshot.cores, snapshot.machine
    cores = plural(machine.cores, "core")
    if snapshot.run is None:
        return [
            (f"{view.rest_used:.1f}" if view.measured else "–", "bold strong"),
            (f" of {cores} busy" + (", no run yet" if width >= 40 else ""), "dim"),
        ]
    limited = machine.usable_cores < machine.cores and width >= 60
    usable = f" · {machine.usable_cores:.3g} usable" if limited else ""
    words = f" {'core' if machine.cores == 1 else 'cores'} used by this run{usable}" if width >= 40 else " used"
    known = snapshot.run.result.cores_used if snapshot.run.result else None
    used = f"{known or view.cores_used:.1f}" if known or view.measured else "–"
    now: Row = [] if known or not view.measured else [("now ", "dim")]
    return [*now, (f"{used} of {machine.cores}", "bold run"), (words, "dim")]
