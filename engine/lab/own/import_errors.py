"""Why a module of the user's can't be imported, in a sentence that says what to do."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator
from types import ModuleType, TracebackType
from typing import Any

from .short_text import at_home

GUARD = "if __name__ == '__main__':"
STARTS = "starts a process while it is imported"
SCRIPT = re.compile(r"(?m)^# /// script$\s(?P<toml>(^#(| .*)$\s)+)^# ///$")
"""Where a script says what it needs, as PEP 723 has it."""
NAME = re.compile(r"cannot import name '([^']+)'")


class ImportFailed(ImportError):
    """A module of the user's raised while it was imported; the text is a whole sentence, and `__cause__` what it raised."""


def sentence(error: BaseException, place: str) -> str:
    """What went wrong while that place (a file's path, or a module's name) was imported."""
    name = os.path.basename(place) if place.endswith(".py") else place
    line = line_in(error.__traceback__, place)
    where = f" (line {line})" if line else ""
    if isinstance(error, SystemExit):
        return _exited(error, name, where)
    if STARTS in str(error) or "bootstrapping phase" in str(error):
        return (
            f"{name} starts processes while it is imported{where}, and those would import it again and start more: "
            f"put that under {GUARD}"
        )
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"{name} can't be imported: {missing(error, place)}"
    if circle := _circle(error):
        return f"{name} can't be imported: {circle}"
    text = at_home(str(error))
    if isinstance(error, EOFError):
        return f"{name} asks for input while it is imported{where}, and there is none here: put that under {GUARD}"
    if "context has already been set" in text:
        text = f"{text}; a process that is spawned imports it again, so put what sets the start method under {GUARD}"
    said = (
        text
        if isinstance(error, ImportError) and text
        else f"{type(error).__name__}: {text}"
        if text
        else type(error).__name__
    )
    return f"{name} can't be imported{where}: {said}"


def _exited(error: SystemExit, name: str, where: str) -> str:
    if said := argparse_says(error.__traceback__):
        return (
            f'{name} reads a command line while it is imported{where}, and there is none here: argparse says "{said}". '
            f"Put what reads it under {GUARD}, or give the arguments defaults"
        )
    code = "" if error.code is None else error.code
    return (
        f"{name} ends the program while it is imported{where}, with sys.exit({code!r}): put what it runs under {GUARD}"
    )


def missing(error: ModuleNotFoundError, file: str = "") -> str:
    """Which module isn't there, where it was looked for, and what to try; `file` is what imports it, or ''."""
    top = str(error.name).partition(".")[0]
    folder, above = os.path.basename(sys.prefix), os.path.basename(os.path.dirname(sys.prefix))
    place = (
        f"{above}/{folder} (Python {platform.python_version()})"
        if sys.prefix != sys.base_prefix
        else f"Python {platform.python_version()}"
    )
    if needs := _script_needs(file):
        return f"{error} in {place}; {needs}"
    return (
        f"{error} in {place}; install it there (python -m pip install {top}), name the environment that has it (--python FOLDER), "
        "or, if it is a file of yours, start in the folder that it is in"
    )


def _script_needs(file: str) -> str:
    """What to do about a script that says what it needs; '' where it doesn't, or needs nothing."""
    try:
        with open(file, encoding="utf-8") as lines:
            found = SCRIPT.search(lines.read())
        said = tomllib.loads(re.sub("(?m)^# ?", "", found["toml"])) if found else {}
    except (OSError, ValueError):
        return ""
    needs = [str(each) for each in said.get("dependencies") or ()]
    if not needs:
        return ""
    name = shlex.quote(os.path.basename(file))
    python = f", and asks for Python {said['requires-python']}" if said.get("requires-python") else ""
    return (
        f"{name} says that it needs {', '.join(needs)}{python}: install that there (python -m pip install {shlex.join(needs)}), or let uv "
        f'make its environment (uv sync --script {name}) and name that: --python "$(uv python find --script {name})"'
    )


def _circle(error: BaseException) -> str:
    """Which files import each other, where that is why something isn't there yet; '' where it isn't."""
    asked: Any = error.obj if isinstance(error, AttributeError) else None
    if isinstance(asked, ModuleType):
        path, what = asked.__file__, error.name if isinstance(error, AttributeError) else ""
    elif isinstance(error, ImportError) and (found := NAME.match(str(error))):
        path, what = error.path, found[1]
    else:
        return ""
    codes = [each for each in _frames_and_lines(error.__traceback__) if each[0].f_code.co_name == "<module>"]
    files = [frame.f_code.co_filename for frame, _line in codes]
    if path not in files:
        return ""
    chain = [(_short(frame.f_code.co_filename), line) for frame, line in codes[files.index(path) :]]
    (first, at), *others = chain
    if len(chain) == 1:
        stem = os.path.splitext(first)[0]
        return f"it asks itself for {what} (line {at}); if it is a library called {stem} that is meant, rename {first}"
    way = first
    for file, line in others:
        way, at = f"{way} imports {file} (line {at}), which", line
    return (
        f"{way} asks for {what} of {first} (line {at}) before that has got to it: import it inside the function that uses it, or put "
        "what both need into a module of its own"
    )


def _short(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(os.path.basename(folder), name) if name == "__init__.py" else name


def argparse_says(frames: TracebackType | None) -> str:
    """What `ArgumentParser.error` was told, '' where it was not argparse that ended the program."""
    said = ""
    for frame, _line in _frames_and_lines(frames):
        if frame.f_code.co_name == "error" and os.path.basename(frame.f_code.co_filename) == "argparse.py":
            said = str(frame.f_locals.get("message", ""))
    return said


def line_in(frames: TracebackType | None, place: str) -> int:
    """The line of the file that was being run last, 0 where none of it was."""
    path = os.path.abspath(place) if place.endswith(".py") else f"{os.sep}{place.replace('.', os.sep)}.py"
    at = [line for frame, line in _frames_and_lines(frames) if frame.f_code.co_filename.endswith(path)]
    return at[-1] if at else 0


def _frames_and_lines(frames: TracebackType | None) -> Iterator[tuple[Any, int]]:
    while frames is not None:
        yield frames.tb_frame, frames.tb_lineno
        frames = frames.tb_next


@contextlib.contextmanager
def no_spawning() -> Iterator[None]:
    """Refuses processes that are started meanwhile and would import the same module again, which would start more without end.

    Python itself refuses that in the file that it was started with; here that file is the lab. A forked process imports nothing,
    and a manager's server nothing of the user's.
    """
    module = sys.modules.get("multiprocessing.process")
    if module is None:
        yield
        return
    process: Any = module.BaseProcess
    start: Callable[[Any], None] = process.start

    def refusing(self: Any) -> None:
        target = getattr(self, "_target", None)
        if method_of(self) != "fork" and getattr(target, "__module__", "") != "multiprocessing.managers":
            raise RuntimeError(f"it {STARTS}")
        start(self)

    process.start = refusing
    try:
        yield
    finally:
        process.start = start


def method_of(process: Any) -> str:
    """How that process would be started."""
    if process._start_method is not None:
        return process._start_method
    import multiprocessing

    return multiprocessing.get_start_method()
