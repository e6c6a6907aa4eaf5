"""What threads of a program asked of the kernel, a second, over some time: those that looked busy or woke often."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...session.events import Asks

if TYPE_CHECKING:
    from ...session.memory.log import Session

LATE_US = 500_000
"""By which the next may be late."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One thread; amounts a second."""

    pid: int
    tid: int
    kernel: float
    """Seconds inside the kernel."""
    turns: float = 0.0
    """Times it was put on a core."""
    calls: float = 0.0
    """Of read and write."""
    moved_bytes: float = 0.0
    faults: float = 0.0
    """Pages that it touched for the first time."""


def asking(session: Session, run: int, t_us: int) -> tuple[Asking, ...]:
    """Who asked for what lately, and of a program that has ended all the time.

    What was told last stands for as long as it took to see it: then the next would have been told.
    """
    last = session.latest(Asks, run, t_us)
    if session.run_end(run, t_us) is not None:
        told = session.between(Asks, run, 0, t_us)
    else:
        told = [last] if last is not None and t_us - last.t_us <= last.dt_us + LATE_US else []
    seconds = sum(each.dt_us for each in told) / 1e6
    sums: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * 5)
    for each in told:
        for pid, tid, *amounts in each.rows:
            sums[pid, tid] = [before + more for before, more in zip(sums[pid, tid], amounts, strict=True)]
    return tuple(
        Asking(pid, tid, kernel_us / 1e6 / seconds, *(amount / seconds for amount in others))
        for (pid, tid), (kernel_us, *others) in sums.items()
        if seconds
    )
