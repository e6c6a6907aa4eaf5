"""What stands beside a worker's items: what its process has used, and the witness in its own. Sent by value, as `at_worker` is.

A plugin of the worker holds both. It is added to each worker by itself and never told to the scheduler, so a client that is gone leaves
nothing registered: a plugin that nobody has asked for `keep_s` removes itself. What it knows goes back with the results of items, at
most every `TOLD_NS`; who has none that long is asked.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import os
import subprocess
import sys
import time
from typing import Any, NamedTuple

TOLD_NS = 500_000_000
MOST_LINES = 20
FIRST_S = 3.0
"""So long the first look is waited for: what is counted from an item on needs one before it."""
SET_PTRACER = 0x59616D61
"""`prctl`: that process may look at this one, where Yama lets nobody but ancestors."""


Fields = tuple[Any, ...]
"""Those of a `Reading`: a tuple of its own would need its class where it arrives."""


class Reading(NamedTuple):
    """What one worker process said of itself and of its machine."""

    pid: int
    t_ns: int
    """Its own `perf_counter_ns`."""
    cpu_ns: int
    """That it and its ended children have used, by getrusage."""
    busy_ns: int
    """What all cores of its machine did for whomever; 0 where that isn't told."""
    seen: list[bytes]
    """What the witness (`labs/nodes/beside.py`) has said since the reading before, line by line."""
    old: list[int]
    """Its threads that were there before the first item: Dask's own."""
    moved_ns: int
    """Fetching inputs and unpickling tasks, all threads together."""
    sent_bytes: int
    """Results and inputs that have gone from it to whomever."""


async def settle(name: str, boot: str, payload: bytes, keep_s: float, dask_worker: Any = None) -> Fields:
    """Adds the plugin of that name where it isn't there yet; its reading."""
    if name not in dask_worker.plugins:
        await dask_worker.plugin_add(plugin(name, boot, payload, keep_s), name)
    found = dask_worker.plugins[name]
    if found.process is not None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(found.heard.wait(), FIRST_S)
    return found.reading()


def ask(name: str, dask_worker: Any = None) -> Fields | None:
    """Its reading now; None where it isn't there."""
    found = dask_worker.plugins.get(name)
    return found.reading() if found is not None else None


async def leave(name: str, dask_worker: Any = None) -> Fields | None:
    """Its last reading; then it is no more."""
    found = ask(name, dask_worker)
    if found is not None:
        await dask_worker.plugin_remove(name)
    return found


class Beside:
    """The plugin, but for Dask's own class, which only a worker has."""

    def __init__(self, name: str, boot: str, payload: bytes, keep_s: float) -> None:
        self._name, self._looker, self._keep_s = name, (boot, payload), keep_s
        self.process: subprocess.Popen[bytes] | None = None

    def setup(self, worker: Any) -> None:
        """Begins; the worker is `worker` from now on."""
        self._worker, self._loop = worker, asyncio.get_running_loop()
        self._part = b""
        self._lines: collections.deque[bytes] = collections.deque(maxlen=MOST_LINES)
        self._told_ns = self._asked_ns = time.perf_counter_ns()
        self.heard = asyncio.Event()
        """The witness has said something, or has ended."""
        self._old = threads()
        self.process = looker(*self._looker)
        if self.process is not None:
            self._loop.add_reader(output_of(self.process), self._hear)
        self._check()

    def teardown(self, worker: Any) -> None:
        """Nothing of it is left."""
        self._timer.cancel()
        self._end_looker()

    def due(self) -> Fields | None:
        """A reading, if the last one is so old that another is wanted; called by any thread."""
        if time.perf_counter_ns() - self._told_ns < TOLD_NS:
            return None
        try:
            return self.reading()
        except (
            RuntimeError
        ):  # the worker has written its own account meanwhile: no item fails for that, the next one tells
            return None

    def reading(self) -> Fields:
        """What is known now."""
        self._told_ns = self._asked_ns = now = time.perf_counter_ns()
        spent = moved(self._worker)
        lines = [self._lines.popleft() for _ in range(len(self._lines))]
        return (os.getpid(), now, used_ns(), busy_ns(), lines, self._old, *spent)

    def _hear(self) -> None:
        """Whole lines are kept, the latest ones."""
        assert self.process is not None
        block = os.read(output_of(self.process), 1 << 20)
        if not block:
            self._end_looker()
        *lines, self._part = (self._part + block).split(b"\n")
        self._lines.extend(lines)
        self.heard.set()

    def _check(self) -> None:
        """Leaves where nobody has asked for so long."""
        if time.perf_counter_ns() - self._asked_ns > self._keep_s * 1e9:
            self._leaving = self._loop.create_task(self._worker.plugin_remove(self._name))
        self._timer = self._loop.call_later(self._keep_s / 4, self._check)

    def _end_looker(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            self._loop.remove_reader(output_of(process))
            process.kill()
            with process:  # waits, and closes its pipes
                pass


def plugin(name: str, boot: str, payload: bytes, keep_s: float) -> Any:
    """One of these, as a worker takes it."""
    from distributed import WorkerPlugin

    return type("Beside", (Beside, WorkerPlugin), {})(name, boot, payload, keep_s)


def output_of(process: subprocess.Popen[bytes]) -> int:
    """The descriptor to read."""
    assert process.stdout is not None
    return process.stdout.fileno()


def looker(boot: str, payload: bytes) -> subprocess.Popen[bytes] | None:
    """The process that looks at this one; None where there is no /proc, or it can't be started."""
    if not payload or not sys.platform.startswith("linux"):
        return None
    command = [sys.executable, "-I", "-S", "-c", boot, str(os.getpid())]
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(SET_PTRACER, process.pid, 0, 0, 0)
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.write(payload)
        process.stdin.flush()
    return process


def threads() -> list[int]:
    """Those that this process has now."""
    try:
        return [int(each) for each in os.listdir("/proc/self/task")]
    except OSError:
        return []


def used_ns() -> int:
    """CPU time of this process and of its ended children."""
    try:
        import resource
    except ImportError:
        return time.process_time_ns()
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(sum(usage.ru_utime + usage.ru_stime for usage in each) * 1e9)


def busy_ns() -> int:
    """What the cores of this machine did since it began, but for idling: user, nice, system, irq, softirq and steal."""
    try:
        with open("/proc/stat", "rb") as file:
            words = file.readline().split()
    except OSError:
        return 0
    return sum(map(int, (*words[1:4], *words[6:9]))) * (1_000_000_000 // os.sysconf("SC_CLK_TCK"))


def moved(worker: Any) -> tuple[int, int]:
    """ns in which this worker fetched inputs and unpickled tasks, and the bytes that it has sent, by Dask's own account."""
    spent_s = 0.0
    for key, value in list(getattr(worker, "digests_total", {}).items()):
        if isinstance(key, tuple) and key[-1] == "seconds" and (key[0] == "gather-dep" or "deserialize" in key):
            spent_s += value
    return round(spent_s * 1e9), getattr(worker, "transfer_outgoing_bytes_total", 0)
