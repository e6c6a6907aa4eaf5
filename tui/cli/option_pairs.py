"""`-o NAME=VALUE`, as commands and the app take it."""

from __future__ import annotations

import atexit
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

from ...engine.catalogue.describe import TaskInfo
from ...engine.catalogue.own_inputs import inputs_of
from ...engine.lab.own.inputs import SAVED
from ...engine.labs.cleanup.folders import PrivateFolder
from ...engine.model.plan import PlanError


def texts_of(task: TaskInfo, pairs: tuple[str, ...], inputs: str | None = None) -> dict[str, str]:
    """Options by name, each as it was typed; `--inputs` is one of them.

    Raises:
        PlanError: one has no `=`, or there are inputs and nothing to call with them.
    """
    if inputs is not None and "inputs" not in task.options:
        if task.function:
            raise PlanError(f"{task.title} takes no argument, so --inputs has no use; --items N calls it N times")
        hint = f"{task.path}:NAME" if str(task.path) == task.reference else "FILE.py:FUNCTION"
        raise PlanError(f"{task.name} is a task and makes its own items; --inputs is for a function, {hint}")
    texts = dict(parse_pair(pair) for pair in pairs)
    return texts if inputs is None else {**texts, "inputs": inputs_of(saved(inputs))}


def saved(inputs: str) -> str:
    """The inputs, or where they can be read once alone (`-`, a pipe by its name, as `<(…)` makes it) a file of them.

    It is there until this program ends.

    Raises:
        PlanError: nobody pipes anything in.
    """
    if inputs != "-":
        if not is_pipe(inputs):
            return inputs
        with open(inputs, "rb") as pipe:
            return save(pipe)
    if sys.stdin.isatty():
        raise PlanError("--inputs - reads standard input, and nothing is piped into it: ls | concviz run … --inputs -")
    return save(sys.stdin.buffer)


def is_pipe(path: str) -> bool:
    """Whether there is one of that name."""
    try:
        return Path(path).is_fifo()
    except (OSError, ValueError):
        return False


def save(stream: BinaryIO) -> str:
    """The path of a file with all of it, which goes as a run's folder does: after a kill too."""
    folder = PrivateFolder()
    atexit.register(folder.remove)
    path = folder.path / f"inputs{SAVED}"
    with path.open("wb") as taken:
        shutil.copyfileobj(stream, taken)
    return str(path)


def parse_pair(pair: str) -> tuple[str, str]:
    """`latency-ms=40` as ("latency_ms", "40").

    Raises:
        PlanError: there is no `=`.
    """
    name, equals, text = pair.partition("=")
    if not equals:
        raise PlanError(f"--option takes NAME=VALUE, not {pair!r}")
    return name.strip().replace("-", "_"), text
