"""The page of advice: what follows from what was seen, and the script that does as it says."""

from __future__ import annotations

from ...catalogue.function_script import Called, Way, file_name, function_script
from ...lab.own.home import ENDING, split
from ...model.own.advice_facts import Advice, BreakEven, Evidence, ItemParts, Recommendation
from ...model.study_facts import Compared
from ...pythons import environments, installed
from ..pure.advise.break_even import break_even
from ..pure.advise.item_parts import item_parts
from ..pure.advise.limits_of_models import models
from ..pure.advise.recommendation import recommendation
from ..pure.advise.warnings_of import warnings_of
from .advice_subject import Subject


def advice_of(subject: Subject, found: Evidence, result: Compared, runs: list[int]) -> Advice:
    """The page; `runs` are the items of each run that was made."""
    facts, plan = subject.facts, subject.plan
    even = _even(found)
    told = recommendation(found, even, facts.items if facts.items > subject.items and plan.options.get("inputs") else 0)
    code, file = _code(subject, told)
    parts: ItemParts | None = item_parts(found)
    place = "a function handed over" if plan.task.endswith(ENDING) else split(plan.task)[0].rpartition("/")[2]
    rows = [row for row in found.rows if row.wall_s]
    return Advice(
        function=subject.task.title,
        place=place,
        python=rows[0].python if rows else "",
        environment=environments.name_of(plan.python) if plan.python != installed.own().path else "",
        machine=result.machine,
        inputs=facts.items if plan.options.get("inputs") or plan.task.endswith(ENDING) else subject.items,
        measured_items=subject.items,
        runs=len(runs),
        calls=facts.calls + sum(runs),
        item=parts,
        models=models(found),
        recommendation=told,
        break_even=even,
        warnings=warnings_of(found),
        code=code,
        code_file=file,
        evidence=found,
    )


def _even(found: Evidence) -> BreakEven | None:
    pool = next((row for row in found.rows if row.name == "process-pool" and row.wall_s), None)
    if pool is None:
        return None
    chunk = found.chunks.get(pool.name, 1)
    return break_even(found.function, pool.workers, found.usable_cores, pool.startup_s, chunk)


def _code(subject: Subject, told: Recommendation) -> tuple[str, str]:
    """(the script, what to save it as); nothing where nothing is recommended."""
    if not told.use:
        return "", ""
    plan = subject.plan
    function = Called(
        plan.task, str(plan.options.get("inputs", "")), subject.facts.called, subject.facts.asynchronous, subject.items
    )
    way = Way(told.use, told.workers, told.chunk, plan.start_method or "")
    return function_script(function, way), file_name(plan.task, told.use)
