"""A worker's own log of its work, in a memory-mapped file with one writer and any number of readers.

A worker must be seen without being disturbed, so nothing here takes a lock, sends a message or makes a
system call to write a span (reading the thread's CPU clock is one, and costs the most). The writer stores
64-bit words; the kernel keeps them when the worker is killed. Four rules make what is read true, whenever
it is read:

1. Words are stored whole (`memoryview.cast('q')` stores eight aligned bytes at once), in the order of the
   statements.
2. A record is written first, the head counter after it. The file has one slot more than its capacity, so
   that the slot in the making is never one that the head counter still offers.
3. A record carries its own number and a checksum. Where a machine lets stores be seen in another order than
   they were made (ARM, POWER), the head may arrive before the record: then the checksum does not fit, and
   the reader waits.
4. Running totals live inside every record. So they are always those of one whole record: there is no second
   place that could disagree, and no moment in which a killed worker leaves them half written. They stay
   exact when the ring overwrites records that nobody read.

Where the words lie is in `lane_file.py`, the reading end in `lane_reader.py`.
"""

from __future__ import annotations

import contextlib
import mmap
import os
from binascii import crc32
from collections.abc import Callable
from time import perf_counter_ns, thread_time_ns

from .lane_file import (
    FAILED,
    H_CHECK,
    H_ENDED,
    H_FIRST,
    H_HEAD,
    H_ITEM,
    H_START,
    H_THREAD_FIRST,
    HEADER_WORDS,
    KINDS,
    RECORD_WORDS,
    WHOLE,
    WORD,
    Elsewhere,
    lane_path,
    map_file,
    new_header,
    open_next,
    reserve,
)


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


