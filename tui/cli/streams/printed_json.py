"""What `--json` prints, as types: one a command. The published schemas are made of them, so the two can't say different things.

`concviz list schemas --json` prints what each may hold, as JSON Schema (2020-12). Most commands import this, so it imports what
travels alone, and nothing that measures (`tests/tui/cli/test_what_commands_import.py`).
"""

from __future__ import annotations

import json
from inspect import getdoc
from pathlib import Path
from types import GenericAlias
from typing import Any, Literal, TypeVar

import click
import msgspec

from ....engine.catalogue.describe import ModelInfo, TaskInfo
from ....engine.lessons.concepts import Concept
from ....engine.model.difference_facts import FACTS, Cell, TableResult
from ....engine.model.machine_facts import Capability, MachineFacts
from ....engine.model.numbers import Count
from ....engine.model.own.advice_facts import Advice
from ....engine.model.program_facts import ClusterResult, ProgramResult, ProgramsCompared
from ....engine.model.run_facts import VERSION, Result, RunError
from ....engine.model.study_facts import Change, Compared, Swept
from ....engine.model.vocabulary import RunStatus

Printed = TypeVar("Printed", bound=msgspec.Struct)


class PrintedRun(Result, frozen=True, kw_only=True):
    """A run: its result and how it ended."""

    status: RunStatus
    error: RunError


class PrintedComparison(Compared, frozen=True, kw_only=True):
    """A comparison, and how to go on."""

    go_on: str
    """The command that is advised next; '' for none."""
    against: Change | msgspec.UnsetType = msgspec.UNSET
    """With `--against`: what became of it since then."""


class PrintedSweep(Swept, frozen=True, kw_only=True):
    """A sweep, and how to go on."""

    go_on: str
    """The command that is advised next; '' for none."""


class PrintedMistake(msgspec.Struct, frozen=True, kw_only=True):
    """What every command prints that can't do what was asked; the exit code is 2."""

    version: Count = VERSION
    status: Literal["refused"] = "refused"
    error: RunError


class RecordedMachine(msgspec.Struct, frozen=True):
    """Where a recording was made."""

    system: str
    cpu: str
    cores: Count


class RecordedRun(msgspec.Struct, frozen=True):
    """A run of a recording."""

    task: str
    model: str
    workers: Count
    status: str
    wall_s: float | None


class RecordedChapter(msgspec.Struct, frozen=True):
    """A moment of a recording with a title."""

    t_s: float
    title: str


class PrintedRecording(msgspec.Struct, frozen=True, kw_only=True):
    """A recording of the list."""

    name: str
    path: str
    kept: bool
    """Under a name; else one of the last 20."""
    recording: bool
    """Whether it is being written now."""
    created: str
    machine: RecordedMachine | None
    length_s: float
    size_bytes: Count
    runs: list[RecordedRun]
    chapters: list[RecordedChapter]
    notice: str


class PrintedLesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson of the list."""

    name: str
    title: str
    minutes: float
    language: str
    needs: str
    missing: str
    """What of it this machine lacks; '' for nothing."""


class PrintedLessons(msgspec.Struct, frozen=True):
    """The lessons there are."""

    lessons: list[PrintedLesson]


class RehearsedStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step that measures."""

    step: str
    words: str
    seconds: float
    problems: list[str]
    left_out: str
    """Why it can't be done here; '' where it was."""
    hint: str = ""
    """What the machine may have to do with the problems."""


class PrintedRehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson rehearsed on this machine."""

    lesson: str
    holds: bool
    takes_s: float
    measured: list[RehearsedStep]


class CheckedRecording(msgspec.Struct, frozen=True):
    """What became of reading a recording."""

    path: str
    whole: bool
    why: str


class PrintedChecks(msgspec.Struct, frozen=True):
    """Recordings that were checked."""

    recordings: list[CheckedRecording]


class PrintedDoctor(msgspec.Struct, frozen=True):
    """What can be measured here."""

    machine: MachineFacts
    capabilities: list[Capability]


class KeyRow(msgspec.Struct, frozen=True):
    """A row of the key table."""

    id: str
    keys: str
    about: str


class PrintedPython(msgspec.Struct, frozen=True, kw_only=True):
    """An interpreter of the list."""

    path: str
    version: str
    implementation: str
    free_threaded: bool
    virtual: bool
    """Lives in a virtual environment."""
    environment: str
    """The environment that it is of: `shop/.venv`, or ''."""


PRINTED: dict[str, type | GenericAlias] = {
    "run": PrintedRun,
    "compare": PrintedComparison,
    "sweep": PrintedSweep,
    "advise": Advice,
    "differences": TableResult,
    "watch": ProgramResult,
    "attach": ProgramResult,
    "attach ADDRESS": ClusterResult,
    "sessions": list[PrintedRecording],
    "sessions compare": ProgramsCompared,
    "lesson": PrintedLessons,
    "lesson --check": PrintedRehearsal,
    "doctor": PrintedDoctor,
    "doctor RECORDING": PrintedChecks,
    "list tasks": list[TaskInfo],
    "list models": list[ModelInfo],
    "list pythons": list[PrintedPython],
    "list concepts": list[Concept],
    "list keys": list[KeyRow],
    "a mistake": PrintedMistake,
}
"""The words of a command to what it prints with `--json`."""


def extended(kind: type[Printed], of: msgspec.Struct, **more: object) -> Printed:
    """A value of `kind`, which inherits from the type of `of`: its fields and further ones."""
    return kind(**{name: getattr(of, name) for name in of.__struct_fields__}, **more)


def json_text(value: object) -> str:
    """As JSON, in one line."""
    return json.dumps(msgspec.to_builtins(value, enc_hook=str), ensure_ascii=False)


def print_json(value: object) -> None:
    """One line on standard output."""
    click.echo(json_text(value))


def schema(command: str) -> dict[str, object]:
    """What that command prints, as JSON Schema."""
    words = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"concviz {command} --json"}
    if PRINTED[command] is TableResult:
        return {**words, **_table_schema()}
    return {**words, **msgspec.json.schema(PRINTED[command], schema_hook=_path)}


def about(command: str) -> str:
    """What that is, in a line."""
    kind = PRINTED[command]
    one, kind = ("A list. ", kind.__args__[0]) if isinstance(kind, GenericAlias) else ("", kind)
    return one + (getdoc(kind) or "").partition("\n")[0]


def _table_schema() -> dict[str, object]:
    """The table of differences: which facts a cell has follows from its property, not from a tag that schemas are made of."""
    table = _with(TableResult, cells=list[_with(Cell, facts=Any)])
    (whole, *facts), parts = msgspec.json.schema_components([table, *FACTS.values()], ref_template="#/$defs/{name}")
    parts["Cell"]["properties"]["facts"] = {"anyOf": [*facts, {"type": "object", "maxProperties": 0}]}
    return {**whole, "$defs": parts}


def _with(kind: type[msgspec.Struct], **others: Any) -> Any:
    """The same type, in which these fields are of other types."""
    rows = [(each.name, others.get(each.name, each.type), each) for each in msgspec.structs.fields(kind)]
    return msgspec.defstruct(
        kind.__name__,
        [(name, of) if each.required else (name, of, each.default) for name, of, each in rows],
        kw_only=True,
        namespace={"__doc__": kind.__doc__},
    )


def _path(kind: type) -> dict[str, object]:
    if issubclass(kind, Path):
        return {"type": "string"}
    raise NotImplementedError(kind)
