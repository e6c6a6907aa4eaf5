"""How far the scheduler's calendar is from our clock: the middle of the shortest of the last round trips, which go on as it is watched."""

from __future__ import annotations

from collections import deque
from time import perf_counter_ns, time_ns

from ...lab.cluster.nodes import Offset, offset_of

TRIPS = 64
"""A quarter of a minute of them: a clock that drifts is followed, and one slow answer is none the wiser."""


class SchedulerClock:
    """Of one scheduler."""

    def __init__(self) -> None:
        self._trips: deque[tuple[int, int, int]] = deque(maxlen=TRIPS)
        self.offset = Offset(0, 0)
        """What its calendar says less what `perf_counter_ns` says here."""

    def heard(self, asked_ns: int, time_us: int, answered_ns: int) -> None:
        """An answer that was asked for and came at these times, with the scheduler's in it."""
        self._trips.append((asked_ns, time_us * 1000, answered_ns))
        self.offset = offset_of(list(self._trips))

    @property
    def ahead_us(self) -> int:
        """How far it is ahead of our calendar."""
        return (self.offset.ns - (time_ns() - perf_counter_ns())) // 1000
