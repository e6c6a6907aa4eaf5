"""The dense kinds of events in memory: spans, totals of lanes, cores, threads.

Each store takes events (or, from a file, whole arrays) and answers for one instant or one window. They know no lock and
no run: the session keeps one of each a run and calls them under its lock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec
import numpy as np

from .columns import Array, CoreColumns, SortedColumns, SpanColumns, ThreadColumns
from .events import Cores, LaneTotals, Spans, Threads, Who
from .thinning import keeps_totals

PENDING_SPANS = 4_096
NO_RUN, SPLIT, ONLY_TOTAL = range(3)


class SpanStore:
    """All spans of one run, sorted by their ends."""

    def __init__(self) -> None:
        self._columns = SortedColumns(
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
        self._columns.reserve(spans)

    def add_columns(self, **columns: Array) -> None:
        """Take decoded columns (`lane`, `item`, `start_us`, `wall_us`, `cpu_us`, `core`, `flag`), any order."""
        wall = columns.pop("wall_us")
        if len(wall):
            self._longest_us = max(self._longest_us, int(wall.max()))
            self._columns.extend(len(wall), end_us=columns["start_us"] + wall, **columns)

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
        self._columns.settle()

    def window(self, lane: int | None, t0_us: int | None, t1_us: int | None, *, whole_only: bool) -> SpanColumns:
        """Spans that ended in the closed interval [t0, t1]."""
        if self._waiting:
            self._flush()
        part = SpanColumns(**self._columns.cut(*self._columns.bounds(t0_us, t1_us)))
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
        i, j = self._columns.bounds(t_us + 1, t_us + self._longest_us)
        begun = (self._columns.column("start_us")[i:j] <= t_us) & (self._columns.column("flag")[i:j] <= 1)
        rows = np.flatnonzero(begun) + i
        lanes, items, starts = (self._columns.column(name)[rows] for name in ("lane", "item", "start_us"))
        return {
            lane: (item, start)
            for lane, item, start in zip(lanes.tolist(), items.tolist(), starts.tolist(), strict=True)
        }


class TotalsStore:
    """Running totals of one lane: the newest, and a thinned history (see `thinning`)."""

    def __init__(self) -> None:
        self.newest: LaneTotals | None = None
        self.kept: LaneTotals | None = None
        self._rows = SortedColumns("t_us", t_us="i8", row=("i8", len(LaneTotals.__struct_fields__) - 3))

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
        self._rows.extend(1, t_us=event.t_us, row=msgspec.structs.astuple(event)[3:])
        self.kept = event

    def settle(self) -> LaneTotals | None:
        """Put the newest into the history if it isn't there; returns it if so (the run ends, the session closes)."""
        if self.newest is self.kept or self.newest is None:
            return None
        self._keep(self.newest)
        return self.newest

    def add_rows(self, run: int, lane: int, t_us: Array, rows: Array) -> None:
        """Take a decoded history: (n,) times in order and (n, 12) values in the order of the event's fields."""
        self._rows.extend(len(t_us), t_us=t_us, row=rows)
        last = self._row(run, lane, len(self._rows) - 1)
        self.newest = self.kept = last

    def _row(self, run: int, lane: int, place: int) -> LaneTotals:
        t_us, *values, ended = (int(self._rows.column("t_us")[place]), *self._rows.column("row")[place].tolist())
        return LaneTotals(t_us, run, lane, *values, ended=bool(ended))

    def at(self, t_us: int | None) -> LaneTotals | None:
        """The last known at or before `t_us`."""
        newest = self.newest
        if newest is None or t_us is None or newest.t_us <= t_us:
            return newest
        _, j = self._rows.bounds(None, t_us)
        return self._row(newest.run, newest.lane, j - 1) if j else None

    def history(self) -> list[LaneTotals]:
        """All that was kept, oldest first."""
        newest = self.newest
        return [self._row(newest.run, newest.lane, place) for place in range(len(self._rows))] if newest else []

    def first(self) -> LaneTotals | None:
        """The first known."""
        return self._row(self.newest.run, self.newest.lane, 0) if self.newest is not None else None


