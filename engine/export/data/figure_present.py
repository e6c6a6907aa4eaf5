"""Presenting as a figure: cores used, in large digits and as a bar with a slot a core; who ran on which core, and who waited.

The digits are the whole run's. Cores and workers are shown over a window short enough to see who takes turns with whom, from
the midst of the run: at its end some workers have nothing left to do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...analysis.build import snapshot
from ...analysis.run_title import run_title
from ...analysis.snapshot import RUN, Snapshot
from ...model.states import BY_CODE
from ...session.events import RunStarted
from ...session.memory.log import Session
from ...text.quantities import duration
from ...text.words import noun
from ..progress import ExportError

WINDOW_US = 140_000
MIDST = 0.7
"""Of the run: where the window ends."""
MOST_ROWS = 16
LANES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#555555")
"""Okabe and Ito's, a worker each."""
Draw = Callable[[Any], None]


def present_parts(session: Session, started: RunStarted | None, t1_us: int) -> tuple[list[tuple[float, Draw]], str]:
    """(height in inches, what draws it) from top to bottom, and the title.

    Raises:
        ExportError: there is no run to present.
    """
    if started is None:
        raise ExportError("--panel present takes a run, and there is none in this part of the session")
    end = session.run_end(started.run, t1_us)
    last = min(end.t_us, t1_us) if end is not None else t1_us
    midst = started.t_us + round((last - started.t_us) * MIDST)
    whole, shot = snapshot(session, last), snapshot(session, midst, timeline_us=WINDOW_US)
    parts: list[tuple[float, Draw]] = [
        (1.0, lambda axis: _headline(axis, whole)),
        (0.3, lambda axis: _slots(axis, whole)),
    ]
    if len(shot.lanes) and len(shot.segments.lane):
        cores = _cores_of(shot)
        if cores:
            parts.append((0.34 + 0.26 * len(cores), lambda axis: _strips(axis, shot, cores)))
        parts.append((0.34 + 0.26 * min(len(shot.lanes), MOST_ROWS), lambda axis: _workers(axis, shot)))
    told = whole.verdict
    words = told.verdict if told is not None else whole.findings[0].headline if whole.findings else ""
    if words:
        parts.append((0.42, lambda axis: _verdict(axis, words)))
    title = run_title(whole)
    assert title is not None
    return parts, " · ".join(word for word in (title.task, title.workers, title.python, title.state) if word)


def usable(shot: Snapshot) -> float:
    """Cores that may be used: a quota may allow 2.5."""
    machine = shot.machine
    return machine.usable_cores if machine.usable_cores < machine.cores - 0.005 else float(machine.cores)


def _headline(axis: Any, shot: Snapshot) -> None:
    axis.set_axis_off()
    axis.set(xlim=(0, 1), ylim=(0, 1))
    used, cores = shot.run_cores, usable(shot)
    digits = f"{used:.1f}" if used is not None else "–"
    axis.text(0, 0.5, digits, fontsize=54, fontweight="bold", va="center", color="#00466f")
    axis.text(0.05 + 0.075 * len(digits), 0.5, f"of {cores:g} {noun(cores, 'core')}", fontsize=20, va="center")
    result = shot.run.result if shot.run is not None else None
    if result is not None:
        for place, (count, what) in enumerate(zip(result.peak, ("process", "thread"), strict=True)):
            axis.text(1, 0.75 - 0.5 * place, f"{noun(count, what)}  {count:,}", fontsize=18, ha="right", va="center")


def _slots(axis: Any, shot: Snapshot) -> None:
    """A slot a core, filled from the left by what was used together."""
    axis.set_axis_off()
    cores, left = usable(shot), max(shot.run_cores or 0.0, 0.0)
    slots = max(1, round(cores))
    each = cores / slots
    for slot in range(slots):
        axis.barh(0, each * 0.98, left=slot * each, height=0.8, color="#e4e4e4", edgecolor="none")
        filled = min(left, each)
        if filled > 0:
            axis.barh(0, filled * 0.98, left=slot * each, height=0.8, color="#00466f", edgecolor="none")
        left = max(0.0, left - each)
    axis.set(xlim=(0, cores), ylim=(-0.5, 0.5))


def _cores_of(shot: Snapshot) -> list[int]:
    """The cores that somebody was seen on; the first ones where they are many."""
    pieces = shot.segments
    seen = pieces.core[(pieces.state == RUN) & (pieces.core >= 0)]
    return [*range(shot.machine.cores)][:MOST_ROWS] if len(seen) else []


def _strips(axis: Any, shot: Snapshot, cores: list[int]) -> None:
    """A row a core, in the colours of who ran there."""
    pieces = shot.segments
    for row, core in enumerate(cores):
        for place, lane in enumerate(shot.lanes):
            mine = (pieces.core == core) & (pieces.lane == lane.lane) & (pieces.state == RUN)
            _bars(axis, shot, mine, row, 0.8, LANES[place % len(LANES)])
    _rows(axis, [f"core {core}" for core in cores])
    axis.tick_params(labelbottom=False)


def _workers(axis: Any, shot: Snapshot) -> None:
    """A row a worker: a bar in its colour while it runs, a thin line in the state's while it waits."""
    pieces, shown = shot.segments, shot.lanes[:MOST_ROWS]
    for row, lane in enumerate(shown):
        mine = pieces.lane == lane.lane
        _bars(axis, shot, mine & (pieces.state == RUN), row, 0.8, LANES[row % len(LANES)])
        for code, state in enumerate(BY_CODE):
            if code != RUN:
                _bars(axis, shot, mine & (pieces.state == code), row, 0.16, state.paper[0])
    more = len(shot.lanes) - len(shown)
    _rows(axis, [lane.name.replace("$", r"\$") for lane in shown])
    begun = shot.run.started_us if shot.run is not None else 0
    waits = [state.words for code, state in enumerate(BY_CODE) if code != RUN and (pieces.state == code).any()]
    words = [f"milliseconds, {duration((_right_us(shot) - begun) / 1e6)} after the run began"]
    words += [f"thin: {', '.join(waits)}"] if waits else []
    words += [f"the first {len(shown)} of {len(shot.lanes)}"] if more > 0 else []
    axis.set_xlabel(" · ".join(words))


def _right_us(shot: Snapshot) -> int:
    """Where the window ends: what workers did just before the moment may not have been known yet."""
    return int(shot.segments.end_us.max())


def _bars(axis: Any, shot: Snapshot, mine: Any, row: int, height: float, colour: str) -> None:
    pieces = shot.segments
    starts, ends = pieces.start_us[mine], pieces.end_us[mine]
    if len(starts):
        left = _right_us(shot) - WINDOW_US
        bars = [((start - left) / 1e3, (end - start) / 1e3) for start, end in zip(starts, ends, strict=True)]
        axis.broken_barh(bars, (row - height / 2, height), facecolor=colour, edgecolor="none")


def _rows(axis: Any, names: list[str]) -> None:
    axis.set_yticks(range(len(names)), names, fontsize=10 if len(names) < 9 else 7)
    axis.set(xlim=(0, WINDOW_US / 1e3), ylim=(len(names) - 0.4, -0.6))


def _verdict(axis: Any, words: str) -> None:
    axis.set_axis_off()
    axis.set(xlim=(0, 1), ylim=(0, 1))
    band = {"facecolor": "#00466f", "edgecolor": "none", "pad": 6}
    axis.text(
        0.01, 0.5, words.replace("$", r"\$"), fontsize=18, fontweight="bold", color="white", va="center", bbox=band
    )
