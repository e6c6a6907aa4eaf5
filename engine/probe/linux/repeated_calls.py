"""What a thread asks of the kernel, as far as the kernel counts it: time inside of it, reads, writes and their bytes, faults, turns.

A loop that asks again instead of waiting has calls that bring nothing, or wakes only to sleep again. The kernel counts calls of read and
write, those that fail at once included, and no others: who spins around poll or recv shows it by time in the kernel alone, if at all.
"""

from __future__ import annotations

from typing import NamedTuple

from .process import TICK_NS
from .procfs import key_values, stat_fields

FAULTS, KERNEL = 7, 12
"""Places in `procfs.stat_fields`: fields 10 and 15 of the manual."""


class Asked(NamedTuple):
    """Running totals of one thread."""

    kernel_us: int
    """CPU time inside the kernel, by its ticks: true over seconds."""
    turns: int
    """Times it was put on a core."""
    calls: int
    """Of read and write, and their kin on files, pipes and sockets …"""
    moved_bytes: int
    """… and what they moved."""
    faults: int

    def since(self, earlier: Asked) -> Asked:
        """What came after earlier totals."""
        return Asked(*(max(now - before, 0) for now, before in zip(self, earlier, strict=True)))


def asked_of(pid: int, tid: int, root: str = "/proc") -> Asked | None:
    """The totals of that thread; None where it is gone or may not be looked into."""
    folder = f"{root}/{pid}/task/{tid}"
    try:
        stat = stat_fields(_text(f"{folder}/stat"), KERNEL + 1)
        turns = int(_text(f"{folder}/schedstat").split()[2])
        moved = key_values(_text(f"{folder}/io"))
        faults, kernel_us = int(stat[FAULTS]), int(stat[KERNEL]) * TICK_NS // 1000
    except (OSError, ValueError, IndexError):
        return None
    calls = moved.get(b"syscr", 0) + moved.get(b"syscw", 0)
    return Asked(kernel_us, turns, calls, moved.get(b"rchar", 0) + moved.get(b"wchar", 0), faults)


def _text(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read(4096) or b""
