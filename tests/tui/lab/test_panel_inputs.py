"""A panel that draws only what has changed shows what a fresh one would, whatever it is that has changed."""

from dataclasses import fields, replace

import pytest
from concviz.engine.analysis.snapshot import Snapshot
from concviz.tui.lab.panels.answer_panel import AnswerPanel
from concviz.tui.lab.panels.counts_panel import ProcessesPanel, ThreadsPanel
from concviz.tui.lab.panels.findings_panel import FindingsPanel
from concviz.tui.lab.panels.ledger_panel import LedgerPanel
from concviz.tui.lab.panels.workers_panel import WorkersPanel

from tests.support import made_snapshots as made
from tests.support.panel_app import PanelApp

KINDS = (AnswerPanel, ProcessesPanel, ThreadsPanel, FindingsPanel, LedgerPanel, WorkersPanel)
SHOTS = {
    "threads": made.threads_snapshot,
    "processes": made.processes_snapshot,
    "asyncio": made.asyncio_snapshot,
    "fractal": made.fractal_snapshot,
    "idle": made.idle,
    "failed": made.failed,
    "ended": made.ended,
    "without a split": made.split_unknown,
}


def each_changed(one: Snapshot, other: Snapshot) -> list[Snapshot]:
    """One snapshot with each field of the other in turn, and as it was after each."""
    found = []
    for field in fields(one):
        found += [replace(one, **{field.name: getattr(other, field.name)}), replace(one)]
    return [*found, other, one]


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_not_drawn_again_would_look_the_same(kind):
    kept, fresh = kind(id="kept"), kind(id="fresh")
    fresh.inputs = lambda _: None
    kept.can_focus = fresh.can_focus = False  # a frame shows who has it
    app = PanelApp(kept, fresh)
    async with app.run_test(size=(110, 34)):
        one = made.threads_snapshot()
        for name, other in SHOTS.items():
            for place, shot in enumerate(each_changed(one, other())):
                for panel in (kept, fresh):
                    panel.show(shot)
                assert kept._rows == fresh._rows, (name, place)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_same_once_more_is_not_drawn(kind):
    panel, drawn = kind(), []
    app = PanelApp(panel)
    async with app.run_test(size=(110, 34)):
        shot = made.threads_snapshot()
        panel.show(shot)
        panel.redraw = lambda: drawn.append(1)
        panel.show(replace(shot))
        assert drawn == []
