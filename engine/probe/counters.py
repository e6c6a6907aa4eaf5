"""How busy every core was, from the kernel's own counters.

What has to be known about these counters:

- They move in steps of 10 ms, so a share over 100 ms is off by up to a tenth, and by 4 % on average. Shares are
  therefore taken of *all* the steps that a core's counters made (busy and idle), not of the clock's time: a core that
  never idled then says 100 % even when only nine steps fell into 101 ms.
- `guest` is already inside `user`, and `guest_nice` inside `nice`; adding them would count virtual machines twice.
- `iowait` is idle time during which some task waited for a disk. The core was free, so it is idle here.
- `idle` and `iowait` can go backwards (the kernel's documentation says so); a negative step counts as none.
- A core can be switched off. Its line then disappears from `/proc/stat`, and the ones after it move up; so cores are
  told apart by their number, never by their place. psutil only gives the place: it is asked where there is no /proc.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

MIN_LINE_BYTES = 192
"""At least as long as one core's line with ten 20-digit counters can sensibly be."""


class CoreTime(NamedTuple):
    """One core's counters since boot, in ns."""

    busy: int
    idle: int
    iowait: int


CoreTimes = dict[int, CoreTime]
"""By core number; a core that is switched off is not in it."""


class ProcStat:
    """Reads `/proc/stat`, kept open: 6 µs instead of psutil's 21 on two cores.

    Raises:
        OSError: where there is no such file.
    """

    def __init__(self, path: str, cores: int) -> None:
        self._fd = os.open(path, os.O_RDONLY)
        self._size = MIN_LINE_BYTES * (cores + 1)
        self._step_ns = 1_000_000_000 // os.sysconf("SC_CLK_TCK")

    def __call__(self) -> CoreTimes:
        """The counters of every core that is switched on."""
        return parse_proc_stat(os.pread(self._fd, self._size, 0), self._step_ns)

    def close(self) -> None:
        """Let go of the file; idempotent."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def parse_proc_stat(text: bytes, step_ns: int) -> CoreTimes:
    """The `cpuN` lines of `/proc/stat` (counters in steps of `step_ns`)."""
    times: CoreTimes = {}
    for line in text.split(b"\n")[1:]:
        if not line.startswith(b"cpu"):
            break
        fields = line.split()
        if len(fields) < 5:
            break  # the last line of a read that was cut short
        user, nice, system, idle = int(fields[1]), int(fields[2]), int(fields[3]), int(fields[4])
        iowait = int(fields[5]) if len(fields) > 5 else 0
        interrupts_and_steal = sum(map(int, fields[6:9]))
        busy = user + nice + system + interrupts_and_steal
        times[int(fields[0][3:])] = CoreTime(busy * step_ns, idle * step_ns, iowait * step_ns)
    return times


def psutil_times() -> CoreTimes:
    """The same from psutil, for systems without /proc (where cores can't be switched off one by one)."""
    import psutil

    times: CoreTimes = {}
    for core, fields in enumerate(psutil.cpu_times(percpu=True)):
        named = fields._asdict()
        idle, iowait = named.pop("idle"), named.pop("iowait", 0.0)
        busy = sum(value for name, value in named.items() if not name.startswith("guest"))
        times[core] = CoreTime(int(busy * 1e9), int(idle * 1e9), int(iowait * 1e9))
    return times


class CoreMeter:
    """Turns running counters into what each core did since the last call."""

    def __init__(self, read: Callable[[], CoreTimes], cores: int) -> None:
        self._read = read
        self._cores = cores
        self._before = read()

    def busy_ns(self, dt_ns: int) -> list[int]:
        """ns that each core was busy during the last `dt_ns`, one entry a core, each at most `dt_ns`."""
        before, self._before = self._before, self._read()
        after = self._before
        busy = [0] * self._cores
        for core, now in after.items():
            then = before.get(core)
            if then is not None and now != then and core < self._cores:
                busy[core] = busy_between(then, now, dt_ns)
        return busy


def busy_between(then: CoreTime, now: CoreTime, dt_ns: int) -> int:
    """ns out of `dt_ns` that a core was busy, from two readings of its counters."""
    busy = max(0, now.busy - then.busy)
    moved = busy + max(0, now.idle - then.idle) + max(0, now.iowait - then.iowait)
    if 2 * moved < dt_ns:  # the counters stood still (idle ones do on some kernels): believe the clock
        return min(busy, dt_ns)
    return busy * dt_ns // moved
