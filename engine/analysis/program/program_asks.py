"""What threads of a program asked of the kernel, a second, over some time: those that looked busy or woke often."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..program.program_lately import AROUND_US

if TYPE_CHECKING:
    from ...session.memory.log import Session


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
    """Who asked for what lately, and of a program that has ended all the time."""
    end = session.run_end(run, t_us)
    told = session.asks(run, 0 if end is not None else max(t_us - AROUND_US, 0), t_us)
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
