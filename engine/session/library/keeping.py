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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...platform.current import lock
from ...text.suggest import did_you_mean
from ..file.writer import renamed
from .names import SUFFIXES, KeepError, file_name, name_of
from .paths import SUFFIX, sessions_folder, unnamed
from .summary import Summaries, Summary

if TYPE_CHECKING:
    from ..memory.log import Session


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording of the state folder."""

    path: Path
    kept: bool
    """Under a name; else one of the last 20."""
    living: bool
    """Some concviz is writing it now."""
    summary: Summary

    @property
    def name(self) -> str:
        """The name for people: the file's without its suffix."""
        return name_of(self.path)


def kept_folder() -> Path:
    """The folder of what is kept. It may not exist yet."""
    return sessions_folder() / "kept"


# ---------------------------------------------------------------- the list


def recordings() -> list[Recording]:
    """What is kept, by name, and then the unnamed ones, the newest first."""
    kept = sorted(_kept_files(), key=lambda path: name_of(path).casefold())
    others = [path for path in reversed(unnamed()) if not path.name.endswith(".part")]
    found: list[Recording] = []
    for folder, paths in ((kept_folder(), kept), (sessions_folder(), others)):
        told = Summaries(folder).of(paths)
        found += [Recording(path, folder == kept_folder(), living(path), told[path]) for path in paths if path in told]
    return found


def _kept_files() -> list[Path]:
    try:
        names = [entry.name for entry in os.scandir(kept_folder()) if _is_file(entry)]
    except OSError:
        return []
    return [kept_folder() / name for name in names if name.endswith(SUFFIXES) and not name.startswith(".")]


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or leads to one; a link that leads to itself raises where other broken ones don't."""
    try:
        return entry.is_file()
    except OSError:
        return False


def living(path: Path) -> bool:
    """Whether some concviz writes the file now (it holds the file's lock)."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return False
    try:
        return not lock(file, otherwise=True)
    finally:
        os.close(file)


def _newest(paths: list[Path]) -> Path | None:
    """The file that was written last, of those that have anything in them; None without any."""
    written: list[tuple[int, Path]] = []
    for path in paths:
        with contextlib.suppress(OSError):
            facts = path.stat()
            if facts.st_size:
                written.append((facts.st_mtime_ns, path))
    return max(written)[1] if written else None


def find(text: str) -> Path:
    """The recording that a person means: a file's path, the name of a kept one, the time by which one of the last
    20 goes (`2026-11-22T14-10-05`), or `last` for the newest of all.

    Raises:
        KeepError: there is none, with the nearest name.
    """
    path = Path(os.path.expanduser(text))
    if os.path.exists(path):  # unlike `Path.exists`, it takes any text
        return path
    named = {name_of(each): each for each in _kept_files()}
    if text in named:
        return named[text]
    others = [each for each in unnamed() if not each.name.endswith(".part")]
    newest = _newest([*named.values(), *others]) if text == "last" else None
    found = newest or next((each for each in others if name_of(each) == text), None)
    if found is not None:
        return found
    hint = did_you_mean(text, named, "`concviz sessions` lists what there is", most=1)
    raise KeepError(f"no file and no kept session {text[:100]!r}: {hint}")


# ---------------------------------------------------------------- what can be done


def keep(session: Session, name: str) -> Path:
    """Keep the session that is being recorded, from its beginning and going on.

    Raises:
        KeepError: it isn't recorded, or the name is taken or none.
    """
    writer = session.writer
    if writer is None:
        raise KeepError("this session is not being recorded, so it can't be kept")
    target = _target(name, writer.path)
    with _said(name):
        writer.move(target)
    return target


def keep_file(path: Path, name: str) -> Path:
    """Keep a recording that is a file: one of the last 20 is moved, any other file is copied.

    Raises:
        KeepError: the name is taken or none, or the file can't be moved.
    """
    target = _target(name, path)
    with _said(name):
        if path.parent == sessions_folder():
            renamed(path, target)
        else:
            beside = target.with_name(f".{os.getpid()}.part")
            try:
                shutil.copyfile(path, beside)
                renamed(beside, target)
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
    return keep_file(path, name) if path.parent != kept_folder() else _moved(path, name)


def _moved(path: Path, name: str) -> Path:
    target = _target(name, path)
    with _said(name):
        renamed(path, target)
    return target


def set_aside(path: Path) -> Path:
    """Take a recording out of every list, so that it can still be brought back (`bring_back`); returns where it lies.

    The next concviz that records removes what was set aside a day before.

    Raises:
        KeepError: some concviz is writing it, or it can't be moved.
    """
    _refuse_living(path)
    with _said(name_of(path)):
        aside_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        target = aside_folder() / f"{time.time_ns()}-{path.name}"
        os.replace(path, target)
        os.utime(target)
    return target


def bring_back(aside: Path, path: Path) -> None:
    """Put a recording that was set aside back to where it lay.

    Raises:
        KeepError: there is another one by now, or it is not there any more.
    """
    with _said(name_of(path)):
        renamed(aside, path)


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
    with _said(name_of(path)):
        path.unlink()


def suggested(session: Session) -> str:
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
    with _said(name):
        kept_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return kept_folder() / (name + (SUFFIXES[0] if path.name.endswith(".gz") else SUFFIX))


def _refuse_living(path: Path) -> None:
    if living(path):
        raise KeepError(f"{name_of(path)!r} is being recorded by a running concviz: leave that one first")


@contextlib.contextmanager
def _said(name: str) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise KeepError(f"there is a session named {name!r} already") from None
    except OSError as error:
        raise KeepError(f"{name!r} can't be kept: {(error.strerror or str(error)).lower()}") from None
