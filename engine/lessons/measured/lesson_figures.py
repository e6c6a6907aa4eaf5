"""What a measurement came to, as figures by name: a run's result, a study's rows, cells of the table of differences, an advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from ...model.difference_facts import (
    CellFacts,
    NumberFacts,
    ParallelismFacts,
    PicklingFacts,
    RaceFacts,
    RelationFacts,
    SharingFacts,
    TasksFacts,
    TypeFacts,
    WeightFacts,
)
from ...model.own.advice_facts import Advice, Use
from ...model.run_facts import Result
from ...model.states import SHARES
from ...model.study_facts import Compared, Swept
from ...model.study_rows import Row
from ...session.events import Difference
from .conditions import Figures

RESULT = ("wall_s", "startup_s", "compute_s", "cpu_s", "cores_used", "own_helpers_cores", "overlap", "usable_cores", "workers", "items",
          "loop_lag_s", "loop_lag_worst_s", "gil")  # fmt: skip
ROW = ("startup_s", "cores_used", "own_helpers_cores", "overlap", "memory_bytes", "loop_lag_s", "workers", "gil")
Pairs = Iterator[tuple[str, float | None]]


def of_result(result: Result, against: Result | None = None) -> Figures:
    """Of a run; beside another run of the same work also how much faster it was, and whether it came to the same."""
    return _known(_of_result(result, against))


def _of_result(result: Result, against: Result | None) -> Pairs:
    for name in RESULT:
        yield name, getattr(result, name)
    yield "threads", result.peak.threads
    yield "processes", result.peak.processes
    for name in SHARES:
        yield name, result.ledger.share(name)
    if against is not None and against.wall_s and result.wall_s:
        yield "speedup", against.wall_s / result.wall_s
        yield "equal", result.digest == against.digest


def of_study(result: Compared | Swept) -> Figures:
    """Of a comparison (`threads.speedup`) or a sweep (`w4.speedup`, `best_workers`, `p`)."""
    return _known(_of_study(result))


def _of_study(result: Compared | Swept) -> Pairs:
    for row in result.rows:
        label = f"w{row.name}" if row.name.isdigit() else row.name
        yield from ((f"{label}.{name}", value) for name, value in _of_row(row))
    if isinstance(result, Swept):
        yield "best_workers", result.best_workers
        fit = result.fits.get("amdahl")
        if fit is not None and fit.drawn and "p" in fit.parameters:
            yield "p", fit.parameters["p"].value


def _of_row(row: Row) -> Pairs:
    for name in ROW:
        yield name, getattr(row, name)
    yield "wall_s", row.wall_s.median if row.wall_s else None
    yield "speedup", row.speedup.median if row.speedup else None
    yield "threads", row.peak.threads or None
    yield "processes", row.peak.processes or None
    yield "pickled_bytes", row.pickled_bytes.total if row.pickled_bytes else None
    yield "equal", None if row.same is None else row.same != "wrong"
    if row.ledger is not None:
        for name in SHARES:
            yield name, row.ledger.share(name)


def of_differences(cells: Iterable[Difference], main: str) -> Figures:
    """Of cells of the table: `threading.start_s`; under another Python than `main` (its label) `threading@3.13.0t.lost`."""
    found: dict[str, float] = {}
    for cell in cells:
        if cell.state == "done" and isinstance(cell.facts, CellFacts):
            own = cell.python == main or cell.column == "interpreters"
            label = cell.column if own else f"{cell.column}@{cell.python}"
            found |= {f"{label}.{name}": value for name, value in _known(_of_cell(cell.facts)).items()}
    return found


def _of_cell(facts: CellFacts) -> Pairs:
    match facts:
        case TypeFacts():
            yield from (("new_processes", facts.processes), ("new_threads", facts.threads))
        case RelationFacts():
            yield "inside", facts.inside
        case SharingFacts():
            yield "shared", facts.shared
            yield "handover_s", next((s for way, s in facts.handover_s.items() if way.endswith("100 MB")), None)
        case WeightFacts():
            yield from (("start_s", facts.start_s), ("memory_bytes", facts.memory_bytes))
        case ParallelismFacts():
            yield from (("cores_used", facts.cores_used), ("gil", facts.gil))
        case TasksFacts():
            yield from (("cpu_speedup", facts.cpu_speedup), ("io_speedup", facts.io_speedup))
        case NumberFacts():
            yield from (("alive", facts.alive), ("wall_s", facts.wall_s), ("memory_bytes", facts.memory_bytes))
        case RaceFacts():
            yield from (
                ("lost", facts.share("call")),
                ("lost_with_lock", facts.share("lock")),
                ("lost_bare", facts.share("bare")),
            )
            yield "gil", facts.gil
        case PicklingFacts():
            yield "kinds_refused", len(facts.cannot)
        case _:
            return


def of_advice(advice: Advice) -> Figures:
    """Of an advice: `processes.recommended`, `workers`, and the rows that it stands on."""
    found: list[tuple[str, float | None]] = [("workers", advice.recommendation.workers)]
    found += [(f"{name}.recommended", name == advice.recommendation.use) for name in get_args(Use) if name]
    found += [(f"{row.name}.{name}", value) for row in advice.evidence.rows for name, value in _of_row(row)]
    return _known(found)


def _known(pairs: Iterable[tuple[str, float | None]]) -> dict[str, float]:
    return {name: float(value) for name, value in pairs if value is not None}
