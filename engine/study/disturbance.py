"""What spoils a measurement: other programs on the same cores, a machine that slept, a clock that was set.

Other programs: all that was busy on the machine's cores from asking for the workers to the last result, less the run itself, less
concviz (its process: probe, recorder, screen), less the servers that the task talks to (they are a part of the experiment, and are
there for every model). What is left above 10 % of one core, after granting what the counters can't tell, is a disturbance.
Not told apart: work that the kernel does for the run in threads of its own (writing files back); time that a hypervisor
gave to other guests counts as a disturbance, rightly.

The kernel counts a core's time in steps of 10 ms, so a window of length t is known to about 20 ms / t of a core. Runs too short
for 0.2 s of samples are not judged (None).

Sleep and clocks: `perf_counter`, which measures, must advance with the clock that goes on during sleep (Linux: CLOCK_BOOTTIME)
and with the calendar's. More than a quarter of a second apart (and 1 % of the run, as NTP slews a clock) and the repeat is void.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ..text.quantities import duration

if TYPE_CHECKING:
    from ..session.memory.columns import CoreColumns

ALLOWED_CORES = 0.10
COUNTER_S = 0.02
LEAST_S = 0.2
JUMP_S = 0.25
JUMP_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Clocks:
    """Three clocks read together, in seconds."""

    counter: float
    since_boot: float | None
    """Goes on while the machine sleeps; None where the system has no such clock."""
    calendar: float


def clocks() -> Clocks:
    """Now."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return Clocks(time.perf_counter(), time.clock_gettime(boot) if boot is not None else None, time.time())


def jump(before: Clocks, after: Clocks) -> str:
    """One plain clause for what happened to the clocks in between, or ''."""
    passed = after.counter - before.counter
    allowed = max(JUMP_S, JUMP_SHARE * passed)
    if before.since_boot is not None and after.since_boot is not None:
        slept = after.since_boot - before.since_boot - passed
        if slept > allowed:
            return f"the machine slept for {duration(slept)} during it"
    moved = after.calendar - before.calendar - passed
    if abs(moved) > allowed:
        return f"the clock was set {'forward' if moved > 0 else 'back'} by {duration(abs(moved))} during it"
    return ""


@dataclass(slots=True)
class Trail:
    """CPU totals of concviz and of the world's servers, read now and then during a run; parallel lists."""

    t_us: list[int] = field(default_factory=list)
    own_s: list[float] = field(default_factory=list)
    world_s: list[float] = field(default_factory=list)

    def add(self, t_us: int, own_s: float, world_s: float) -> None:
        """One reading."""
        self.t_us.append(t_us)
        self.own_s.append(own_s)
        self.world_s.append(world_s)

    def cores(self, t0_us: int, t1_us: int) -> float:
        """Cores that both used together between two times."""
        if len(self.t_us) < 2 or t1_us <= t0_us:
            return 0.0
        used = 0.0
        for totals in (self.own_s, self.world_s):
            first, last = np.interp((t0_us, t1_us), self.t_us, totals)
            used += float(last - first)
        return max(used, 0.0) / ((t1_us - t0_us) / 1e6)


def rest_cores(columns: CoreColumns, trail: Trail, t0_us: int, t1_us: int, hidden: float = 0.0) -> float | None:
    """Cores that other programs used in the window, granted what the counters can't tell; None for too short a window.

    Only samples that lie wholly inside the window count; `hidden` are the run's own cores that no sample of it tells.
    """
    begun = columns.t_us - columns.dt_us
    inside = (begun >= t0_us) & (columns.t_us <= t1_us)
    seconds = float(columns.dt_us[inside].sum()) / 1e6
    if seconds < LEAST_S:
        return None
    weight = columns.dt_us[inside] / 1e6
    busy_s = float((weight @ columns.busy[inside]).sum())
    run_s = float(weight @ columns.run_total[inside])
    first, last = int(begun[inside].min()), int(columns.t_us[inside].max())
    rest = (busy_s - run_s) / seconds - trail.cores(first, last) - COUNTER_S / seconds - hidden
    return max(rest, 0.0)


def disturbed(rest: float | None) -> bool:
    """Whether other programs used more than is allowed for a sound measurement."""
    return rest is not None and rest > ALLOWED_CORES


def least_disturbed(rests: Sequence[float | None]) -> int:
    """The place of the measurement that was disturbed least; one that couldn't be judged counts as undisturbed."""
    return min(range(len(rests)), key=lambda place: rests[place] or 0.0)
