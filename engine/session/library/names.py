"""What recordings are called: by people, and in file systems."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from ...model.errors import UserError
from .paths import SUFFIX

SUFFIXES = (SUFFIX + ".gz", SUFFIX)
LONGEST_NAME = 80
"""Characters of a name; in bytes it stays below what file systems take, suffixes included."""
LONGEST_BYTES = 200
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


class KeepError(UserError):
    """What can't be done with a recording; its text is one sentence."""


def name_of(path: Path) -> str:
    """A recording's name: its file's without `.concviz.jsonl` and `.gz`."""
    return next((path.name[: -len(suffix)] for suffix in SUFFIXES if path.name.endswith(suffix)), path.name)


def file_name(name: str) -> str:
    """A name as part of a file's name: what file systems don't take becomes a blank.

    Raises:
        KeepError: nothing is left of it.
    """
    text = unicodedata.normalize("NFC", name[: LONGEST_NAME * 8])
    text = "".join(character for character in text if unicodedata.category(character)[0] != "C" or character in "\t\n")
    text = " ".join(_FORBIDDEN.sub(" ", text).split()).strip(". ")
    for suffix in SUFFIXES:
        text = text.removesuffix(suffix).rstrip(". ")
    text = text[:LONGEST_NAME].encode("utf-8", "ignore")[:LONGEST_BYTES].decode("utf-8", "ignore").rstrip(". ")
    if not text:
        raise KeepError("a name needs at least one letter or digit")
    return text
