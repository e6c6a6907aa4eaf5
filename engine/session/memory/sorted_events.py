"""Small events: a list that stays sorted by time, the marks in it that nobody has taken back, and predictions with their answers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec

from ..events import Chapter, Note, Predicted, Revealed

E = TypeVar("E", bound=Any)
Mark = TypeVar("Mark", Chapter, Note)


class Timeline(Generic[E]):
    """Events with a `t_us`, oldest first; equal times keep the order in which they came."""

    def __init__(self) -> None:
        self._times: list[int] = []
        self._events: list[E] = []

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: E) -> int:
        """Put an event in its place and return the place."""
        t_us = event.t_us
        if not self._times or t_us >= self._times[-1]:
            self._times.append(t_us)
            self._events.append(event)
            return len(self._times) - 1
        place = bisect_right(self._times, t_us)
        self._times.insert(place, t_us)
        self._events.insert(place, event)
        return place

    def upto(self, t_us: int | None) -> list[E]:
        """Everything at or before `t_us` (None: everything)."""
        return self._events[:] if t_us is None else self._events[: bisect_right(self._times, t_us)]

    def between(self, t0_us: int, t1_us: int) -> list[E]:
        """Everything in the closed interval."""
        return self._events[bisect_left(self._times, t0_us) : bisect_right(self._times, t1_us)]

    def latest(self, t_us: int | None) -> E | None:
        """The last one at or before `t_us` (None: the last one)."""
        place = len(self._times) if t_us is None else bisect_right(self._times, t_us)
        return self._events[place - 1] if place else None


def standing(marks: Sequence[Mark]) -> list[Mark]:
    """Those that nobody has taken back, in the order in which they were set: a log is only added to, so another mark says so."""
    found: list[Mark] = []
    for mark in marks:
        if not mark.gone:
            found.append(mark)
            continue
        like = msgspec.structs.replace(mark, gone=False)
        for at in range(len(found) - 1, -1, -1):
            if found[at] == like:
                del found[at]
                break
    return found


def answered(predicted: Sequence[Predicted], told: Sequence[Revealed]) -> list[tuple[Predicted, Revealed | None]]:
    """The latest of each, in the order of first sight of the predictions, and what was revealed of it since."""
    asked = {(each.lesson, each.step, each.place): each for each in predicted}
    latest = {(each.lesson, each.step, each.place): each for each in told}
    since = {place: latest.get(place) for place in asked}
    return [
        (each, revealed if (revealed := since[place]) is not None and revealed.t_us >= each.t_us else None)
        for place, each in asked.items()
    ]