class Lane:
    """One worker's log. Only the thread that claimed it may write; all times are `perf_counter_ns`."""

    __slots__ = (
        "__weakref__",
        "_cpu",
        "_head",
        "_items",
        "_last_end",
        "_map",
        "_slots",
        "_start",
        "_thread_cpu",
        "_thread_start",
        "_wall",
        "_words",
        "item",
        "number",
    )

    number: int
    """1, 2, 3 … in the order in which the workers of a run began."""
    item: int
    """The item begun last."""

    def __init__(self, words: memoryview, number: int, slots: int, mapped: mmap.mmap | None = None) -> None:
        """Write to `words` (signed 64-bit, header and `slots` records). Workers call `claim`."""
        self.number = number
        self.item = -1
        self._map = mapped
        self._write_to(words, slots)
        self._head = self._items = self._wall = self._cpu = 0
        self._start = self._last_end = self._thread_start = self._thread_cpu = 0

    def _write_to(self, words: memoryview, slots: int) -> None:
        self._words = words
        self._slots = slots

    @classmethod
    def claim(cls, folder: str, kind: str, capacity: int = 8192, elsewhere: Elsewhere | None = None) -> Lane:
        """Open the next lane of the run in `folder`, for this thread, or for a worker on another machine.

        `capacity` is how many spans wait for a reader before the oldest is overwritten (96 bytes each).

        Raises:
            ValueError: an unknown kind, or a capacity below 1.
            OSError: the folder is gone, the disk is full, or there are no more file descriptors to be had.
        """
        if kind not in KINDS or capacity < 1:
            raise ValueError(f"no lane of kind {kind!r} and capacity {capacity}")
        number, descriptor = open_next(folder)
        try:
            size = (HEADER_WORDS + (capacity + 1) * RECORD_WORDS) * WORD
            os.write(descriptor, new_header(number, kind, capacity, elsewhere))
            reserve(descriptor, size)
            mapped = map_file(descriptor, size, mmap.ACCESS_WRITE)
        except OSError:
            os.unlink(lane_path(folder, number))
            raise
        finally:
            os.close(descriptor)
        return cls(memoryview(mapped).cast("q"), number, capacity + 1, mapped)

    def begin(self, item: int) -> int:
        """An item begins now; returns its start. `item` is its index, from 0 to 100 million; the one before has ended."""
        words = self._words
        self.item = item
        self._start = start = perf_counter_ns()
        words[H_START] = start
        words[H_CHECK] = start ^ (item << 36)
        words[H_ITEM] = item
        self._thread_start = cpu = thread_time_ns()
        if not self._thread_cpu:
            words[H_THREAD_FIRST] = self._thread_cpu = cpu
            words[H_FIRST] = start
        return start

    def end(self, failed: bool = False) -> None:
        """The item begun last ends now: write its span and the totals."""
        self._thread_cpu = cpu = thread_time_ns()
        end = perf_counter_ns()
        cpu -= self._thread_start
        start = self._start
        self._items += 1
        self._wall += end - start
        self._cpu += cpu
        self._last_end = end
        self._record(self.item, FAILED if failed else WHOLE, start, end, cpu, current_core())
        self._words[H_ITEM] = -1

    def part(self, item: int, flag: int, start_ns: int, end_ns: int, cpu_ns: int) -> None:
        """A part of a coroutine's item: a step that ran (RAN), or ready and waiting for the loop (READY)."""
        self._record(item, flag, start_ns, end_ns, cpu_ns, current_core())

    def whole(self, item: int, start_ns: int, end_ns: int, cpu_ns: int, failed: bool) -> None:
        """A coroutine's item has ended; `cpu_ns` is summed over its steps."""
        self._thread_cpu = thread_time_ns()
        self._items += 1
        self._wall += end_ns - start_ns
        self._cpu += cpu_ns
        self._last_end = end_ns
        self._record(item, FAILED if failed else WHOLE, start_ns, end_ns, cpu_ns, current_core())
        self._words[H_ITEM] = -1

    def told(
        self, item: int, start_ns: int, end_ns: int, cpu_ns: int, thread_cpu_ns: int, core: int, *, failed: bool
    ) -> None:
        """An item that a worker elsewhere has done, in our time; `thread_cpu_ns` is its thread's own clock at the end."""
        words = self._words
        if not words[H_FIRST]:
            words[H_THREAD_FIRST], words[H_FIRST] = thread_cpu_ns - cpu_ns, start_ns
        self._thread_cpu = thread_cpu_ns
        self._items += 1
        self._wall += end_ns - start_ns
        self._cpu += cpu_ns
        self._last_end = end_ns
        self._record(item, FAILED if failed else WHOLE, start_ns, end_ns, cpu_ns, core)

    def _record(self, item: int, flag: int, start: int, end: int, cpu: int, core: int) -> None:
        """Fill the next slot, then let the head point behind it. The order of the stores is the protocol.

        A signal handler of the task may raise between any two lines. So what tells the slot is kept in one place and
        moved on last: the next record then takes the same slot.
        """
        words, head = self._words, self._head
        at = HEADER_WORDS + head % self._slots * RECORD_WORDS
        head += 1
        words[at] = head
        words[at + 1] = item
        words[at + 2] = (core + 1) << 8 | flag
        words[at + 3] = start
        words[at + 4] = end
        words[at + 5] = cpu
        words[at + 6] = self._items
        words[at + 7] = self._wall
        words[at + 8] = self._cpu
        words[at + 9] = self._last_end
        words[at + 10] = self._thread_cpu
        words[at + 11] = crc32(words[at : at + 11])
        words[H_HEAD] = head
        self._head = head

    def mark_ended(self) -> None:
        """The worker is gone, or its process is about to end; the lane stays usable."""
        with contextlib.suppress(ValueError):  # closed before: marked then
            if not self._words[H_ENDED]:
                self._words[H_ENDED] = perf_counter_ns()

    def close(self) -> None:
        """Mark the lane as ended and unmap it. Closing twice does nothing."""
        self.mark_ended()
        self._words.release()
        if self._map is not None:
            self._map.close()
            self._map = None

    def abandon(self) -> None:
        """Called in a forked child, which inherits its parent's lane: from now on write to nowhere.

        A task that forks inside an item comes back here twice; only the parent's copy may go on writing.
        """
        self._write_to(memoryview(bytearray((HEADER_WORDS + RECORD_WORDS) * WORD)).cast("q"), 1)
        self._map = None

    def __del__(self) -> None:
        if getattr(self, "_map", None) is not None:
            self.close()
