"""Which logical core runs the caller right now: asked for every span, so without a call where that can be.

Linux keeps the number in memory that each thread shares with it ("restartable sequences"), and writes it anew whenever the
thread goes on elsewhere. glibc (2.35 and newer) lays that memory out and says at which distance from the thread pointer it
lies; on x86-64 the thread pointer is what `get_ident` returns. Elsewhere `sched_getcpu` is called, which takes three to ten
times as long; and what the memory says is believed only after the two have agreed once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import get_ident
from typing import Protocol

from .lane_file import STRONG_ORDER

TRIES = 5
"""How often the two are compared: between one and the other the thread may go on elsewhere."""


class CoreWord(Protocol):
    """Something whose entry 0 is the core that runs the caller."""

    def __getitem__(self, at: int, /) -> int: ...


def _find_core() -> Callable[[], int]:
    """The C library's `sched_getcpu`, without letting go of the GIL at every call as `CDLL` would."""
    try:
        import ctypes

        found: Callable[[], int] = ctypes.PyDLL(None).sched_getcpu
    except (ImportError, AttributeError, OSError, TypeError):
        return lambda: -1
    return found


current_core = _find_core()
"""The logical core that runs the caller right now, -1 where the system does not tell."""


class _Asked:
    """Asks anew at each look."""

    def __getitem__(self, at: int, /) -> int:
        return current_core()


def core_word() -> CoreWord:
    """The calling thread's own word. Nobody else may read it: the memory goes when the thread ends."""
    word = _shared_word()
    if word is not None and any(word[0] == current_core() for _ in range(TRIES)):
        return word
    return _Asked()


def _shared_word() -> CoreWord | None:
    """The word `cpu_id` of this thread's `struct rseq`, None where it can't be found."""
    if not (STRONG_ORDER and sys.platform == "linux"):
        return None
    try:
        import ctypes

        library = ctypes.PyDLL(None)
        size = ctypes.c_uint32.in_dll(library, "__rseq_size").value
        offset = ctypes.c_ssize_t.in_dll(library, "__rseq_offset").value
    except (ImportError, AttributeError, OSError, TypeError, ValueError):
        return None
    if not size:  # switched off (glibc.pthread.rseq=0), or the kernel has none
        return None
    return memoryview((ctypes.c_int32 * 1).from_address(get_ident() + offset + 4)).cast("B").cast("i")
