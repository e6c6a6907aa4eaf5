"""What the operating system shows of a lab to others: processes, their threads, their memory, who is whose child."""

from __future__ import annotations

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Seen:
    """One process at one instant."""

    pid: int
    parent: int
    threads: tuple[int, ...]
    """Ids of its threads; empty where the system does not show them."""
    thread_count: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Look:
    """A process and everything below it at one instant."""

    processes: tuple[Seen, ...]
    """The first is the one that was looked at."""
    measure: str
    """What memory means here: `PSS` (shared pages divided among those who share them), `USS` or `RSS`."""

    @property
    def memory_bytes(self) -> int:
        """Of all of them together."""
        return sum(each.memory_bytes for each in self.processes)

    @property
    def threads(self) -> int:
        """Threads of all of them together."""
        return sum(each.thread_count for each in self.processes)


def observe(pid: int) -> Look:
    """Everything from that process downwards. Those that end meanwhile are left out; it may be nothing at all."""
    try:
        top = psutil.Process(pid)
        family = [top, *top.children(recursive=True)]
    except psutil.Error:
        return Look((), "RSS")
    found, measures = [], []
    for process in family:
        try:
            with process.oneshot():
                memory, measure = _memory(process)
                threads = _threads(process)
                found.append(Seen(process.pid, process.ppid(), threads, len(threads) or process.num_threads(), memory))
                measures.append(measure)
        except psutil.Error:
            continue
    return Look(tuple(found), measures[0] if measures and len(set(measures)) == 1 else "RSS")


def _memory(process: psutil.Process) -> tuple[int, str]:
    try:
        full = process.memory_full_info()
    except psutil.AccessDenied:
        return process.memory_info().rss, "RSS"
    for name in ("pss", "uss"):
        if value := getattr(full, name, 0):
            return value, name.upper()
    return full.rss, "RSS"


def _threads(process: psutil.Process) -> tuple[int, ...]:
    try:
        return tuple(sorted(thread.id for thread in process.threads()))
    except psutil.AccessDenied:
        return ()
