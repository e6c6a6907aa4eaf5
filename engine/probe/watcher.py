"""What the sampler asks of whatever watches a run, on any system."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from .place import Demand

WALK_NS = 1_000_000_000
"""How often the machine's processes are searched for new ones of the run …"""
YOUNG_WALK_NS = 250_000_000
"""… and while the run is young, when most of them appear:"""
YOUNG_NS = 3_000_000_000

SEVERAL = -2
"""Stands for a descriptor where a thread waits for any of several."""
Row = tuple[int, int, str, int]
Proc = tuple[int, int, str]


class IoWait(NamedTuple):
    """A thread that waited for I/O at the last look."""

    pid: int
    tid: int
    fd: int
    """SEVERAL, or -1 where it isn't known."""
    link: str = ""
    """Where it led at that moment, as the kernel says it; '' where that was not asked."""

    @property
    def several(self) -> bool:
        """Whether it waits for any of several descriptors."""
        return self.fd == SEVERAL


@dataclass(slots=True)
class LaneRegistry:
    """What the run itself told about its threads and processes."""

    lanes: dict[int, int] = field(default_factory=dict)
    """Native thread id to its (first) lane."""
    owners: dict[int, int] = field(default_factory=dict)
    """Native thread id of each lane to its process."""
    names: dict[int, str] = field(default_factory=dict)
    """Native thread id to the thread's name in Python."""
    version: int = 0
    """Grows with everything told."""

    def lane_pids(self) -> set[int]:
        """The processes that have a lane."""
        return set(self.owners.values())


class ThreadTotals(NamedTuple):
    """One entry a row of `who()`. µs since each thread began; `wait_us` is empty where the system does not tell."""

    cpu_us: list[int]
    wait_us: list[int]
    core: list[int]


class StateTotals(NamedTuple):
    """One entry a row of `who()`, as in `events.States`."""

    state: list[int]
    looks: list[int]
    columns: dict[str, list[int]]
    """The others by their names there; one that isn't there says nothing."""


class Stop(NamedTuple):
    """Processes of the run were stopped from outside; ns of the sampler's clock, `pids` as in `events.Stopped`."""

    begin_ns: int
    end_ns: int
    pids: frozenset[int]


class MemoryTotals(NamedTuple):
    """One entry a process of `who()`; a list that the system has nothing for is empty."""

    rss_bytes: list[int]
    pss_bytes: list[int]
    voluntary: list[int]
    involuntary: list[int]


class Watcher(Protocol):
    """Watches one run. All methods are called by one thread at a time."""

    split_known: bool
    """Whether `sample` knows on which cores the CPU time was used."""

    def sample(self, now_ns: int, demand: Demand) -> bool:
        """Read everything, add the CPU time used since the last call to `demand`; True if `who()` changed."""
        ...

    def who(self) -> tuple[list[Row], list[Proc]]:
        """Rows and processes as in `events.Who`."""
        ...

    def threads(self) -> ThreadTotals | None:
        """None where the system tells nothing about threads."""
        ...

    def hidden_cpu_us(self) -> int | None:
        """CPU time as in `events.HiddenCpu`; None where the system does not tell."""
        ...

    def states(self) -> StateTotals | None:
        """None where nothing can be told of what threads wait for."""
        ...

    def stops(self) -> list[Stop]:
        """When processes were stopped: those that ended since this was asked, and those that go on, as far as they are."""
        ...

    def io_now(self) -> list[IoWait]:
        """The threads that waited for I/O at the last look."""
        ...

    def own_cpu_ns(self) -> int:
        """CPU time of threads that the watcher has of its own."""
        ...

    def memory(self, *, fresh: bool = False) -> MemoryTotals:
        """Memory and context switches as in `events.Memory`; read this very moment if `fresh`, else not long ago."""
        ...

    def missing(self) -> list[tuple[str, str]]:
        """(key, reason) of everything found so far that this system does not let us measure."""
        ...

    def close(self) -> None:
        """Let go of everything; idempotent."""
        ...
