"""When to look: at random times, and more rarely where a look costs more.

A look every 35 ms meets a thread that wakes every 35 ms always in the same state; so the pauses are drawn at random,
between 20 and 50 ms. With many threads a round of looks costs more than its share of a core, and the pauses grow so
that it doesn't: at 64 threads to a fifth of a second.
"""

from __future__ import annotations

import random

SHARE = 0.0045
"""Part of one core that looking may cost: with waking up for it, which isn't counted, half a percent."""
MEAN_S = 0.035
LONGEST_S = 2.0
_SPREAD = (4 / 7, 10 / 7)
_WEIGHT = 0.2


class Pace:
    """Draws the pauses between rounds of looks.

    Args:
        seed: for pauses that can be repeated; None for others every time.
        share: part of one core that looking may cost.
    """

    def __init__(self, *, seed: int | None = None, share: float = SHARE) -> None:
        self._random = random.Random(seed)
        self._share = share
        self._cost_s = 0.0

    def next_s(self, cost_ns: int) -> float:
        """How long to wait for the next round, in seconds.

        Args:
            cost_ns: CPU time of the round that has just ended, with all that is done with it.
        """
        cost_s = cost_ns / 1e9
        self._cost_s = cost_s if not self._cost_s else self._cost_s + _WEIGHT * (cost_s - self._cost_s)
        mean_s = min(LONGEST_S, max(MEAN_S, self._cost_s / self._share))
        return mean_s * self._random.uniform(*_SPREAD)
