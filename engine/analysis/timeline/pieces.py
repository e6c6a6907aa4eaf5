"""Rows of spans and the pieces they are cut into: what the timeline is made of on its way to `Segments`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...model.vocabulary import MeasuredKind
from ..run.lane_table import Flags, LaneTable
from ..snapshot import FAILED, RUN, WAIT_GIL, WAIT_IO, Ints

if TYPE_CHECKING:
    from ...session.memory.columns import SpanColumns

SWITCH_US = 5_000
"""CPython's default switch interval: how long a thread may hold the GIL while others want it."""
AT_ONCE_US = 100
"""From the end of an item to the beginning of the next: longer than that, its worker may have been moved meanwhile."""
RAN_SHARE = 0.9
"""An item with at least this much CPU for its wall time ran from start to end."""
NO_STATE = 15
"""Stood still, and nothing measured explains it."""
STALL = 16
"""Added to what a lane does while it stands still: some of it may have been waiting for a core (see `core_waits.shared_out`)."""

SLICES = 400
"""A window is cut into this many where single moments are not known or too many: more than a screen has cells."""
MOST_SLICES = 20_000
"""Of all blended spans in a window together."""

Pieces = tuple[Ints, Ints, Ints, Ints, Ints, Ints]
"""Lane's row in the table, start, end, state, core, item: one array each."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some spans, all columns as 64-bit integers; CPU no more than wall."""

    row: Ints
    """The lane's row in the table."""
    start: Ints
    end: Ints
    cpu: Ints
    core: Ints
    """On which it ended."""
    item: Ints
    flag: Ints
    begun_on: Ints
    """Core on which it began: that on which its lane ended the item just before, else the one it ended on."""

    def where(self, which: Flags) -> Rows:
        """Those of the spans."""
        columns = (self.row, self.start, self.end, self.cpu, self.core, self.item, self.flag, self.begun_on)
        return Rows(*(column[which] for column in columns))

    def pieces(self, which: Flags, start: Ints, end: Ints, state: Ints) -> Pieces:
        """A piece of each of those spans."""
        return self.row[which], start[which], end[which], state[which], self.core[which], self.item[which]

    def heads(self, which: Flags, start: Ints, end: Ints, state: Ints) -> Pieces:
        """A piece of each, from before it stood still."""
        return self.row[which], start[which], end[which], state[which], self.begun_on[which], self.item[which]


def span_rows(spans: SpanColumns, table: LaneTable) -> Rows:
    """The spans, each with its lane's row."""
    row = np.minimum(np.searchsorted(table.lane, spans.lane), len(table) - 1)
    cpu = np.minimum(spans.cpu_us, spans.end_us - spans.start_us)
    begun_on = _begun_on(row, spans)
    columns = (row, spans.start_us, spans.end_us, cpu, spans.core, spans.item, spans.flag, begun_on)
    return Rows(*(column.astype(np.int64) for column in columns))


def _begun_on(row: Ints, spans: SpanColumns) -> Ints:
    """Spans tell their core as they end. A worker that takes its next item at once is still where it ended the one before."""
    order = np.lexsort((spans.start_us, row))
    lane, core = row[order], spans.core[order].astype(np.int64)
    begun_on = core.copy()
    at_once = (lane[1:] == lane[:-1]) & (np.abs(spans.start_us[order][1:] - spans.end_us[order][:-1]) <= AT_ONCE_US)
    begun_on[1:] = np.where(at_once, core[:-1], core[1:])
    found = np.empty_like(begun_on)
    found[order] = begun_on
    return found


def stalled_state(table: LaneTable, kind: MeasuredKind, seen: Ints | None = None) -> Ints:
    """What each lane does while it stands still inside an item and does not wait for a core, marked with `STALL`.

    `seen` is the state that each lane was seen in most (-1: nobody looked). That of a coroutine stands as it is; what lanes with a
    thread of their own did is divided later (see `seen_waits`).
    """
    if kind == "io":
        likely = np.full(len(table), STALL + WAIT_IO)
    else:
        shares_gil = table.contended & (kind != "unknown")
        likely = np.where(shares_gil, STALL + WAIT_GIL, STALL + NO_STATE)
    if seen is None:
        return likely
    likely = np.where((seen >= 0) & (likely == STALL + NO_STATE), STALL + WAIT_IO, likely)
    return np.where((seen >= 0) & table.coroutine, STALL + seen, likely)


def split(spans: Rows, head: Ints, state: Ints) -> list[Pieces]:
    """Each span as one piece that ran, or as ran, stood still, ran.

    Args:
        spans: the spans.
        head: how much of each one's CPU came before it stood still, µs.
        state: what it did while it stood still.
    """
    start, end, failed = spans.start, spans.end, spans.flag == 1
    whole = (spans.cpu >= RAN_SHARE * (end - start)) | failed
    leave, back = start + head, end - (spans.cpu - head)
    run = np.full(len(start), RUN)
    return [
        spans.pieces(whole, start, end, np.where(failed, FAILED, RUN)),
        spans.heads(~whole & (leave > start), start, leave, run),
        spans.pieces(~whole, leave, back, state),
        spans.pieces(~whole & (end > back), back, end, run),
    ]


def blended(spans: Rows, state: Ints, window: tuple[int, int]) -> list[Pieces]:
    """Each span as its mean share of running all along: slices finer than a screen's cells, of which that share ran."""
    t0_us, t1_us = window
    start, end = np.maximum(spans.start, t0_us), np.minimum(spans.end, t1_us)
    width = max((t1_us - t0_us) // SLICES, int(np.maximum(end - start, 0).sum()) // MOST_SLICES, 1)
    number = np.maximum(-(-(end - start) // width), 0)
    owner = np.repeat(np.arange(len(number)), number)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(number) - number, number)
    left = start[owner] + place * width
    right = np.minimum(left + width, end[owner])
    ran = spans.cpu[owner] / np.maximum(spans.end - spans.start, 1)[owner]
    turn = left + ((right - left) * ran).astype(np.int64)
    row, core, item = spans.row[owner], spans.core[owner], spans.item[owner]
    return [
        (row, left, turn, np.full(len(owner), RUN), core, item),
        (row, turn, right, state[owner], core, item),
    ]


def joined(pieces: list[Pieces]) -> Pieces:
    """All pieces in one group of arrays."""
    row, start, end, state, core, item = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return row, start, end, state, core, item
