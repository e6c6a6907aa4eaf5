"""Which tasks and models there are.

Ours are one file each in `engine/lab/tasks` and `engine/lab/models`, found by looking. Installed packages add theirs through the
entry points `concviz.tasks` and `concviz.models`, each naming a module. A user's own is named by its file (`path/to/task.py`), and
a callable by `path/to/file.py:WHAT` or `package.module:WHAT`.
"""

from __future__ import annotations

import functools
import importlib.metadata
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from ..lab.own.home import ENDING, split
from ..model.plan import PlanError
from ..text.suggest import unknown
from .describe import ModelInfo, TaskInfo, model_of_file, task_of_file
from .module_files import can_be_imported, can_be_parsed, file_of_module, no_source
from .own_work import function_handed_over, function_of_file, function_unread, offers_of
from .syntax import parse

__all__ = ["ModelInfo", "TaskInfo", "model", "models", "source", "task", "tasks"]

LAB = Path(__file__).parent.parent / "lab"
NOTEBOOK = ".ipynb"
TASK_ORDER = ("cpu", "io", "released")
Info = TypeVar("Info", TaskInfo, ModelInfo)


@functools.cache
def tasks() -> dict[str, TaskInfo]:
    """Every task by name, CPU-bound ones first, then I/O-bound ones, then those whose C code releases the GIL."""
    found = [*_ours("tasks", task_of_file), *_installed("concviz.tasks", task_of_file)]
    return {info.name: info for info in sorted(found, key=lambda info: (TASK_ORDER.index(info.kind), info.title))}


@functools.cache
def models() -> dict[str, ModelInfo]:
    """Every model by name, in the order of the places that they give themselves."""
    found = [*_ours("models", model_of_file), *_installed("concviz.models", model_of_file)]
    return {info.name: info for info in sorted(found, key=lambda info: (info.place, info.name))}


def _ours(folder: str, describe: Callable[[Path, str], Info]) -> Iterator[Info]:
    for path in sorted((LAB / folder).glob("*.py")):
        if not path.name.startswith("_"):
            yield describe(path, f"concviz.engine.lab.{folder}.{path.stem}")


def _installed(group: str, describe: Callable[[Path], Info]) -> Iterator[Info]:
    """What installed packages add; one that can't be read is left out, as it is not this user's mistake."""
    for entry in importlib.metadata.entry_points(group=group):
        try:
            yield describe(file_of_module(entry.value, sys.executable))
        except PlanError:
            continue


def task(name: str, python: str = sys.executable) -> TaskInfo:
    """The task of that name, the user's own in a file, or a callable; `python` is the one whose modules count.

    Raises:
        PlanError: there is none; the text has the nearest names.
    """
    if name in tasks():
        return tasks()[name]
    if NOTEBOOK in name:
        raise PlanError(of_notebook(name))
    if name.endswith(ENDING):
        return function_handed_over(Path(name))
    place, what = split(name)
    if what:
        return _function(place, what, python)
    if place != name:
        raise PlanError(f"{place}: which function of it? {_functions_of(_path(place, python))}")
    if name.endswith(".py"):
        return task_of_file(Path(name).expanduser())
    raise _unknown("task", name, tasks())


def _function(place: str, what: str, python: str) -> TaskInfo:
    reference = "" if place.endswith(".py") else f"{place}:{what}"
    try:
        path = _path(place, python)
    except PlanError:
        if reference and can_be_imported(place, python):
            return function_unread(Path(place), what, reference)
        if why := no_source(f"{place}:{what}"):
            raise PlanError(why) from None
        raise
    try:
        return function_of_file(path, what, reference)
    except PlanError:
        if python != sys.executable and can_be_parsed(path, python) and not can_be_parsed(path, sys.executable):
            return function_unread(path, what, reference)
        raise


def of_notebook(name: str) -> str:
    """How a function of a notebook is measured: where its values are."""
    function = name.rpartition(":")[2].strip() if ":" in name else "f"
    return (
        f"a notebook's functions are measured in the notebook, where what they use is: %load_ext concviz, then %concviz {function} "
        f'--inputs "range(200)", or concviz.run({function}, inputs=range(200))'
    )


def _path(place: str, python: str) -> Path:
    return Path(place).expanduser() if place.endswith(".py") else file_of_module(place, python)


def _functions_of(path: Path) -> str:
    """What there is to choose from: `It has heavy, light`."""
    names = [offer.name for offer in offers_of(parse(path)) if not offer.name.startswith("_")]
    return f"It has {', '.join(names)}" if names else f"{path.name} has none"


def _unknown(what: str, name: str, known: Iterable[str]) -> PlanError:
    """A name that isn't there; one that can only be a file's is not compared with names."""
    path = Path(name).expanduser()
    place, colon, function = name.partition(":")
    if colon and Path(f"{place}.py").is_file():
        return PlanError(f"{place} is no module's name; the file of that name is {place}.py:{function}")
    if why := no_source(name):
        return PlanError(why)
    if path.suffix or os.sep in name:
        return PlanError(f"{name} is no Python file: a {what} of your own is a file that ends in .py")
    return PlanError(unknown(what, name, known))


def model(name: str) -> ModelInfo:
    """The model of that name, or the user's own in a file.

    Raises:
        PlanError: there is none; the text has the nearest names.
    """
    if name in models():
        return models()[name]
    if name.endswith(".py"):
        return model_of_file(Path(name).expanduser())
    raise _unknown("model", name, models())


def source(info: TaskInfo | ModelInfo) -> str:
    """The source text, as learners read it."""
    if not info.path.is_file():
        return f"# {info.path} has no source in Python."
    return info.path.read_text(encoding="utf-8")
