"""`concviz sweep`: one model over worker counts."""

from __future__ import annotations

from typing import Any

import click

from ....engine import catalogue
from ....engine.model.plan import PlanError
from ....engine.study.sweep import sweep
from .. import complete
from ..own_options import environment_line
from ..study_command import carry_out, settings_of, study_options
from ..task_flags import TaskCommand
from .run import make_plan, model_option, plan_options, refuse_idle_options


@click.command("sweep", cls=TaskCommand)
@click.argument("task", shell_complete=complete.work)
@model_option("processes")
@click.option(
    "--counts",
    default="",
    metavar="N,N,…",
    help="Numbers of workers; else 1, 2, 4 … to --workers, or without it to twice the usable cores.",
)
@plan_options
@study_options
@click.pass_context
def command(
    context: click.Context, task: str, counts: str, repeats: int, time_limit: float, narrow: float | None, seed: int,
    record: Any, force: bool, csv_file: Any, as_json: bool, plain: bool, yes: bool, **fields: Any,
) -> int:  # fmt: skip
    """Run TASK under one model with growing numbers of workers, and fit the laws of scaling to what was measured."""
    plan = make_plan(task=task, seed=seed, **fields)
    refuse_idle_options(plan, [catalogue.model(plan.model)])
    numbers = parse_counts(counts)
    most = plan.workers if given(context, "workers") else None
    if most is not None and numbers:
        raise PlanError(f"--counts says how many workers already, so --workers {most} would change nothing")
    settings = settings_of(plan, repeats, time_limit, narrow, seed)
    return carry_out(
        lambda instrument, tell: sweep(instrument, plan, numbers, settings, most=most, tell=tell),
        record=record,
        force=force,
        csv_file=csv_file,
        as_json=as_json,
        plain=plain,
        yes=yes,
        environment=environment_line(plan),
    )


def given(context: click.Context, name: str) -> bool:
    """Whether the option was given, not left to its default."""
    return context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT


def parse_counts(text: str) -> tuple[int, ...]:
    """`1,2,4` as numbers.

    Raises:
        PlanError: something in it is no whole number.
    """
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise PlanError(f"--counts takes whole numbers like 1,2,4, not {text!r}") from None
