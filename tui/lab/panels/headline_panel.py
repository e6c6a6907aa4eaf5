"""The headline: how many cores the run uses, as large as how many processes and threads it has."""

from __future__ import annotations

from ....engine.analysis.snapshot import Snapshot
from ....engine.text.words import noun, plural
from ...charts.frame import Drawing
from ...charts.headline import Headline, headline_rows
from ...widgets.panel import Panel


class HeadlinePanel(Panel):
    """`1.0 of 2 cores` in big digits, and one bar with a slot for each core."""

    TITLE = "Cores used"

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Digits, words, bar."""
        return Drawing(headline_rows(headline_of(snapshot), width, height))


def headline_of(snapshot: Snapshot) -> Headline:
    """While the run goes on what it uses `now`, and beside it what it used so far; of one that is over only that."""
    if snapshot.nodes:
        return _of_nodes(snapshot)
    machine, view, run = snapshot.machine, snapshot.cores, snapshot.run
    limited = machine.usable_cores < machine.cores - 0.005
    cores = machine.usable_cores if limited else machine.cores
    what = f"usable {noun(cores, 'core')}" if limited else ""
    if run is None:
        used = view.rest_used if view.measured else None
        return Headline(used, machine.cores, what=f"{noun(machine.cores, 'core')} busy", also="no run yet", ink="rest")
    if run.result is not None:
        return Headline(snapshot.run_cores, cores, "run" if snapshot.run_cores is not None else "", what=what)
    so_far = f"run {snapshot.run_cores:.1f}" if snapshot.run_cores is not None else ""
    return Headline(view.cores_used if view.measured else None, cores, "now", so_far, what)


def _of_nodes(snapshot: Snapshot) -> Headline:
    """`37.2 of 64 cores on 4 nodes`: of a cluster's machines, never of the one that sends them work."""
    nodes, run = snapshot.nodes, snapshot.run
    cores = sum(node.cores for node in nodes)
    what = f"{noun(cores, 'core')} on {plural(len(nodes), 'node')}"
    if run is not None and run.result is not None:
        return Headline(snapshot.run_cores, cores, "run" if snapshot.run_cores is not None else "", what=what)
    so_far = f"run {snapshot.run_cores:.1f}" if snapshot.run_cores is not None else ""
    return Headline(snapshot.used_now, cores, "now", so_far, what)
