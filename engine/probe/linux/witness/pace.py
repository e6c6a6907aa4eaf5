"""When to look: at random times, and more rarely where a look costs more.

A look every 35 ms meets a thread that wakes every 35 ms always in the same state; so the pauses are drawn at random,
between 20 and 50 ms. With many threads a round of looks costs more than its share of a core, and the pauses grow so
that it doesn't: at 64 threads to a fifth of a second. What a single round costs beyond that (processes that are met for
the first time, a garbage collection) is paid back little by little, or a run that starts processes would be over before
it is looked at again.

Random is only when the pause ends. On a busy machine the witness then waits for a core, and gets it when the scheduler
takes it from another, often from who held the GIL: at such moments more threads wait for it than at others (0.41 of a
sleeper's time off the cores instead of 0.32 at a load of 8 on two cores; 0.33 where only looks in time counted). So who
comes late doesn't look, but waits a little and tries again, a few times.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable
from statistics import median_low

SHARE = 0.0045
"""Part of one core that looking may cost: with waking up for it, which isn't counted, half a percent."""
BEFOREHAND_S = 0.015
"""So much CPU time looking may cost beyond that share at its beginning."""
MEAN_S = 0.035
LONGEST_S = 2.0
LATE_S = 0.0005
"""Later than any timer ends a pause on a core that is free."""
TRIES = 4
AGAIN_S = (0.002, 0.01)
_SPREAD = (4 / 7, 10 / 7)
_ROUNDS = 9
"""The median of so many is what a round costs."""
_SLOWER = 1.2
"""By how much pauses are longer while something is paid back."""


class Pace:
    """Waits between rounds of looks.

    Args:
        seed: for pauses that can be repeated; None for others every time.
        share: part of one core that looking may cost.
        beforehand_s: what it may cost beyond that at its beginning.
        clock: seconds.
    """

    def __init__(
        self,
        *,
        seed: int | None = None,
        share: float = SHARE,
        beforehand_s: float = BEFOREHAND_S,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._random = random.Random(seed)
        self._share = share
        self._clock = clock
        self._costs_s: deque[float] = deque(maxlen=_ROUNDS)
        self._granted_s = beforehand_s
        self._owed_s = 0.0

    def wait(self, cost_ns: int, sleep: Callable[[float], object] = time.sleep) -> float:
        """Wait for the next round; returns how many seconds it wanted to.

        Args:
            cost_ns: CPU time of the round that has just ended, with all that is done with it.
            sleep: waits so many seconds; the `wait` of an event that ends it all may return at once.
        """
        pause_s = self.next_s(cost_ns)
        wanted_s = 0.0
        for _ in range(TRIES):
            due = self._clock() + pause_s
            wanted_s += pause_s
            if sleep(pause_s) or self._clock() - due < LATE_S:
                break
            pause_s = self._random.uniform(*AGAIN_S)
        return wanted_s

    def next_s(self, cost_ns: int) -> float:
        """How long the next pause is, in seconds; `cost_ns` as in `wait`."""
        self._costs_s.append(cost_ns / 1e9)
        if self._granted_s > 0:
            self._granted_s -= max(cost_ns / 1e9 - MEAN_S * self._share, 0.0)
            return MEAN_S * self._random.uniform(*_SPREAD)
        usual_s = min(median_low(self._costs_s), LONGEST_S * self._share)
        mean_s = max(MEAN_S, usual_s / self._share)
        self._owed_s = max(0.0, self._owed_s + cost_ns / 1e9 - mean_s * self._share)
        if self._owed_s:
            mean_s *= _SLOWER
            self._owed_s -= (_SLOWER - 1) * mean_s * self._share
        return min(mean_s, LONGEST_S) * self._random.uniform(*_SPREAD)
