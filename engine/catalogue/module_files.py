"""The file behind a module's name, without importing it or the packages that it is in: that would run a user's code in the interface.

The current folder counts first, as with `python -m`, then what the Python has installed that is to run it. Where that is another
Python than ours it is asked, because it alone knows (an editable install is a line in a file of its own).
"""

from __future__ import annotations

import functools
import inspect
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

from ..model.plan import PlanError
from .syntax import parse

PATIENCE_S = 10
SOURCES = ("src", "lib", "python")
"""Folders in which projects keep what they install; Python looks into them only once it is."""


def file_of_module(module: str, python: str) -> Path:
    """The source file of a module.

    Raises:
        PlanError: there is none.
    """
    top = module.partition(".")[0]
    here = top not in sys.stdlib_module_names
    try:
        found = (origin(module, os.getcwd()) if here else None) or _installed(module, python)
    except (ImportError, ValueError, AttributeError):
        found = None
    if found is None or not found.endswith(".py"):
        if not here and (mine := origin(module, os.getcwd())) and mine.endswith(".py"):
            file = os.path.relpath(mine)
            raise PlanError(
                f"{top} is the standard library's, and not the {top} in this folder: that is named by its file, {file}:NAME"
            )
        near = next(
            (path for each in SOURCES if (path := Path(each, *module.split(".")).with_suffix(".py")).is_file()), ""
        )
        by_path = f"{near}:NAME is there" if near else "a file is named by its path, FILE.py:NAME"
        raise PlanError(
            f"no module {module!r} with Python source can be imported; {by_path}, and the Python that has the module is named by --python"
        )
    return Path(found)


def no_source(name: str) -> str:
    """Why the file or folder that a task's name begins with is none that Python imports; '' where there is none, or it is."""
    place, _colon, what = name.partition(":")
    path = Path(place).expanduser()
    function = what or "NAME"
    if path.is_dir() and (os.sep in place or not what):
        return f"{place} is a folder: name a file in it, FILE.py:{function}, or, where it is a package, {path.name}:{function}"
    if not path.is_file() or path.suffix == ".py":
        return ""
    if path.suffix == ".pyi":
        return f"{place} holds types and nothing to run: name the module that it is about, {path.stem}:{function}"
    if path.suffix in (".pyc", ".so", ".pyd"):
        return f"{place} is compiled: name it as it is imported, {path.name.partition('.')[0]}:{function}"
    try:
        parse(path)
        link = f"; what is Python by another name gets a link, ln -s {shlex.quote(place)} {shlex.quote(path.stem)}.py"
    except PlanError:
        link = ""
    return f"{place} is no Python file: a task of your own is a file that ends in .py{link}"


def origin(module: str, folder: str = "") -> str | None:
    """Where its source is, found name by name; in that folder alone, or where this Python finds what is installed.

    Stands by itself: its source is also run in other Pythons.
    """
    import os
    import sys
    from importlib.machinery import PathFinder

    finders = [PathFinder] if folder else sys.meta_path
    place = [folder] if folder else None
    name, spec = "", None
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        try:
            spec = next(
                (each for each in (finder.find_spec(name, place) for finder in finders) if each is not None), None
            )
            if spec is None:
                return None
            place = list(spec.submodule_search_locations or ())
        except KeyError:  # a folder without a file of its own asks for the package above, which is not imported here
            spec, place = None, [os.path.join(each, part) for each in place or ()]
    return spec.origin if spec is not None else None


def _installed(module: str, python: str) -> str | None:
    return origin(module) if python == sys.executable else _asked(module, python)


@functools.cache
def _asked(module: str, python: str) -> str | None:
    code = f"{inspect.getsource(origin)}\nimport json; print(json.dumps(origin({module!r})))"
    try:
        answer = subprocess.run(
            [python, "-P", "-c", code], capture_output=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL, check=True
        )
        return json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def can_be_imported(module: str, python: str) -> bool:
    """Whether that Python finds the module, with or without a source of its own (in C, in an archive); its packages are imported there."""
    return _says(python, f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)")


def can_be_parsed(path: Path, python: str) -> bool:
    """Whether that Python can read the file; a newer one knows more."""
    return _says(python, f"import ast; ast.parse(open({str(path)!r}, 'rb').read())")


@functools.cache
def _says(python: str, code: str) -> bool:
    try:
        command = [python, "-P", "-c", code]
        return not subprocess.run(
            command, capture_output=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL, check=False
        ).returncode
    except (OSError, subprocess.SubprocessError):
        return False
