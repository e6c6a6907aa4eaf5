"""Samples of cores and threads in memory; see `lanestores` for what stores have in common."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import numpy as np

from ..events import Cores, ProcessTable, Threads
from .columns import NO_RUN, ONLY_TOTAL, SPLIT, Array, CoreColumns, SortedColumns, ThreadColumns

MINUTE_US = 60_000_000


class CoreStore:
    """Every core of one node, over the whole session."""

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
        split = SPLIT if event.run_permille else (ONLY_TOTAL if total > 0 else NO_RUN)
        busy, run = self._fit(event.busy_permille), self._fit(event.run_permille)
        self._columns.extend(1, t_us=event.t_us, dt_us=event.dt_us, busy=busy, run=run, run_total=total, split=split)

    def _fit(self, values: list[int]) -> list[int] | int:
        """One a core, each a share."""
        if not values:
            return 0
        if min(values) < 0 or max(values) > 1000:
            values = [min(max(value, 0), 1000) for value in values]
        return values if len(values) == self._cores else (values + [0] * self._cores)[: self._cores]

    def add_columns(self, rows: int, **columns: Array) -> None:
        """Take decoded columns: `t_us`, `dt_us`, `busy` and `run` (rows, cores), `run_total`, `split` (see `columns.NO_RUN` …)."""
        self._columns.extend(rows, **columns)

    def events(self, node: int) -> Iterator[Cores]:
        """Everything as it was taken."""
        rows = {name: self._columns.column(name).tolist() for name in ("t_us", "dt_us", "run_total", "split")}
        busy, run = self._columns.column("busy"), self._columns.column("run")
        for place, (t_us, dt_us, total, split) in enumerate(zip(*rows.values(), strict=True)):
            mine = run[place].tolist() if split == SPLIT else []
            yield Cores(t_us, dt_us, busy[place].tolist(), mine, total, node)

    def window(self, t0_us: int | None, t1_us: int | None) -> CoreColumns:
        """Rows whose `t_us` is in the closed interval."""
        rows = self._columns.rows(*self._columns.bounds(t0_us, t1_us))
        return CoreColumns(
            rows["t_us"],
            rows["dt_us"],
            rows["busy"] / 1000.0,
            rows["run"] / 1000.0,
            rows["run_total"] / 1000.0,
            not np.any(rows["split"] == ONLY_TOTAL),
        )


class ThreadStore:
    """The threads of one run on one node: one block of wide rows for each `ProcessTable`, since a row's meaning is its."""

    def __init__(self) -> None:
        self.blocks: list[tuple[int, Array, SortedColumns]] = []

    def open(self, who: ProcessTable) -> None:
        """A new set of threads."""
        ids = np.array([row[:2] for row in who.rows], np.int64).reshape(-1, 2)
        width = len(ids)
        columns = SortedColumns("t_us", t_us="i8", cpu_us=("i8", width), wait_us=("i8", width), core=("i2", width))
        self.blocks.append((who.t_us, ids, columns))

    @property
    def width(self) -> int:
        """Threads in the last `ProcessTable`."""
        return len(self.blocks[-1][1]) if self.blocks else 0

    def add(self, event: Threads) -> None:
        """Take one event; one that doesn't fit the last `ProcessTable` can't be told whose it is, and is left out."""
        if self.width and len(event.cpu_us) == self.width:
            wait = event.wait_us if event.wait_us else -1
            core = event.core if event.core else -1
            self.blocks[-1][2].extend(1, t_us=event.t_us, cpu_us=event.cpu_us, wait_us=wait, core=core)

    def add_columns(self, who_us: int, width: int, **columns: Array) -> bool:
        """Take decoded rows of the `ProcessTable` at `who_us`: `t_us` (n,), `cpu_us`, `wait_us`, `core` (n, width).

        False, and nothing taken, if that `ProcessTable` is not there: then nobody can tell whose they are.
        """
        for opened_us, ids, block in reversed(self.blocks):
            if opened_us == who_us and len(ids) == width:
                block.extend(len(columns["t_us"]), **columns)
                return True
        return False

    def knows(self, who_us: int, width: int) -> bool:
        """Whether there is a `ProcessTable` of that time with so many threads."""
        return any(opened_us == who_us and len(ids) == width for opened_us, ids, _ in self.blocks)

    def events(self, run: int, node: int) -> Iterator[Threads]:
        """Everything as it was taken; each belongs to the last `ProcessTable` at or before it."""
        for _, _, columns in self.blocks:
            rows = [columns.column(name).tolist() for name in ("t_us", "cpu_us", "wait_us", "core")]
            for t_us, cpu_us, wait_us, core in zip(*rows, strict=True):
                yield Threads(t_us, run, cpu_us, [] if -1 in wait_us else wait_us, core, node)

    def window(self, t0_us: int | None, t1_us: int | None) -> ThreadColumns:
        """Rows whose `t_us` is in the closed interval, one a thread and sample."""
        opened = [block[0] for block in self.blocks]
        first = max(0, bisect_right(opened, t0_us) - 1) if t0_us is not None else 0
        last = len(opened) if t1_us is None else bisect_right(opened, t1_us)
        parts = [self._long(ids, columns, t0_us, t1_us) for _, ids, columns in self.blocks[first:last]]
        if not parts:
            empty = np.empty(0, np.int64)
            return ThreadColumns(empty, empty, empty, empty, empty, empty.astype(np.int16))
        return ThreadColumns(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def by_minute(self, t0_us: int, t1_us: int) -> Iterator[ThreadColumns]:
        """All samples in the closed interval a minute at a time, for who reads all of them."""
        some = [columns for _, _, columns in self.blocks if len(columns)]
        first_us = max(t0_us, min((columns.first for columns in some), default=0))
        last_us = min(t1_us, max((columns.last for columns in some), default=-1))
        for t_us in range(first_us, last_us + 1, MINUTE_US):
            yield self.window(t_us, min(t_us + MINUTE_US - 1, last_us))

    @staticmethod
    def _long(ids: Array, columns: SortedColumns, t0_us: int | None, t1_us: int | None) -> tuple[Array, ...]:
        rows = columns.rows(*columns.bounds(t0_us, t1_us))
        count, width = rows["cpu_us"].shape
        return (
            rows["t_us"].repeat(width),
            *(np.broadcast_to(column, (count, width)).ravel() for column in ids.T),
            rows["cpu_us"].ravel(),
            rows["wait_us"].ravel(),
            rows["core"].ravel(),
        )
