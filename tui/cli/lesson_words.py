"""The words of a lesson's block, read by the command that has that name: what holds there holds here, to the last option."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from ...engine.differences.properties import check
from ...engine.lessons.block_reader import LessonError, problem
from ...engine.lessons.lesson import Lesson, Measure
from ...engine.lessons.measured.lesson_orders import Order
from ...engine.model.errors import UserError
from ...engine.model.plan import Plan
from ...engine.pythons import installed
from .commands import advise, compare, differences, run, sweep
from .commands.compare import wanted_models
from .commands.run import make_plan
from .commands.sweep import given, parse_counts
from .study_command import settings_of

COMMANDS: dict[str, click.Command] = {
    "run": run.command,
    "compare": compare.command,
    "sweep": sweep.command,
    "differences": differences.command,
    "advise": advise.command,
}
PLAN = (
    "workers",
    "size_s",
    "items",
    "python",
    "start_method",
    "chunk",
    "seed",
    "nice",
    "inputs",
    "call",
    "pairs",
    "model",
)
OUTPUT = ("record", "csv_file", "as_json", "output", "force")
"""Options that say where a result goes: a lesson's stays in its session."""


def order_of(lesson: Lesson, part: Measure) -> Order:
    """What the block asks for.

    Raises:
        LessonError: its words say nothing that can be measured; with the line.
    """
    try:
        words = shlex.split(part.words)
        context = COMMANDS[part.kind].make_context(part.kind, [_beside(lesson, word) for word in words])
        if any(context.params.get(name) for name in OUTPUT):
            raise click.UsageError(
                "a lesson's measurement stays in the session: no --record, --csv, --json or --output"
            )
        if lesson.python is not None and not context.params.get("python"):
            context.params["python"] = lesson.python.path
        with context:
            return _order(part.kind, context)
    except click.ClickException as error:
        raise problem(part.line, f"{part.kind} {part.words}: {error.format_message()}") from None
    except click.exceptions.Exit:
        raise problem(part.line, f"{part.kind} {part.words}: this asks for help, and measures nothing") from None
    except (UserError, ValueError) as error:
        if isinstance(error, LessonError):
            raise
        raise problem(part.line, f"{part.kind} {part.words}: {error}") from None


def _beside(lesson: Lesson, word: str) -> str:
    """A file that lies beside the lesson, with its folder."""
    name, colon, what = word.partition(":")
    if name.endswith(".py") and "/" not in name and lesson.folder:
        path = Path(lesson.folder) / name
        return f"{path}{colon}{what}" if path.is_file() else word
    return word


def _order(kind: str, context: click.Context) -> Order:
    params = context.params
    if kind == "differences":
        wanted = check(name for each in params["only"] for name in each.split(",") if name)
        python = installed.find(params["python"]).path if params["python"] else ""
        return Order("differences", only=wanted, python=python)
    plan: Plan = make_plan(task=params["task"], **{name: params[name] for name in PLAN if name in params})
    if kind == "run":
        return Order("run", plan)
    settings = settings_of(plan, params["repeats"], params["time_limit"], params.get("narrow"), params["seed"])
    if kind == "compare":
        names = tuple(name.strip() for name in params["models"].split(",") if name.strip())
        wanted_models(plan, names)
        return Order("compare", plan, models=names, settings=settings)
    if kind == "sweep":
        most = plan.workers if given(context, "workers") else None
        return Order("sweep", plan, counts=parse_counts(params["counts"]), most=most, settings=settings)
    return Order("advise", plan, settings=settings)
