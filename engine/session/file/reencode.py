"""A recording's lines once more, to be compressed: the same session in fewer and longer lines.

A line that is written every quarter of a second has some tens of rows. Put together to some thousand, sorted by lane, with a
column's digits one after the other, they give gzip long stretches that are alike, which saves a third, and a reader fewer lines
to look at, which saves half of its time. What is damaged, and what hangs on it, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from .checksum import opened, sealed
from .file_pieces import SessionFileError, header_of
from .tables.core_table import core_line, core_table
from .tables.span_table import new_last as no_spans
from .tables.span_table import span_line, span_table
from .tables.thread_table import thread_line, thread_tables
from .tables.totals_table import new_last as no_totals
from .tables.totals_table import totals_line, totals_table
from .tables.wire_rows import CoreLine, SpanLine, ThreadLine, TotalsLine

ROWS = 32_768
"""Of spans or totals, or samples of single threads or cores, in a line."""
LONGEST_US = 300_000_000
"""Of what a line holds: the file may be cut off one day."""
ALIKE = frozenset((b'["progress"', b'["own",', b'["memory",', b'["states",'))
SMALL_LINES = 8_192
ENDED = re.compile(rb'\["end",\d+,(\d+),')
Lines = list[Any]


class Chain:
    """Lines of one kind and run (and one set of threads) that wait to become one; `put` makes it of them, or None if it can't."""

    def __init__(self, put: Callable[[Lines], Any]) -> None:
        self._put = put
        self._raw: list[bytes] = []
        self._lines: Lines = []
        self._rows = 0

    def add(self, raw: bytes, line: Any, rows: int) -> Iterator[bytes]:
        """Take a line; gives what is ready."""
        fresh = getattr(line, "step", 0) == 0
        if fresh and self._lines and (self._rows >= ROWS or line.t_us - self._lines[0].t_us >= LONGEST_US):
            yield from self.end()
        self._raw.append(raw)
        self._lines.append(line)
        self._rows += rows

    def end(self) -> Iterator[bytes]:
        """What is there by now."""
        made = self._put(self._lines) if len(self._lines) > 1 else None
        if made is None:
            yield from self._raw
        else:
            yield sealed(msgspec.json.encode(made))
        self._raw, self._lines, self._rows = [], [], 0


class Recoder:
    """Lines in, lines out, in an order that reads equal."""

    def __init__(self) -> None:
        self._chains: dict[tuple[bytes, int, int], Chain] = {}
        self._cores = 0
        self._over: list[int] = []
        """Runs whose end has come."""
        self._long_over: set[int] = set()
        self._kinds = {
            b'["s"': (msgspec.json.Decoder(SpanLine), _spans),
            b'["l"': (msgspec.json.Decoder(TotalsLine), _totals),
            b'["t"': (msgspec.json.Decoder(ThreadLine), _threads),
            b'["c"': (msgspec.json.Decoder(CoreLine), self._core_line),
        }

    def recoded(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """All lines (with their ends) of a file, the header first."""
        lines = iter(lines)
        header = next(lines, b"")
        self._cores = _cores_of(header)
        yield header
        small: list[bytes] = []
        torn = b""
        for raw in lines:
            if not raw.endswith(b"\n"):
                torn = raw
            elif raw[:4] in self._kinds:
                yield from self._add(raw)
            else:
                small.append(raw)
                self._over += [int(found[1])] if (found := ENDED.match(raw)) else []
            if len(small) >= SMALL_LINES:
                yield from _grouped(small)
                yield from self._end_chains_of_runs()
                small = []
        yield from _grouped(small)
        for chain in self._chains.values():
            yield from chain.end()
        yield torn

    def _end_chains_of_runs(self) -> Iterator[bytes]:
        """Of those that were over when this was done last: by now nothing more comes of them, and memory has room for a few runs only."""
        for key in [key for key in self._chains if key[1] in self._long_over]:
            yield from self._chains.pop(key).end()
        self._long_over, self._over = {*self._over}, []

    def _add(self, raw: bytes) -> Iterator[bytes]:
        decoder, put = self._kinds[raw[:4]]
        array = opened(raw[:-1])
        try:
            line = decoder.decode(array or b"")
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            yield raw
            return
        rows = line.n * (
            line.width if isinstance(line, ThreadLine) else self._cores if isinstance(line, CoreLine) else 1
        )
        key = (raw[:4], getattr(line, "run", 0), getattr(line, "who_us", 0))
        chain = self._chains.setdefault(key, Chain(put))
        yield from chain.add(raw, line, rows)

    def _core_line(self, lines: Lines) -> CoreLine | None:
        table = core_table(lines, self._cores) if self._cores else None
        return None if table is None or table.bad or table.lost else core_line(table.columns)


def _cores_of(raw: bytes) -> int:
    """The cores in a header; 0 if it is none."""
    try:
        return header_of("", raw.rstrip(b"\n")).machine.cores
    except SessionFileError:
        return 0


def _grouped(lines: list[bytes]) -> list[bytes]:
    """Lines that come all the time go together, after those that come now and then."""
    return sorted(lines, key=lambda line: next((kind for kind in ALIKE if line.startswith(kind)), b""))


def _spans(lines: Lines) -> SpanLine | None:
    table = span_table(lines)
    if table.bad or table.lost:
        return None
    return span_line(max(line.t_us for line in lines), lines[0].run, 0, table.columns, no_spans())


def _totals(lines: Lines) -> TotalsLine | None:
    table = totals_table(lines)
    if table.bad or table.lost:
        return None
    return totals_line(max(line.t_us for line in lines), lines[0].run, 0, table.columns, no_totals())


def _threads(lines: Lines) -> ThreadLine | None:
    tables, bad, lost = thread_tables(lines)
    if bad or lost or len(tables) != 1:
        return None
    ((who_us, _), samples) = next(iter(tables.items()))
    return thread_line(lines[0].run, 0, who_us, samples, None)
