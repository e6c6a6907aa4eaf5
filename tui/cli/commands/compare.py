"""`concviz compare`: several models on the same items."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from ....engine import catalogue
from ....engine.labs.preflight import python_of
from ....engine.model.plan import Plan, PlanError
from ....engine.model.study_facts import Compared
from ....engine.model.study_rows import BASELINE, Row
from ....engine.pythons import installed
from ....engine.study.compare import MODELS, comparison
from ....engine.study.pure.advice import to_sweep
from ....engine.study.pure.against import refuse
from ....engine.study.study import short_task
from .. import complete
from ..own_options import environment_line
from ..preselect import given, written
from ..study_command import carry_out, settings_of, study_options
from ..task_flags import TaskCommand
from .run import make_plan, plan_options, refuse_idle_options
from .sweep import command as sweep

ITS_OWN = {"models", "against", "workers", "record", "force", "csv_file", "as_json", "plain", "yes"}
"""Options of the comparison that a sweep has not, has in another sense, or that say where the result goes."""


@click.command("compare", cls=TaskCommand)
@click.argument("task", shell_complete=complete.work)
@click.option("-m", "--models", shell_complete=complete.models, default=",".join(MODELS), show_default=True, metavar="NAME[@PYTHON],…",
              help="Which models; `threads@3.13t` names a Python too.")  # fmt: skip
@click.option("--against", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="A comparison saved before a change (compare --json > FILE): is it faster now?")  # fmt: skip
@plan_options
@study_options
@click.pass_context
def command(
    context: click.Context, task: str, models: str, against: Path | None, repeats: int, time_limit: float, narrow: float | None, seed: int,
    record: Any, force: bool, csv_file: Any, as_json: bool, plain: bool, yes: bool, **fields: Any,
) -> int:  # fmt: skip
    """Run TASK under several models, repeatedly and in shuffled order, and say which is fastest and why."""
    names = tuple(name.strip() for name in models.split(",") if name.strip())
    plan = make_plan(task=task, seed=seed, **fields)
    before = saved(against, plan) if against is not None else None
    refuse_idle_options(plan, wanted_models(plan, names))
    settings = settings_of(plan, repeats, time_limit, narrow, seed)
    return carry_out(
        lambda instrument, tell: comparison(instrument, plan, names, settings, tell=tell),
        record=record,
        force=force,
        csv_file=csv_file,
        as_json=as_json,
        plain=plain,
        yes=yes,
        environment=environment_line(plan),
        before=before,
        advise=lambda result: sweep_command(context, sweep, row) if (row := to_sweep(result.rows)) else "",
    )


def saved(path: Path, plan: Plan) -> Compared:
    """The comparison in that file.

    Raises:
        PlanError: it can't be read, is none, or is of something else.
    """
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Compared)
    except (OSError, msgspec.MsgspecError) as error:
        raise PlanError(f"--against {path.name} is no comparison that was saved: {error}") from None
    refuse(found, short_task(plan))
    return found


def wanted_models(plan: Plan, names: Sequence[str]) -> list[catalogue.ModelInfo]:
    """The models of `threads@3.13t` and the like.

    A row that can't be measured says why while the others are; where there is no other but the baseline, that is a mistake.

    Raises:
        PlanError: there is no such model, or none of them can be measured.
    """
    models, problems = [], []
    for name in names:
        wanted, at, version = name.partition("@")
        models.append(catalogue.model(wanted))
        try:
            python = installed.find(version) if at else python_of(plan)
            if not models[-1].runs_on(python.version):
                raise PlanError(f"{name} can't be measured: it needs Python {models[-1].needs} or newer (name@PYTHON)")
        except PlanError as problem:
            problems.append(problem)
    if problems and len(problems) == len([name for name in names if name != BASELINE]):
        raise problems[0]
    return models


def sweep_command(context: click.Context, sweep: click.Command, row: Row) -> str:
    """The sweep of that row's model over numbers of workers, as it can be run: `concviz sweep pi --model processes`; '' where it can't.

    Made from the words that were typed, and never recorded: they can hold a path, a name or a password.
    """
    if context.params["inputs"] == "-":
        return ""  # nobody can read it again
    default = click.core.ParameterSource.DEFAULT
    typed = {name: value for name, value in context.params.items() if context.get_parameter_source(name) is not default}
    fields = given(**{name: value for name, value in typed.items() if name not in ITS_OWN})
    name, _, python = row.name.partition("@")
    model = catalogue.model(name)
    if not model.chunks:
        fields.pop("chunk", None)
    if not model.takes_start_method:
        fields.pop("start_method", None)
    fields |= {"model": name, **({"python": python} if python else {})}
    task = str(fields.pop("task"))
    return shlex.join(["concviz", "sweep", task, *written(sweep, fields)])
