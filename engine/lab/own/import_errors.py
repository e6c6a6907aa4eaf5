"""Why a module of the user's can't be imported, in a sentence that says what to do."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from .short_text import at_home

GUARD = "if __name__ == '__main__':"
STARTS = "starts a process while it is imported"


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
        return f"{name} can't be imported: {missing(error)}"
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


def missing(error: ModuleNotFoundError) -> str:
    """Which module isn't there, where it was looked for, and what to try."""
    top = str(error.name).partition(".")[0]
    folder, above = os.path.basename(sys.prefix), os.path.basename(os.path.dirname(sys.prefix))
    place = (
        f"{above}/{folder} (Python {platform.python_version()})"
        if sys.prefix != sys.base_prefix
        else f"Python {platform.python_version()}"
    )
    return (
        f"{error} in {place}; install it there (python -m pip install {top}), name the environment that has it (--python FOLDER), "
        "or, if it is a file of yours, start in the folder that it is in"
    )


def argparse_says(frames: TracebackType | None) -> str:
    """What `ArgumentParser.error` was told, '' where it was not argparse that ended the program."""
    said = ""
    for frame in _frames(frames):
        if frame.f_code.co_name == "error" and os.path.basename(frame.f_code.co_filename) == "argparse.py":
            said = str(frame.f_locals.get("message", ""))
    return said


def line_in(frames: TracebackType | None, place: str) -> int:
    """The line of the file that was being run last, 0 where none of it was."""
    path = os.path.abspath(place) if place.endswith(".py") else f"{os.sep}{place.replace('.', os.sep)}.py"
    found = 0
    while frames is not None:
        if frames.tb_frame.f_code.co_filename.endswith(path):
            found = frames.tb_lineno
        frames = frames.tb_next
    return found


def _frames(frames: TracebackType | None) -> Iterator[Any]:
    while frames is not None:
        yield frames.tb_frame
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