class CoreStore:
    """Every core, over the whole session."""

    def __init__(self, cores: int) -> None:
        self._cores = cores
        self._columns = SortedColumns(
            "t_us",
            t_us="i8",
            dt_us="i8",
            busy=("i2", cores),
            run=("i2", cores),
            run_total="i8",
            split="u1",
        )

    def add(self, event: Cores) -> None:
        """Take one event; lists of another length than the machine's are cut or filled with zero."""
        total = event.run_total_permille
        split = SPLIT if event.run_permille else (ONLY_TOTAL if total else NO_RUN)
        busy, run = self._fit(event.busy_permille), self._fit(event.run_permille)
        self._columns.extend(1, t_us=event.t_us, dt_us=event.dt_us, busy=busy, run=run, run_total=total, split=split)

    def _fit(self, values: list[int]) -> list[int] | int:
        """One a core, each a share."""
        if not values:
            return 0
        whole = values if len(values) == self._cores else (values + [0] * self._cores)[: self._cores]
        return whole if min(whole) >= 0 and max(whole) <= 1000 else [min(max(value, 0), 1000) for value in whole]

    def add_columns(self, rows: int, **columns: Array) -> None:
        """Take decoded columns: `t_us`, `dt_us`, `busy` and `run` (rows, cores), `run_total`, `split` (see NO_RUN …)."""
        self._columns.extend(rows, **columns)

    def events(self) -> Iterator[Cores]:
        """Everything as it was taken."""
        rows = {name: self._columns.column(name).tolist() for name in ("t_us", "dt_us", "run_total", "split")}
        busy, run = self._columns.column("busy"), self._columns.column("run")
        for place, (t_us, dt_us, total, split) in enumerate(zip(*rows.values(), strict=True)):
            mine = run[place].tolist() if split == SPLIT else []
            yield Cores(t_us, dt_us, busy[place].tolist(), mine, total)

    def window(self, t0_us: int | None, t1_us: int | None) -> CoreColumns:
        """Rows whose `t_us` is in the closed interval."""
        rows = self._columns.cut(*self._columns.bounds(t0_us, t1_us))
        return CoreColumns(
            rows["t_us"],
            rows["dt_us"],
            rows["busy"] / 1000.0,
            rows["run"] / 1000.0,
            rows["run_total"] / 1000.0,
            not np.any(rows["split"] == ONLY_TOTAL),
        )


class ThreadStore:
    """The threads of one run: one block of wide rows for each `Who`, since a row's meaning is its."""

    def __init__(self) -> None:
        self._blocks: list[tuple[int, Array, SortedColumns]] = []

    def open(self, who: Who) -> None:
        """A new set of threads."""
        ids = np.array([row[:2] for row in who.rows], np.int64).reshape(-1, 2)
        width = len(ids)
        columns = SortedColumns("t_us", t_us="i8", cpu_us=("i8", width), wait_us=("i8", width), core=("i2", width))
        self._blocks.append((who.t_us, ids, columns))

    @property
    def width(self) -> int:
        """Threads in the last `Who`."""
        return len(self._blocks[-1][1]) if self._blocks else 0

    def add(self, event: Threads) -> None:
        """Take one event; one that doesn't fit the last `Who` can't be told whose it is, and is left out."""
        if self.width and len(event.cpu_us) == self.width:
            wait = event.wait_us if event.wait_us else -1
            core = event.core if event.core else -1
            self._blocks[-1][2].extend(1, t_us=event.t_us, cpu_us=event.cpu_us, wait_us=wait, core=core)

    def add_columns(self, who_us: int, width: int, **columns: Array) -> bool:
        """Take decoded rows of the `Who` at `who_us`: `t_us` (n,), `cpu_us`, `wait_us`, `core` (n, width).

        False, and nothing taken, if that `Who` is not there: then nobody can tell whose they are.
        """
        for opened_us, ids, block in reversed(self._blocks):
            if opened_us == who_us and len(ids) == width:
                block.extend(len(columns["t_us"]), **columns)
                return True
        return False

    def events(self, run: int) -> Iterator[Threads]:
        """Everything as it was taken; each belongs to the last `Who` at or before it."""
        for _, _, columns in self._blocks:
            rows = [columns.column(name).tolist() for name in ("t_us", "cpu_us", "wait_us", "core")]
            for t_us, cpu_us, wait_us, core in zip(*rows, strict=True):
                yield Threads(t_us, run, cpu_us, [] if -1 in wait_us else wait_us, core)

    def window(self, t0_us: int | None, t1_us: int | None) -> ThreadColumns:
        """Rows whose `t_us` is in the closed interval, one a thread and sample."""
        opened = [block[0] for block in self._blocks]
        first = max(0, bisect_right(opened, t0_us) - 1) if t0_us is not None else 0
        last = len(opened) if t1_us is None else bisect_right(opened, t1_us)
        parts = [self._long(ids, columns, t0_us, t1_us) for _, ids, columns in self._blocks[first:last]]
        if not parts:
            empty = np.empty(0, np.int64)
            return ThreadColumns(empty, empty, empty, empty, empty, empty.astype(np.int16))
        return ThreadColumns(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    @staticmethod
    def _long(ids: Array, columns: SortedColumns, t0_us: int | None, t1_us: int | None) -> tuple[Array, ...]:
        rows = columns.cut(*columns.bounds(t0_us, t1_us))
        count, width = rows["cpu_us"].shape
        return (
            rows["t_us"].repeat(width),
            *(np.broadcast_to(column, (count, width)).ravel() for column in ids.T),
            rows["cpu_us"].ravel(),
            rows["wait_us"].ravel(),
            rows["core"].ravel(),
        )
