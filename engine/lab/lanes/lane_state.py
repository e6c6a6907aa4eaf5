"""What a reader finds in a lane: who writes it, its spans, its totals. All times are `perf_counter_ns`."""

from __future__ import annotations

from typing import NamedTuple

from .lane_file import WorkerKind


class LaneHeader(NamedTuple):
    """Who writes the lane."""

    number: int
    kind: WorkerKind
    pid: int
    tid: int
    """The operating system's own thread id."""
    gil: bool
    capacity: int
    """How many spans it holds."""
    opened_ns: int
    node: int = 0
    """The machine it is on, 0 for this one."""


class LaneState(NamedTuple):
    """Running totals as of one record, and what goes on now; times are `perf_counter_ns`, 0 for not yet."""

    items: int = 0
    wall_ns: int = 0
    """Sum over whole items."""
    cpu_ns: int = 0
    """Sum over whole items."""
    thread_cpu_first_ns: int = 0
    """The thread's own CPU clock when its first item began …"""
    thread_cpu_last_ns: int = 0
    """… and when the last one ended."""
    first_ns: int = 0
    """When the first item began."""
    last_ns: int = 0
    """When the last finished item ended."""
    dropped: int = 0
    """Spans overwritten before they were drained."""
    current_item: int = -1
    """What is being worked on, -1 for nothing."""
    current_start_ns: int = 0
    ended: bool = False
    """The worker said that it is gone. One that is killed does not get to say so."""


class Span(NamedTuple):
    """A whole item (flag 0 or 1: failed) or a part of a coroutine's item (2: ran, 3: ready).

    `awaits`: what is awaited after a part that ran, as a place in `awaits.AWAITED`.
    """

    item: int
    core: int
    flag: int
    start_ns: int
    end_ns: int
    cpu_ns: int
    awaits: int = 0
