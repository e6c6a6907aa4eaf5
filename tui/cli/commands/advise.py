"""`concviz advise`: which model, how many workers, and why, for a function of the user's; with the code."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from ....engine.export.whole_files import refuse_existing, whole_file
from ....engine.model.own.advice_facts import Advice
from ....engine.model.study_facts import Settings
from ....engine.study.advised.advice_subject import function_of
from ....engine.study.advising import advising, looks_told
from ....engine.study.pure.advise.advice_html import advice_html
from ....engine.study.pure.advise.advice_markdown import advice_markdown
from ....engine.study.pure.advise.advice_text import advice_lines
from ..preselect import Word
from ..record_option import record_options, told_incomplete
from ..streams.printed_json import json_text
from ..streams.standard_files import STANDARD
from ..streams.stream_looks import has_colours
from ..study_command import measure
from ..task_flags import TaskCommand
from .run import make_plan, plan_options

FORMATS = ("text", "json", "md", "html")
BOLD, DIM = ("title", "heading"), ("code",)
"""Roles of lines, and how those are printed."""
WIDE = 120


@click.command("advise", cls=TaskCommand)
@click.argument("task", metavar="FILE.py:WHAT")
@plan_options
@click.option("--repeats", type=click.IntRange(3, 100), default=3, show_default=True, help="Measured runs of each.")
@click.option(
    "--time-limit",
    type=click.FloatRange(1, 86_400),
    default=120.0,
    metavar="SECONDS",
    show_default=True,
    help="No further repeats after this long.",
)
@click.option(
    "--to", "form", type=Word("format", FORMATS), default="text", show_default=True, help="How it is written."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it into this file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as --to json.")
@click.option("--yes", is_flag=True, help="Call the function as often as it takes, without asking.")
@record_options
@click.option("--plain", is_flag=True, help="No colours and no progress bar.")
def command(
    task: str, repeats: int, time_limit: float, form: str, output: Path | None, as_json: bool, yes: bool,
    record: Path | None, force: bool, plain: bool, seed: int, **fields: Any,
) -> int:  # fmt: skip
    """Measure a function of yours under the models that fit it, and say which to use, with how many workers, and why.

    Workers, chunks and models are chosen by what a few calls show; --items says with how many of the inputs.
    """
    plan = make_plan(task=task, seed=seed, **fields)
    info = function_of(plan)
    output = None if output is not None and str(output) == STANDARD else output
    if output is not None:
        refuse_existing(output, force=force)  # before it is called, not after
    form = "json" if as_json else form
    click.echo(looks_told(info), err=True)
    settings = Settings(repeats=repeats, narrow=0.0, time_limit_s=time_limit, again=False, seed=seed)
    measured = measure(
        lambda instrument, tell: advising(instrument, plan, settings, tell=tell),
        record=record,
        force=force,
        quiet=plain,
        yes=yes,
    )
    advice = measured.result
    write(advice, form, output, force=force, colour=not plain and output is None and has_colours(sys.stdout))
    incomplete = told_incomplete(measured.session, record)
    if measured.stopped:
        click.echo("concviz: stopped; what was measured until then stands above", err=True)
        return measured.stopped[0]
    return 0 if advice.recommendation.use and not incomplete else 1


def write(advice: Advice, form: str, output: Path | None, *, force: bool = False, colour: bool = False) -> None:
    """The page in that form, on standard output or into a file.

    Raises:
        ExportError: the file can't be written, or is there.
    """
    text = "".join(f"{line}\n" for line in _texts(advice, form, colour=colour))
    if output is None:
        click.echo(text, nl=False)
        return
    with whole_file(output, force=force) as place:
        place.write_text(text, encoding="utf-8")
    click.echo(f"{output}", err=True)


def _texts(advice: Advice, form: str, *, colour: bool) -> Iterator[str]:
    whole: dict[str, Callable[[Advice], str]] = {"md": advice_markdown, "html": advice_html, "json": as_text}
    if form in whole:
        yield whole[form](advice).rstrip("\n")
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE
    for line, role in advice_lines(advice, width):
        yield click.style(line, bold=role in BOLD or None, dim=role in DIM or None) if colour and role else line


def as_text(advice: Advice) -> str:
    """As JSON."""
    return json_text(advice)
