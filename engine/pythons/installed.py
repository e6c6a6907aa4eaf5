"""Which CPythons this machine has, and what each can run.

Looked for, in this order: the Python that runs concviz, `CONCVIZ_PYTHONS` (paths of interpreters or folders, separated
like PATH), PATH, and the folders where pyenv, uv, conda (also where their variables name others), Homebrew, python.org and
Debian put them; then the environments that can be seen from here, which have packages of their own and share the interpreter of one
of the others. Each candidate is asked for its version by running it once, and the answer is kept by the file's path, size and
time of change, because asking costs 20 to 60 ms a Python. Shims (pyenv's are shell scripts) are asked for `sys.executable`, so
that each real interpreter appears once.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from ..model.plan import PlanError
from ..session.library.paths import state_folder
from ..text.suggest import did_you_mean
from . import environments, query
from .interpreter import Interpreter, version_tuple
from .python_files import candidates
from .query import UNANSWERED
from .remembered import Memory

VERSION = re.compile(r"\d+\.\d+(\.\d+)?t?")
PATIENCE_S = 5
PACKAGES_S = 10
QUESTION = (
    "import sys, json, platform; print(json.dumps([sys.executable, platform.python_version(), "
    "platform.python_implementation(), bool(__import__('sysconfig').get_config_var('Py_GIL_DISABLED')), "
    "sys.prefix != sys.base_prefix]))"
)


@functools.cache
def pythons() -> list[Interpreter]:
    """Every usable CPython: the one that runs concviz, then the newest, then environments.

    No two have the same file behind them, but for environments, which are told apart by their folder. What each file
    answered is remembered as it comes: whoever leaves meanwhile has lost nothing.
    """
    answers = query.all_of(Memory(state_folder() / "pythons.json", _answer).ask, list(dict.fromkeys(candidates())))
    first, rest = answers[0] or own(), answers[1:]
    known = [each for each in rest if each is not None and each.usable]
    known.sort(key=lambda each: (version_tuple(each.version), each.version), reverse=True)
    found: dict[str | Path, Interpreter] = {os.path.realpath(first.path): first}
    if folder := environments.folder_of(first.path):
        found[folder] = first
    for each in known:
        if not each.environment:
            found.setdefault(os.path.realpath(each.path), each)
    for each in known:
        if folder := environments.folder_of(each.path):
            found.setdefault(folder, each)
    return list(dict.fromkeys(found.values()))


def find(wanted: str) -> Interpreter:
    """The Python that `--python` means: a path, an environment's folder or the project's around it, a version (`3.14`, `3.14.2`, `3.13t`),
    `python3.14`, or the name of an environment that is listed (`ml`, `shop/.venv`).

    Raises:
        PlanError: there is none like that, or it can't run a lab.
    """
    folder = Path(wanted).expanduser()
    place = environments.inside(folder) if folder.is_dir() else None
    if place is not None and not place.python:
        raise PlanError(f"{place.problem}: {place.remedy}, or name another with --python; {_have()}")
    if place is None and os.sep in wanted and folder.is_dir():
        raise PlanError(
            f"{wanted} is a folder, and no environment with a Python in it: make one there (python -m venv {wanted})"
        )
    path = place.python if place is not None else str(folder) if os.sep in wanted else ""
    if path:
        return _usable(path, "name another with --python")
    version = wanted.removeprefix("python").removeprefix("py")
    for each in pythons():
        if version in (each.short, each.label, each.version if not each.free_threaded else None) or (
            wanted == each.environment
        ):
            return each
    if VERSION.fullmatch(version) and version_tuple(version) < environments.OLDEST:
        raise PlanError(f"Python {version} is too old: a run needs CPython 3.11 or newer; {_have()}")
    near = did_you_mean(wanted, [name for each in pythons() for name in (each.environment, each.short) if name], "")
    raise PlanError(
        f"no Python {wanted!r} found on this machine{near and f' ({near})'}; {_have()}; give a path, or set CONCVIZ_PYTHONS"
    )


def _have() -> str:
    """`this machine has 3.14, 3.13t, 3.11`."""
    return f"this machine has {', '.join(dict.fromkeys(each.short for each in pythons()))}"


def _usable(path: str, remedy: str) -> Interpreter:
    """The Python of that path.

    Raises:
        PlanError: it can't be started, or can't run a lab; with what to do about it.
    """
    answer = ask(path)
    if answer is not None and answer.usable:
        return answer
    if answer is not None:
        problem = f"is {answer.implementation} {answer.version}, and a run needs CPython 3.11 or newer"
    else:
        problem = "is no Python that can be started" if os.path.exists(path) else "is not there"
    raise PlanError(f"{path} {problem}: {remedy}; {_have()}")


@functools.cache
def belonging(folder: Path) -> Interpreter:
    """The Python that code in that folder belongs to.

    Raises:
        PlanError: it can't run a lab.
    """
    python = environments.choose(folder)
    if python == own().path:
        return own()
    made = environments.folder_of(python)
    again = f"make the environment again (python3.X -m venv --clear {made}), or " if made else ""
    return _usable(python, f"the code in {folder.name or folder} belongs to it; {again}name another with --python")


@functools.cache
def own() -> Interpreter:
    """The Python that runs concviz, without looking for others."""
    import platform
    import sysconfig

    return Interpreter(
        sys.executable,
        platform.python_version(),
        platform.python_implementation(),
        bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        sys.prefix != sys.base_prefix,
    )


def ask(path: str) -> Interpreter | None:
    """Runs it once; None if it is no Python or does not answer in time."""
    try:
        return _answer(path)
    except UNANSWERED:
        return None


def _answer(path: str) -> Interpreter | None:
    """None if it is no Python.

    Raises:
        subprocess.TimeoutExpired, BlockingIOError, MemoryError: it does not answer within `PATIENCE_S` (broken, or the
            machine is busy), or no process can be started now: nothing to remember.
    """
    try:
        told = query.output_of([path, "-I", "-S", "-c", QUESTION], PATIENCE_S)
        executable, version, implementation, free_threaded, virtual = json.loads(told)
    except UNANSWERED:
        raise
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return Interpreter(executable or path, version, implementation, free_threaded, virtual)


def missing_packages(path: str, names: tuple[str, ...]) -> list[str]:
    """Which of these import names that Python can't find; none where it doesn't answer in time: the run itself will tell."""
    try:
        return _missing(path, names)
    except UNANSWERED:
        return []


@functools.cache
def _missing(path: str, names: tuple[str, ...]) -> list[str]:
    """The same; what isn't answered is not remembered.

    Raises:
        subprocess.TimeoutExpired, BlockingIOError, MemoryError: it does not answer in time, or can't be asked now.
    """
    if path == sys.executable:
        return [name for name in names if importlib.util.find_spec(name) is None]
    code = f"import importlib.util as u; print(*[n for n in {names!r} if u.find_spec(n) is None])"
    try:
        return query.output_of([path, "-P", "-c", code], PACKAGES_S).decode().split()
    except UNANSWERED:
        raise
    except (OSError, subprocess.SubprocessError):
        return list(names)
