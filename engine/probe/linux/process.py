"""One process of the run and its threads, read from /proc.

The threads are listed again only when their number changed or one of them is gone: the number is had for 0.9 µs, a list
of 1,000 costs 350.

The process's own CPU clock (`clock_gettime` with the clock id that the kernel derives from the pid, allowed for any
process) includes threads that have ended. What it has and the living threads have not is CPU time without a core. The
two are not read at the same instant, so they are compared by a running balance: a slip of one sample is paid back in
the next, and never adds up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

from ..place import Demand
from .procfs import Folder, Handles, key_values, stat_fields
from .thread import Thread

TICK_NS = 1_000_000_000 // (os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100)
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
ProcessClock = Callable[[int], int | None]


def process_cpu_ns(pid: int) -> int | None:
    """CPU time of all threads that a process ever had, None where the system does not tell."""
    try:
        return time.clock_gettime_ns((~pid << 3) | 2)  # MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED) of the kernel
    except (OSError, AttributeError, OverflowError):
        return None


class Process:
    """One process of the run.

    Raises:
        OSError: from the constructor, when it is gone already or can't be seen.
    """

    def __init__(
        self, root: str, pid: int, parent: int, handles: Handles, clock: ProcessClock = process_cpu_ns
    ) -> None:
        self.pid, self.parent = pid, parent
        self.threads: dict[int, Thread] = {}
        self.role = ""
        self.pss_bytes: int | None = None
        self.known = False
        """Whether it was sampled before."""
        self.cpu_ns = 0
        """Of all threads it ever had, as last read."""
        self.ended_ns = 0
        """What its ended threads had at their last samples."""
        self.children_ns = 0
        """Of its ended children, and of theirs, that it has asked for their exit code; in the kernel's ticks of 10 ms."""
        self._clock = clock
        self._balance_ns = 0
        self._ended_switches = (0, 0)
        self._folder = Folder(f"{root}/{pid}", handles)
        self.command = self._folder.read("cmdline")

    def read_command(self) -> None:
        """Read the command line again: it changes when a forked process starts another program."""
        self.command = self._folder.read("cmdline")

    def sample(self, demand: Demand, share: float = 1.0) -> bool:
        """Read all threads, and add what they used to `demand`; returns whether the set of threads changed.

        Args:
            demand: where the CPU time since the last call goes.
            share: when it is read for the first time, the part of its life that is to be counted.

        Raises:
            OSError: when the process is gone, or has ended and only waits for its parent to notice. What it used
                until its end is in `demand` if it could still be read.
        """
        part = 1.0 if self.known else share
        count = self._folder.thread_count()
        changed = count != len(self.threads) and self._list()
        used, gone = self._read(self.threads.values(), demand, part)
        if gone:
            known = set(self.threads)
            changed = self._list() or changed
            used += self._read([self.threads[tid] for tid in self.threads.keys() - known], demand, part)[0]
        main = self.threads.get(self.pid)
        if main is None:  # before its clock is asked: the number may be another process's by now
            demand.total += used
            raise ProcessLookupError(self.pid)
        self._account(demand, used, part)
        self.known = True
        if main.state in b"ZX" and len(self.threads) == 1:
            raise ProcessLookupError(self.pid)
        return changed

    def read_children(self) -> None:
        """Read `children_ns`.

        Raises:
            OSError: when the process is gone.
        """
        fields = stat_fields(self._folder.read("stat", 1024), 15)
        self.children_ns = (int(fields[13]) + int(fields[14])) * TICK_NS  # fields 16 and 17 of proc_pid_stat(5)

    @property
    def told_ns(self) -> int:
        """What samples of its threads have told, ended ones included."""
        return self.ended_ns + sum(thread.cpu_ns for thread in self.threads.values())

    def rss_bytes(self) -> int:
        """Memory in RAM, pages shared with others included.

        Raises:
            OSError: when the process is gone.
        """
        return int(self._folder.read("statm", 256).split()[1]) * PAGE_BYTES

    def read_pss(self) -> None:
        """Read `pss_bytes`, its proportional share of memory (150 µs and more, growing with its memory).

        Raises:
            OSError: when the system does not tell.
        """
        self.pss_bytes = key_values(self._folder.read("smaps_rollup")).get(b"Pss", 0) * 1024

    def switches(self) -> tuple[int, int]:
        """(voluntary, involuntary) context switches of all its threads as last read, ended ones included."""
        voluntary, involuntary = self._ended_switches
        for thread in self.threads.values():
            voluntary += thread.voluntary
            involuntary += thread.involuntary
        return voluntary, involuntary

    def close(self) -> None:
        """Let go of its files; idempotent."""
        for thread in self.threads.values():
            thread.close()
        self._folder.close()

    def _read(self, threads: Iterable[Thread], demand: Demand, part: float) -> tuple[int, bool]:
        """(ns used, whether one is gone)."""
        used, gone = 0, False
        for thread in threads:
            before = thread.core
            try:
                ns = thread.read()
                if thread.tid == self.pid and not ns:
                    thread.read_stat()  # a main thread's state tells whether the process has ended
            except OSError:
                gone = True
                continue
            if ns:
                ns = ns if part == 1.0 else int(ns * part)
                used += ns
                demand.add(ns, before, thread.core)
        return used, gone

    def _account(self, demand: Demand, used: int, part: float) -> None:
        now = self._clock(self.pid)
        if now is None:
            demand.total += used
            return
        grown = int((now - self.cpu_ns) * part)
        self.cpu_ns = now
        demand.total += grown
        self._balance_ns += grown - used
        if self._balance_ns > 0:
            demand.floating += self._balance_ns
            self._balance_ns = 0

    def _list(self) -> bool:
        """Bring `threads` up to date; returns whether anything changed."""
        present = dict.fromkeys(self._folder.thread_ids())
        ended = [tid for tid in self.threads if tid not in present]
        for tid in ended:
            thread = self.threads.pop(tid)
            thread.close()
            self.ended_ns += thread.cpu_ns
            voluntary, involuntary = self._ended_switches
            self._ended_switches = (voluntary + thread.voluntary, involuntary + thread.involuntary)
        new = [tid for tid in present if tid not in self.threads]
        for tid in new:
            self.threads[tid] = Thread(self._folder, tid)
        return bool(ended or new)
