"""The cores: how busy each is, and with whom."""

from __future__ import annotations

import numpy as np

from ....engine.analysis.snapshot import Snapshot
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

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Rows for the snapshot's cores."""
        shaded, cores = self.palette.shaded, len(snapshot.cores.run)
        merged = plan(cores, width, height).merged if cores else 1
        note: Row = [(f"{merged} cores a bar", "dim")] if merged > 1 else []
        foot = split_legend(snapshot, self.foot_room(width), shaded, self._whose)
        return Drawing(drawn_cores(snapshot, width, height, shaded), note, foot)


def drawn_cores(snapshot: Snapshot, width: int, height: int, shaded: bool) -> Cells:
    """The cores as rows of exactly `width` cells."""
    view, machine = snapshot.cores, snapshot.machine
    usable = set(machine.affinity) if len(machine.affinity) < machine.cores else None
    run, rest = view.run, view.rest
    if not view.measured:
        run = rest = np.full_like(view.run, np.nan)
    return core_rows(run, rest, view.history_run, view.history_rest, width, height, usable=usable, shaded=shaded)


def split_legend(snapshot: Snapshot, room: int, shaded: bool, whose: str = "this run") -> Row:
    """What the two colours say, in full where there is room."""
    said = [_legend(snapshot.cores.split_known, shaded, whose, brief=brief) for brief in (False, True)]
    return said[0] if width_of(said[0]) <= room else said[1]


def _legend(split_known: bool, shaded: bool, whose: str, *, brief: bool = False) -> Row:
    """What the two colours say."""
    rest = "░" if shaded else "█"
    if not split_known:
        return [(rest, "rest"), (f" busy{'' if brief else ', by whom is not known for each core'}", "dim")]
    others = "others" if brief else "rest of the machine"
    return [("█", "run"), (f" {whose}   ", "dim"), (rest, "rest"), (f" {others}", "dim")]
