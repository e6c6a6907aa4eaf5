"""What is advised about: a function of the user's, the rows that it is measured in, and how many of its items."""

from __future__ import annotations

from dataclasses import dataclass

from ... import catalogue
from ...lab.own.home import ENDING
from ...model.own.function_facts import FunctionFacts
from ...model.plan import Plan, PlanError
from ...pythons import installed
from ..pure.advise.contenders import Wanted, sample, wanted_rows


@dataclass(frozen=True, slots=True)
class Subject:
    """What is advised about."""

    task: catalogue.TaskInfo
    plan: Plan
    facts: FunctionFacts
    rows: list[Wanted]
    items: int
    """Of those, that are measured."""
    free_threaded: str


def function_of(plan: Plan) -> catalogue.TaskInfo:
    """The function that the plan names.

    Raises:
        PlanError: it is a task, or there is none.
    """
    task = catalogue.task(plan.task, plan.python)
    if not task.function:
        raise PlanError(
            f"advice is about a function of yours: concviz advise FILE.py:WHAT --inputs …; for {plan.task}, which is a task, there is "
            f"concviz compare {plan.task}"
        )
    return task


def subject_of(task: catalogue.TaskInfo, plan: Plan, facts: FunctionFacts, cores: float) -> Subject:
    """The rows that fit what was found out by looking at it, on so many usable cores."""
    own = installed.own() if plan.python == installed.own().path else installed.find(plan.python)
    free = "" if own.free_threaded else _free_threaded(plan)
    rows = wanted_rows(
        facts,
        cores,
        free_threaded=free,
        interpreters=catalogue.model("interpreters").runs_on(own.version),
        gil=not own.free_threaded,
    )
    items = sample(facts, rows, plan.items)
    return Subject(task, plan, facts, rows, items, free)


def _free_threaded(plan: Plan) -> str:
    """The label of the newest Python without a GIL on this machine; of a function that is handed over, none can run it."""
    if plan.task.endswith(ENDING):
        return ""
    return next((each.label for each in installed.pythons() if each.free_threaded), "")
