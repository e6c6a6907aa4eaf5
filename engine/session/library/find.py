"""The recordings there are: what is kept under a name, and the last ones without; listed, and found as people name them."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from ...platform.current import lock
from ...text.suggest import did_you_mean
from .names import SUFFIXES, KeepError, name_of
from .paths import sessions_folder, unnamed
from .summary import StudyLine, Summaries, Summary


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


def last_study(*kinds: str) -> tuple[Recording, StudyLine] | None:
    """The study of one of these kinds that was recorded last, in a recording that nobody is writing now; None for none."""
    found = [
        (one.summary.changed_ns, study.t_us, one, study)
        for one in recordings()
        if not one.living
        for study in one.summary.studies or ()
        if study.kind in kinds
    ]
    return max(found, key=lambda each: each[:2])[2:] if found else None


def kept_folder() -> Path:
    """The folder of what is kept. It may not exist yet."""
    return sessions_folder() / "kept"


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
        return not lock(file, otherwise=True, shared=True)
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
    hint = did_you_mean(text, ("last", *named, *map(name_of, others)), "`concviz sessions` lists what there is", most=1)
    raise KeepError(f"no file and no kept session {text[:100]!r}: {hint}")
