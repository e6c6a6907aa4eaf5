"""What a watched program came to: where the time of each of its threads went, and what it used of the machine; and a watched cluster."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from .machine_facts import MachineFacts
from .numbers import Count, Measured, Whole
from .states import StateTimes, ThreadState

VERSION = 1
CLUSTER_VERSION = 1


class ThreadTime(StateTimes, frozen=True, kw_only=True):
    """Where one thread's time went, in seconds that add up to `wall_s`."""

    pid: Count
    tid: Count
    name: str = ""
    """What the kernel calls it; Python gives it its own name from 3.14 on."""
    wall_s: Measured = 0.0
    """That it was there while it was watched."""
    unseen: Measured = 0.0
    """Off the cores, and no look has told why."""
    held_gil: Measured | None = None
    """Of `wall_s`, the time in which it held the GIL; None where that can't be told (before CPython 3.13) …"""
    held_no_core: Measured | None = None
    """… and the part of it without a core."""
    looks: Count = 0
    """That divided its time off the cores."""
    io_on: list[tuple[str, Measured]] = msgspec.field(default_factory=list)
    """What it waited for in `wait_io`, most seconds first, as far as that was seen."""


class ProgramTime(msgspec.Struct, frozen=True, kw_only=True):
    """A program's account between two moments."""

    wall_s: Measured = 0.0
    cpu_s: Measured = 0.0
    """Of all its processes and threads, those that lived too briefly to be seen included."""
    cores_used: Measured = 0.0
    threads: list[ThreadTime] = []
    """Those that were seen, those that ended meanwhile included, most CPU time first."""
    processes: Count = 0
    """That were seen."""
    stopped_s: Measured = 0.0
    """That the one which was stopped longest stood still for somebody outside (a signal, a debugger): no thread's time counts it."""
    stopped_processes: Count = 0
    """That were stopped for half a second or more."""

    def total(self, state: ThreadState) -> float:
        """Seconds of all threads together in that state."""
        return sum(getattr(each, state) for each in self.threads)

    @property
    def thread_s(self) -> float:
        """Seconds of all threads together."""
        return sum(each.wall_s for each in self.threads)


class ProgramResult(msgspec.Struct, frozen=True, kw_only=True):
    """What `concviz watch --json` and `concviz attach --json` print."""

    version: Count = VERSION
    program: str = ""
    status: Literal["ended", "left"] = "ended"
    """`left`: it went on when it was no longer watched."""
    exit_code: Whole | None = None
    """As a shell gives it: 128 and the signal's number, where one ended it. None where that isn't known."""
    rusage_s: Measured | None = None
    """CPU seconds by the system's own account when the program had ended, children that it waited for included."""
    time: ProgramTime = ProgramTime()
    says: list[str] = []
    """What limits it, in sentences."""
    missing: Annotated[list[str], Meta(max_length=64)] = []
    """What this machine didn't let us measure, in sentences."""
    machine: MachineFacts | None = None
    against: list[str] = []
    """What is another than in the recording that was named with --against, in sentences."""


class ProgramsCompared(msgspec.Struct, frozen=True, kw_only=True):
    """What `concviz sessions compare --json` prints."""

    version: Count = VERSION
    before: ProgramResult
    after: ProgramResult
    says: list[str] = []


class NodeUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A machine of the cluster."""

    node: Count
    """From 1."""
    workers: Count
    """Processes there at the end."""
    cores: Count
    """That a worker may use; without readings of its own, the number of its threads."""
    cores_used: Measured | None
    """By the cluster's workers, on average; None where nothing was told."""
    rest_used: Measured | None = None
    """By others; None where that isn't known."""
    python: str = ""
    offset_s: Measured = 0.0
    """How far its clock is ahead of ours …"""
    within_s: Measured = 0.0
    """… and how far that may be wrong."""


class WorkerSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A worker, as it was when watching was over."""

    worker: Count
    """From 1, in the order in which they were met."""
    node: Count
    pid: Count
    threads: Count
    status: str
    executing: Count
    queued: Count
    stored: Count
    memory_bytes: Count
    limit_bytes: Count
    spilled_bytes: Count


class PrefixDone(msgspec.Struct, frozen=True, kw_only=True):
    """The tasks whose keys begin alike."""

    prefix: str
    done: Count
    """Ended while the cluster was watched, those that failed included."""
    failed: Count
    compute_s: Measured
    """Of all of them together."""
    fetch_s: Measured
    """For what they needed of other workers."""
    made_bytes: Count
    waiting: Count
    """At the end: for others, or for a worker …"""
    processing: Count
    """… given to one …"""
    stored: Count
    """… and kept."""


class ClusterResult(msgspec.Struct, frozen=True, kw_only=True):
    """What `concviz attach tcp://… --json` prints."""

    version: Count = CLUSTER_VERSION
    status: Literal["ended", "left"] = "left"
    """`ended`: its scheduler doesn't answer any more."""
    wall_s: Measured = 0.0
    nodes: list[NodeUsed] = []
    workers: list[WorkerSeen] = []
    tasks: list[PrefixDone] = []
    lost_spans: Count = 0
    """Tasks that are in the sums of `tasks` and in no picture: they came too thick."""
    clients: Count = 0
    """That were connected at the end, beside concviz."""
    says: list[str] = []
    missing: Annotated[list[str], Meta(max_length=64)] = []
    machine: MachineFacts | None = None
    """From which it was watched."""
