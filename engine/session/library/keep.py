"""Recordings that somebody wants to keep: under a name, in a folder of their own that is never pruned.

A session is recorded from its beginning under the time at which it began. To keep it is to move that file into `kept`,
under a name; if it is still being written, the writing goes on in the same file. Nothing is ever replaced.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..file.writer import rename_noreplace
from .find import kept_folder, living
from .names import SUFFIXES, KeepError, file_name, name_of
from .paths import SUFFIX, private_folder, sessions_folder

if TYPE_CHECKING:
    from ..memory.log import Session


def keep(session: Session, name: str) -> Path:
    """Keep the session that is being recorded, from its beginning and going on.

    Raises:
        KeepError: it isn't recorded, or the name is taken or none.
    """
    writer = session.writer
    if writer is None:
        raise KeepError("this session is not being recorded, so it can't be kept")
    target = _target(name, writer.path)
    with _say_why(name):
        writer.move(target)
    return target


def keep_file(path: Path, name: str) -> Path:
    """Keep a recording that is a file: one of the last 20 is moved, any other file is copied.

    Raises:
        KeepError: the name is taken or none, or the file can't be moved.
    """
    target = _target(name, path)
    with _say_why(name):
        if path.parent == sessions_folder():
            rename_noreplace(path, target)
        else:
            beside = target.with_name(f".{os.getpid()}.part")
            try:
                shutil.copyfile(path, beside)
                rename_noreplace(beside, target)
            finally:
                beside.unlink(missing_ok=True)
    return target


def rename(path: Path, name: str) -> Path:
    """Another name for a kept recording; an unnamed one is kept by it.

    Raises:
        KeepError: the name is taken or none, or some concviz is writing the file.
    """
    if file_name(name) == name_of(path) and path.parent == kept_folder():
        return path
    _refuse_living(path)
    return keep_file(path, name) if path.parent != kept_folder() else _move(path, name)


def _move(path: Path, name: str) -> Path:
    target = _target(name, path)
    with _say_why(name):
        rename_noreplace(path, target)
    return target


def put_back(path: Path, before: Path, session: Session | None = None) -> None:
    """Take a name back: the recording lies at `before` again; one that goes on being recorded is its `session`'s.

    Raises:
        KeepError: something else lies there by now, or it can't be moved.
    """
    writer = session.writer if session is not None else None
    with _say_why(name_of(before)):
        if writer is not None and writer.path == path:
            writer.move(before)
        else:
            rename_noreplace(path, before)


def set_aside(path: Path) -> Path:
    """Take a recording out of every list, so that it can still be brought back (`bring_back`); returns where it lies.

    The next concviz that records removes what was set aside a day before.

    Raises:
        KeepError: some concviz is writing it, or it can't be moved.
    """
    _refuse_living(path)
    with _say_why(name_of(path)):
        private_folder(aside_folder())
        target = aside_folder() / f"{time.time_ns()}-{path.name}"
        os.replace(path, target)
        os.utime(target)
    return target


def bring_back(aside: Path, path: Path) -> None:
    """Put a recording that was set aside back to where it lay.

    Raises:
        KeepError: there is another one by now, or it is not there any more.
    """
    with _say_why(name_of(path)):
        rename_noreplace(aside, path)


def aside_folder() -> Path:
    """The folder of what was set aside. It may not exist."""
    return sessions_folder() / "deleted"


def forget_aside(older_s: float = 86_400.0) -> None:
    """Remove what was set aside that long ago."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(aside_folder()):
            if entry.is_file(follow_symlinks=False) and time.time() - entry.stat().st_mtime >= older_s:
                os.unlink(entry.path)


def delete(path: Path) -> None:
    """Remove a recording.

    Raises:
        KeepError: some concviz is writing it, or it can't be removed.
    """
    _refuse_living(path)
    with _say_why(name_of(path)):
        path.unlink()


def suggest_name(session: Session) -> str:
    """A name that is not taken, made from what was run: `π by Monte Carlo, threads`."""
    runs = session.runs()
    titles = (runs[-1].plan.title, runs[-1].plan.model_title) if runs else ()
    words = ", ".join(filter(None, titles)) or "session"
    base = file_name(words)
    return next(
        name
        for name in (base if number == 1 else f"{base} {number}" for number in range(1, 10_000))
        if not _taken(name)
    )


def _taken(name: str) -> bool:
    return any((kept_folder() / (name + suffix)).exists() for suffix in SUFFIXES)


def _target(name: str, path: Path) -> Path:
    name = file_name(name)
    if _taken(name):
        raise KeepError(f"there is a session named {name!r} already")
    with _say_why(name):
        private_folder(kept_folder())
    return kept_folder() / (name + (SUFFIXES[0] if path.name.endswith(".gz") else SUFFIX))


def _refuse_living(path: Path) -> None:
    if living(path):
        raise KeepError(f"{name_of(path)!r} is being recorded by a running concviz: leave that one first")


@contextlib.contextmanager
def _say_why(name: str) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise KeepError(f"there is a session named {name!r} already") from None
    except OSError as error:
        raise KeepError(f"{name!r} can't be kept: {(error.strerror or str(error)).lower()}") from None
