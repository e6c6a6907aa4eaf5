"""The cores: how busy each is, and with whom."""

from __future__ import annotations

import numpy as np

from ....engine.analysis.snapshot import NodeView, Snapshot
from ...charts.cells import Cells, Row, width_of
from ...charts.cores import core_rows, plan
from ...charts.frame import Drawing, inner_size
from ...widgets.panel import Panel


class CoresPanel(Panel):
    """Number, percent and history of every core, this run's part in green below the rest of the machine's."""

    TITLE = "Cores"

    def __init__(
        self, *, id: str | None = None, classes: str | None = None, frame: str = "round", whose: str = "this run"
    ) -> None:
        super().__init__(id=id, classes=classes, frame=frame)
        self._whose = whose

    def history_steps(self, cores: int) -> int:
        """How many steps of history have room: what the app should ask the snapshot for; at least 1."""
        width, height = inner_size(*self.size, self.frame)
        grid = plan(cores, width, height)
        return max(1, 1 if grid.strip else grid.cells_each)

    def heading(self, snapshot: Snapshot | None) -> str:
        """Of a cluster its nodes are shown."""
        return "Nodes" if snapshot is not None and snapshot.nodes else self.TITLE

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Rows for the snapshot's cores, or for a cluster's nodes."""
        shaded, rows = self.palette.shaded, len(snapshot.nodes or snapshot.cores.run)
        merged = plan(rows, width, height).merged if rows else 1
        note: Row = [(f"{merged} {'nodes' if snapshot.nodes else 'cores'} a bar", "dim")] if merged > 1 else []
        foot = split_legend(snapshot, self.foot_room(width), shaded, self._whose)
        return Drawing(drawn_cores(snapshot, width, height, shaded), note, foot)


def drawn_cores(snapshot: Snapshot, width: int, height: int, shaded: bool) -> Cells:
    """The cores as rows of exactly `width` cells."""
    if snapshot.nodes:
        return _drawn_nodes(snapshot.nodes, width, height, shaded)
    view, machine = snapshot.cores, snapshot.machine
    usable = set(machine.affinity) if len(machine.affinity) < machine.cores else None
    run, rest = view.run, view.rest
    if not view.measured:
        run = rest = np.full_like(view.run, np.nan)
    return core_rows(run, rest, view.history_run, view.history_rest, width, height, usable=usable, shaded=shaded)


def _drawn_nodes(nodes: tuple[NodeView, ...], width: int, height: int, shaded: bool) -> Cells:
    """A row, or a bar of the strip, a node: the shares of its cores that the run uses, and others where that is known."""
    cores = np.array([max(node.cores, 1) for node in nodes], dtype=float)
    used = np.array([node.used for node in nodes]) / cores
    history = np.array([node.history for node in nodes]) / cores[:, None]
    rest = np.array([node.rest for node in nodes]) / cores
    none = np.zeros(history.shape[1])
    histories = [node.history_rest if node.history_rest is not None else none for node in nodes]
    return core_rows(used, rest, history, np.array(histories) / cores[:, None], width, height, shaded=shaded, first=1)


def split_legend(snapshot: Snapshot, room: int, shaded: bool, whose: str = "this run") -> Row:
    """What the two colours say, in full where there is room."""
    if snapshot.source.tasks and snapshot.nodes:
        return [("█", "run"), (" its workers   ", "dim"), ("░" if shaded else "█", "rest"), (" others", "dim")]
    if snapshot.nodes and all(node.history_rest is None for node in snapshot.nodes):
        words = f" {whose}, of the cores of each node"
        return [("█", "run"), (words if len(words) < room else f" {whose}", "dim")]
    said = [_legend(snapshot.cores.split_known, shaded, whose, brief=brief) for brief in (False, True)]
    return said[0] if width_of(said[0]) <= room else said[1]


def _legend(split_known: bool, shaded: bool, whose: str, *, brief: bool = False) -> Row:
    """What the two colours say."""
    rest = "░" if shaded else "█"
    if not split_known:
        return [(rest, "rest"), (f" busy{'' if brief else ', by whom is not known for each core'}", "dim")]
    others = "others" if brief else "rest of the machine"
    return [("█", "run"), (f" {whose}   ", "dim"), (rest, "rest"), (f" {others}", "dim")]
