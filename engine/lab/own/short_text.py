"""Values in a few words, whatever their size: of half a gigabyte nothing is turned into text but its beginning."""

from __future__ import annotations

import reprlib
from typing import Any


class _Short(reprlib.Repr):
    """The standard library's, which cuts texts and lists before it writes them, but writes bytes whole."""

    def repr_bytes(self, value: bytes, level: int) -> str:
        """The first of them, and how many there are."""
        shown = repr(bytes(value[: self.maxother]))
        return shown if len(value) <= self.maxother else f"{shown}… ({len(value):,} bytes)"

    repr_bytearray = repr_bytes


short: Any = _Short().repr
