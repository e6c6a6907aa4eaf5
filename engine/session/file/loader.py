"""Lines of a file into a session: what belongs to no run at once, what belongs to one when all of it is there.

A session has its last runs whole in memory (see `memory/runs/run_room.py`), so of a file's older runs nothing is unpacked: their
lines are looked at, and go as they are into the session's file without a name. When somebody asks for such a run it is made of them
as the last ones are here; of its tables no more is known until then than that each line is what was written.

What a file makes of itself in memory is bounded: events and numbers beyond `MAX_EVENTS` and `MAX_NUMBERS` are not taken.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ...model.numbers import MAX_RUNS
from ..events import Event, Header, Phase, Progress, RunEnded, RunStarted, Spans, Threads
from ..memory.log import Session
from ..memory.runs import run_room
from .checksum import bare
from .run_lines import DECODERS, SMALL, TABLES, RunLines, decoded, is_unknown, log_of, rows_of
from .tables.wire_rows import CoreLine, SpanLine, TotalsLine

MAX_EVENTS, MAX_NUMBERS = 4_000_000, 1 << 26
MAX_CELLS = 1 << 22
"""Numbers of one line: what unpacks it holds several copies of them."""
MAX_CORE_LINES = 4_096
"""That wait to be unpacked together."""


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


@dataclass(slots=True)
class RunText:
    """What was read of one run."""

    lines: list[bytes] = field(default_factory=list)
    size_bytes: int = 0
    first_us: int | None = None
    """Of its small events; its tables come after the first of them."""
    ends: list[RunEnded] = field(default_factory=list)
    inputs: str = ""


class Loader:
    """Fills one session."""

    def __init__(self, session: Session, limits: Limits = Limits()) -> None:
        self.full = False
        """There is more in the file than a session takes."""
        self._session = session
        self._filler = RunLines(session)
        self._texts: OrderedDict[int, RunText] = OrderedDict()
        self._size_bytes = 0
        self._core_lines: list[CoreLine] = []
        self._runs: set[int] = set()
        self._max_runs = limits.runs
        self._events, self._rows, self._numbers = limits.events, limits.rows, limits.numbers
        self._bad_tables = 0

    @property
    def lost(self) -> int:
        """Rows that could not be told without a line that is missing."""
        return self._filler.lost

    def take(self, lines: list[bytes], most: int) -> int:
        """Take lines in their order; returns how many were damaged, but for tables. At `most` of them it stops."""
        small: list[bytes] = []
        tables: dict[bytes, list[bytes]] = {kind: [] for kind in TABLES}
        for line in lines:
            table = tables.get(line[2:4])
            if table is None:
                small.append(bare(line))
            elif self._counts():
                table.append(line)  # with its check, which stands where a newer concviz has more
        bad = 0
        for line, event in zip(small, decoded(small, SMALL), strict=True):
            if not (self._takes(line, event) if event is not None else is_unknown(line)):
                bad += 1
                if bad >= most:
                    break
        for kind, arrays in tables.items():
            for line, table in zip(arrays, decoded(arrays, DECODERS[kind]), strict=True):
                self._take_table(line, table)
        self._relieve()
        return bad

    def finish(self) -> int:
        """Make logs of the runs that are still here; returns how many tables were damaged."""
        while self._texts:
            run, text = self._texts.popitem(last=False)
            self._put_aside(run, text) if self._session.is_cold(run) else self._filler.fill(run, text.lines)
        self._filler.put_cores(self._core_lines)
        self._session.cool()
        return self._filler.bad + self._bad_tables

    # ---------------------------------------------------------------- small events

    def _counts(self) -> bool:
        self._events -= 1
        if self._events < 0:
            self.full = True
        return not self.full

    def _takes(self, line: bytes, event: Event) -> bool:
        if isinstance(event, Header):
            return True
        run = getattr(event, "run", 0)
        if not self._is_welcome(run) or not _is_whole(event):
            return False
        if not self._counts() or (isinstance(event, Progress) and event.cells and not self._has_room(event)):
            self.full = True
        elif isinstance(event, RunStarted) or not hasattr(event, "run"):
            self._session.take(event)
        else:
            self._keep(run, line, event)
        return True

    def _is_welcome(self, run: int) -> bool:
        self._runs.add(run)
        return len(self._runs) <= self._max_runs

    def _has_room(self, event: Progress) -> bool:
        self._numbers -= sum(len(digits) for _, _, digits in event.cells)
        return self._numbers >= 0

    def _keep(self, run: int, line: bytes, event: Any) -> None:
        text = self._text(run, line)
        text.first_us = event.t_us if text.first_us is None else min(text.first_us, event.t_us)
        if isinstance(event, RunEnded):
            text.ends.append(event)
        elif isinstance(event, Phase) and event.name == "items_ready":
            text.inputs = text.inputs or event.facts.inputs
        self._session.reach(event.t_us)

    def _text(self, run: int, line: bytes) -> RunText:
        text = self._texts.setdefault(run, RunText())
        text.lines.append(line)
        text.size_bytes += len(line)
        self._size_bytes += len(line)
        return text

    # ---------------------------------------------------------------- tables

    def _take_table(self, line: bytes, table: Any) -> None:
        if table is None or self._cells(table) > MAX_CELLS:
            self._bad_tables += 1
            return
        self._session.reach(table.t_us)
        if isinstance(table, SpanLine | TotalsLine):
            self._rows -= rows_of(table)
        else:
            self._numbers -= self._cells(table)
        if min(self._rows, self._numbers) < 0:
            self.full = True
        elif isinstance(table, CoreLine):
            self._core_lines.append(table)
        elif self._is_welcome(table.run):
            self._text(table.run, line)
        else:
            self._bad_tables += 1

    def _cells(self, line: Any) -> int:
        """How many numbers the widest column of a line has."""
        return rows_of(line) * (
            self._session.machine.cores if isinstance(line, CoreLine) else getattr(line, "width", 1)
        )

    # ---------------------------------------------------------------- what has to go

    def _relieve(self) -> None:
        if len(self._core_lines) > MAX_CORE_LINES:
            self._filler.put_cores(self._core_lines)
            self._core_lines = []
        while (count := len(self._texts)) > run_room.HOT_RUNS or (count > 2 and self._size_bytes > run_room.HOT_BYTES):
            self._put_aside(*self._texts.popitem(last=False))

    def _put_aside(self, run: int, text: RunText) -> None:
        self._size_bytes -= text.size_bytes
        read = partial(log_of, self._session.machine, run)
        if not self._session.take_cold(run, text.lines, text.first_us, text.ends, text.inputs, read):
            self._filler.fill(run, text.lines)


def _is_whole(event: Event) -> bool:
    """Whether lists that belong together have the same length."""
    if isinstance(event, Spans):
        columns = (event.item, event.start_us, event.wall_us, event.cpu_us, event.core, event.flag)
        return len({len(column) for column in columns}) == 1
    if isinstance(event, Threads):
        return all(len(column) in (0, len(event.cpu_us)) for column in (event.wait_us, event.core))
    return True
