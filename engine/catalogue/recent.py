"""The user's own tasks and functions that he used last, so that the app can offer them again.

They are kept in the state folder, in a file of their own, and never in a session: a path can name a person, and a session is
handed to others.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ..session.library.paths import private_folder, state_folder

KEPT = 6


@dataclass(frozen=True, slots=True)
class Recent:
    """One of them."""

    task: str
    """As a plan names it: `/path/to/file.py`, `/path/to/file.py:function` or `package.module:function`."""
    inputs: str = ""
    """What a function was called with; '' for a task file."""
    python: str = ""
    """The Python that was named for it; '' for the one that it belongs to."""


FIELDS = tuple(each.name for each in fields(Recent))


def recent() -> list[Recent]:
    """Those used last, the newest first; empty where nothing is remembered or it can't be read."""
    try:
        rows = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [_row(row) for row in rows if _is_row(row)][:KEPT] if isinstance(rows, list) else []


def remember(task: str, inputs: str = "", python: str = "") -> bool:
    """Put this one first; whether it could be written down (a state folder that can't be written is no reason to stop)."""
    rows = [Recent(task, inputs, python), *(row for row in recent() if row.task != task)][:KEPT]
    beside = _file().with_suffix(f".{os.getpid()}")
    try:
        private_folder(beside.parent)
        beside.touch(mode=0o600)
        beside.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
        beside.replace(_file())
    except (OSError, ValueError):  # ValueError: a path with bytes that are no text
        return False
    return True


def _file() -> Path:
    return state_folder() / "recent.json"


def _is_row(row: Any) -> bool:
    return isinstance(row, dict) and "task" in row and all(isinstance(row.get(name, ""), str) for name in FIELDS)


def _row(row: dict[str, str]) -> Recent:
    return Recent(*(row.get(name, "") for name in FIELDS))
