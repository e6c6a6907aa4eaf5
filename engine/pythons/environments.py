"""Which Python the user's code belongs to: that of the environment in which he works, or of the one that is his project's.

An environment is a folder with a Python in it and packages of its own; several share the interpreter behind them, so one is known
by its folder and never by that. Which one is taken, in this order: the active one (`VIRTUAL_ENV`, conda's), a `.venv` beside the file
or above it, one that a tool has made elsewhere for the project (`elsewhere.py`), the version that `.python-version` asks for, the Python
that runs concviz. Two kinds of active environments step back where the project has one: that which concviz itself is installed in (it
is active because of concviz), and conda's `base` (it is always active). One that would have been taken and has no Python is passed over,
and that is said: a result from another Python than the user believes is a wrong one.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .elsewhere import environments_of, pin_of

FOLDERS = (".venv", "venv")
INSIDE = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
"""Where an environment has its Python."""
OLDEST = (3, 11)
"""The oldest Python that can run a lab."""


class Found(NamedTuple):
    """A place where the code's Python was looked for."""

    python: str
    """'' where there is none that can be taken."""
    problem: str = ""
    """Why not, as a part of a sentence."""
    remedy: str = ""


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


def active() -> Iterator[Found]:
    """The environments that the shell says are active."""
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if folder := os.environ.get(variable):
            python = python_in(Path(folder))
            yield Found(python, "" if python else f"{variable} names {folder}, where there is no environment")


def beside(folder: Path) -> Iterator[Found]:
    """The environments in that folder and those above it, the nearest first; another user's don't count."""
    for each in (folder.absolute(), *folder.absolute().parents):
        for name in FOLDERS:
            if (found := found_in(each / name)) is not None:
                yield found


def found_in(folder: Path) -> Found | None:
    """The environment in that folder; None where nobody has made one there."""
    python, name = python_in(folder), f"{folder.parent.name}/{folder.name}"
    if python and _is_trusted(folder):
        return Found(python)
    if python:
        return Found("", f"{name} belongs to another user", "make one of your own")
    leads = next((folder / place for place in INSIDE if (folder / place).is_symlink()), None)
    if leads is None and not (folder / "pyvenv.cfg").is_file():
        return None
    why = f"its {leads.relative_to(folder)} leads to {os.readlink(leads)}, which can't be started" if leads else ""
    return Found("", f"{name} has no Python{why and ': '}{why}", f"make it again (python -m venv --clear {folder})")


def _is_trusted(folder: Path) -> bool:
    """Whether it is the user's own or the system's: above a file can lie a folder that anybody may write."""
    return not hasattr(os, "getuid") or folder.stat().st_uid in (os.getuid(), 0)


def inside(folder: Path) -> Found | None:
    """The environment that a folder is, or that it contains as a project does; None where there is none."""
    return next(filter(None, (found_in(folder / name) for name in ("", *FOLDERS))), None)


def choose(folder: Path) -> str:
    """The Python that code in that folder belongs to."""
    found = next((each.python for each in _in_order(folder) if each.python), sys.executable)
    return sys.executable if folder_of(found) == folder_of(sys.executable) is not None else found


def passed_over(folder: Path) -> tuple[Found, ...]:
    """What would have been taken for code in that folder, before what is taken, and could not be."""
    found: list[Found] = []
    for each in _in_order(folder):
        if each.python:
            break
        found += [each] if each not in found else []
    return tuple(found)


def _in_order(folder: Path) -> Iterator[Found]:
    yield from (each for each in active() if not (each.python and _is_modest(each.python)))
    yield from beside(folder)
    yield from filter(None, map(found_in, environments_of(folder.absolute())))
    yield from (each for each in active() if each.python)
    yield from _pinned(folder.absolute())


def _is_modest(python: str) -> bool:
    prefix = os.path.realpath(folder_of(python) or Path(python).parent.parent)
    return prefix == os.path.realpath(sys.prefix) or folder_of(python) is None


def _pinned(folder: Path) -> Iterator[Found]:
    """The Python of the version that the project asks for; nothing where ours is one."""
    pin = pin_of(folder)
    if pin is None or pin.is_ours:
        return
    asks = f"{pin.said_by} asks for Python {pin.wanted}"
    places = [pin.folder / each for each in INSIDE] if pin.folder else []
    python = next((str(each) for each in places if os.access(each, os.X_OK)), "")
    if not python:
        yield Found(
            "", f"{asks}, which isn't here", f"install it (pyenv install {pin.wanted}, uv python install {pin.wanted})"
        )
    elif pin.version < OLDEST and (pin.version or pin.wanted.startswith("pypy")):
        yield Found("", f"{asks}, and a run needs CPython 3.11 or newer")
    else:
        yield Found(python)


def known() -> Iterator[str]:
    """The Pythons of the environments that can be seen from here: active, or the project's around the current folder."""
    here = Path().absolute()
    seen = [*active(), *beside(here), *filter(None, map(found_in, environments_of(here)))]
    yield from (each.python for each in seen if each.python)
