"""Comparisons, sweeps and the table of differences as rows for the CSV tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...session.memory.log import Session
from .csv_columns import INTERVAL

Rows = Iterator[tuple[Any, ...]]
NUMBERS = ("cores_used", "startup_s", "peak_threads", "peak_processes", "memory_bytes", "context_switches")


def studies(session: Session, t1_us: int, text: Callable[[Any], Any]) -> Rows:
    """One row a row of each comparison and sweep, as far as it was known at `t1_us`; `text` makes words safe for a cell."""
    for view in session.studies(t1_us):
        for name, row in view.rows.items():
            intervals = [_part(row.get(key), part) for key in ("wall_s", "speedup") for part, _ in INTERVAL]
            yield (
                view.study,
                view.kind,
                text(view.asked.get("task", "")),
                text(name),
                text(row.get("model", "")),
                text(row.get("python", "")),
                row.get("workers", ""),
                *intervals,
                *(_number(row.get(key)) for key in NUMBERS),
                row.get("equal", ""),
                row.get("disturbed", ""),
                text(row.get("error") or ""),
            )


def _part(interval: Any, part: str) -> float | str:
    value = interval.get(part) if isinstance(interval, dict) else None
    return _number(value)


def _number(value: Any) -> float | str:
    return value if isinstance(value, int | float) else ""


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
