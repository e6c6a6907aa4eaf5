"""What runs in a cluster's workers while concviz looks at it. It is sent as text (see `as_text`) and knows nothing of concviz.

It adds a reading of its own to those that a worker sends with its heartbeat anyhow: nothing travels in addition, and nothing runs
between two of them. The reading has totals alone, so one that is missed costs nothing.
"""

from __future__ import annotations

import os
import platform
import time
from typing import Any

BOOT_ID = "/proc/sys/kernel/random/boot_id"
TASKS = "/proc/self/task"
STATE, UTIME, STIME, CORE = 0, 11, 12, 36
"""Places in `stat` of a thread, behind its name."""


class Reading:
    """A worker's plugin, but for the base class, which is known there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._ticks: dict[str, int] = {}
        self._own: list[int] = []
        self._machine = machine()
        self._cores = usable_cores()

    def setup(self, worker: Any) -> None:
        """As the worker calls it."""
        self._read_own()
        worker.metrics[self.name] = self.read

    def teardown(self, worker: Any) -> None:
        """Nothing stays."""
        worker.metrics.pop(self.name, None)

    def read(self, worker: Any) -> dict[str, object]:
        """What it is, its machine's cores and its own, what its threads are at."""
        self._read_own()
        return {
            "machine": self._machine,
            "pid": os.getpid(),
            "python": platform.python_version(),
            "cores": self._cores,
            "at_us": time.monotonic_ns() // 1000,
            "busy_us": busy_us(),
            "own_us": self._own,
            "cpu_us": time.process_time_ns() // 1000,
            "delay_us": round(worker.scheduler_delay * 1e6),
            "trip_us": round(worker.latency * 1e6),
            "running": running(worker),
        }

    def _read_own(self) -> None:
        """Which cores the threads of this process have used: each thread's ticks count for the core it was on last."""
        per_tick = 1_000_000 // (os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100)
        known, self._ticks = self._ticks, {}
        for thread in os.listdir(TASKS) if os.path.isdir(TASKS) else ():
            try:
                with open(f"{TASKS}/{thread}/stat", encoding="utf-8", errors="replace") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            ticks, core = int(fields[UTIME]) + int(fields[STIME]), int(fields[CORE])
            self._ticks[thread] = ticks
            self._own += [0] * (core + 1 - len(self._own))
            self._own[core] += max(0, ticks - known.get(thread, 0)) * per_tick


def running(worker: Any) -> list[tuple[int, str, int]]:
    """(thread, prefix of its key, since when by this machine's calendar, µs) of the tasks that are being done."""
    from dask.utils import key_split

    tasks = worker.state.tasks
    found = []
    for thread, key in list(worker.active_threads.items()):
        since = getattr(tasks.get(key), "start_time", None)
        if since is not None:
            found.append((thread, str(key_split(key)), round(since * 1e6)))
    return found


def busy_us() -> list[int]:
    """How long each core of this machine has been busy."""
    import psutil

    idle = ("idle", "iowait", "guest", "guest_nice")  # guests are counted among users
    cores = psutil.cpu_times(percpu=True)
    return [round(1e6 * sum(each for name, each in core._asdict().items() if name not in idle)) for core in cores]


def machine() -> str:
    """What tells it from others: two workers that say the same are on one node."""
    try:
        with open(BOOT_ID, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return platform.node()


def usable_cores() -> int:
    """Logical cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def made(name: str) -> Any:
    """The plugin."""
    from distributed.diagnostics.plugin import WorkerPlugin

    return type("ConcvizReading", (Reading, WorkerPlugin), {})(name)
