"""Writes a lane: the few lines that every item of every worker goes through; see `lane.py` for why they are safe.

They are functions over variables of their own instead of methods: where a Python does not learn from what it runs (3.13
without a GIL) an attribute or a global takes several times as long. A signal handler of the task may raise between any two
lines. So what tells the slot is kept in one place and moved on last: the next record then takes the same slot.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from time import perf_counter_ns, thread_time_ns
from typing import NamedTuple

from .lane_file import (
    FAILED,
    H_FIRST,
    H_HEAD,
    H_PAIR,
    H_START,
    H_THREAD_FIRST,
    HEADER_WORDS,
    ITEM_SHIFT,
    R_SEAL,
    RECORD_WORDS,
    STRONG_ORDER,
    WORD,
    seal_of,
)
from .this_core import CoreWord

GAP_NS = 5_000
"""An item that begins so soon after the last one ended does so in the same stretch on its core: a switch to another thread and
back takes longer."""
FIRST_RECORD, RECORD_SIZE = HEADER_WORDS * WORD, RECORD_WORDS * WORD
"""In bytes."""
put_record = struct.Struct(f"@{RECORD_WORDS}q").pack_into
"""Stores the words of a record at a place in bytes."""


class Writer(NamedTuple):
    """The writing end of one lane."""

    begin: Callable[[int], int]
    end: Callable[..., None]
    record: Callable[..., None]
    """What a coroutine, or a worker elsewhere, has to say."""


def writer_of(words: memoryview, slots: int, core: CoreWord) -> Writer:
    """Writes to `words`: the header, and as many records as there are slots. The order of the stores is the protocol."""
    clock, thread_clock, put, first, size = perf_counter_ns, thread_time_ns, put_record, FIRST_RECORD, RECORD_SIZE
    start_word, pair_word, head_word, shift, short_ns = H_START, H_PAIR, H_HEAD, ITEM_SHIFT, GAP_NS
    index = start = thread_start = thread_cpu = items = wall = cpu = last_end = head = 0
    clocked = -short_ns

    def begin(item: int) -> int:
        nonlocal index, start, thread_start, thread_cpu
        index = item
        words[start_word] = start = clock()
        words[pair_word] = start ^ (item << shift)
        if (gap := start - clocked) < short_ns:
            thread_start = thread_cpu + gap
            return start
        thread_start = thread_clock()
        if not thread_cpu:
            words[H_THREAD_FIRST], words[H_FIRST] = thread_start, start
            thread_cpu = thread_start
        return start

    def end(failed: bool = False) -> None:
        nonlocal thread_cpu, clocked, last_end, items, wall, cpu, head
        thread_cpu = thread_clock()
        last_end = clocked = now = clock()
        took, used, number = now - start, thread_cpu - thread_start, head + 1
        items, wall, cpu = items + 1, wall + took, cpu + used
        at = first + head % slots * size
        put(words, at, index, core[0] << 8 | failed, start, now, used, items, wall, cpu, now, thread_cpu, number)
        if not STRONG_ORDER:
            seal(words, at // WORD, number)
        words[head_word] = head = number

    def record(item: int, flag: int, start: int, end: int, used: int, core: int, thread_cpu_ns: int = 0) -> None:
        nonlocal thread_cpu, clocked, last_end, items, wall, cpu, head
        if flag <= FAILED:
            thread_cpu, clocked, last_end = thread_cpu_ns, -short_ns, end
            items, wall, cpu = items + 1, wall + end - start, cpu + used
        at, tag, number = first + head % slots * size, core << 8 | flag, head + 1
        put(words, at, item, tag, start, end, used, items, wall, cpu, last_end, thread_cpu, number)
        seal(words, at // WORD, number)
        words[head_word] = head = number

    return Writer(begin, end, record)


def seal(words: memoryview, at: int, number: int) -> None:
    """Stores the last word of the record at that word."""
    words[at + R_SEAL] = seal_of(number, words[at : at + R_SEAL])
