"""Lines of a file into a session: small events in order, tables collected and unpacked together.

Unpacking a table costs some twenty NumPy calls, whether it has ten rows or a million; an hour has fifty thousand tables. So
they are kept as text until the file ends, and then go into the session's columns some thousands at a time.

What a file makes of itself in memory is bounded: events and numbers beyond `MAX_EVENTS` and `MAX_NUMBERS` are not taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar, get_args

import msgspec
import numpy as np

from ...model.numbers import MAX_RUNS
from ..events import AnyEvent, Event, Header, Progress, Spans, Threads
from ..memory.log import Session
from .checksum import bare
from .tables.core_table import core_table
from .tables.span_table import span_table
from .tables.thread_table import thread_tables
from .tables.totals_table import totals_table
from .tables.wire_rows import CoreLine, SpanLine, Stepped, ThreadLine, TotalsLine

BATCH = 1 << 17
MAX_EVENTS, MAX_NUMBERS = 4_000_000, 1 << 26
MAX_CELLS = 1 << 22
"""Numbers of one line: what unpacks it holds several copies of them."""
_KIND = re.compile(rb'\["([a-z]{1,20})"[,\]]')
TABLES: dict[bytes, Any] = {b's"': SpanLine, b'l"': TotalsLine, b't"': ThreadLine, b'c"': CoreLine}
"""The compact lines, by the third and fourth byte of their JSON."""
DAMAGE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
_KINDS = {str(kind.__struct_config__.tag).encode() for kind in (*get_args(AnyEvent), *TABLES.values())}
C = TypeVar("C", bound=Stepped | CoreLine)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may make of itself in memory."""

    events: int = MAX_EVENTS
    rows: int = MAX_NUMBERS
    """Of spans and totals."""
    numbers: int = MAX_NUMBERS
    """Of samples, and of pictures."""
    runs: int = MAX_RUNS


