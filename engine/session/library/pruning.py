"""Which of the recordings that nobody has named are kept: those with work in them before those without, the newest first.

A session in which all runs failed, or none took two seconds, never pushes out one that somebody may want to see again; and
the newest few stay whatever is in them, because they are what one has just left.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ...platform.current import lock
from .paths import sessions_folder, unnamed
from .summary import Summaries, Summary

KEPT_UNNAMED = 20
NEWEST = 3
"""They are kept whatever is in them."""
WORK_S = 2.0
"""Finished runs that took so long together are work."""


def prune(keep: int = KEPT_UNNAMED) -> list[Path]:
    """Remove all but `keep` unnamed recordings; returns what was removed.

    One that a living concviz writes is never removed (it holds the file's lock), and one that can't be removed stays.
    """
    recordings = unnamed()
    over = len(recordings) - keep
    if over <= 0:
        return []
    told = Summaries(sessions_folder()).of(recordings)
    newest = set(recordings[len(recordings) - min(NEWEST, keep) :]) if keep else set[Path]()
    order = sorted(recordings, key=lambda path: (path in newest, worth(told.get(path)), path.name))
    return [path for path in order[:over] if _removed(path)]


def worth(told: Summary | None) -> int:
    """2 with work in it, 1 with a short run that finished or a chapter, 0 with neither."""
    if told is None:
        return 0
    finished = [run for run in told.runs if run.status == "done"]
    if sum(run.wall_s or 0.0 for run in finished) >= WORK_S or told.more_runs:
        return 2
    return 1 if finished or told.chapters else 0


def _removed(path: Path) -> bool:
    with contextlib.suppress(OSError):
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            if lock(file, otherwise=True):
                path.unlink()
                return True
        finally:
            os.close(file)
    return False
