"""Lines of a file into a session: small events one by one, tables collected and unpacked together.

Unpacking a table costs some twenty NumPy calls, whether it has ten rows or a million; an hour has a hundred thousand
tables. So they are kept as text until the file ends, and then go into the session's columns some thousands at a time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import Any, get_args

import msgspec
import numpy as np

from .codec import CoreLine, SpanLine, ThreadLine, TotalsLine
from .eventbase import MAX_RUNS, MAX_US
from .events import AnyEvent, Event, Header, Spans, Threads
from .log import Session
from .tables import batches, core_table, span_table, thread_tables, totals_table

BATCH = 1_024
_KIND = re.compile(rb'\["([a-z]{1,20})"[,\]]')
TABLES = {b's"': SpanLine, b'l"': TotalsLine, b't"': ThreadLine, b'c"': CoreLine}
"""The compact lines, by the third and fourth byte of their JSON."""
DAMAGE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
_KINDS = {str(kind.__struct_config__.tag).encode() for kind in (*get_args(AnyEvent), *TABLES.values())}


class Loader:
    """Fills one session."""

    def __init__(self, session: Session) -> None:
        self.lost = 0
        """Rows that could not be told without a line that is missing."""
        self._session = session
        self._decode = msgspec.json.Decoder(AnyEvent).decode
        self.tables: dict[bytes, list[bytes]] = {kind: [] for kind in TABLES}
        """Where compact lines are collected, by the third and fourth byte of their JSON."""
        self._runs: set[int] = set()

    def take(self, array: bytes) -> bool:
        """One line; False if it is damaged. Kinds that this version doesn't know are passed over."""
        table = self.tables.get(array[2:4])  # the reader's own loop does this without a call
        if table is not None:
            table.append(array)
            return True
        try:
            event = self._decode(array)
        except DAMAGE:
            kind = _KIND.match(array)
            return kind is not None and kind[1] not in _KINDS and array[-1:] == b"]"
        if isinstance(event, Header):
            return True
        return self._knows(getattr(event, "run", 0)) and self._append(event)

    def _knows(self, run: int) -> bool:
        self._runs.add(run)
        return len(self._runs) <= MAX_RUNS

    def _append(self, event: Event) -> bool:
        if not _is_whole(event):
            return False
        self._session.append(event)
        return True

    def finish(self) -> int:
        """Put the tables into the session; returns how many of them were damaged."""
        lines = {kind: _decoded(arrays, kind) for kind, arrays in self.tables.items()}
        bad = sum(len(self.tables[kind]) - len(lines[kind]) for kind in TABLES)
        self._session.reach(max((line.t_us for some in lines.values() for line in some), default=0))
        cores = lines[b'c"']
        bad += sum(self._put_cores(cores[begin : begin + BATCH]) for begin in range(0, len(cores), BATCH))
        for kind, put in ((b's"', self._put_spans), (b'l"', self._put_totals), (b't"', self._put_threads)):
            runs: defaultdict[int, list[Any]] = defaultdict(list)
            for line in lines[kind]:
                runs[line.run].append(line)
            for run, some in runs.items():
                bad += put(run, some) if self._knows(run) else len(some)
        self._session.settle()
        return bad

    def _put_cores(self, lines: list[CoreLine]) -> int:
        table = core_table(lines, self._session.machine.cores)
        self._session.core_store.add_columns(len(table.columns["t_us"]), **table.columns)
        return table.bad

    def _put_spans(self, run: int, lines: list[SpanLine]) -> int:
        spans, bad = self._session.run_log(run).spans, 0
        spans.reserve(sum(min(line.n, len(line.packed)) for line in lines))
        for batch in batches(lines, BATCH):
            table = span_table(batch)
            spans.add_columns(**table.columns)
            self.lost += table.lost
            bad += table.bad
        return bad

    def _put_totals(self, run: int, lines: list[TotalsLine]) -> int:
        return sum(self._put_some_totals(run, batch) for batch in batches(lines, BATCH))

    def _put_some_totals(self, run: int, lines: list[TotalsLine]) -> int:
        table = totals_table(lines)
        lane, time, row = (table.columns[name] for name in ("lane", "t_us", "row"))
        edges = [0, *(np.flatnonzero(lane[1:] != lane[:-1]) + 1).tolist(), len(lane)]
        for i, j in pairwise(edges):
            if j > i:
                self._session.run_log(run).totals[int(lane[i])].add_rows(run, int(lane[i]), time[i:j], row[i:j])
        self.lost += table.lost
        return table.bad

    def _put_threads(self, run: int, lines: list[ThreadLine]) -> int:
        return sum(self._put_some_threads(run, batch) for batch in batches(lines, BATCH))

    def _put_some_threads(self, run: int, lines: list[ThreadLine]) -> int:
        tables, bad, lost = thread_tables(lines)
        for (who_us, width), columns in tables.items():
            if not self._session.run_log(run).threads.add_columns(who_us, width, **columns):
                lost += columns["cpu_us"].size
        self.lost += lost
        return bad


def _decoded(arrays: list[bytes], kind: bytes) -> list[Any]:
    """The lines of one kind that are sound, in their order."""
    decoder = msgspec.json.Decoder(TABLES[kind])
    try:
        lines = decoder.decode_lines(b"\n".join(arrays))
    except DAMAGE:
        lines = [line for array in arrays if (line := _line(array, decoder)) is not None]
    return [line for line in lines if 0 <= line.t_us < MAX_US and 0 < line.n < MAX_US and 0 <= line.mask < MAX_US]


def _line(array: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:
    try:
        return decoder.decode(array)
    except DAMAGE:
        return None


def _is_whole(event: Event) -> bool:
    """Whether lists that belong together have the same length."""
    if isinstance(event, Spans):
        columns = (event.item, event.start_us, event.wall_us, event.cpu_us, event.core, event.flag)
        return len({len(column) for column in columns}) == 1
    if isinstance(event, Threads):
        return all(len(column) in (0, len(event.cpu_us)) for column in (event.wait_us, event.core))
    return True
