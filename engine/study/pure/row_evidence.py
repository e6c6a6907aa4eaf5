"""What a row's figures show of its work: whether it computes or waits. By its ledger, never by what a task is called."""

from __future__ import annotations

from collections.abc import Sequence

from ...analysis.facts import TALKS
from ...analysis.run.usage import CONCURRENT, PARALLEL_CORES
from ...model.study_rows import BASELINE, Row

COMPUTES = 0.9
"""Share of the sequential run in which it computed from which on cores are the limit: with less of it, a number of workers that is
above that of the cores can be faster than the cores."""
WAITED = {"wait_io": "waited for I/O", "wait_child": "waited for their children", "asleep": "slept"}
"""Waits that can overlap, as they are said of workers."""
OWN_SHARE = 0.5


def points(rows: Sequence[Row]) -> list[Row]:
    """The rows that are points of a sweep's curve: measured, not wrong, and not the baseline."""
    return [row for row in rows if row.sound and row.name != BASELINE]


def computing(row: Row) -> float | None:
    """Share of the sequential run's time in which the work was on a core or waited for one; None where nobody measured it."""
    ledger = row.ledger
    if ledger is None or row.cores_used is None or not any(ledger.shares.values()):
        return None
    return min(max(ledger.on_core, row.cores_used) + ledger.wait_core, 1.0)


def base_of(rows: Sequence[Row]) -> Row | None:
    """The sequential run's row, as far as it was measured."""
    return next((row for row in rows if row.name == BASELINE and row.wall_s), None)


def cores_limit(rows: Sequence[Row]) -> bool | None:
    """Whether cores limit this work, by the sequential run of it; None where that is not known."""
    base = base_of(rows)
    share = None if base is None else computing(base)
    return None if share is None else share >= COMPUTES


def has_own_workers(row: Row) -> bool:
    """Whether most of the CPU time is that of threads and children which the work starts itself."""
    return (row.own_helpers_cores or 0.0) > OWN_SHARE * (row.cores_used or 0.0)


def at_once(row: Row) -> list[str]:
    """What its workers were measured to do at the same time: `computed`, `waited for I/O` …; [] for nothing."""
    ledger = row.ledger
    done = ["computed"] if (row.cores_used or 0.0) - (row.own_helpers_cores or 0.0) > PARALLEL_CORES else []
    if ledger is not None and (row.overlap or 0.0) > CONCURRENT:
        done += [words for name, words in WAITED.items() if ledger.share(name) >= TALKS]
    return done
