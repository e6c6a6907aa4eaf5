"""Lines of a file into a session: small events one by one, tables collected and unpacked together.

Unpacking a table costs some twenty NumPy calls, whether it has ten rows or a million; an hour has a hundred thousand
tables. So they are kept as text until the file ends, and then go into the session's columns some thousands at a time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import get_args

import msgspec
import numpy as np

from .codec import AnyLine, BlockLine, CoreLine, SpanLine, ThreadLine, TotalsLine
from .events import Event, Header, LaneTotals, Spans
from .log import Session
from .tables import MAX_US, batches, core_table, span_table, thread_tables, totals_table

MAX_RUNS = 10_000
MAX_INT = 1 << 62
BATCH = 4_096
_KIND = re.compile(rb'\["([a-z]{1,20})"[,\]]')
_KINDS = {str(kind.__struct_config__.tag).encode() for kind in get_args(AnyLine)}


class Loader:
    """Fills one session."""

    def __init__(self, session: Session) -> None:
        self.lost = 0
        """Rows that could not be told without a line that is missing."""
        self._session = session
        self._decode = msgspec.json.Decoder(AnyLine).decode
        self._spans: defaultdict[int, list[SpanLine]] = defaultdict(list)
        self._totals: defaultdict[int, list[TotalsLine]] = defaultdict(list)
        self._threads: defaultdict[int, list[ThreadLine]] = defaultdict(list)
        self._cores: list[CoreLine] = []
        self._runs: set[int] = set()
        self._end_us = 0

    def take(self, array: bytes) -> bool:
        """One line; False if it is damaged. Kinds that this version doesn't know are passed over."""
        try:
            line = self._decode(array)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            kind = _KIND.match(array)
            return kind is not None and kind[1] not in _KINDS and array[-1:] == b"]"
        if isinstance(line, Header):
            return True
        if not 0 <= line.t_us < MAX_US or not self._knows(getattr(line, "run", 0)):
            return False
        return self._collect(line) if isinstance(line, BlockLine | CoreLine) else self._append(line)

    def _knows(self, run: int) -> bool:
        self._runs.add(run)
        return len(self._runs) <= MAX_RUNS

    def _collect(self, line: Event) -> bool:
        if isinstance(line, SpanLine):
            self._spans[line.run].append(line)
        elif isinstance(line, CoreLine):
            self._cores.append(line)
        elif isinstance(line, TotalsLine):
            self._totals[line.run].append(line)
        elif isinstance(line, ThreadLine):
            self._threads[line.run].append(line)
        if isinstance(line, BlockLine | CoreLine):
            self._end_us = max(self._end_us, line.t_us)
            return all(-MAX_INT < value < MAX_INT for value in (line.n, line.mask))
        return True

    def _append(self, event: Event) -> bool:
        if isinstance(event, Spans | LaneTotals) and not _is_sane(event):
            return False
        try:
            self._session.append(event)
        except (OverflowError, ValueError, TypeError):  # numbers that no column holds
            return False
        return True

    def finish(self) -> int:
        """Put the tables into the session; returns how many of them were damaged."""
        bad = 0
        for begin in range(0, len(self._cores), BATCH):
            bad += self._put_cores(self._cores[begin : begin + BATCH])
        for run, lines in self._spans.items():
            for begin in range(0, len(lines), BATCH):
                bad += self._put_spans(run, lines[begin : begin + BATCH])
        for run, lines in self._totals.items():
            bad += sum(self._put_totals(run, batch) for batch in batches(lines, BATCH))
        for run, lines in self._threads.items():
            bad += sum(self._put_threads(run, batch) for batch in batches(lines, BATCH))
        self._session.reach(self._end_us)
        return bad

    def _put_cores(self, lines: list[CoreLine]) -> int:
        table = core_table(lines, self._session.machine.cores)
        self._session.core_store.add_columns(len(table.columns["t_us"]), **table.columns)
        return table.bad

    def _put_spans(self, run: int, lines: list[SpanLine]) -> int:
        table = span_table(lines)
        self._session.run_log(run).spans.add_columns(**table.columns)
        self.lost += table.lost
        return table.bad

    def _put_totals(self, run: int, lines: list[TotalsLine]) -> int:
        table = totals_table(lines)
        lane, time, row = (table.columns[name] for name in ("lane", "t_us", "row"))
        edges = [0, *(np.flatnonzero(lane[1:] != lane[:-1]) + 1).tolist(), len(lane)]
        for i, j in pairwise(edges):
            if j > i:
                self._session.run_log(run).totals[int(lane[i])].add_rows(run, int(lane[i]), time[i:j], row[i:j])
        self.lost += table.lost
        return table.bad

    def _put_threads(self, run: int, lines: list[ThreadLine]) -> int:
        tables, bad, lost = thread_tables(lines)
        for (who_us, width), columns in tables.items():
            if not self._session.run_log(run).threads.add_columns(who_us, width, **columns):
                lost += columns["cpu_us"].size
        self.lost += lost
        return bad


def _is_sane(event: Spans | LaneTotals) -> bool:
    """Whether every number can be true and lists that belong together have the same length."""
    if isinstance(event, LaneTotals):
        return all(abs(value) < MAX_US for value in msgspec.structs.astuple(event))
    columns = (event.item, event.start_us, event.wall_us, event.cpu_us, event.core, event.flag)
    same = len({len(column) for column in columns}) == 1
    return same and all(0 <= value < MAX_US for column in columns[1:4] for value in column) and _fits(columns)


def _fits(columns: tuple[list[int], ...]) -> bool:
    return all(-(1 << 31) <= value < 1 << 31 for column in (columns[0], *columns[4:]) for value in column)
