"""Comparisons, sweeps and the table of differences as rows for the CSV tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...model.study_rows import Interval
from ...session.memory.log import Session
from .csv_columns import INTERVAL, STUDY_NUMBERS

Rows = Iterator[tuple[Any, ...]]


def studies(session: Session, t1_us: int, text: Callable[[Any], Any]) -> Rows:
    """One row a row of each comparison and sweep, as far as it was known at `t1_us`; `text` makes words safe for a cell."""
    for view in session.studies(t1_us):
        for row in view.rows:
            known = [getattr(row, name) for name, _ in STUDY_NUMBERS]
            equal = {"equal": True, "wrong": False}.get(row.same or "")
            yield (
                view.study,
                view.kind,
                text(view.asked.task),
                text(row.name),
                text(row.model),
                text(row.python),
                row.workers,
                *_interval(row.wall_s),
                *_interval(row.speedup),
                *("" if value is None else value for value in (*known, equal, row.disturbed)),
                text(row.error),
                row.same or "",
            )


def _interval(found: Interval | None) -> tuple[float | str, ...]:
    return ("",) * len(INTERVAL) if found is None else tuple(getattr(found, part) for part, _ in INTERVAL)


def differences(session: Session, t1_us: int, text: Callable[[Any], Any]) -> Rows:
    """One row a cell of the table of differences and Python."""
    for cell in session.differences(t1_us):
        yield (
            cell.name,
            text(cell.column),
            text(cell.python),
            cell.state,
            text(cell.value),
            text(cell.claim),
            "" if cell.agrees is None else cell.agrees,
            text(cell.why),
            text("; ".join(cell.evidence)),
        )
