"""Values in a few words, whatever their size: of half a gigabyte nothing is turned into text but its beginning."""

from __future__ import annotations

import os
import reprlib
from typing import Any


class _Short(reprlib.Repr):
    """The standard library's, which cuts texts and lists before it writes them, but writes bytes whole."""

    def repr_bytes(self, value: bytes, level: int) -> str:
        """The first of them, and how many there are."""
        shown = repr(bytes(value[: self.maxother]))
        return shown if len(value) <= self.maxother else f"{shown}… ({len(value):,} bytes)"

    repr_bytearray = repr_bytes


_shortened = _Short().repr


def short(value: Any) -> str:
    """The value in a few words; never raises, whatever its own `repr` does."""
    try:
        return _shortened(value)
    except Exception:  # a number of more digits than Python writes, a class whose name can't be had
        return f"<a value of type {type(value).__name__}>"


def at_home(text: str) -> str:
    """The same with the home folder written as `~`: its name can be the user's."""
    home = os.path.expanduser("~").rstrip(os.sep)
    return text.replace(home + os.sep, "~" + os.sep) if home else text
