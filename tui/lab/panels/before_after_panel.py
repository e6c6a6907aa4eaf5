"""Before and after: the last two runs of the same task, or two that were picked, on one axis of time."""

from __future__ import annotations

from typing import ClassVar

from ....engine.analysis.before_after import RunPicture
from ....engine.analysis.snapshot import Snapshot
from ....engine.model.states import SHARES
from ...charts.before_after import Side, before_after_rows
from ...charts.cells import BLANK, Cells, Row, fit, joined
from ...charts.frame import Drawing
from ...charts.presentation import WIDE
from ...charts.prose import wrapped
from ...widgets.panel import Panel

MISSING = "Two runs of the same task stand here below each other: r runs what is chosen."
NOT_YET = "Two runs of the same task stand here below each other; up to here there are not two."
"""The same in a recording."""
TITLED_FROM, AIR_FROM = 16, 26
"""Rows from which on the task stands above, and a blank row below it."""
SAID_FROM = 20
"""Rows from which on sentences stand below the picture."""


class BeforeAfterPanel(Panel):
    """One line says it all: `threads 4.1 s on 1.0 core → processes 2.1 s on 2.0`."""

    TITLE = "Before and after"
    WHOLE: ClassVar[bool] = True
    MISSING: ClassVar[str] = MISSING
    """What stands here where there are no two."""

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """Both runs."""
        both = snapshot.before_after
        margin = 2 if width >= WIDE else 0
        inner, machine = width - 2 * margin, snapshot.machine
        pad: Row = [(" " * margin, BLANK)]
        if both is None:
            return Drawing([[], joined(pad, [(NOT_YET if self.recorded else self.MISSING, "dim")])])
        cores = machine.usable_cores if machine.usable_cores < machine.cores - 0.005 else float(machine.cores)
        usable = [core for core in machine.affinity if core < machine.cores] or [*range(machine.cores)]
        head: Cells = [[(both.task, "bold strong"), ("  before and after", "dim")]] if height >= TITLED_FROM else []
        head += [[]] if height >= AIR_FROM else []
        said = [row for text in both.said for row in wrapped([(text, "text")], inner)] if height >= SAID_FROM else []
        rows = before_after_rows(
            (_side(both.before), _side(both.after)),
            both.span_s,
            cores,
            usable,
            inner,
            height - len(head) - len(said),
            text=both.text,
            note=both.note,
        )
        return Drawing([joined(pad, fit(row, inner), pad) for row in [*head, *rows, *said]])


def _side(one: RunPicture) -> Side:
    state = "" if one.title.state == "done" else one.title.state
    shares = {name: getattr(one.ledger, name) for name in SHARES}
    told = (one.title.workers, one.title.python, one.wall_s, one.cores_used, shares, one.share, one.lane, state)
    return Side(*told, one.node_cores)
