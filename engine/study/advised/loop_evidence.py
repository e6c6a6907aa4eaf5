"""What is known of a function once it was measured: its rows, and what the session knows of the loop's typical run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...analysis.run.figures import run_figures
from ...model.own.advice_facts import Evidence
from ...model.study_rows import BASELINE, Row
from .advice_subject import Subject

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...session.memory.log import Session

MOST_TIMES = 1_000
"""Of single items, that are kept."""


def evidence_of(session: Session, subject: Subject, rows: list[Row]) -> Evidence:
    """What was found out: the rows, and what the session knows of the loop's typical run."""
    base = next((row for row in rows if row.name == BASELINE), None)
    run = base.typical_run if base else None
    times, held, threads, children = _of_run(session, run) if run is not None else ([], None, 0, 0)
    return Evidence(
        function=subject.facts,
        rows=rows,
        chunks={each.name: each.chunk for each in subject.rows if each.chunk > 1},
        measured_items=subject.items,
        item_times_s=times,
        least_times_s=_least_times(session, base.runs if base else []),
        held=held,
        helper_threads=threads,
        child_processes=children,
        usable_cores=session.machine.usable_cores,
        free_threaded=subject.free_threaded,
    )


def _of_run(session: Session, run: int) -> tuple[list[float], float | None, int, int]:
    """(seconds of single items, share in which the GIL was held, its own threads, its own children)."""
    spans = session.spans(run, whole_only=True)
    times = (spans.end_us - spans.start_us) / 1e6
    started, end = next((each for each in session.runs() if each.run == run), None), session.run_end(run)
    figures = run_figures(session, started, session.length_us, whole=True) if started else None
    threads = end.result.threads_by_role if end else {}
    processes = end.result.processes_by_role if end else {}
    return (
        _selected(times),
        figures.held("held_us") if figures else None,
        sum(threads.get(role, 0) for role in ("helper", "executor", "feeder")),
        processes.get("child", 0),
    )


def _least_times(session: Session, runs: Sequence[int]) -> list[float]:
    """Seconds of single items, each in the run in which it took least; empty where there is nothing to choose from."""
    least: dict[int, float] = {}
    for run in runs if len(runs) > 1 else ():
        spans = session.spans(run, whole_only=True)
        for item, time_us in zip(spans.item.tolist(), (spans.end_us - spans.start_us).tolist(), strict=True):
            least[item] = min(time_us / 1e6, least.get(item, math.inf))
    return _selected(np.asarray(list(least.values())))


def _selected(times_s: NDArray[np.float64]) -> list[float]:
    step = max(1, math.ceil(len(times_s) / MOST_TIMES))
    return [round(float(each), 6) for each in np.sort(times_s)[::step]]
