"""Which Python the user's code belongs to: that of the environment in which he works, or of the one beside his file.

An environment is a folder with a Python in it and packages of its own; several share the interpreter behind them, so one is known
by its folder and never by that. Which one is taken, in this order: the active one (`VIRTUAL_ENV`, conda's), a `.venv` beside the file
or above it, the Python that runs concviz. Two kinds of active environments step back where there is one beside the file: that which
concviz itself is installed in (it is active because of concviz), and conda's `base` (it is always active).
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = (".venv", "venv")
INSIDE = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
"""Where an environment has its Python."""


def python_in(folder: Path) -> str:
    """The Python of the environment in that folder, '' where it is none."""
    if (folder / "pyvenv.cfg").is_file() or (folder / "conda-meta").is_dir():
        for place in INSIDE:
            if os.access(folder / place, os.X_OK):
                return str(folder.absolute() / place)
    return ""


@functools.cache
def folder_of(python: str) -> Path | None:
    """The folder of the environment that this Python is of; None where it is of none."""
    for folder in Path(python).absolute().parents[:2]:
        if (folder / "pyvenv.cfg").is_file() or ((folder / "conda-meta").is_dir() and folder.parent.name == "envs"):
            return folder
    return None


def name_of(python: str) -> str:
    """`shop/.venv`, `ml` (conda's); '' of a Python that is in no environment."""
    folder = folder_of(python)
    if folder is None:
        return ""
    return folder.name if folder.parent.name == "envs" else f"{folder.parent.name}/{folder.name}"


def active() -> Iterator[str]:
    """The Pythons of the environments that the shell says are active."""
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if folder := os.environ.get(variable):
            yield python_in(Path(folder))


def beside(folder: Path) -> Iterator[str]:
    """The Pythons of environments in that folder and those above it, the nearest first; another user's don't count."""
    for each in (folder.absolute(), *folder.absolute().parents):
        for name in FOLDERS:
            python = python_in(each / name)
            if python and _is_trusted(each / name):
                yield python


def _is_trusted(folder: Path) -> bool:
    """Whether it is the user's own or the system's: above a file can lie a folder that anybody may write."""
    return not hasattr(os, "getuid") or folder.stat().st_uid in (os.getuid(), 0)


def choose(folder: Path) -> str:
    """The Python that code in that folder belongs to."""
    first = [python for python in active() if python and not _is_modest(python)]
    last = [python for python in active() if python]
    found = next(iter([*first, *beside(folder), *last]), sys.executable)
    return sys.executable if folder_of(found) == folder_of(sys.executable) is not None else found


def _is_modest(python: str) -> bool:
    prefix = os.path.realpath(folder_of(python) or Path(python).parent.parent)
    return prefix == os.path.realpath(sys.prefix) or folder_of(python) is None


def known() -> Iterator[str]:
    """The Pythons of the environments that can be seen from here: active, or in the current folder or above it."""
    yield from (python for python in active() if python)
    yield from beside(Path())
