"""What handing a value over costs: bytes, and seconds to pickle and to unpickle it; and whether it can be handed over at all.

A value is pickled into a file that keeps its beginning alone, so one of half a gigabyte needs no second half. What is larger than `KEPT` is
not unpickled here: that takes about as long as pickling it, and is counted so.
"""

from __future__ import annotations

import io
import pickle
import time
from typing import Any, NamedTuple

KEPT = 1 << 20


class Cost(NamedTuple):
    """Of one value."""

    size_bytes: int
    pickle_s: float
    unpickle_s: float


class _Beginning(io.RawIOBase):
    """Counts what is written, and keeps the first of it."""

    def __init__(self) -> None:
        self.size = 0
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Take a block."""
        size = len(data)
        if self.size + size <= KEPT:
            self.kept += data
        self.size += size
        return size


def cost_of(value: Any) -> Cost:
    """Pickles it, and unpickles it where it is small. Whatever pickling raises comes through."""
    file = _Beginning()
    began = time.perf_counter()
    pickle.Pickler(file, pickle.DEFAULT_PROTOCOL).dump(value)
    there = time.perf_counter() - began
    if file.size > KEPT:
        return Cost(file.size, there, there)
    began = time.perf_counter()
    pickle.loads(file.kept)
    return Cost(file.size, there, time.perf_counter() - began)
