"""Where recordings lie, under names that sort by time."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import datetime
from pathlib import Path

from platformdirs import user_state_path

SUFFIX = ".concviz.jsonl"
_UNNAMED = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?\.concviz\.jsonl(\.gz)?(\.part)?")


def state_folder() -> Path:
    """The folder of what concviz remembers: `$CONCVIZ_STATE`, else the user's state folder. It may not exist yet."""
    chosen = os.environ.get("CONCVIZ_STATE")
    return Path(chosen).expanduser().absolute() if chosen else user_state_path("concviz", appauthor=False)


def sessions_folder() -> Path:
    """The folder of the recordings. It may not exist yet."""
    return state_folder() / "sessions"


def private_folder(folder: Path) -> Path:
    """Makes a folder below the state folder, and those above it, which nobody else may read: paths and names stand in them.

    One of an earlier version that others could read is closed to them.

    Raises:
        OSError: it can't be made.
    """
    for each in dict.fromkeys((state_folder(), folder)):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            if each.stat().st_mode & 0o077:
                each.chmod(0o700)
    return folder


def new_recording_path(now: datetime | None = None) -> Path:
    """A file for a new recording, named by the (local) time: `2026-11-22T14-10-05.concviz.jsonl`.

    The file is made here, empty, so that no other concviz gets the same name. In a folder that can't be written the path
    is returned all the same: the writer will say what is wrong with it.
    """
    folder = sessions_folder()
    stem = f"{now or datetime.now():%Y-%m-%dT%H-%M-%S}"
    with contextlib.suppress(OSError):
        private_folder(folder)
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
