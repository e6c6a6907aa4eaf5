"""`concviz list`: what there is."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from typing import Any

import click

from ....engine import catalogue
from ....engine.export.optional_packages import install
from ....engine.lessons import concepts
from ....engine.pythons import installed
from ....engine.text.lines import hanging, wrapped
from ..preselect import Word
from ..streams.printed_json import PRINTED, KeyRow, PrintedPython, about, print_json, schema
from ..task_flags import option_rows
from ..terminal_width import ONE_LINE, line_width

OPTION_CELLS = 24
ROOMY = 72
"""Columns from which on what is said of a task stands to the right of its name."""
KINDS = {"cpu": "CPU-bound", "io": "I/O-bound", "released": "C code that releases the GIL"}


@click.command("list")
@click.argument("what", type=Word("list", ("tasks", "models", "pythons", "concepts", "keys", "schemas")))
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
@click.option("--markdown", is_flag=True, help="keys: the table of docs/app.md.")
def command(what: str, as_json: bool, markdown: bool) -> int:
    """List WHAT there is: tasks, models, the Pythons of this machine, the words of the subject and what shows them, or the
    ids of keys, by which the settings file (`settings.toml`) gives them others, or the JSON Schemas of what --json prints.
    """
    if markdown:
        return _key_markdown(what)
    if what == "schemas":
        return _schemas(as_json=as_json)
    rows: list[Any] = list(
        {
            "tasks": lambda: catalogue.tasks().values(),
            "models": lambda: catalogue.models().values(),
            "pythons": installed.pythons,
            "concepts": concepts.CONCEPTS.values,
            "keys": _key_rows,
        }[what]()
    )
    if as_json:
        print_json([_printed(row) for row in rows])
        return 0
    show: Callable[[list[Any]], None] = {
        "tasks": _tasks,
        "models": _models,
        "pythons": _pythons,
        "concepts": _concepts,
        "keys": _keys,
    }[what]
    show(rows)
    return 0


def _schemas(*, as_json: bool) -> int:
    if as_json:
        print_json({words: schema(words) for words in PRINTED})
        return 0
    for words in PRINTED:
        _echo(hanging(f"  {words:<20} ", about(words), line_width()))
    _echo(wrapped("concviz list schemas --json prints them, by these words.", line_width(), 2, 2), dim=True)
    return 0


def _key_rows() -> list[KeyRow]:
    from ...app.key_table import ROWS

    return [KeyRow(each.id, each.keys, each.about) for each in ROWS]


def _key_markdown(what: str) -> int:
    from ...app.key_table import markdown

    if what != "keys":
        raise click.UsageError("--markdown is for keys")
    click.echo(markdown(), nl=False)
    return 0


def _keys(rows: list[KeyRow]) -> None:
    from ...app.preferences import preferences_file

    width = line_width(ONE_LINE)
    for row in rows:
        if width >= ROOMY:
            _echo(hanging(f"  {row.id:<20} {row.keys:<28} ", row.about, width))
        else:
            _echo(hanging(f"  {row.id:<20} ", f"{row.keys}: {row.about}", width))
    others = f'Others: in {preferences_file()}, below [keys]: "lab.run" = "r,f9"'
    _echo(wrapped(others, width, 2, 2), dim=True)


def _echo(lines: list[str], **style: Any) -> None:
    for line in lines:
        click.secho(line, **style)


def _printed(row: Any) -> Any:
    if not isinstance(row, installed.Interpreter):
        return row
    return PrintedPython(**dataclasses.asdict(row), environment=row.environment)


def _tasks(rows: list[catalogue.TaskInfo]) -> None:
    kind, width = "", line_width(ONE_LINE)
    about = 15 if width >= ROOMY else 4
    for row in rows:
        if row.kind != kind:
            kind = row.kind
            click.secho(f"{KINDS[kind]}", bold=True)
        click.echo(f"  {row.name:<12} {row.title}")
        for line in row.about:
            _echo(wrapped(line, width, about), dim=True)
        for option, means in option_rows(row):
            _echo(hanging(f"{'':<{about}}{option:<{OPTION_CELLS}} ", means, width), dim=True)
        if row.requires:
            _echo(wrapped(f"needs {', '.join(row.requires)} in the Python that runs it", width, about, 2), dim=True)


def _models(rows: list[catalogue.ModelInfo]) -> None:
    width = line_width(ONE_LINE)
    for row in rows:
        needs = f" (Python {row.needs} or newer)" if row.needs else ""
        if lacking := installed.missing_packages(sys.executable, row.requires):
            needs = f" (needs {' '.join(lacking)}: {install(*lacking)})"
        _echo(hanging(f"  {row.name:<18} {row.uses:<24} ", f"{row.about}{needs}", width))


def _pythons(rows: list[installed.Interpreter]) -> None:
    for row in rows:
        gil = "free-threaded" if row.free_threaded else "with a GIL"
        able = [model.name for model in catalogue.models().values() if model.needs and model.runs_on(row.version)]
        more = f", also runs {', '.join(able)}" if able else ""
        where = f", the environment {row.environment}" if row.environment else ""
        width = line_width(ONE_LINE)
        _echo(hanging(f"  {row.label:<10} ", f"{row.implementation}, {gil}{where}{more}", width))
        _echo(hanging(f"  {'':<10} ", str(row.path), width), dim=True)


def _concepts(rows: list[concepts.Concept]) -> None:
    width = min(100, line_width())
    for row in rows:
        click.secho(row.title, bold=True)
        _echo(wrapped(row.text, width, 2))
        _echo(wrapped(row.command, width, 2, 2), dim=True)
