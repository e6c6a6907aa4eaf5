"""What the panels cost: drawing a snapshot into cells, and a whole frame through Textual.

Run it: `python tests/benchmarks/panel_cost.py`. Times are medians of CPU time on the machine at hand; the budgets
(design §11) are printed beside them, not asserted. `draw`: the pure charts of all panels. `show`: the panels
compare, style and refresh. `frame`: `show` plus all that Textual does until the changed lines stand ready as escape
sequences.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from concviz.engine.analysis.snapshot import Snapshot
from concviz.tui.lab.panels.answer_panel import AnswerPanel
from concviz.tui.lab.panels.cores_panel import CoresPanel
from concviz.tui.lab.panels.counts_panel import ProcessesPanel, ThreadsPanel
from concviz.tui.lab.panels.findings_panel import FindingsPanel
from concviz.tui.lab.panels.ledger_panel import LedgerPanel
from concviz.tui.lab.panels.workers_panel import WorkersPanel
from concviz.tui.theme.themes import DEFAULT, THEMES
from concviz.tui.widgets.panel import Panel
from concviz.tui.widgets.time_bar import TimeBar
from textual.app import App, ComposeResult
from textual.containers import Horizontal

sys.path.insert(0, str(Path(__file__).parents[2]))
from table import Row, show

from tests.support import made_snapshots

ROUNDS = 40
STEP_US = 250_000


class Panels(App[None]):
    """All panels, laid out as in the Lab."""

    CSS = """
    CoresPanel { height: 11; } #counts { height: 6; } ProcessesPanel, ThreadsPanel { width: 22; }
    AnswerPanel { height: 3; } FindingsPanel { height: 5; }
    """

    def compose(self) -> ComposeResult:
        yield CoresPanel()
        with Horizontal(id="counts"):
            yield ProcessesPanel()
            yield ThreadsPanel()
            yield LedgerPanel()
        yield WorkersPanel()
        yield AnswerPanel()
        yield FindingsPanel()
        yield TimeBar()

    def on_mount(self) -> None:
        self.register_theme(THEMES[DEFAULT])
        self.theme = DEFAULT


def moved(snapshot: Snapshot, step: int) -> Snapshot:
    """The snapshot some ticks later: every history column, span and number has changed."""
    by, cores, segments = step * STEP_US, snapshot.cores, snapshot.segments
    return replace(
        snapshot,
        t_us=snapshot.t_us + by,
        length_us=snapshot.length_us + by,
        cores=replace(
            cores,
            run=np.roll(cores.run, step),
            history_run=np.roll(cores.history_run, step, axis=1),
            history_rest=np.roll(cores.history_rest, step, axis=1),
        ),
        segments=replace(
            segments,
            start_us=segments.start_us + by + step * 777,
            end_us=segments.end_us + by + step * 777,
            until_us=segments.until_us + by,
        ),
        answer=replace(snapshot.answer, done=snapshot.answer.done + step),
    )


def cpu_ms(action: Callable[[], object]) -> float:
    """CPU time of one call, in milliseconds."""
    start = time.process_time_ns()
    action()
    return (time.process_time_ns() - start) / 1e6


async def costs(snapshot: Snapshot, size: tuple[int, int]) -> tuple[float, float, float, dict[str, float]]:
    """(draw, show, frame) in ms, and draw by panel."""
    app = Panels()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        panels = list(app.query(Panel))
        shots = [moved(snapshot, step) for step in range(ROUNDS)]
        draws: dict[str, list[float]] = {type(panel).__name__: [] for panel in panels}
        shows, frames = [], []
        for shot in shots:
            for panel in panels:
                inside = (max(0, panel.size.width - 4), max(0, panel.size.height - 2))
                draws[type(panel).__name__].append(cpu_ms(lambda p=panel, s=shot, i=inside: p.draw(s, *i)))
        for shot in shots:
            start = time.process_time_ns()
            for panel in panels:
                panel.show(shot)
            shows.append((time.process_time_ns() - start) / 1e6)
            await pilot.pause()
            frames.append((time.process_time_ns() - start) / 1e6)
    by_panel = {name: statistics.median(values) for name, values in draws.items()}
    return sum(by_panel.values()), statistics.median(shows), statistics.median(frames), by_panel


def measure() -> list[Row]:
    """Each kind of snapshot; the budget is that of `show`, since the rest of a frame is Textual's."""
    rows = []
    cases: list[tuple[str, Snapshot, tuple[int, int], float]] = [
        ("threads, 8 cores", made_snapshots.threads_snapshot(), (120, 40), 4.0),
        ("processes, 8 cores", made_snapshots.processes_snapshot(), (120, 40), 4.0),
        ("asyncio, 20 lanes", made_snapshots.asyncio_snapshot(), (120, 40), 4.0),
        ("fractal", made_snapshots.fractal_snapshot(), (120, 50), 4.0),
        ("256 cores, 1,000 threads", made_snapshots.many_lanes(), (120, 40), 10.0),
        ("256 cores, 1,000 threads", made_snapshots.many_lanes(), (200, 60), 10.0),
    ]
    for name, snapshot, size, budget in cases:
        draw, show_ms, frame, by_panel = asyncio.run(costs(snapshot, size))
        what = f"{name}, {size[0]}x{size[1]}"
        note = "  ".join(f"{panel.removesuffix('Panel')} {cost:.2f}" for panel, cost in by_panel.items())
        rows.append(Row(f"{what}: draw", draw, "ms", note=note))
        rows.append(Row(f"{what}: show", show_ms, "ms", budget))
        rows.append(Row(f"{what}: frame", frame, "ms"))
    return rows


if __name__ == "__main__":
    show(measure())
