"""The compact lines of a file: tables of whole numbers packed as text (see `packing`), a kind each for what is nearly all of it.

- `s`: spans of all lanes of one run, `l`: totals of its lanes. One row each, by lane, as differences to the lane's last row.
- `t`: samples of a run's threads, as differences to the sample before, in units of 100 µs. The unit's number is taken from the
  total itself, so the error of a decoded total is at most 50 µs and never adds up.
- `c`: samples of the cores in thousandths: all that is busy, and (with a split) how much of it is not the run's.

Differences need the line before. So these lines (but `c`, which has none to another line) count their `step` since the last line of
their kind and run that has absolute numbers (step 0, at least every `KEY_EVERY` lines): a reader that misses a step leaves the rest
out up to the next step 0, which is some seconds later, and never adds to a wrong number.

A recording writes a line of each kind every quarter of a second. When it is closed and compressed, lines are put together to some
thousand rows (see `recoding`); it is the same format, and reads equal.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ....model.numbers import MAX_LINE, Micros, Number
from ...events.fields import Event

KEY_EVERY = 64
UNIT_US = 100
SPAN_COLUMNS, TOTALS_COLUMNS, CORE_COLUMNS = 7, 14, 6
UNKNOWN, KNOWN = 1, 2
"""Whether a sample has what not every machine tells. Never 0, so a table is never smaller than the number of its rows."""

Rows = Annotated[int, Meta(ge=1, le=MAX_LINE)]


class Block(Event, frozen=True, array_like=True):
    """A table of `n` rows."""

    t_us: Micros
    """The latest time in it."""
    run: Number
    n: Rows
    packed: str


class Stepped(Block, frozen=True, array_like=True):
    """A table of differences; a `step` above 0 needs the line of the step before."""

    step: Number = 0


class SpanLine(Stepped, frozen=True, array_like=True, tag="s"):
    """Columns: lane (difference to the row above), time, item, wall less CPU, CPU, core + 1, flag. Item and CPU as differences to
    the lane's last row, core as what is exclusive of it. Time: the gap since the lane's last span, or in its first row since a
    step 0, from the end back to `t_us`."""


class TotalsLine(Stepped, frozen=True, array_like=True, tag="l"):
    """Columns: lane (difference to the row above), and `totals.totals_row`, its first as it is, the others as differences to the
    lane's last row."""


class ThreadLine(Stepped, frozen=True, array_like=True, tag="t"):
    """`n` samples of `width` threads. Columns of `n`: time (see `CoreLine`), whether waiting was measured. Columns of `n` * `width`,
    a sample after the other: CPU, waiting, core + 1, as differences to the sample before."""

    width: Annotated[int, Meta(ge=1, le=MAX_LINE)] = 1
    who_us: Micros = 0
    """The `t_us` of the `ProcessTable` that names the threads."""


class CoreLine(Event, frozen=True, array_like=True, tag="c"):
    """`n` samples of all cores. Columns of `n`: time (the difference to the sample before, of the first one back to `t_us`), length
    (as the difference to that), the run's total, whether the split is known. Columns of `n` * cores: busy, busy less run."""

    t_us: Micros
    n: Rows
    packed: str
