"""`concviz script`: the same work without concviz; of a task, or of a function of the user's."""

from __future__ import annotations

from typing import Any

import click

from ....engine import catalogue
from ....engine.catalogue.function_script import Called, Way, function_script
from ....engine.catalogue.script import script
from ....engine.model.plan import Plan
from ....engine.model.study_rows import BASELINE
from ....engine.sources.instrument import Instrument
from .. import complete
from ..task_flags import TaskCommand
from .run import make_plan, model_option, plan_options


@click.command("script", cls=TaskCommand)
@click.argument("task", shell_complete=complete.work)
@model_option("threads")
@plan_options
def command(task: str, **fields: Any) -> int:
    """Print a script that does what `concviz run TASK` does, made of the same lines; of a function of yours one that imports it."""
    plan = make_plan(task=task, **fields)
    task_info, model_info = catalogue.task(plan.task, plan.python), catalogue.model(plan.model)
    if task_info.function:
        click.echo(_of_function(plan), nl=False)
        return 0
    if plan.items is None:
        instrument = Instrument.open(recording=False)
        try:
            plan = instrument.sized(plan)
        finally:
            instrument.close()
    click.echo(script(task_info, model_info, plan), nl=False)
    return 0


def _of_function(plan: Plan) -> str:
    """The script of a function: its module is imported and its inputs are made, and it is not called."""
    instrument = Instrument.open(recording=False)
    try:
        facts = instrument.inspect(plan.replace(model=BASELINE, items=plan.items or 1), calls=0, pool=0)
    finally:
        instrument.close()
    inputs = str(plan.options.get("inputs", ""))
    function = Called(plan.task, inputs, facts.called, facts.asynchronous, plan.items or 100)
    return function_script(function, Way(plan.model, plan.workers, plan.chunk, plan.start_method or ""))