def limits_of(size_bytes: int) -> Limits:
    """Those of a file of that size on the disk, so that what it costs stays in proportion to it.

    In recordings a line takes 28 bytes on the disk, a span some three, and a run above a thousand; a column of zeros takes no place, and
    a sample of 256 idle cores has 512 of them beside two or three bytes of time. Small files get what costs nothing anyhow.
    """
    return Limits(
        events=min(MAX_EVENTS, (1 << 16) + size_bytes // 8),
        rows=min(MAX_NUMBERS, (1 << 19) + size_bytes),
        numbers=min(MAX_NUMBERS, (1 << 22) + 256 * size_bytes),
        runs=min(MAX_RUNS, 128 + size_bytes // 256),
    )


class Loader:
    """Fills one session."""

    def __init__(self, session: Session, limits: Limits = Limits()) -> None:
        self.lost = 0
        """Rows that could not be told without a line that is missing."""
        self.full = False
        """There is more in the file than a session takes."""
        self._session = session
        self._decoder = msgspec.json.Decoder(AnyEvent)
        self._tables: dict[bytes, list[bytes]] = {kind: [] for kind in TABLES}
        self._runs: set[int] = set()
        self._max_runs = limits.runs
        self._events, self._rows, self._numbers = limits.events, limits.rows, limits.numbers

    def take(self, lines: list[bytes], most: int) -> int:
        """Take lines in their order; returns how many were damaged. At `most` of them it stops."""
        small: list[bytes] = []
        tables = self._tables
        for line in lines:
            table = tables.get(line[2:4])
            if table is not None:
                self._events -= 1
                if self._events >= 0:
                    table.append(line)  # with its check, which stands where a newer concviz has more
                else:
                    self.full = True
            else:
                small.append(bare(line))
        bad = 0
        for line, event in zip(small, _decoded(small, self._decoder), strict=True):
            if not (self._takes(event) if event is not None else _is_unknown(line)):
                bad += 1
                if bad >= most:
                    break
        return bad

    def _takes(self, event: Event) -> bool:
        if isinstance(event, Header):
            return True
        run = getattr(event, "run", 0)
        if run not in self._runs:
            self._runs.add(run)
        if len(self._runs) > self._max_runs or not _is_whole(event):
            return False
        self._events -= 1
        if self._events < 0 or (isinstance(event, Progress) and event.cells and not self._has_room(event)):
            self.full = True
        if not self.full:
            self._session.take(event)
        return True

    def _has_room(self, event: Progress) -> bool:
        self._numbers -= sum(len(digits) for _, _, digits in event.cells)
        return self._numbers >= 0

    # ---------------------------------------------------------------- tables

    def finish(self) -> int:
        """Put the tables into the session; returns how many of them were damaged."""
        lines, bad = {}, 0
        for kind, arrays in self._tables.items():
            found = _decoded(arrays, msgspec.json.Decoder(TABLES[kind]))
            lines[kind] = [line for line in found if line is not None and self._cells(line) <= MAX_CELLS]
            bad += len(found) - len(lines[kind])
            arrays.clear()
        self._session.reach(max((line.t_us for some in lines.values() for line in some), default=0))
        bad += self._put_cores(lines[b'c"'])
        for kind, put in ((b's"', self._put_spans), (b'l"', self._put_totals), (b't"', self._put_threads)):
            runs: defaultdict[int, list[Any]] = defaultdict(list)
            for line in lines[kind]:
                runs[line.run].append(line)
            for run, some in runs.items():
                self._runs.add(run)
                bad += put(run, some) if len(self._runs) <= self._max_runs else len(some)
        return bad

    def _cells(self, line: Any) -> int:
        """How many numbers the widest column of a line has."""
        return _rows(line) * (self._session.machine.cores if isinstance(line, CoreLine) else getattr(line, "width", 1))

    def _pieces(self, lines: list[C], numbers: Callable[[C], int]) -> Iterator[list[C]]:
        """The lines in pieces of about `BATCH` numbers, none of which begins with a difference to the piece before; as many as
        there is room for."""
        begin = size = place = 0
        for place, line in enumerate(lines):
            count = numbers(line)
            if isinstance(line, SpanLine | TotalsLine):
                self._rows -= count
            else:
                self._numbers -= count
            if min(self._rows, self._numbers) < 0:
                self.full = True
                lines = lines[:place]
                break
            if size >= BATCH and getattr(line, "step", 0) == 0:
                yield lines[begin:place]
                begin, size = place, 0
            size += count
        if begin < len(lines):
            yield lines[begin:]

    def _put_cores(self, lines: list[CoreLine]) -> int:
        cores, bad = self._session.machine.cores, 0
        for piece in self._pieces(lines, lambda line: _rows(line) * cores):
            table = core_table(piece, cores)
            self._session.core_stores[0].add_columns(len(table.columns["t_us"]), **table.columns)
            self.lost += table.lost
            bad += table.bad
        return bad

    def _put_spans(self, run: int, lines: list[SpanLine]) -> int:
        spans, bad = self._session.to_fill(run).spans, 0
        spans.reserve(max(0, min(self._rows, sum(map(_rows, lines)))))
        for piece in self._pieces(lines, _rows):
            table = span_table(piece)
            spans.add_columns(**table.columns)
            self.lost += table.lost
            bad += table.bad
        spans.settle()
        return bad

    def _put_totals(self, run: int, lines: list[TotalsLine]) -> int:
        return sum(self._put_some_totals(run, piece) for piece in self._pieces(lines, _rows))

    def _put_some_totals(self, run: int, lines: list[TotalsLine]) -> int:
        table = totals_table(lines)
        lane, time, row = (table.columns[name] for name in ("lane", "t_us", "row"))
        edges = [0, *(np.flatnonzero(lane[1:] != lane[:-1]) + 1).tolist(), len(lane)]
        for i, j in pairwise(edges):
            if j > i:
                self._session.to_fill(run).totals[int(lane[i])].add_rows(run, int(lane[i]), time[i:j], row[i:j])
        self.lost += table.lost
        return table.bad

    def _put_threads(self, run: int, lines: list[ThreadLine]) -> int:
        threads, bad = self._session.to_fill(run).threads[0], 0
        known = [line for line in lines if threads.knows(line.who_us, line.width)]
        self.lost += sum(map(_rows, lines)) - sum(map(_rows, known))
        for piece in self._pieces(known, lambda line: _rows(line) * line.width):
            tables, broken, lost = thread_tables(piece)
            for (who_us, width), samples in tables.items():
                threads.add_columns(who_us, width, **samples.columns)
            self.lost += lost
            bad += broken
        return bad


def _rows(line: Any) -> int:
    """As many rows as a line can have: it has a character for each."""
    return min(line.n, len(line.packed))


def _decoded(arrays: list[bytes], decoder: msgspec.json.Decoder[Any]) -> list[Any]:
    """What each line holds, None for a damaged one."""
    try:
        found = decoder.decode_lines(b"\n".join(arrays))
    except DAMAGE:
        found = []
    return found if len(found) == len(arrays) else [_line(array, decoder) for array in arrays]


def _line(array: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:
    try:
        return decoder.decode(array)
    except DAMAGE:
        return None


def _is_unknown(array: bytes) -> bool:
    """Whether a line that can't be decoded is of a kind that a newer concviz writes."""
    kind = _KIND.match(array)
    return kind is not None and kind[1] not in _KINDS and array[-1:] == b"]"


def _is_whole(event: Event) -> bool:
    """Whether lists that belong together have the same length."""
    if isinstance(event, Spans):
        columns = (event.item, event.start_us, event.wall_us, event.cpu_us, event.core, event.flag)
        return len({len(column) for column in columns}) == 1
    if isinstance(event, Threads):
        return all(len(column) in (0, len(event.cpu_us)) for column in (event.wait_us, event.core))
    return True
