"""What is said of each row of a study: the objects under `rows` of `compare --json` and `sweep --json`.

Figures are medians over the repeats that count, each on its own; memory is the most that any repeat needed. The waterfall is
that of one repeat, the one whose wall time is the median (the one below it of an even number): pieces of different runs would not add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

import numpy as np

from ..measured import Measurement
from ..waterfall import ideal_s
from .rounds import Row
from .statistics import Interval, interval, outliers, ratio


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
    digest: str
    cpu_s: float


def baseline(row: Row | None) -> Baseline | None:
    """The row as a baseline; None where it has no sound repeat."""
    if row is None or not row.kept:
        return None
    return Baseline(row.name, row.walls_s, row.kept[0].digest, float(np.median([each.cpu_s for each in row.kept])))


def row_dict(about: About, row: Row, base: Baseline | None, usable_cores: float, digest: str) -> dict[str, Any]:
    """One row; what was not measured is None. `digest` is the one that counts as right."""
    if not row.kept:
        return _empty(about, row)
    kept, typical = row.kept, typical_of(row.kept)
    wall = interval(row.walls_s)
    speedup = ratio(base.walls_s, row.walls_s) if base else None
    ideal = ideal_s(base.cpu_s if base else None, about.workers, usable_cores)
    return {
        "model": about.model,
        "python": kept[0].python or about.python,
        "workers": about.workers,
        "wall_s": wall.as_dict(),
        "speedup": speedup.as_dict() if speedup else None,
        "cores_used": _middle(kept, "cores_used"),
        "startup_s": _middle(kept, "startup_s"),
        "peak_threads": max(each.peak_threads for each in kept),
        "peak_processes": max(each.peak_processes for each in kept),
        "memory_bytes": max((each.memory_bytes for each in kept if each.memory_bytes is not None), default=None),
        "pickled_bytes": {"out": typical.pickled[0], "back": typical.pickled[1]} if typical.pickled else None,
        "context_switches": _count(kept),
        "digest": typical.digest,
        "equal": all(each.digest == digest for each in kept),
        "disturbed": any(each.disturbed for each in kept),
        "waterfall": typical.waterfall.as_dict(ideal) if typical.waterfall else None,
        "name": about.name,
        "status": "failed" if row.error else "done",
        "error": row.error,
        "difference": difference(about.name, wall, base),
        "level": round(wall.level, 4),
        "repeats": [round(each.wall_s, 6) for each in kept],
        "runs": [each.run for each in kept],
        "outliers": outliers(row.walls_s),
        "thrown_away": list(row.void),
        "disturbed_runs": row.disturbed_runs,
        "rest_cores": _largest([each.rest_cores for each in kept]),
        "memory_kind": typical.memory_kind,
        "gil": typical.gil,
        "answer": typical.answer,
    }


def typical_of(kept: Sequence[Measurement]) -> Measurement:
    """The repeat whose wall time is the median."""
    middle = median_low([each.wall_s for each in kept])
    return next(each for each in kept if each.wall_s == middle)


def difference(name: str, wall: Interval, base: Baseline | None) -> str:
    """Against the baseline: `baseline`, `faster`, `slower`, `no clear difference`, or '' where there is none."""
    if base is None:
        return ""
    if name == base.name:
        return "baseline"
    if wall.overlaps(interval(base.walls_s)):
        return "no clear difference"
    return "faster" if wall.median < interval(base.walls_s).median else "slower"


def _empty(about: About, row: Row) -> dict[str, Any]:
    """The row of a model of which nothing was measured."""
    names = (
        "wall_s speedup cores_used startup_s peak_threads peak_processes memory_bytes pickled_bytes context_switches"
        " digest equal disturbed waterfall"
    )
    return {
        "model": about.model,
        "python": about.python,
        "workers": about.workers,
        **dict.fromkeys(names.split()),
        "name": about.name,
        "status": "failed" if row.error else "not run",
        "error": row.error,
        "difference": "",
        "level": 0.0,
        "repeats": [],
        "runs": [],
        "outliers": [],
        "thrown_away": list(row.void),
        "disturbed_runs": row.disturbed_runs,
        "rest_cores": None,
        "memory_kind": "",
        "gil": None,
        "answer": "",
    }


def _middle(kept: Sequence[Measurement], name: str) -> float:
    return float(f"{np.median([getattr(each, name) for each in kept]):.6g}")


def _count(kept: Sequence[Measurement]) -> int | None:
    known = [each.context_switches for each in kept if each.context_switches is not None]
    return median_low(known) if known else None


def _largest(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(max(known), 3) if known else None


def right_digest(rows: Sequence[Row], base: Baseline | None) -> str:
    """The digest that counts as right: the baseline's; without one that of most rows (the first of equally many)."""
    if base is not None:
        return base.digest
    found = [row.kept[0].digest for row in rows if row.kept]
    return max(found, key=found.count, default="")
