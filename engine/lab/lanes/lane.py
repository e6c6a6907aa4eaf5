"""A worker's own log of its work, in a memory-mapped file with one writer and any number of readers.

A worker must be seen without being disturbed, so nothing here takes a lock, sends a message or makes a
system call to write a span, but for one: reading the thread's CPU clock, which costs as much as all the rest.
The writer stores 64-bit words; the kernel keeps them when the worker is killed. Five rules make what is read
true, whenever it is read:

1. Words are stored whole: an aligned word of eight bytes is one store, by a memoryview as by `pack_into`.
2. A record is written first, the head counter after it. The file has one slot more than its capacity, so
   that the slot in the making is never one that the head counter still offers. In what order, how often and
   with what in between `pack_into` stores the words of that slot is nobody's concern. The head is the
   sequence of a lock that only readers go by: one who has copied records takes the head again, and
   forgets those that the writer may have begun to overwrite since.
3. That is enough where stores are seen in the order in which they were made, and loads made in the order of the
   program (x86, s390x). ARM and POWER promise neither: there the head may arrive before the record, and a
   reader may have loaded the record before the head. A barrier would help, and Python has none. So there a
   record's last word is a checksum over the others: as long as it does not fit, the reader waits. On the
   others the last word is the record's number.
4. Running totals live inside every record. So they are always those of one whole record: there is no second
   place that could disagree, and no moment in which a killed worker leaves them half written. They stay
   exact when the ring overwrites records that nobody read.
5. The item begun last is told by two words that only fit if they were stored together, in any order. It is
   still going on unless the newest record is its own.

The thread's CPU clock is read where an item ends. Where the next one begins it is read again only if that is
later than `GAP_NS`: until then the thread has had no time to do anything but take the item, on its core. So
the clock at the beginning is the clock at the end plus the time since, wrong by at most that gap, and
an item's CPU time remains its own: what taking it costs is not in it.

Where the words lie is in `lane_file.py`, the writing end in `lane_writer.py`, the reading end in `lane_reader.py`.
"""

from __future__ import annotations

import contextlib
import mmap
import os
from collections.abc import Callable
from time import perf_counter_ns, thread_time_ns

from .lane_file import (
    FAILED,
    H_ENDED,
    H_FIRST,
    H_PAIR,
    H_START,
    H_THREAD_FIRST,
    HEADER_WORDS,
    KINDS,
    RECORD_WORDS,
    WHOLE,
    WORD,
    Elsewhere,
    item_of,
    lane_path,
    map_file,
    new_header,
    open_next,
    reserve,
)
from .lane_writer import writer_of
from .this_core import core_word, current_core


class Lane:
    """One worker's log. Only the thread that claimed it may write; all times are `perf_counter_ns`."""

    __slots__ = ("__weakref__", "_map", "_record", "_words", "begin", "end", "number")

    number: int
    """1, 2, 3 … in the order in which the workers of a run began."""
    begin: Callable[[int], int]
    """An item begins now; returns its start. Takes its index, from 0 to 100 million; the one before has ended."""
    end: Callable[..., None]
    """The item begun last ends now: writes its span and the totals. `end(True)`: it failed."""

    def __init__(self, words: memoryview, number: int, slots: int, mapped: mmap.mmap | None = None) -> None:
        """Write to `words` (signed 64-bit, header and `slots` records). Workers call `claim`."""
        self.number = number
        self._map = mapped
        self._write_to(words, slots)

    def _write_to(self, words: memoryview, slots: int) -> None:
        self._words = words
        self.begin, self.end, self._record = writer_of(words, slots, core_word())

    @property
    def item(self) -> int:
        """The item begun last."""
        return item_of(self._words[H_START], self._words[H_PAIR])

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

    def part(self, item: int, flag: int, start_ns: int, end_ns: int, cpu_ns: int) -> None:
        """A part of a coroutine's item: a step that ran (RAN), or ready and waiting for the loop (READY)."""
        self._record(item, flag, start_ns, end_ns, cpu_ns, current_core())

    def whole(self, item: int, start_ns: int, end_ns: int, cpu_ns: int, failed: bool) -> None:
        """A coroutine's item has ended; `cpu_ns` is summed over its steps."""
        flag = FAILED if failed else WHOLE
        self._record(item, flag, start_ns, end_ns, cpu_ns, current_core(), thread_time_ns())

    def told(
        self, item: int, start_ns: int, end_ns: int, cpu_ns: int, thread_cpu_ns: int, core: int, *, failed: bool
    ) -> None:
        """An item that a worker elsewhere has done, in our time; `thread_cpu_ns` is its thread's own clock at the end."""
        words = self._words
        if not words[H_FIRST]:
            words[H_THREAD_FIRST], words[H_FIRST] = thread_cpu_ns - cpu_ns, start_ns
        self._record(item, FAILED if failed else WHOLE, start_ns, end_ns, cpu_ns, core, thread_cpu_ns)

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
