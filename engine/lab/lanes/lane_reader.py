"""Reads a lane while its worker writes it; see `lane.py` for what makes that safe.

The head is the lock's sequence: `drain` takes it, copies the new records, and takes it again. Whatever the writer may have
begun to overwrite in the meantime is not looked at but counted as dropped; `totals` tries again. Every record that is left
must fit its seal. One that does not, although the head points behind it, is not yet visible on this
machine (see rule 3 there): the drain stops before it, and the next one tries again. If it does not fit then either, it is
dropped.

So at any time: spans handed out + dropped + still to be read = written.
"""

from __future__ import annotations

import mmap
import os
import struct
from typing import NamedTuple

from .lane_file import (
    AWAITS,
    CLAIMS,
    FAILED,
    H_CAPACITY,
    H_ENDED,
    H_FIRST,
    H_GIL,
    H_HEAD,
    H_KIND,
    H_MAGIC,
    H_NODE,
    H_NUMBER,
    H_OPENED,
    H_PAIR,
    H_PID,
    H_START,
    H_THREAD_FIRST,
    H_TID,
    HEADER_WORDS,
    KINDS,
    MAGIC,
    R_SEAL,
    RECORD_WORDS,
    WORD,
    item_of,
    map_file,
    open_file,
    seal_of,
)
from .lane_state import LaneHeader, LaneState, Span

__all__ = ["LaneHeader", "LaneReader", "LaneState", "Span", "claimed"]

TRIES = 8
"""How often totals are read again that the writer overwrote under our eyes."""
_record = struct.Struct(f"@{RECORD_WORDS}q")
_SEALED = R_SEAL * WORD


class _Record(NamedTuple):
    """One record as it lies in the file."""

    item: int
    tag: int
    start: int
    end: int
    cpu: int
    items: int = 0
    wall_total: int = 0
    cpu_total: int = 0
    last_end: int = 0
    thread_cpu: int = 0
    seal: int = 0


_NOTHING = _Record(-1, 0, 0, 0, 0)


class LaneReader:
    """One reader of one lane. Each drain hands out what came since the last one."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Opens the lane.

        Raises:
            ValueError: it is no lane of this format, or its worker has not written all of the header yet.
            OSError: it can't be opened.
        """
        self._map = _open(path)
        self._read_from(memoryview(self._map).cast("q"))

    @classmethod
    def over(cls, words: memoryview) -> LaneReader:
        """A reader of words that lie in memory."""
        reader = cls.__new__(cls)
        reader._map = None
        reader._read_from(words)
        return reader

    def _read_from(self, words: memoryview) -> None:
        self._words = words
        self.header = LaneHeader(
            words[H_NUMBER],
            KINDS[words[H_KIND]],
            words[H_PID],
            words[H_TID],
            bool(words[H_GIL]),
            words[H_CAPACITY],
            words[H_OPENED],
            words[H_NODE],
        )
        self._slots = self.header.capacity + 1
        self._next = 0
        self._doubtful = -1
        self._newest, self._newest_number = _NOTHING, 0
        self.dropped = 0
        """Spans lost so far."""

    @property
    def written(self) -> int:
        """How many spans the worker has ever finished."""
        return self._words[H_HEAD]

    def drain(self) -> list[Span]:
        """The spans finished since the last drain, oldest first: whole and true, the lost ones are counted."""
        head = self._words[H_HEAD]
        first = max(self._next, head - self._slots + 1)
        copied = self._copy(first, head)
        safe = max(first, self._words[H_HEAD] - self._slots + 1)
        self.dropped += min(safe, head) - self._next
        self._next = min(safe, head)
        spans: list[Span] = []
        for at in range((self._next - first) * _record.size, len(copied), _record.size):
            record = _whole(copied[at : at + _record.size], self._next + 1)
            if record is not None:
                spans.append(_span(record))
            elif self._doubtful != self._next:
                self._doubtful = self._next
                break
            else:
                self.dropped += 1
            self._next += 1
        return spans

    def _copy(self, first: int, end: int) -> bytes:
        """The records with indices `first` to `end`, as they are right now."""
        if first >= end:
            return b""
        at, until = first % self._slots, end % self._slots
        if at < until:
            return self._slice(at, until)
        return self._slice(at, self._slots) + (self._slice(0, until) if until else b"")

    def _slice(self, at: int, until: int) -> bytes:
        begin, end = (HEADER_WORDS + slot * RECORD_WORDS for slot in (at, until))
        return self._words[begin:end].tobytes()

    def totals(self) -> LaneState:
        """Totals that belong together: those of the newest whole record."""
        newest = self._find_newest()
        item, start = self._current()
        if start == newest.start and item == newest.item and newest.tag & 0xFF <= FAILED:
            item, start = -1, 0  # it has ended, and none has begun since
        words = self._words
        return LaneState(
            newest.items,
            newest.wall_total,
            within(newest.cpu_total, newest.wall_total),
            words[H_THREAD_FIRST],
            newest.thread_cpu,
            words[H_FIRST],
            newest.last_end,
            self.dropped,
            item,
            start,
            bool(words[H_ENDED]),
        )

    def _find_newest(self) -> _Record:
        for _ in range(TRIES):
            head = self._words[H_HEAD]
            if head == self._newest_number:
                break
            record = _whole(self._copy(head - 1, head), head)
            if record is not None and self._words[H_HEAD] - head < self._slots - 1:
                self._newest, self._newest_number = record, head
                break
        return self._newest

    def _current(self) -> tuple[int, int]:
        """The item begun last and its start, read so that they belong together; (-1, 0) for none."""
        words = self._words
        for _ in range(TRIES):
            start, pair = words[H_START], words[H_PAIR]
            if not start:
                break
            if (item := item_of(start, pair)) >= 0:
                return item, start
        return -1, 0

    def close(self) -> None:
        """Unmaps the file. Closing twice does nothing."""
        if self._map is not None:
            self._words.release()
            self._map.close()
            self._map = None


