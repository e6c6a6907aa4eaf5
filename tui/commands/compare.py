"""`concviz compare`: several models on the same items."""

from __future__ import annotations

from typing import Any

import click

from ...engine.study.compare import MODELS, comparison
from ..studytables import comparison_lines
from .run import make_plan, plan_options
from .studies import carry_out, settings_of, study_options
from .taskoptions import TaskCommand


@click.command("compare", cls=TaskCommand, short_help="Measure several models on the same items.")
@click.argument("task")
@click.option("-m", "--models", default=",".join(MODELS), show_default=True, metavar="NAME[@PYTHON],…",
              help="Which models; `threads@3.13t` names a Python too.")  # fmt: skip
@plan_options
@study_options
def command(
    task: str, models: str, repeats: int, time_limit: float, narrow: float, seed: int, record: Any, csv_file: Any,
    as_json: bool, plain: bool, **fields: Any,
) -> int:  # fmt: skip
    """Run TASK under several models, repeatedly and in shuffled order, and say which is fastest and why."""
    names = tuple(name.strip() for name in models.split(",") if name.strip())
    plan = make_plan(task=task, seed=seed, **fields)
    settings = settings_of(repeats, time_limit, narrow, seed)
    return carry_out(
        lambda instrument, tell: comparison(instrument, plan, names, settings, tell=tell),
        comparison_lines,
        record=record,
        csv_file=csv_file,
        as_json=as_json,
        plain=plain,
    )
