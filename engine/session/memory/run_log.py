"""Where everything of one run is kept."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from ..events import Event, LaneTotals
from .lane_stores import SpanStore, TotalsStore
from .picture import PictureStore
from .sample_stores import ThreadStore
from .sorted_events import Timeline
from .state_store import StateStore


class RunLog:
    """Everything of one run; no lock is known here, the session calls it under its own."""

    def __init__(self) -> None:
        self.small: defaultdict[type[Event], Timeline[Any]] = defaultdict(Timeline)
        self.spans = SpanStore()
        self.totals: defaultdict[int, TotalsStore] = defaultdict(TotalsStore)
        self.threads: defaultdict[int, ThreadStore] = defaultdict(ThreadStore)
        """By node, as the states."""
        self.states: defaultdict[int, StateStore] = defaultdict(StateStore)
        self.picture = PictureStore()

    def lane_totals(self, t_us: int | None) -> dict[int, LaneTotals]:
        """The last known totals of each lane, with the item that it was really at."""
        known = {
            lane: (at, store.newest)
            for lane, store in sorted(self.totals.items())
            if (at := store.at(t_us)) is not None and store.newest is not None
        }
        if t_us is None or all(at is newest for at, newest in known.values()):
            return {lane: at for lane, (at, _) in known.items()}
        current = self.spans.in_progress(t_us)
        return {lane: _at_work(at, newest, current.get(lane), t_us) for lane, (at, newest) in known.items()}

    def lane_totals_between(self, t0_us: int, t1_us: int) -> dict[int, tuple[LaneTotals, LaneTotals]]:
        """Each lane's totals at `t0_us` (its first ones where it began later) and at `t1_us`."""
        found: dict[int, tuple[LaneTotals, LaneTotals]] = {}
        for lane, store in sorted(self.totals.items()):
            first, last = store.at(t0_us) or store.first(), store.at(t1_us)
            if first is not None and last is not None:
                found[lane] = (first, last)
        return found


def _at_work(at: LaneTotals, newest: LaneTotals, current: tuple[int, int] | None, t_us: int) -> LaneTotals:
    """Totals of the past, with the item that was in progress then."""
    if at is newest:
        return at
    if current is None and newest.current_item >= 0 and newest.current_start_us <= t_us:
        current = newest.current_item, newest.current_start_us
    if current is None and newest.dropped + newest.thinned > 0:
        return at
    item, start_us = current or (-1, 0)
    return msgspec.structs.replace(at, current_item=item, current_start_us=start_us)
