"""A typed path while it is being typed: which files and folders it can become, and how far it can be completed.

Only folders and Python files count, hidden ones where their dot was typed. Nothing of a file is read here.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOST = 400
"""Entries of one folder; more than that are found by typing."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a text can become."""

    folder: Path
    """The folder that is looked into."""
    begun: str
    """What of a name in it was typed."""
    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    problem: str = ""
    """Why the folder can't be read, one line."""


def listing(text: str) -> Listing:
    """The Python files and folders that begin as `text` does."""
    base, slash, begun = text.rpartition("/")
    folder = Path(base + slash).expanduser() if slash else Path()
    if text == "~":
        folder, begun = Path.home(), ""
    files: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _fits(entry.name, begun):
                    if entry.is_dir():
                        folders.append(entry.name)
                    elif entry.name.endswith(".py"):
                        files.append(entry.name)
    except (OSError, ValueError) as error:
        return Listing(folder, begun, problem=f"{base or '.'} can't be read: {getattr(error, 'strerror', error)}")
    return Listing(folder, begun, tuple(sorted(files)[:MOST]), tuple(sorted(folders)[:MOST]))


def _fits(name: str, begun: str) -> bool:
    return name.lower().startswith(begun.lower()) and (
        begun.startswith(".") or not name.startswith((".", "__pycache__"))
    )


def completed(text: str, found: Listing) -> str:
    """The text as far as it can be completed without a choice; a folder that is the only one gets its slash."""
    names: Sequence[str] = (*found.files, *(f"{name}/" for name in found.folders))
    if not names:
        return text
    common = os.path.commonprefix(names)  # noqa: RUF071  (of names, not of paths)
    longer = len(common) > len(found.begun) or (len(names) == 1 and common != found.begun)
    return text[: len(text) - len(found.begun)] + common if longer else text


def joined(text: str, name: str) -> str:
    """The text with its last, begun name replaced by `name`; `..` goes up."""
    base, slash, _begun = text.rpartition("/")
    if name != "../":
        return base + slash + name
    up = Path(base + slash or ".").expanduser().absolute().parent
    return shown(up) + ("" if up == up.parent else "/")


def shown(path: Path) -> str:
    """The path as people write it: `~/course/mine.py`."""
    try:
        return f"~/{path.relative_to(Path.home())}".removesuffix("/.")
    except (ValueError, RuntimeError):
        return str(path)
