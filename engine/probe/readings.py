"""Where the sampler gets its readings from: this machine's, or made-up ones in tests."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import machine
from .counters import CoreTimes, ProcStat, psutil_times
from .linux import cgroup
from .linux.cgroup import Throttling
from .linux.looking import Looking
from .linux.proc_watcher import ProcWatcher
from .linux.process import ProcessClock, process_cpu_ns
from .watcher import LaneRegistry, Watcher

Clock = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything the sampler asks of the system."""

    cores: int
    """Logical cores: the length of every per-core list."""
    core_times: Callable[[], CoreTimes]
    watch: Callable[[int, LaneRegistry, Clock, bool], Watcher]
    """Begins to watch a lab, given its process id, and whether its children count."""
    throttling: Callable[[], Throttling | None] = lambda: None
    """None where there is no quota."""
    program_cpu_ns: Clock = time.process_time_ns
    probe_cpu_ns: Clock = time.thread_time_ns
    """CPU time of the calling thread."""
    close: Callable[[], None] = lambda: None
    """Lets go of what is kept open; nothing may be asked afterwards."""
    missing: tuple[tuple[str, str], ...] = ()
    """(key, reason) of what was found missing before the first sample."""


def of_this_machine(
    proc: Path = Path("/proc"), sys: Path = Path("/sys"), process_clock: ProcessClock = process_cpu_ns
) -> Sources:
    """The best that this machine has; what it lacks is in `missing`, or will be in the watcher's."""
    cores = machine.core_count(sys)
    throttling, missing = _throttling(proc)

    why_not = _why_not_proc(proc)

    def watch(lab_pid: int, told: LaneRegistry, clock: Clock, children: bool) -> Watcher:
        if not why_not:
            looking = Looking(lab_pid) if proc == Path("/proc") else None
            return ProcWatcher(
                str(proc), lab_pid, told, clock=clock, process_clock=process_clock, looking=looking, children=children
            )
        from .psutil.psutil_watcher import PsutilWatcher

        return PsutilWatcher(lab_pid, told, why_not, children=children)

    core_times, close = _core_times(proc, cores)
    return Sources(cores, core_times, watch, throttling, missing=missing, close=close)


def _why_not_proc(proc: Path) -> str:
    """One sentence on why `/proc` can't be used to watch a run, '' if it can."""
    try:
        (proc / "self/schedstat").read_bytes()
    except PermissionError:
        return "/proc is closed to this user here, so how long a thread waited for a core can't be measured."
    except OSError:
        pass
    else:
        return ""
    if platform.system() != "Linux":
        return f"{platform.system()} has no /proc, so how long a thread waited for a core can't be measured."
    return "There is no /proc/PID/task/TID/schedstat here, so how long a thread waited for a core can't be measured."


def _core_times(proc: Path, cores: int) -> tuple[Callable[[], CoreTimes], Callable[[], None]]:
    try:
        counters = ProcStat(str(proc / "stat"), cores)
    except OSError:
        return psutil_times, lambda: None
    return counters, counters.close


def _throttling(proc: Path) -> tuple[Callable[[], Throttling | None], tuple[tuple[str, str], ...]]:
    try:
        quota = cgroup.find_quota(proc)
    except (OSError, ValueError):
        hidden = "The control groups of this process can't be read, so a limit on its CPU time would not be seen."
        return (lambda: None), ((("quota", hidden),) if platform.system() == "Linux" else ())
    if quota is None:
        return (lambda: None), ()
    folder = quota.folder
    return (lambda: cgroup.read_throttling(folder)), ()
