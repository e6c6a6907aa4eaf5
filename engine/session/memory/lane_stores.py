"""Spans and totals of lanes in memory.

Each store takes events (or, from a file, whole arrays) and answers for one instant or one window. They know no lock and
no run: the session keeps one of each a run and calls them under its lock.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import msgspec
import numpy as np

from ..events import LaneTotals, Spans
from .columns import Array, SortedColumns, SpanColumns
from .downsample import keeps_totals

PENDING_SPANS = 4_096


class SpanStore:
    """All spans of one run, sorted by their ends."""

    def __init__(self) -> None:
        self.columns = SortedColumns(
            "end_us", lane="i4", item="i4", start_us="i8", end_us="i8", cpu_us="i8", core="i2", flag="u1"
        )
        self._pending: list[Spans] = []
        self._waiting = 0
        self._longest_us = 0

    def add(self, event: Spans) -> None:
        """Take one event; cheap, the columns are filled when somebody asks or when many wait."""
        self._pending.append(event)
        self._waiting += len(event.item)
        if self._waiting >= PENDING_SPANS:
            self._flush()

    def reserve(self, spans: int) -> None:
        """Make room for so many more at once."""
        self.columns.reserve(spans)

    def add_columns(self, **columns: Array) -> None:
        """Take decoded columns (`lane`, `item`, `start_us`, `wall_us`, `cpu_us`, `core`, `flag`), any order."""
        wall = columns.pop("wall_us")
        if len(wall):
            self._longest_us = max(self._longest_us, int(wall.max()))
            self.columns.extend(len(wall), end_us=columns["start_us"] + wall, **columns)

    def _flush(self) -> None:
        events, count = self._pending, self._waiting
        self._pending, self._waiting = [], 0

        def flat(lists: Iterable[list[int]]) -> Array:
            return np.fromiter(chain.from_iterable(lists), np.int64, count)

        self.add_columns(
            lane=np.repeat([e.lane for e in events], [len(e.item) for e in events]),
            item=flat(e.item for e in events),
            start_us=flat(e.start_us for e in events),
            wall_us=flat(e.wall_us for e in events),
            cpu_us=flat(e.cpu_us for e in events),
            core=flat(e.core for e in events),
            flag=flat(e.flag for e in events),
        )

    def settle(self) -> None:
        """Sort now rather than at the first query."""
        if self._waiting:
            self._flush()
        self.columns.settle()

    def window(self, lane: int | None, t0_us: int | None, t1_us: int | None, *, whole_only: bool) -> SpanColumns:
        """Spans that ended in the closed interval [t0, t1]."""
        if self._waiting:
            self._flush()
        part = SpanColumns(**self.columns.rows(*self.columns.bounds(t0_us, t1_us)))
        if lane is None and not whole_only:
            return part
        keep = part.flag <= 1 if whole_only else np.ones(len(part), bool)
        if lane is not None:
            keep &= part.lane == lane
        chosen = (getattr(part, name)[keep] for name in SpanColumns.__slots__)
        return SpanColumns(*chosen)

    def in_progress(self, t_us: int) -> dict[int, tuple[int, int]]:
        """Lane to (item, start) of the whole items that had begun at `t_us` and ended later, known in hindsight."""
        if self._waiting:
            self._flush()
        i, j = self.columns.bounds(t_us + 1, t_us + self._longest_us)
        begun = (self.columns.column("start_us")[i:j] <= t_us) & (self.columns.column("flag")[i:j] <= 1)
        rows = np.flatnonzero(begun) + i
        lanes, items, starts = (self.columns.column(name)[rows] for name in ("lane", "item", "start_us"))
        return {
            lane: (item, start)
            for lane, item, start in zip(lanes.tolist(), items.tolist(), starts.tolist(), strict=True)
        }


class TotalsStore:
    """Running totals of one lane: the newest, and a thinned history (see `downsample`)."""

    def __init__(self) -> None:
        self.newest: LaneTotals | None = None
        self.kept: LaneTotals | None = None
        self.rows = SortedColumns("t_us", t_us="i8", row=("i8", len(LaneTotals.__struct_fields__) - 3))

    def add(self, event: LaneTotals) -> bool:
        """Take one event; says whether it went into the history. One that is older than the newest says nothing new."""
        if self.newest is not None and event.t_us < self.newest.t_us:
            return False
        self.newest = event
        if not keeps_totals(self.kept, event):
            return False
        self._keep(event)
        return True

    def _keep(self, event: LaneTotals) -> None:
        self.rows.extend(1, t_us=event.t_us, row=msgspec.structs.astuple(event)[3:])
        self.kept = event

    def settle(self) -> LaneTotals | None:
        """Put the newest into the history if it isn't there; returns it if so (the run ends, the session closes)."""
        if self.newest is self.kept or self.newest is None:
            return None
        self._keep(self.newest)
        return self.newest

    def add_rows(self, run: int, lane: int, t_us: Array, rows: Array) -> None:
        """Take a decoded history: (n,) times in order and (n, 12) values in the order of the event's fields."""
        self.rows.extend(len(t_us), t_us=t_us, row=rows)
        last = self._row(run, lane, len(self.rows) - 1)
        self.newest = self.kept = last

    def _row(self, run: int, lane: int, place: int) -> LaneTotals:
        t_us, *values, ended = (int(self.rows.column("t_us")[place]), *self.rows.column("row")[place].tolist())
        return LaneTotals(t_us, run, lane, *values, ended=bool(ended))

    def at(self, t_us: int | None) -> LaneTotals | None:
        """The last known at or before `t_us`."""
        newest = self.newest
        if newest is None or t_us is None or newest.t_us <= t_us:
            return newest
        _, j = self.rows.bounds(None, t_us)
        return self._row(newest.run, newest.lane, j - 1) if j else None

    def history(self) -> list[LaneTotals]:
        """All that was kept, oldest first."""
        newest = self.newest
        return [self._row(newest.run, newest.lane, place) for place in range(len(self.rows))] if newest else []

    def first(self) -> LaneTotals | None:
        """The first known."""
        return self._row(self.newest.run, self.newest.lane, 0) if self.newest is not None else None
