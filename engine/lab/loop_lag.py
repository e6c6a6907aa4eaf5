"""How late an event loop is: by how much a timer of one millisecond rings too late, looked at 20 times a second.

It is what anything else on the loop would have to wait (a click, an answer that has come) while items are worked on: in coroutines
that compute for a whole item, in threads beside the loop for their turns at the GIL. A look costs two call-backs, some tens of
microseconds, so all of them cost about a thousandth of a core. After a look that was late the next one comes no sooner, so what is
told is of moments of time, and not of the many that would have been late in between.

A loop that is blocked for most of a short run is looked at least: where there are too few looks, how late the pauses between
them ended counts too, if together they were late for as long as enough looks would have taken.
"""

from __future__ import annotations

import asyncio
from statistics import median
from time import perf_counter
from typing import Any

REST_S = 0.05
SLEEP_S = 0.001
MOST = 20_000
"""Looks kept: a thousand seconds of them."""
ENOUGH = 3


class LoopLag:
    """Looks at one loop, from its first turn on."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._due_s = perf_counter() + REST_S
        self.lags_s: list[float] = []
        self._pauses_s: list[float] = []
        loop.call_later(REST_S, self._sleep)

    def _sleep(self) -> None:
        if len(self._pauses_s) < ENOUGH:
            self._pauses_s.append(max(perf_counter() - self._due_s, 0.0))
        self._due_s = perf_counter() + SLEEP_S
        self._loop.call_later(SLEEP_S, self._ring)

    def _ring(self) -> None:
        if len(self.lags_s) < MOST:
            self.lags_s.append(max(perf_counter() - self._due_s, 0.0))
        self._due_s = perf_counter() + REST_S
        self._loop.call_later(REST_S, self._sleep)

    def facts(self) -> dict[str, Any]:
        """The median and the worst, seconds; nothing of too few looks that were hardly late."""
        lags_s = self.lags_s
        if len(lags_s) < ENOUGH:
            lags_s = [*lags_s, *self._pauses_s]
            if sum(lags_s) < ENOUGH * REST_S:
                return {}
        return {"loop_lag_s": round(median(lags_s), 6), "loop_lag_worst_s": round(max(lags_s), 6)}