def claimed(folder: str | os.PathLike[str]) -> int:
    """The highest lane number drawn in a run's folder so far; one system call, however many lanes there are."""
    try:
        return os.stat(os.path.join(folder, CLAIMS)).st_size
    except FileNotFoundError:
        return 0


def within(cpu_ns: int, wall_ns: int) -> int:
    """CPU time that fits its wall time: two clocks can't be read at once, so it may be a little less than 0, or too much."""
    return max(0, min(cpu_ns, wall_ns))


def _span(record: _Record) -> Span:
    item, tag, start, end, cpu = record[:5]
    if not 0 <= cpu <= end - start:
        cpu = within(cpu, end - start)
    core, flags = tag >> 8, tag & 0xFF
    return Span(item, core, flags & (1 << AWAITS) - 1, start, end, cpu, flags >> AWAITS)


def _whole(raw: bytes, number: int) -> _Record | None:
    """The record if it is record `number` and complete."""
    record = _Record._make(_record.unpack(raw))
    return record if record.seal == seal_of(number, raw[:_SEALED]) else None


def _open(path: str | os.PathLike[str]) -> mmap.mmap:
    descriptor = open_file(path, os.O_RDONLY)
    try:
        head = os.read(descriptor, HEADER_WORDS * WORD)
        size = os.fstat(descriptor).st_size
        _check(path, head, size)
        return map_file(descriptor, size, mmap.ACCESS_READ)
    finally:
        os.close(descriptor)


def _check(path: str | os.PathLike[str], head: bytes, size: int) -> None:
    """Raises ValueError unless this is the header of a lane and the file has the size that it says."""
    if len(head) < HEADER_WORDS * WORD:
        raise ValueError(f"{path}: not yet written")
    words = memoryview(head).cast("q")
    if words[H_MAGIC] != MAGIC or not 0 <= words[H_KIND] < len(KINDS) or words[H_CAPACITY] < 1:
        raise ValueError(f"{path}: no lane of this format")
    if size != (HEADER_WORDS + (words[H_CAPACITY] + 1) * RECORD_WORDS) * WORD:
        raise ValueError(f"{path}: not yet of full size")
