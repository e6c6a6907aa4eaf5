"""Presenting: the run for the back row, on the whole screen."""

from __future__ import annotations

from typing import ClassVar

from ....engine.analysis.run_title import run_title
from ....engine.analysis.snapshot import Snapshot
from ....engine.text.clocks import clock
from ...charts.cells import Row, width_of
from ...charts.core_strips import Strips
from ...charts.frame import Drawing
from ...charts.presentation import Count, caption_rows, even_rows, frame_for, head_rows, presented, title_row
from ...charts.prose import TONES
from ...charts.timebar import mark_of
from ...charts.workers import Places
from .cores_panel import drawn_cores, split_legend
from .headline_panel import headline_of
from .timeline_panel import TimelinePanel, legends, nothing, usable_cores


class PresentPanel(TimelinePanel):
    """Headline, bar, cores, workers, counts, verdict; captions large at the bottom."""

    TITLE = "Presenting"
    WHOLE: ClassVar[bool] = True
    captions = True
    """False where something else shows them: films."""

    def draw(self, snapshot: Snapshot, width: int, height: int) -> Drawing:
        """All of it."""
        frame, told = frame_for(width, height), headline_of(snapshot)
        inner = width - 2 * frame.margin
        caption = caption_rows(snapshot.caption if self.captions else "", width)
        title = title_row(*self._title(snapshot), _clock(snapshot, self.time_goes), inner)
        head = head_rows(told, counts_of(snapshot), frame, inner)
        room = max(1, height - frame.rows(len(caption)))
        legend: Row = []
        if snapshot.lanes:
            shown = self.timeline(snapshot, inner, room)
            rows = shown.rows
            fitting = legends(shown.lanes, by_core=self.by_core, swatch="▄", exact=False)
            legend = next((row for row in fitting if width_of(row) <= inner), fitting[-1])
        elif snapshot.source.lanes:
            rows = [[(nothing(snapshot), "dim")], *([[]] * (room - 1))]
        else:
            shaded = self.palette.shaded
            rows, legend = drawn_cores(snapshot, inner, room, shaded), split_legend(snapshot, inner, shaded)
        verdict = _verdict(snapshot)
        return Drawing(presented(title, head, told, rows[:room], legend, verdict, caption, frame, (width, height)))

    def _title(self, snapshot: Snapshot) -> tuple[str, tuple[str, ...]]:
        title = run_title(snapshot)
        if title is None:
            return "Nothing has run yet.", () if self.recorded else ("r runs what is chosen",)
        return title.task, (title.workers, title.python, title.state)

    def divide(self, snapshot: Snapshot, workers: int, height: int) -> tuple[Strips, int, Places]:
        """Cores and workers about equally high, a blank row between them, and as little as possible left."""
        cores = usable_cores(snapshot)
        rows = _rows(len(cores), workers, height) if snapshot.cores.split_known else None
        if rows is None:
            return super().divide(snapshot, workers, height)
        core_rows, worker_rows = rows
        each = tuple(slice(worker, worker + 1) for worker in range(workers))
        return Strips(tuple(cores), rows_each=core_rows), 1, Places(each, worker_rows)

    def room(self) -> tuple[int, int]:
        """What the other parts leave."""
        width, height = self.size
        frame, text = frame_for(width, height), self.snapshot.caption if self.snapshot and self.captions else ""
        return width - 2 * frame.margin, max(1, height - frame.rows(len(caption_rows(text, width))))


def _rows(cores: int, workers: int, height: int) -> tuple[int, int] | None:
    """With a row for the axis of time where there is one."""
    return even_rows(cores, workers, height - 1) or even_rows(cores, workers, height)


def _clock(snapshot: Snapshot, mode: str) -> Row:
    going = snapshot.run is not None and snapshot.run.status in ("starting", "running")
    mark = ("● " if going else "", "core") if mode == "live" else (mark_of(mode), "interface")
    return [mark, (clock(snapshot.t_us), "bold strong")]


def counts_of(snapshot: Snapshot) -> list[Count]:
    """Processes and threads, and coroutines where there are any: now, or of a run that is over at most."""
    counts, run = snapshot.counts, snapshot.run
    if run is None:
        return [Count(None, "process"), Count(None, "thread")]
    if run.result is not None and not counts.processes:
        return [Count(run.result.peak.processes, "process", True), Count(run.result.peak.threads, "thread", True)]
    found = [Count(sum(counts.processes.values()), "process"), Count(sum(counts.threads.values()), "thread")]
    return [*found, *([Count(counts.coroutines, "coroutine")] if counts.coroutines else [])]


def _verdict(snapshot: Snapshot) -> Row:
    """As a band, to be found at once; where no verdict was measured, what there is to say in a few words."""
    told = snapshot.verdict
    if told is not None:
        return [(f"  {told.verdict}  ", f"{TONES[told.tone]} reverse")]
    return [(snapshot.findings[0].headline, "bold strong")] if snapshot.findings else []
