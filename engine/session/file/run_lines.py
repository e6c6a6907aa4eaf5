"""The lines of one run into its log: small events in order, then its tables, unpacked some thousands of lines at a time.

Unpacking a table costs some twenty NumPy calls, whether it has ten rows or a million, and a run of an hour has ten thousand tables.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, TypeVar, get_args

import msgspec
import numpy as np

from ..events import AnyEvent, Machine
from ..memory.log import Session
from ..memory.runs.run_log import RunLog
from .file_pieces import DAMAGE
from .tables.core_table import core_table
from .tables.span_table import span_table
from .tables.thread_table import thread_tables
from .tables.totals_table import totals_table
from .tables.wire_rows import CoreLine, SpanLine, Stepped, ThreadLine, TotalsLine

BATCH = 1 << 17
TABLES: dict[bytes, Any] = {b's"': SpanLine, b'l"': TotalsLine, b't"': ThreadLine, b'c"': CoreLine}
"""The compact lines, by the third and fourth byte of their JSON."""
DECODERS = {kind: msgspec.json.Decoder(table) for kind, table in TABLES.items()}
SMALL: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyEvent)

_KIND = re.compile(rb'\["([a-z]{1,20})"[,\]]')
_KINDS = {str(kind.__struct_config__.tag).encode() for kind in (*get_args(AnyEvent), *TABLES.values())}
C = TypeVar("C", bound=Stepped | CoreLine)


class RunLines:
    """Puts lines that were looked at into a session."""

    def __init__(self, session: Session) -> None:
        self.lost = 0
        """Rows that could not be told without a line that is missing."""
        self.bad = 0
        """Tables that were damaged."""
        self._session = session

    def fill(self, run: int, lines: Iterable[bytes]) -> None:
        """Everything that a file tells of a run."""
        small: list[bytes] = []
        tables: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for line in lines:
            (tables[line[2:4]] if line[2:4] in TABLES else small).append(line)
        for event in decoded(small, SMALL):
            self._session.take(event)
        for kind, put in ((b's"', self._put_spans), (b'l"', self._put_totals), (b't"', self._put_threads)):
            if kind in tables:
                put(run, decoded(tables[kind], DECODERS[kind]))

    def put_cores(self, lines: list[CoreLine]) -> None:
        """What this machine's cores did; those lines hang on no other."""
        cores = self._session.machine.cores
        for piece in _pieces(lines, lambda line: rows_of(line) * cores):
            table = core_table(piece, cores)
            self._session.core_stores[0].add_columns(len(table.columns["t_us"]), **table.columns)
            self.lost += table.lost
            self.bad += table.bad

    def _put_spans(self, run: int, lines: list[SpanLine]) -> None:
        spans = self._session.to_fill(run).spans
        spans.reserve(sum(map(rows_of, lines)))
        for piece in _pieces(lines, rows_of):
            table = span_table(piece)
            spans.add_columns(**table.columns)
            self.lost += table.lost
            self.bad += table.bad
        spans.settle()

    def _put_totals(self, run: int, lines: list[TotalsLine]) -> None:
        for piece in _pieces(lines, rows_of):
            self._put_some_totals(run, piece)

    def _put_some_totals(self, run: int, lines: list[TotalsLine]) -> None:
        table = totals_table(lines)
        lane, time, row = (table.columns[name] for name in ("lane", "t_us", "row"))
        edges = [0, *(np.flatnonzero(lane[1:] != lane[:-1]) + 1).tolist(), len(lane)]
        totals = self._session.to_fill(run).totals
        for i, j in pairwise(edges):
            if j > i:
                totals[int(lane[i])].add_rows(run, int(lane[i]), time[i:j], row[i:j])
        self.lost += table.lost
        self.bad += table.bad

    def _put_threads(self, run: int, lines: list[ThreadLine]) -> None:
        threads = self._session.to_fill(run).threads[0]
        known = [line for line in lines if threads.knows(line.who_us, line.width)]
        self.lost += sum(map(rows_of, lines)) - sum(map(rows_of, known))
        for piece in _pieces(known, lambda line: rows_of(line) * line.width):
            tables, broken, lost = thread_tables(piece)
            for (who_us, width), samples in tables.items():
                threads.add_columns(who_us, width, **samples.columns)
            self.lost += lost
            self.bad += broken


def log_of(machine: Machine, run: int, lines: Iterable[bytes]) -> RunLog:
    """The log of a run that was left as lines."""
    session = Session(machine, clock=lambda: 0)
    RunLines(session).fill(run, lines)
    return session.to_fill(run)


def _pieces(lines: list[C], numbers: Callable[[C], int]) -> Iterator[list[C]]:
    """The lines in pieces of about `BATCH` numbers, none of which begins with a difference to the piece before."""
    begin = size = 0
    for place, line in enumerate(lines):
        if size >= BATCH and getattr(line, "step", 0) == 0:
            yield lines[begin:place]
            begin, size = place, 0
        size += numbers(line)
    if begin < len(lines):
        yield lines[begin:]


def rows_of(line: Any) -> int:
    """As many rows as a line can have: it has a character for each."""
    return min(line.n, len(line.packed))


def decoded(arrays: list[bytes], decoder: msgspec.json.Decoder[Any]) -> list[Any]:
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


def is_unknown(array: bytes) -> bool:
    """Whether a line that can't be decoded is of a kind that a newer concviz writes."""
    kind = _KIND.match(array)
    return kind is not None and kind[1] not in _KINDS and array[-1:] == b"]"
