"""Where everything of one run is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from ...events import Event, LaneTotals, Phase, RunEnded
from ..columns import SortedColumns
from ..lane_stores import SpanStore, TotalsStore
from ..picture import PictureStore
from ..sample_stores import ThreadStore
from ..sorted_events import Timeline
from ..state_store import StateStore

E = TypeVar("E", bound=Event)


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

    # ---------------------------------------------------------------- events that are kept as they came

    def told(self, kind: type[E]) -> Timeline[E]:
        """All events of a kind; asking changes nothing in the log, as it may be on its way to a file."""
        return self.small.get(kind) or Timeline()

    def end(self, t_us: int | None) -> RunEnded | None:
        """How the run ended, if it has by then."""
        return self.told(RunEnded).latest(t_us)

    def inputs(self) -> str:
        """The digest of its inputs; '' where there are none, or it wasn't told."""
        return next((phase.facts.inputs for phase in self.told(Phase).upto(None) if phase.name == "items_ready"), "")

    # ---------------------------------------------------------------- as a whole

    def settle(self) -> None:
        """Sort everything now: whoever asks after that changes nothing."""
        self.spans.settle()
        for columns in self._columns():
            columns.settle()

    def size_bytes(self) -> int:
        """Of what grows with the length of the run."""
        return sum(columns.size_bytes for columns in self._columns())

    def first_us(self) -> int:
        """The time of the first that was told."""
        firsts = [columns.first for columns in self._columns() if len(columns)]
        firsts += [timeline.upto(None)[0].t_us for timeline in self.small.values() if len(timeline)]
        return int(min(firsts, default=0))

    def _columns(self) -> Iterator[SortedColumns]:
        yield from (self.spans.columns, self.picture.pixels)
        yield from (store.rows for store in self.totals.values())
        for stores in (self.threads, self.states):
            for store in stores.values():
                yield from (columns for _, _, columns in store.blocks)

    # ---------------------------------------------------------------- lanes

    def lane_totals(self, t_us: int | None) -> dict[int, LaneTotals]:
        """The last known totals of each lane, with the item that it was really at."""
        stores = [(lane, self.totals[lane]) for lane in sorted(self.totals)]
        now = {lane: store.newest for lane, store in stores if store.newest is not None}
        if t_us is None or all(newest.t_us <= t_us for newest in now.values()):
            return now
        known = {lane: (at, now[lane]) for lane, store in stores if (at := store.at(t_us)) is not None}
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
