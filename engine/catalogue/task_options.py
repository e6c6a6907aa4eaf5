"""The options of a task: what a person typed, as a value of the kind that the task's default has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from ..model.plan import Option, PlanError
from ..text.suggest import did_you_mean
from .describe import TaskInfo

WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def parsed(name: str, text: str, default: Option) -> Option:
    """The value of the option `name`: true or false, a number, or text, as its default is.

    Raises:
        PlanError: it is of another kind; one sentence says which it must be.
    """
    text = text.strip()
    if isinstance(default, bool):
        if text.lower() not in WORDS:
            raise PlanError(f"the option {name} is true or false, not {text!r}")
        return WORDS[text.lower()]
    if isinstance(default, str):
        return text
    for kind in (int, float):
        try:
            value = kind(text.replace(",", ""))
        except ValueError:
            continue
        if math.isfinite(value):
            return value
    raise PlanError(f"the option {name} is a number, not {text!r}")


def typed(task: TaskInfo, texts: Mapping[str, str]) -> dict[str, Option]:
    """The options that a person typed, as values.

    Raises:
        PlanError: with one sentence on the first that is wrong.
    """
    check_names(task, texts)
    return {name: parsed(name, text, task.options[name]) for name, text in texts.items()}


def check(task: TaskInfo, options: Mapping[str, Option]) -> None:
    """Refuses options that the task has not, and values of another kind than its default.

    Raises:
        PlanError: with one sentence on the first that is wrong.
    """
    check_names(task, options)
    for name, value in options.items():
        parsed(name, str(value), task.options[name])


def check_names(task: TaskInfo, names: Iterable[str]) -> None:
    """Refuses names of options that the task has not.

    Raises:
        PlanError: with one sentence on the first that is wrong.
    """
    for name in names:
        if name not in task.options:
            have = ", ".join(sorted(task.options)) or "none"
            near = did_you_mean(name, task.options, "")
            hint = f": {near}" if near else f"; its options are: {have}"
            raise PlanError(f"{task.name} has no option {name!r}{hint}")
