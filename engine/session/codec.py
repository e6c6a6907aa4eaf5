"""Events as lines of a file.

Most kinds are written as they are: one JSON array, the kind first. Four kinds are nearly all of a session and have a
compact line of their own, a table of integers packed as text (see `packing`):

- `s`: spans of all lanes of one run, up to `HOLD_US` of them in one line, as differences to the lane's last span.
- `l`: totals of lanes, held and written with the spans, as differences to the lane's last row.
- `t`: one sample of the threads, as differences to the last one, in units of 100 µs. The unit's number is taken from
  the total itself, so the error of a decoded total is at most 50 µs and never adds up.
- `c`: one sample of the cores in thousandths: all that is busy, and (with a split) how much of it is not the run's.

Differences need the line before. So these lines (but `c`, which has none) count their `step` since the last line that has absolute numbers
(step 0, at least every `KEY_EVERY` lines): a reader that misses a step leaves the rest out up to the next step 0, which
is some seconds later, and never adds to a wrong number. A `t` line with step 0 names the `Who` whose rows it has.

Every line ends with `"~xxxx"`, 24 bits of a CRC over all that stands before: in tables packed this densely a flipped bit
is another valid number, and a session must not tell falsehoods. A line without one is taken as it is.

After a `kill -9` at most the line being made is lost: a quarter of a second of spans and totals, nothing of the rest.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import msgspec

from .events import (
    Cores,
    Event,
    Header,
    LaneTotals,
    Progress,
    RunEnded,
    Spans,
    Threads,
    Who,
)
from .packing import ALPHABET, fold, pack_columns

HOLD_US = 250_000
HOLD_SPANS = 1_024
KEY_EVERY = 64
UNIT_US = 100
CHECK_BYTES = len(b',"~xxxx"]')
SPAN_COLUMNS, TOTALS_COLUMNS, THREAD_COLUMNS, CORE_COLUMNS = 7, 14, 3, 2
_PAIRS = [(first + second).encode() for second in ALPHABET for first in ALPHABET]
_DEFAULT_TAIL = b",null,[],[]]"
WAIT_KNOWN = 1 << THREAD_COLUMNS
SPLIT_KNOWN = 1 << CORE_COLUMNS


class BlockLine(Event, frozen=True, array_like=True):
    """A table of `n` rows; see `packing.Block`."""

    t_us: int
    run: int
    n: int
    mask: int
    packed: str


class SteppedLine(BlockLine, frozen=True, array_like=True):
    """A table of differences; a `step` above 0 needs the line of the step before."""

    step: int = 0


class SpanLine(SteppedLine, frozen=True, array_like=True, tag="s"):
    """Spans, by lane, as they came. Columns: lane (difference to the row above), time, item, wall less CPU, CPU,
    core + 1, flag; item, CPU and core as differences to the lane's last row. Time: the gap since the lane's last span, or
    in its first row since a step 0, from the end back to `t_us`."""


class TotalsLine(SteppedLine, frozen=True, array_like=True, tag="l"):
    """Totals of lanes. Columns: lane (difference to the row above), and `totals_row`, its first as it is, the others as
    differences to the lane's last row."""


class ThreadLine(SteppedLine, frozen=True, array_like=True, tag="t"):
    """One sample of the threads. Columns: CPU, waiting, core + 1, as differences to the last line. Mask bit `WAIT_KNOWN`:
    waiting was measured."""

    who_us: int = 0
    """With step 0: the `t_us` of the `Who` that names the rows."""


class CoreLine(Event, frozen=True, array_like=True, tag="c"):
    """One sample of the cores. Columns: busy, busy less run. Mask bit `SPLIT_KNOWN`: the second column means something."""

    t_us: int
    dt_us: int
    n: int
    mask: int
    packed: str
    run_total_permille: int = 0


def totals_row(t_us: int, event: LaneTotals) -> list[int]:
    """The twelve numbers of a `TotalsLine` after the lane, chosen so that their differences are small."""
    return [
        t_us - event.t_us,
        event.items,
        event.last_us - event.first_us - event.wall_us,
        event.cpu_us,
        event.thread_cpu_first_us,
        event.thread_cpu_last_us - event.thread_cpu_first_us - event.cpu_us,
        event.first_us,
        event.t_us - event.last_us,
        event.dropped,
        event.thinned,
        event.current_item,
        event.current_start_us - event.last_us,
        int(event.ended),
    ]


