"""What is said of each row of a study: the objects under `rows` of `compare --json` and `sweep --json`.

Figures are medians over the repeats that count, each on its own; memory is the most that any repeat needed. The waterfall is
that of one repeat, the one whose wall time is the median (the one below it of an even number): pieces of different runs would not add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TypeVar

import msgspec
import numpy as np

from ...model.study_rows import Against, Row, Same
from ..measured import Measurement
from ..waterfall import against, ideal_s
from .rounds import TWICE, Course
from .statistics import TELLS_FROM, Median, interval, outliers, ratio, six_digits

N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class About:
    """What a row is, known before anything runs."""

    name: str
    """As the user asked for it: `threads@3.13t`; in a sweep the number of workers."""
    model: str
    python: str
    """`3.11.7`, `3.13.5t`; what was asked for where there is none like that."""
    workers: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """What all rows are compared with."""

    name: str
    walls_s: Sequence[float]
    digests: Sequence[str]
    """Of each repeat."""
    cpu_s: float


def baseline(row: Course | None) -> Baseline | None:
    """The row as a baseline; None where it has no sound repeat."""
    if row is None or not row.kept:
        return None
    return Baseline(row.name, row.walls_s, row.digests, float(np.median([each.cpu_s for each in row.kept])))


def row_of(about: About, row: Course, base: Baseline | None, usable_cores: float, rows: Sequence[Course]) -> Row:
    """One row of all of them; what was not measured is None."""
    if not row.kept:
        return _not_measured(about, row)
    ideal = ideal_s(base.cpu_s if base else None, about.workers, usable_cores)
    fall = typical_of(row.kept).waterfall
    return msgspec.structs.replace(
        _alone(about, row),
        speedup=ratio(base.walls_s, row.walls_s).interval if base else None,
        same=same(row.digests, base.digests) if base else same_without(rows),
        difference=difference(about.name, interval(row.walls_s), base),
        waterfall=against(fall, ideal) if fall else None,
    )


def _alone(about: About, row: Course) -> Row:
    """What is said of it without looking at the others."""
    kept, typical, wall = row.kept, typical_of(row.kept), interval(row.walls_s)
    switches = _known([each.context_switches for each in kept])
    return Row(
        model=about.model,
        python=kept[0].python or about.python,
        workers=about.workers,
        wall_s=wall.interval,
        cores_used=_middle([each.cores_used for each in kept]),
        startup_s=_middle([each.startup_s for each in kept]),
        peak_threads=max(each.peak.threads for each in kept),
        peak_processes=max(each.peak.processes for each in kept),
        memory_bytes=max(_known([each.memory_bytes for each in kept]), default=None),
        pickled_bytes=typical.pickled,
        context_switches=median_low(switches) if switches else None,
        digest=typical.digest,
        disturbed=any(each.disturbed for each in kept),
        name=about.name,
        status="failed" if row.error else "done",
        error=row.error,
        level=round(wall.level, 4),
        repeats=[round(each.wall_s, 6) for each in kept],
        runs=[each.run for each in kept],
        outliers=outliers(row.walls_s),
        thrown_away=list(row.void),
        disturbed_runs=row.disturbed_runs,
        rest_cores=max((round(rest, 3) for rest in _known([each.rest_cores for each in kept])), default=None),
        memory_kind=typical.memory_kind,
        gil=typical.gil,
        answer=typical.answer,
        ledger=typical.ledger,
        overlap=_rounded(typical.overlap),
        own_helpers_cores=_rounded(typical.own_helpers_cores),
        loop_lag_s=_rounded(typical.loop_lag_s),
    )


def _not_measured(about: About, row: Course) -> Row:
    return Row(
        model=about.model,
        python=about.python,
        workers=about.workers,
        name=about.name,
        status="failed" if row.error else "not run",
        error=row.error,
        thrown_away=list(row.void),
        disturbed_runs=row.disturbed_runs,
    )


def typical_of(kept: Sequence[Measurement]) -> Measurement:
    """The repeat whose wall time is the median."""
    middle = median_low([each.wall_s for each in kept])
    return next(each for each in kept if each.wall_s == middle)


def difference(name: str, wall: Median, base: Baseline | None) -> Against:
    """Against the baseline."""
    if base is None:
        return ""
    if name == base.name:
        return "baseline"
    if min(wall.repeats, len(base.walls_s)) < TELLS_FROM:
        return ""
    if wall.overlaps(interval(base.walls_s)):
        return "no clear difference"
    return "faster" if wall.median < interval(base.walls_s).median else "slower"


def _middle(values: Sequence[float]) -> float:
    return six_digits(float(np.median(values)))


def _rounded(value: float | None) -> float | None:
    return None if value is None else six_digits(value)


def _known(values: Sequence[N | None]) -> list[N]:
    return [value for value in values if value is not None]


def same(digests: Sequence[str], right: Sequence[str]) -> Same | None:
    """A row's results beside the baseline's, by the digests of their repeats.

    None: they differ, and the baseline was run only once, so its own may differ from run to run as well.
    """
    if len(set(right)) > 1:
        return "varies"
    if set(digests) == set(right):
        return "equal"
    return "wrong" if len(right) >= TWICE else None


def same_without(rows: Sequence[Course]) -> Same | None:
    """The same where there is no baseline: equal if all rows agree; if not, who is right can't be told."""
    return "equal" if len({digest for row in rows for digest in row.digests}) == 1 else None
