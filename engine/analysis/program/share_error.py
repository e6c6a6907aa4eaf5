"""How far off shares may be that looks have divided, by how many looks there were.

What a thread computed and waited for a core the kernel counts. The rest of its time is exact as a whole, and divided as looks at random
moments found the thread: each that met it off the cores is a draw, so a part p of that time has the standard error sqrt(p (1 - p) / n)
of n such looks (binomial). A thread that waits for one thing all along is found so every time, and nothing is off then.

Against programs' own clocks the differences lie within 1.96 of it as often as they should (see `tests/truth`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from ...model.program_facts import ThreadTime
from ...model.states import LOOKED, THREAD_STATES, ThreadState

NORMAL_95 = 1.96
"""Of the standard errors between which 95 of 100 draws lie."""
_LOOKED = {state.name for state in LOOKED}
_DIVIDED: tuple[ThreadState, ...] = tuple(name for name in THREAD_STATES if name in _LOOKED)


def spread_s(threads: Iterable[ThreadTime], state: ThreadState) -> float:
    """Standard error of these threads' time in a state, seconds; 0 where it is counted."""
    return math.sqrt(sum(_variance(each, state) for each in threads)) if state in _DIVIDED else 0.0


def half_width(threads: list[ThreadTime]) -> float:
    """Half of the widest of the 95 % intervals of these threads' shares of their time; 0 where nothing was divided."""
    whole_s = sum(each.wall_s for each in threads)
    return NORMAL_95 * max(spread_s(threads, state) for state in _DIVIDED) / whole_s if whole_s else 0.0


def _variance(thread: ThreadTime, state: ThreadState) -> float:
    """Of one thread's seconds in a state."""
    off_s = max(sum(getattr(thread, each) for each in _DIVIDED), 0.0)
    if not thread.looks or not off_s:
        return 0.0
    part = min(getattr(thread, state) / off_s, 1.0)
    return part * (1 - part) * off_s * thread.wall_s / thread.looks