class Encoder:
    """Turns events into lines, in the order in which they come. It holds spans and totals back for a moment."""

    def __init__(self) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._spans: list[Spans] = []
        self._totals: list[LaneTotals] = []
        self._held_since_us: int | None = None
        self._held_spans = 0
        self._cores = 0
        self._who: dict[int, tuple[int, int]] = {}
        self._thread_step: dict[int, int] = {}
        self._thread_rows: dict[int, tuple[bool, list[list[int]]]] = {}
        self._totals_step: dict[int, int] = {}
        self._totals_rows: dict[int, dict[int, list[int]]] = {}
        self._span_step: dict[int, int] = {}
        self._span_rows: dict[int, dict[int, tuple[int, int, int, int]]] = {}
        self._scrub = _Scrubber()

    def encode(self, event: Event) -> list[bytes]:
        """The lines that are ready now that `event` has come: none, one or several."""
        if type(event) is Spans or type(event) is LaneTotals:
            return self._hold(event)
        lines = self.flush() if self._is_due(event) else []
        lines.append(self._line(event))
        return lines

    def flush(self) -> list[bytes]:
        """The lines of what was held back."""
        lines: list[Event] = []
        for run in {event.run for event in self._spans}:
            events = [event for event in self._spans if event.run == run and event.item]
            if events:
                lines.append(self._span_line(run, events))
        for run in {event.run for event in self._totals}:
            lines.append(self._totals_line(run, [event for event in self._totals if event.run == run]))
        self._spans, self._totals = [], []
        self._held_since_us, self._held_spans = None, 0
        return [sealed(self._encode(line)) for line in lines]

    def _hold(self, event: Spans | LaneTotals) -> list[bytes]:
        lines = self.flush() if self._is_due(event) else []
        if self._held_since_us is None:
            self._held_since_us = event.t_us
        if isinstance(event, Spans):
            self._spans.append(event)
            self._held_spans += len(event.item)
        else:
            self._totals.append(event)
        return lines

    def _is_due(self, event: Event) -> bool:
        if self._held_since_us is None:
            return False
        t_us = getattr(event, "t_us", 0)
        full = self._held_spans >= HOLD_SPANS
        return full or isinstance(event, RunEnded) or abs(t_us - self._held_since_us) >= HOLD_US

    def _line(self, event: Event) -> bytes:
        if isinstance(event, Threads) and event.cpu_us and self._width(event.run) == len(event.cpu_us):
            return sealed(self._encode(self._thread_line(event)))
        if isinstance(event, Cores) and len(event.busy_permille) == self._cores > 0:
            return sealed(self._encode(_core_line(event)))
        if isinstance(event, Header):
            self._cores = event.machine.cores
        if isinstance(event, Who):
            self._who[event.run] = event.t_us, len(event.rows)
            self._thread_rows.pop(event.run, None)
        array = self._scrub(self._encode(event))
        if isinstance(event, Progress) and array.endswith(_DEFAULT_TAIL):
            array = array.removesuffix(_DEFAULT_TAIL) + b"]"
        return sealed(array)

    def _width(self, run: int) -> int:
        return self._who.get(run, (0, 0))[1]

    def _thread_line(self, event: Threads) -> ThreadLine:
        run, known = event.run, bool(event.wait_us)
        rows = [
            [(total + UNIT_US // 2) // UNIT_US for total in event.cpu_us],
            [(total + UNIT_US // 2) // UNIT_US for total in event.wait_us],
            [core + 1 for core in event.core],
        ]
        step = self._thread_step.get(run, 0) + 1
        before_known, before = self._thread_rows.get(run, (known, []))
        same = before_known == known and [len(row) for row in before] == [len(row) for row in rows]
        if not same or step >= KEY_EVERY:
            step, before = 0, [[0] * len(row) for row in rows]
        self._thread_step[run], self._thread_rows[run] = step, (known, rows)
        moved = [[fold(b - a) for a, b in zip(*pair, strict=True)] for pair in zip(before, rows, strict=True)]
        mask, packed = pack_columns(moved)
        mask |= WAIT_KNOWN if known else 0
        who_us = 0 if step else self._who[run][0]
        return ThreadLine(event.t_us, run, len(event.cpu_us), mask, packed, step, who_us)

    def _span_line(self, run: int, events: list[Spans]) -> SpanLine:
        step = (self._span_step.get(run, -1) + 1) % KEY_EVERY
        self._span_step[run] = step
        if step == 0:
            self._span_rows[run] = {}
        before, t_us, lane = self._span_rows[run], events[-1].t_us, 0
        table: list[tuple[int, ...]] = []
        for event in sorted(events, key=lambda event: event.lane):
            end, item, cpu, core = before.get(event.lane, (None, 0, 0, -1))
            rows = zip(event.item, event.start_us, event.wall_us, event.cpu_us, event.core, event.flag, strict=True)
            for new_item, start, wall, new_cpu, new_core, flag in rows:
                time = t_us - start - wall if end is None else start - end
                moved = (time, new_item - item, wall - new_cpu, new_cpu - cpu, new_core - core)
                table.append((event.lane - lane, *map(fold, moved), flag))
                lane, end, item, cpu, core = event.lane, start + wall, new_item, new_cpu, new_core
            if end is not None:
                before[event.lane] = end, item, cpu, core
        mask, packed = pack_columns(list(zip(*table, strict=True)))
        return SpanLine(t_us, run, len(table), mask, packed, step)

    def _totals_line(self, run: int, events: list[LaneTotals]) -> TotalsLine:
        step = (self._totals_step.get(run, -1) + 1) % KEY_EVERY
        self._totals_step[run] = step
        if step == 0:
            self._totals_rows[run] = {}
        before = self._totals_rows[run]
        t_us, lane, table = events[-1].t_us, 0, []
        for event in sorted(events, key=lambda event: event.lane):
            row = totals_row(t_us, event)
            last = before.get(event.lane, [0] * len(row))
            moved = [row[0], *(new - old for new, old in zip(row[1:], last[1:], strict=True))]
            table.append([event.lane - lane, *map(fold, moved)])
            before[event.lane], lane = row, event.lane
        mask, packed = pack_columns(list(zip(*table, strict=True)))
        return TotalsLine(t_us, run, len(table), mask, packed, step)


def _core_line(event: Cores) -> CoreLine:
    busy = [max(0, share) for share in event.busy_permille]
    known = len(event.run_permille) == len(busy)
    rest = [max(0, b - r) for b, r in zip(busy, event.run_permille, strict=True)] if known else []
    mask, packed = pack_columns([busy, rest])
    mask |= SPLIT_KNOWN if known else 0
    return CoreLine(event.t_us, event.dt_us, len(busy), mask, packed, event.run_total_permille)


def check_of(data: bytes) -> bytes:
    """The end of a line: four characters that change if any byte of `data` does (but for one in 16 million)."""
    crc = zlib.crc32(data)
    return b',"~' + _PAIRS[crc & 4095] + _PAIRS[crc >> 12 & 4095] + b'"]'


def sealed(array: bytes) -> bytes:
    """A JSON array with its check as the last element, and the end of the line."""
    return array[:-1] + check_of(array[:-1]) + b"\n"


def opened(line: bytes) -> bytes | None:
    """The JSON array of a line (without its end), or None if it is damaged."""
    body, end = line[:-CHECK_BYTES], line[-CHECK_BYTES:]
    crc = zlib.crc32(body)  # as in check_of; called for each of a hundred thousand lines
    if end[3:] == _PAIRS[crc & 4095] + _PAIRS[crc >> 12 & 4095] + b'"]' and end[:3] == b',"~':
        return body + b"]"
    return None if end.startswith(b',"~') and end.endswith(b'"]') else line


class _Scrubber:
    """Takes the path of the user's home folder out of lines: tracebacks and output name files."""

    def __init__(self) -> None:
        try:
            home = str(Path.home())
        except RuntimeError:
            home = ""
        text = msgspec.json.encode(home)[1:-1]
        self._home = re.compile(re.escape(text) + rb"(?![\w.-])") if len(home) > 1 else None

    def __call__(self, line: bytes) -> bytes:
        return self._home.sub(b"~", line) if self._home is not None else line
