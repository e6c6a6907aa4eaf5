"""Where recordings lie: names that sort by time, a lock that tells the living from the dead, pruning."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import datetime
from pathlib import Path

from platformdirs import user_state_path

from ...platform.current import lock

SUFFIX = ".concviz.jsonl"
_UNNAMED = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?\.concviz\.jsonl(\.gz)?(\.part)?")
KEPT_UNNAMED = 20


def state_folder() -> Path:
    """The folder of what concviz remembers: `$CONCVIZ_STATE`, else the user's state folder. It may not exist yet."""
    chosen = os.environ.get("CONCVIZ_STATE")
    return Path(chosen).expanduser().absolute() if chosen else user_state_path("concviz", appauthor=False)


def sessions_folder() -> Path:
    """The folder of the recordings. It may not exist yet."""
    return state_folder() / "sessions"


def new_recording_path(now: datetime | None = None) -> Path:
    """A file for a new recording, named by the (local) time: `2026-11-22T14-10-05.concviz.jsonl`.

    The file is made here, empty, so that no other concviz gets the same name. In a folder that can't be written the path
    is returned all the same: the writer will say what is wrong with it.
    """
    folder = sessions_folder()
    stem = f"{now or datetime.now():%Y-%m-%dT%H-%M-%S}"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(1, 1000):
        path = folder / (stem + (f"-{number}" if number > 1 else "") + SUFFIX)
        packed = path.with_name(path.name + ".gz")
        try:
            if not packed.exists():
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
                return path
        except FileExistsError:
            continue
        except OSError:
            break
    return folder / (stem + SUFFIX)


def unnamed() -> list[Path]:
    """The recordings that nobody has named, oldest first; leftovers of a compression that was cut off among them."""
    try:
        names = sorted(entry.name for entry in os.scandir(sessions_folder()) if _UNNAMED.fullmatch(entry.name))
    except OSError:
        return []
    return [sessions_folder() / name for name in names]


def prune(keep: int = KEPT_UNNAMED) -> list[Path]:
    """Remove all but the newest `keep` unnamed recordings; returns what was removed.

    One that a living concviz writes is never removed (it holds the file's lock), and one that can't be removed stays.
    """
    removed: list[Path] = []
    recordings = unnamed()
    for path in recordings[: max(0, len(recordings) - keep)]:
        with contextlib.suppress(OSError):
            file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
            try:
                if lock(file, otherwise=True):
                    path.unlink()
                    removed.append(path)
            finally:
                os.close(file)
    return removed
