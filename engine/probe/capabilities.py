"""What can be measured on this machine, and what can't, and why: each tried on a small process of our own."""

from __future__ import annotations

import contextlib
import platform
import subprocess
import sys
import time
from collections.abc import Iterator

from ..model.machine_facts import Capability
from .linux.witness import available
from .machine import core_count
from .place import Demand
from .readings import Sources, of_this_machine
from .watcher import LaneRegistry

STATES = "what threads wait for"
CORE_WAITS = "how long threads wait for a core"
SPLIT = "each core's share of a run"
QUOTA = "a limit on CPU time, and stops because of it"
HIDDEN = "CPU of threads and children that live for milliseconds"


def examine(sources: Sources | None = None) -> list[Capability]:
    """Tries each on a process that sleeps.

    Raises:
        OSError: no process can be started.
    """
    own = sources or of_this_machine()
    try:
        with _sleeper() as pid:
            return list(_tried(own, pid))
    finally:
        own.close()


@contextlib.contextmanager
def _sleeper() -> Iterator[int]:
    """A Python that waits for its standard input; it has said so: one that has only just been started has no interpreter in place."""
    command = [sys.executable, "-S", "-E", "-c", "print(flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child.pid
        child.communicate(b"\n")


def _tried(sources: Sources, pid: int) -> Iterator[Capability]:
    why_not = available(pid)
    yield Capability(STATES, not why_not, why_not or "asked of the kernel (/proc/PID/task/TID/syscall)")
    watcher = sources.watch(pid, LaneRegistry(), time.perf_counter_ns, True)
    try:
        watcher.sample(time.perf_counter_ns(), Demand(core_count()))
        watcher.memory(fresh=True)
        threads, hidden = watcher.threads(), watcher.hidden_cpu_us()
        missing = dict([*sources.missing, *watcher.missing()])
    finally:
        watcher.close()
    known = threads is not None and bool(threads.wait_us)
    yield Capability(CORE_WAITS, known, "schedstat" if known else missing.get("schedstat", "the system does not tell"))
    split = watcher.split_known and "per-core split" not in missing
    yield Capability(SPLIT, split, "by each thread's last core" if split else missing.get("per-core split", ""))
    told = hidden is not None
    yield Capability(HIDDEN, told, "the clocks of processes" if told else "the system has no such clocks")
    yield Capability(QUOTA, "quota" not in missing, missing.get("quota") or _quota_known_by())
    for name, why in missing.items():
        if name not in ("schedstat", "per-core split", "quota", "states"):
            yield Capability(name, False, why)


def _quota_known_by() -> str:
    system = platform.system()
    return "control groups" if system == "Linux" else f"there is none to see: {system} has no control groups"
