"""The program's processes and threads."""

from __future__ import annotations

from ....engine.analysis.program.program_view import ProgramView
from ....engine.analysis.program.share_error import half_width
from ....engine.analysis.snapshot import Snapshot
from ...charts.cells import Row, joined, width_of
from ...charts.frame import Drawing
from ...widgets.panel import Panel
from .program_tree import states_shown, tree_rows

POINTS = 2
"""Points from which on is said how far off the numbers of any thread may be."""
RARELY = 5.0
"""Looks a second at a thread below which it is said how many they are: of a few threads there are some 28."""


class TreePanel(Panel):
    """What each thread does now, its last two seconds, and its shares so far."""

    TITLE = "Processes and threads"

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """The tree."""
        view = snapshot.program
        if view is None:
            return Drawing([[("ctrl+o picks a program that runs; concviz watch -- COMMAND starts one.", "dim")]])
        legend = self._legend(snapshot, self.foot_room(width))
        return Drawing(tree_rows(view, width, height), note=[(note_of(view), "dim")], legend=legend)

    def _legend(self, snapshot: Snapshot, room: int) -> Row:
        """The glyphs that are seen, in words as long as there is room for."""
        states = states_shown(snapshot.program) if snapshot.program is not None else []
        for words in ("words", "short"):
            row: Row = []
            for state in states:
                row = joined(
                    row, [("   ", "")] if row else [], [(f"{state.glyph} ", state.ink), (getattr(state, words), "dim")]
                )
            if width_of(row) <= room:
                return row
        return []


def note_of(view: ProgramView) -> str:
    """What the numbers are of, and how far off they may be; how often each thread is looked at, where that is rarely."""
    looked, wall_s = sum(each.looks for each in view.now.threads), sum(each.wall_s for each in view.now.threads)
    rate = looked / wall_s if wall_s else 0.0
    points = round(100 * max((half_width([each]) for each in view.so_far.threads), default=0.0))
    numbers = f"numbers: so far, ± {points} points" if points >= POINTS else "numbers: so far"
    return f"a thread is looked at {rate:.1f} times a second · {numbers}" if 0 < rate < RARELY else numbers
