"""The folders of a run: where its lanes are, where its task may write, and how a foreign Python finds the lab.

A run's folder lies in memory where the system has a place for that, because lanes are written thousands of times a
second and are of no use after the run. What a task reads and writes as its work (`scratch`) lies on a disk instead. Each folder
holds a file that its owner keeps locked; a folder whose lock is free belongs to a dead one, whose reaper was killed too, and the next
start removes it.

The stage is how the lab is found under any Python with nothing installed: a folder for PYTHONPATH in which `concviz` and
`concviz.engine` are empty packages and `concviz.engine.lab` is a link to the real one. The empty packages keep the lab from
importing the rest of the engine by accident. The environment reaches spawned children, fork servers and sub-interpreters
alike; `-c` bootstraps and changed `sys.path`s did not reach all of them.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

import platformdirs

from ...platform import current as system
from .reaper import KINDS, PREFIX, REAPER, SEMAPHORE

LOCK = "owner.lock"
BEING_MADE_S = 60
"""A folder without a lock that is younger than this may be about to get one."""
OURS = re.compile(rf"{PREFIX}\d+\.[0-9a-f]+-")
"""How the name of a folder of ours begins, and of nobody else's: see `Reaper.prefix`."""
NAMED = re.compile(rf"(?:{re.escape(SEMAPHORE)})?({OURS.pattern}\w+)-\w+")
"""A file in memory that is named after such a folder."""
LAB = Path(__file__).parents[2] / "lab"


class PrivateFolder:
    """A folder that goes away when it is removed, with its owner, or at the next start of concviz.

    Args:
        parent: where it lies: on a disk where nothing is said.
    """

    def __init__(self, parent: Path | None = None) -> None:
        REAPER.watch({memory_folder(), scratch_folder()})
        self.path, self._lock = _make(parent or scratch_folder())
        _there.add(self)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.remove()

    def remove(self) -> None:
        """Removes everything; what can't be removed now is removed at the next start."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
        self._lock = -1
        _there.discard(self)


_there: set[PrivateFolder] = set()
"""Those that weren't removed yet."""


class RunFolder(PrivateFolder):
    """A run's: its lanes, and how a foreign Python finds the lab."""

    def __init__(self) -> None:
        super().__init__(memory_folder())
        self.lanes = self.path / "lanes"
        self.lanes.mkdir()
        self.stage = self.path / "stage"
        engine = self.stage / "concviz" / "engine"
        engine.mkdir(parents=True)
        for package in (engine.parent, engine):
            (package / "__init__.py").touch()
        try:
            (engine / "lab").symlink_to(LAB, target_is_directory=True)
        except OSError:
            shutil.copytree(LAB, engine / "lab", ignore=shutil.ignore_patterns("__pycache__"))
        self._scratch: PrivateFolder | None = None

    def scratch(self) -> Path:
        """A folder on a disk for what the task writes; made at the first call."""
        if self._scratch is None:
            self._scratch = PrivateFolder()
        return self._scratch.path

    def remove(self) -> None:
        """And what the task wrote, and what has the folder's name: a lab can be killed before its resource tracker knows of it."""
        super().remove()
        for kind in KINDS:
            for path in memory_folder().glob(f"{kind}{self.path.name}-*"):
                path.unlink(missing_ok=True)
        if self._scratch is not None:
            self._scratch.remove()


def remove_all() -> None:
    """Removes all of them, from any thread: for an end in which nothing else can be relied on."""
    for folder in tuple(_there):
        folder.remove()


def dismiss_reaper() -> None:
    """At our end. Where a folder is still there, as a run was left in the middle, the reaper stays to take it away."""
    if not _there:
        REAPER.dismiss()


atexit.register(dismiss_reaper)


def memory_folder() -> Path:
    """Where lanes go: in memory if the system offers it and it can be written, else the temporary folder."""
    return system.memory_folder() or Path(tempfile.gettempdir())


def scratch_folder() -> Path:
    """Where tasks write: the user's cache folder, which is on a disk on nearly every system, else the temporary folder."""
    folder = platformdirs.user_cache_path("concviz") / "scratch"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir())
    return folder if os.access(folder, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


def _make(parent: Path) -> tuple[Path, int]:
    path = Path(tempfile.mkdtemp(prefix=REAPER.prefix, dir=parent))
    lock = os.open(path / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    system.lock(lock, otherwise=True)
    return path, lock


def sweep() -> tuple[int, int]:
    """Removes the folders of dead owners, and semaphores and shared memory named after folders that are gone; how many of each."""
    removed = 0
    for parent in {memory_folder(), scratch_folder()}:
        for path in parent.glob(f"{PREFIX}*"):
            if _abandoned(path):
                shutil.rmtree(path, ignore_errors=True)
                removed += 1
    named = [path for path in memory_folder().glob(f"*{PREFIX}*") if _ownerless(path)]
    for path in named:
        with contextlib.suppress(OSError):
            path.unlink()
    return removed, len(named)


def _ownerless(path: Path) -> bool:
    """Whether it is a file that is named after a folder of ours, and that is gone."""
    owner = NAMED.fullmatch(path.name)
    return owner is not None and path.is_file() and not path.with_name(owner[1]).exists()


def _abandoned(path: Path) -> bool:
    try:
        lock = os.open(path / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return (
            bool(OURS.match(path.name)) and _age_s(path) > BEING_MADE_S
        )  # its owner was killed before it had locked it
    except OSError:
        return False
    try:
        return system.lock(lock, otherwise=False)
    finally:
        os.close(lock)


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
