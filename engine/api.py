"""A run from Python: the same as `concviz run`, with typed fields instead of JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from .model.plan import Option, Plan
from .pythons import installed
from .session.events import RunEnded
from .sources.lab_source import Instrument


class RunFailed(RuntimeError):
    """A run that ended without a result; the text is one sentence, `error` has the item, worker and traceback."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error.get("message", "the run was stopped"))
        self.error = error


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One finished run; design §7 defines the figures. Seconds, bytes and counts as the names say."""

    version: int
    task: str
    model: str
    workers: int
    items: int
    python: str
    gil: bool | None
    nice: int
    seed: int
    wall_s: float | None
    startup_s: float | None
    compute_s: float | None
    cpu_s: float | None
    cores_used: float | None
    usable_cores: float
    peak_threads: int
    peak_processes: int
    threads_by_role: dict[str, int]
    processes_by_role: dict[str, int]
    ledger: dict[str, Any]
    handoffs_per_s: float | None
    dropped_spans: int
    answer: str
    digest: str
    verdict: str
    phases: dict[str, float]
    machine: dict[str, Any]
    own_helpers_cores: float = 0.0
    """The part of `cores_used` that the function's own threads and children used."""
    overlap: float = 0.0
    """How much waiting and computing went on at the same time; 1.0 is one after the other."""
    rusage_s: float | None = None
    """CPU seconds of the lab by getrusage, from asking for the workers until they were gone: a second witness for `cpu_s`."""
    rusage_differs: str = ""
    """By how much that differs from `cpu_s` and why, in a sentence; '' where the two agree."""


def run(
    task: str,
    *,
    model: str = "threads",
    workers: int = 4,
    size_s: float = 4.0,
    items: int | None = None,
    python: str | None = None,
    start_method: str | None = None,
    seed: int = 1,
    nice: int = 10,
    chunk: int = 1,
    record: Path | None = None,
    **options: Option,
) -> Result:
    """Runs a task under a model in a lab process of its own, and waits for it.

    Raises:
        PlanError: something of the plan can't be run.
        RunFailed: the run itself failed.
    """
    plan = Plan(
        task=task,
        model=model,
        workers=workers,
        size_s=size_s,
        items=items,
        python=installed.find(python).path if python else installed.own().path,
        start_method=start_method,
        seed=seed,
        nice=nice,
        chunk=chunk,
        options=options,
    )
    instrument = Instrument.open(record_to=record, recording=record is not None)
    try:
        instrument.start(plan)
        instrument.wait()
        return finished(instrument)
    finally:
        instrument.close()


def finished(instrument: Instrument) -> Result:
    """The result of the instrument's last run.

    Raises:
        RunFailed: it has none.
    """
    session = instrument.session
    started = session.run_at()
    end: RunEnded | None = session.run_end(started.run) if started else None
    if end is None or end.status != "done":
        raise RunFailed(end.error if end else {})
    return msgspec.convert(end.result, Result)
