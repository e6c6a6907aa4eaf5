"""Compare: several models, perhaps of several Pythons, on the same items."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from .. import catalogue
from ..model.plan import Plan, PlanError
from ..model.study_facts import Compared, Next, Settings
from ..model.study_rows import BASELINE
from ..pythons import installed
from .bench import Bench
from .calls import usual
from .pure.advice import advice
from .pure.rows import About
from .pure.study_verdict import verdict
from .study import Contender, Study

if TYPE_CHECKING:
    from ..sources.instrument import Instrument

MODELS = ("sequential", "threads", "processes", "asyncio")


def contender(name: str, plan: Plan) -> Contender:
    """The row that `threads` or `threads@3.13t` asks for.

    A Python that isn't there is the row's problem, as the others can do without it; a model that nobody has is a mistake.

    Raises:
        PlanError: there is no such model.
    """
    wanted, at, version = name.partition("@")
    model = catalogue.model(wanted)
    workers = 1 if model.worker == "main" else plan.workers
    row = plan.replace(model=wanted, workers=workers)
    try:
        python = installed.find(version) if at else _own(plan)
    except PlanError as problem:
        return Contender(About(name, model.name, version, workers), row, str(problem))
    return Contender(About(name, model.name, python.label, workers), row.replace(python=python.path))


def _own(plan: Plan) -> installed.Interpreter:
    own = installed.own()
    return own if plan.python == own.path else installed.find(plan.python)


def comparison(
    instrument: Instrument,
    plan: Plan,
    models: tuple[str, ...] = MODELS,
    settings: Settings | None = None,
    *,
    tell: Callable[[Next], None] = lambda facts: None,
) -> Study:
    """A comparison that is ready to run; the baseline is put first if it is not among the models.

    Finds the number of items out, which may take a second.

    Raises:
        PlanError: there is no such task or model, or the task can't be run at all.
    """
    names = list(dict.fromkeys(models))
    if BASELINE not in names:
        names.insert(0, BASELINE)
    task = catalogue.task(plan.task, plan.python)
    settings = msgspec.structs.replace(usual(task), early=True) if settings is None else settings
    found, tried = sized(instrument, plan.replace(model=BASELINE))
    return Study(
        instrument.session,
        Bench(instrument),
        [_checked(instrument, contender(name, found)) for name in names],
        settings,
        kind="compare",
        base=BASELINE,
        of=task,
        tried=tried,
        finish=partial(_concluded, instrument.session.machine.usable_cores),
        tell=tell,
    )


def sized(instrument: Instrument, plan: Plan) -> tuple[Plan, int]:
    """(the plan with its number of items, how often it was called to find that out)."""
    before = instrument.tried_calls
    return instrument.sized(plan), instrument.tried_calls - before


def _concluded(usable_cores: float, result: Compared) -> Compared:
    """With what is said of its rows."""
    told = f"{verdict(result.rows, usable_cores)} {advice(result.rows)}".rstrip()
    return msgspec.structs.replace(result, verdict=told)


def _checked(instrument: Instrument, row: Contender) -> Contender:
    """The row with its problem, if it has one that is known before it is run."""
    if row.problem:
        return row
    try:
        instrument.check(row.plan)
    except PlanError as problem:
        return Contender(row.about, row.plan, str(problem))
    return row
