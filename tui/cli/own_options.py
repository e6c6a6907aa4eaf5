"""What commands that take a function of the user's have in common: the call, the environment's name, what he should know before."""

from __future__ import annotations

from collections.abc import Iterable

import click

from ...engine import catalogue
from ...engine.lab.own.home import CALL, MODULE, split
from ...engine.model.plan import Plan, PlanError
from ...engine.pythons import environments, installed


def called(task: str, call: str | None) -> str:
    """The task with what `--call` says of it: of a file, a module, or a function of one (which is then named by the call again).

    Raises:
        PlanError: it is a task of ours, or there is no call.
    """
    if call is None:
        return task
    place, _what = split(task)
    if place in catalogue.tasks() or not (place.endswith(".py") or MODULE.fullmatch(f"{place}:")):
        raise PlanError(
            f'--call is for a function of yours: concviz run FILE.py --call "resize(x, width=80)"; {task} is a task'
        )
    if not call.strip():
        raise PlanError('--call is empty: say how it is called, "resize(x, width=80)", with x as the input')
    return f"{place}:{CALL}{call.strip().removeprefix('await ')}"


def environment_line(plan: Plan) -> str:
    """` in shop/.venv`: for the line that says what was run; '' where it is our own Python's or none."""
    name = environments.name_of(plan.python)
    return f" in {name}" if name and plan.python != installed.own().path else ""


def tell_notes(notes: Iterable[str]) -> None:
    """What the user should know, on standard error."""
    for note in notes:
        click.echo(f"concviz: {note}", err=True)
