"""Runs, comparisons, sweeps and advice from Python: the same as the commands, of tasks by name and of functions as they are.

A function may be one of a notebook or a REPL, a lambda, a closure: it is handed over with its inputs (`hand_over.py`). The work runs
in a process of its own, so all of this works inside a running event loop too, which waits meanwhile.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from .catalogue.own_work import passed_over, python_for
from .hand_over import handed_over
from .model.plan import Option, Plan
from .model.run_facts import Result, RunError
from .model.study_facts import Next, Settings
from .outcomes import AdviceOutcome, CompareOutcome, RunOutcome, SweepOutcome, of_advice, of_run, of_study
from .session.events import Progress, RunEnded
from .shown_progress import ShownProgress
from .sources.instrument import Instrument

__all__ = [
    "AdviceOutcome",
    "CompareOutcome",
    "Result",
    "RunFailed",
    "RunOutcome",
    "SweepOutcome",
    "advise",
    "compare",
    "run",
    "sweep",
]
LOOK_S = 0.25
"""How often it is shown how far a run is, to who waits for it."""
Task = str | Callable[..., Any]
Inputs = str | Iterable[Any] | None


class RunFailed(RuntimeError):
    """A run that ended without a result; the text is one sentence, `error` has the item, worker and traceback."""

    def __init__(self, error: RunError) -> None:
        super().__init__(error.message or "the run was stopped")
        self.error = error


def run(
    task: Task,
    *,
    model: str = "threads",
    workers: int = 4,
    inputs: Inputs = None,
    size_s: float = 4.0,
    items: int | None = None,
    python: str | None = None,
    start_method: str | None = None,
    seed: int = 1,
    nice: int = 10,
    chunk: int = 1,
    record: Path | None = None,
    **options: Option,
) -> RunOutcome:
    """Runs a task, or a function over its inputs, under a model in a lab process of its own, and waits for it.

    Args:
        task: a name as on the command line (`pi`, `shop/core.py:price`), or a function.
        inputs: what a function is called with, one an item: a dict fills keywords, a tuple positions. Text where the task is a name.

    Raises:
        PlanError: something of the plan can't be run.
        RunFailed: the run itself failed.
    """
    with handed_over(task, inputs) as (name, more):
        plan = Plan(
            task=name,
            model=model,
            workers=workers,
            size_s=size_s,
            items=items,
            python=_python(name, python),
            start_method=start_method,
            seed=seed,
            nice=nice,
            chunk=chunk,
            options={**more, **options},
        )
        return _run(plan, record)


def _python(task: str, wanted: str | None) -> str:
    """The Python for it; one that would have been taken and is broken is warned about."""
    found = python_for(task, wanted)
    for note in () if wanted else passed_over(task):
        warnings.warn(note, stacklevel=3)
    return found


def _run(plan: Plan, record: Path | None) -> RunOutcome:
    """In a session of its own; a notebook sees how far it is."""
    instrument = Instrument.open(record_to=record, recording=record is not None)
    try:
        instrument.start(plan)
        with ShownProgress() as shown:
            while not instrument.wait(LOOK_S if shown.shown else None):
                begun = instrument.session.run_at()
                shown.run(instrument.session.latest(Progress, begun.run) if begun else None)
        return finished(instrument)
    finally:
        instrument.close()


def compare(
    task: Task,
    *,
    models: Sequence[str] = ("sequential", "threads", "processes", "asyncio"),
    inputs: Inputs = None,
    workers: int = 4,
    items: int | None = None,
    size_s: float = 4.0,
    python: str | None = None,
    repeats: int = 3,
    time_limit_s: float = 120.0,
    **options: Option,
) -> CompareOutcome:
    """Runs the same items under several models, repeatedly and in shuffled order.

    Raises:
        PlanError: it can't be run.
    """
    from .study.compare import comparison

    with handed_over(task, inputs) as (name, more):
        plan = Plan(
            task=name,
            workers=workers,
            items=items,
            size_s=size_s,
            python=_python(name, python),
            options={**more, **options},
        )
        settings = Settings(repeats=repeats, time_limit_s=time_limit_s)
        found = _studied(lambda instrument, tell: comparison(instrument, plan, tuple(models), settings, tell=tell))
    assert isinstance(found, CompareOutcome)
    return found


def sweep(
    task: Task,
    *,
    model: str = "threads",
    counts: Sequence[int] = (),
    inputs: Inputs = None,
    items: int | None = None,
    size_s: float = 4.0,
    python: str | None = None,
    repeats: int = 3,
    time_limit_s: float = 120.0,
    **options: Option,
) -> SweepOutcome:
    """Runs the same items under one model with 1, 2, 4 … workers, or with each of `counts`.

    Raises:
        PlanError: it can't be run.
    """
    from .study.sweep import sweep as prepared

    with handed_over(task, inputs) as (name, more):
        plan = Plan(
            task=name,
            model=model,
            items=items,
            size_s=size_s,
            python=_python(name, python),
            options={**more, **options},
        )
        settings = Settings(repeats=repeats, time_limit_s=time_limit_s)
        found = _studied(lambda instrument, tell: prepared(instrument, plan, counts, settings, tell=tell))
    assert isinstance(found, SweepOutcome)
    return found


def advise(
    function: Task,
    *,
    inputs: Inputs = None,
    items: int | None = None,
    python: str | None = None,
    repeats: int = 3,
    time_limit_s: float = 120.0,
    **options: Option,
) -> AdviceOutcome:
    """Which model fits a function, with how many workers, and why; with the code for it.

    The function is called a few times to see what it is, then as often as the runs take: `items` says with how many of the inputs.

    Raises:
        PlanError: it can't be called, or a call raised.
    """
    from .study.advising import advising

    with handed_over(function, inputs) as (name, more):
        plan = Plan(task=name, items=items, python=_python(name, python), options={**more, **options})
        settings = Settings(repeats=repeats, narrow=0.0, time_limit_s=time_limit_s, again=False)
        instrument = Instrument.open(recording=False)
        try:
            with ShownProgress() as shown:
                return of_advice(advising(instrument, plan, settings, tell=shown.study).run())
        finally:
            instrument.close()


def _studied(prepare: Callable[[Instrument, Callable[[Next], None]], Any]) -> CompareOutcome | SweepOutcome:
    instrument = Instrument.open(recording=False)
    try:
        with ShownProgress() as shown:
            return of_study(prepare(instrument, shown.study).run())
    finally:
        instrument.close()


def finished(instrument: Instrument) -> RunOutcome:
    """The result of the instrument's last run.

    Raises:
        RunFailed: it has none.
    """
    session = instrument.session
    started = session.run_at()
    end: RunEnded | None = session.run_end(started.run) if started else None
    if end is None or end.status != "done":
        raise RunFailed(end.error if end else RunError())
    return of_run(end.result)
