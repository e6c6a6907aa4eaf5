"""A run from Python: the same as `concviz run`, with typed fields instead of JSON."""

from __future__ import annotations

from pathlib import Path

from .model.plan import Option, Plan
from .model.run_facts import Result, RunError
from .pythons import installed
from .session.events import RunEnded
from .sources.lab_source import Instrument


class RunFailed(RuntimeError):
    """A run that ended without a result; the text is one sentence, `error` has the item, worker and traceback."""

    def __init__(self, error: RunError) -> None:
        super().__init__(error.message or "the run was stopped")
        self.error = error


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
        raise RunFailed(end.error if end else RunError())
    return end.result
