"""What there is to measure: properties, columns, and the experiments that make the cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..model.plan import PlanError
from ..pythons.installed import Interpreter, version_tuple
from ..text.suggest import unknown

INTERPRETERS_SINCE = (3, 14)
MOST_PYTHONS = 6
"""The race is run under at most so many, so that all of it stays within a minute."""


@dataclass(frozen=True, slots=True)
class Property:
    """One row of the table."""

    name: str
    title: str
    question: str
    """What the experiment asks."""
    experiment: str


PROPERTIES = {
    each.name: each
    for each in (
        Property("type", "Type", "What does the operating system see when we start three?", "tree"),
        Property("relation", "Relation", "Which thread belongs to which process, and who is whose child?", "tree"),
        Property("sharing", "Sharing", "Does the parent see what a worker changes, and how long does handing over take?", "sharing"),
        Property("weight", "Weight", "How long does it take to start one, and how much memory does it need?", "weight"),
        Property("parallelism", "Parallelism", "How many cores do two of them keep busy with computing?", "parallelism"),
        Property("tasks", "Tasks", "How much faster are they than one item after the other, at computing and at waiting?", "tasks"),
        Property("number", "Number", "How many can be alive at once, and what does that cost?", "number"),
        Property("race", "Race", "How many updates are lost when four threads add to one number?", "race"),
        Property("pickling", "Pickling", "What can't be sent to another process, and what is the error?", "pickling"),
    )
}  # fmt: skip
"""By name, in the table's order. The first seven are the course's."""

COLUMNS = {
    "threading": "thread",
    "multiprocessing": "process",
    "asyncio": "coroutine",
    "interpreters": "interpreter",
}
"""Column to the kind of its workers."""
MATRIX = ("type", "relation", "sharing", "weight", "parallelism", "tasks", "number")


@dataclass(frozen=True, slots=True)
class Step:
    """One experiment under one Python; it makes one cell, or two of the same column."""

    experiment: str
    properties: tuple[str, ...]
    column: str
    python: Interpreter
    options: dict[str, str] = field(default_factory=dict)


def check(only: Iterable[str]) -> tuple[str, ...]:
    """These properties in the table's order, all of them if there are none.

    Raises:
        PlanError: one of them doesn't exist; the text has the nearest names.
    """
    wanted = [name.lower() for name in only]
    for name in wanted:
        if name not in PROPERTIES:
            raise PlanError(unknown("property", name, PROPERTIES))
    return tuple(name for name in PROPERTIES if name in wanted or not wanted)


def steps(only: Sequence[str], python: Interpreter, pythons: Sequence[Interpreter]) -> list[Step]:
    """Everything to be measured, in order: row by row, so that what belongs together is measured under the same conditions.

    `python` is the main one; `pythons` are all there are.
    """
    columns = dict.fromkeys(COLUMNS, python)
    newer = interpreters_python(python, pythons)
    if newer is None:
        del columns["interpreters"]
    else:
        columns["interpreters"] = newer
    free = next((each for each in pythons if each.free_threaded), None)
    found: list[Step] = []
    for name in only:
        if name in MATRIX:
            for column, under in columns.items():
                found.append(_cell(name, column, under, only))
                if (name, column) == ("parallelism", "threading") and free and not under.free_threaded:
                    found.append(_cell(name, column, free, only))
        elif name == "race":
            under = list(dict.fromkeys([python, *pythons]))[:MOST_PYTHONS]
            found += [Step("race", ("race",), "threading", each) for each in under]
        else:
            found.append(Step("pickling", ("pickling",), "multiprocessing", python))
    return list({(step.experiment, step.column, step.python): step for step in found}.values())


def interpreters_python(python: Interpreter, pythons: Sequence[Interpreter]) -> Interpreter | None:
    """The Python for the column `interpreters`: the main one if it has them, else the oldest that has; with a GIL if there is one."""
    able = [each for each in pythons if version_tuple(each.version) >= INTERPRETERS_SINCE]
    if python in able or version_tuple(python.version) >= INTERPRETERS_SINCE:
        return python
    return min(able, key=lambda each: (each.free_threaded, version_tuple(each.version)), default=None)


def _cell(name: str, column: str, python: Interpreter, only: Sequence[str]) -> Step:
    experiment = PROPERTIES[name].experiment
    both = tuple(each for each in only if PROPERTIES[each].experiment == experiment)
    return Step(experiment, both, column, python, {"kind": COLUMNS[column]})
