"""`concviz script`: the same work without concviz."""

from __future__ import annotations

from typing import Any

import click

from ....engine import catalogue
from ....engine.catalogue.script import script
from ....engine.sources.lab_source import Instrument
from ..task_flags import TaskCommand
from .run import make_plan, plan_options


@click.command("script", cls=TaskCommand, short_help="Print a standalone script that does the same without concviz.")
@click.argument("task")
@click.option("-m", "--model", default="threads", show_default=True, help="How the items are scheduled.")
@plan_options
def command(task: str, **fields: Any) -> int:
    """Print a script that does what `concviz run TASK` does, made of the same lines."""
    plan = make_plan(task=task, **fields)
    task_info, model_info = catalogue.task(plan.task, plan.python), catalogue.model(plan.model)
    if plan.items is None:
        instrument = Instrument.open(recording=False)
        try:
            plan = instrument.sized(plan)
        finally:
            instrument.close()
    click.echo(script(task_info, model_info, plan), nl=False)
    return 0
