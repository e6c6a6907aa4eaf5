"""Spans to pieces of a timeline: who ran and who waited, inside one window.

What is known of an item is when it began, when it ended and how much CPU it got. A worker runs at both ends of its own
item (it takes the time there), so an item whose CPU is about its wall time simply ran. One that got less stood still
in between, and with a GIL the other lanes of the process tell when: their own beginnings and ends inside the item are
moments at which *they* ran. The item ran from its start to at most the first of those, and from at the earliest the
last of those to its end; its CPU time is divided so that it fits both. With items of a few milliseconds that leaves an
uncertainty of less than an item.

An item that got a lot of CPU and still waited (longer than two switch intervals) ran and waited in turns inside, and
nothing tells when: it is drawn with its mean share all along, never with moments that were not seen. So is an item in
hand for long, as its thread's clock tells, and is marked as open.

How much of the standing still was waiting for a core is told by the kernel, see `core_waits`.

Many more spans than a screen has cells are drawn coarsely: per lane and slice of the window, the share of each state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...model.vocabulary import MeasuredKind
from ..run.lane_table import RAN, READY, Flags, LaneTable
from ..snapshot import RUN, WAIT_GIL, WAIT_IO, WAIT_LOOP, Floats, Ints, Segments
from ..stops import NOBODY, Stops, cut
from .core_waits import CoreWaits, shared_out
from .coroutine_steps import SLIVER_US, step_pieces
from .items_in_hand import items_in_hand
from .pieces import (
    RAN_SHARE,
    SLICES,
    STALL,
    SWITCH_US,
    Pieces,
    Rows,
    blended,
    joined,
    span_rows,
    split,
    stalled_state,
)
from .seen_waits import CODES, as_seen, biggest, shares_of

if TYPE_CHECKING:
    from ...session.memory.columns import SpanColumns

COARSE_ABOVE = 20_000
"""More spans than this in a window are drawn by shares."""


def timeline(
    spans: SpanColumns,
    table: LaneTable,
    *,
    kind: MeasuredKind,
    waits: CoreWaits,
    seen_us: Floats | None = None,
    awaited: Floats | None = None,
    stops: Stops = NOBODY,
) -> Segments:
    """The pieces of the lanes' time in the window of `waits`.

    Args:
        spans: all that overlap the window and ended in it; parts of coroutines included.
        table: the lanes as of the window's right edge, which is no later than the lanes are known.
        kind: the task's; what stood still is not explained by one that isn't known.
        waits: the kernel's account in the window.
        seen_us: (lanes, 5) what the lanes' threads were seen waiting for, in the order of `run.lane_waits.WAITS`; None: nobody looked.
        awaited: (5,) shares of what suspended coroutines await, in the same order; None: I/O.
        stops: of the same lanes.
    """
    t0_us, t1_us = window = waits.t0_us, waits.t1_us
    if not len(table) or t1_us <= t0_us:
        return no_segments(t1_us)
    rows = span_rows(spans, table)
    shares = shares_of(seen_us, table) if seen_us is not None else np.zeros((len(table), len(CODES)))
    pieces, open_rows = _pieces(rows, table, kind, waits, biggest(shares), awaited)
    inside = _inside(pieces, window)
    shared = shared_out(cut(inside, stops), waits)
    return _segments(as_seen(shared, table, shares), table, open_rows, t1_us)


def _pieces(
    rows: Rows, table: LaneTable, kind: MeasuredKind, waits: CoreWaits, seen: Ints, awaited: Floats | None
) -> tuple[list[Pieces], Ints]:
    """The pieces of all lanes, and the lanes of those whose last one is open."""
    window = waits.t0_us, waits.t1_us
    if _too_many(rows, waits.t1_us - waits.t0_us):
        return _coarse(rows, table, kind, window, awaited), np.zeros(0, dtype=np.int64)
    own_thread = rows.where((rows.flag < RAN) & ~table.coroutine[rows.row])
    hand, open_rows = items_in_hand(own_thread, table, kind, waits)
    pieces = [
        *_items(own_thread, table, kind, window, seen),
        *hand,
        *_between_items(own_thread, table, kind),
        *step_pieces(rows, table, kind, window, seen, awaited),
    ]
    return pieces, open_rows


def no_segments(until_us: int) -> Segments:
    """An empty timeline."""
    none = np.zeros(0, dtype=np.int64)
    return Segments(none, none, none, none.astype(np.uint8), none, none, until_us)


def _too_many(rows: Rows, window_us: int) -> bool:
    """Whether to draw by shares: not where slices would be shorter than items, and show them as gaps."""
    return len(rows.row) > COARSE_ABOVE and 2 * SLICES * float(np.median(rows.end - rows.start)) < window_us


def _items(spans: Rows, table: LaneTable, kind: MeasuredKind, window: tuple[int, int], seen: Ints) -> list[Pieces]:
    """Finished items of lanes with a thread of their own."""
    state = stalled_state(table, kind, seen)[spans.row]
    first_other, last_other = _neighbours(spans, table)
    most = np.minimum(spans.cpu, np.maximum(first_other - spans.start, 0))
    least = np.maximum(spans.cpu - np.maximum(spans.end - last_other, 0), 0)
    head = np.where((state == STALL + WAIT_GIL) & (least <= most), (least + most) // 2, spans.cpu // 2)
    stood = (state != STALL + WAIT_IO) & (spans.cpu < RAN_SHARE * (spans.end - spans.start))
    in_turns = stood & (spans.cpu > 2 * SWITCH_US) & (spans.flag != 1)
    once = ~in_turns
    return [
        *split(spans.where(once), head[once], state[once]),
        *blended(spans.where(in_turns), state[in_turns], window),
    ]


def _between_items(spans: Rows, table: LaneTable, kind: MeasuredKind) -> list[Pieces]:
    """From the end of an item to the beginning of the lane's next one it stood still as well, or did something small.

    Where threads share a GIL the ledger counts that as waiting for it; elsewhere, only what was waiting for a core is
    drawn. Not where spans are missing, which would look the same.
    """
    waits = ~table.coroutine & (table.dropped + table.thinned == 0)
    if kind == "io" or not waits.any():
        return []
    hand = np.flatnonzero(table.busy & waits)
    row = np.concatenate([spans.row, hand])
    start = np.concatenate([spans.start, table.current_start_us[hand]])
    end = np.concatenate([spans.end, table.current_start_us[hand]])
    order = np.lexsort((start, row))
    row, left, right = row[order], end[order][:-1], start[order][1:]
    gap = (row[1:] == row[:-1]) & waits[row[1:]] & (right - left > SLIVER_US)
    row, none = row[1:][gap], np.full(int(gap.sum()), -1)
    return [(row, left[gap], right[gap], stalled_state(table, kind)[row], none, none)]


def _neighbours(spans: Rows, table: LaneTable) -> tuple[Ints, Ints]:
    """For each item the first and the last moment inside it at which another lane of its process began or ended one.

    Without any, the item's end and start.
    """
    count = len(spans.row)
    if not count:
        return spans.end, spans.start
    time, rows = np.concatenate([spans.start, spans.end]), np.concatenate([spans.row, spans.row])
    pid = table.pid[rows]
    order = np.lexsort((rows, time, pid))
    place = np.empty(2 * count, dtype=np.int64)
    place[order] = np.arange(2 * count)
    time, lane, pid = time[order], rows[order], pid[order]
    change = np.flatnonzero((lane[1:] != lane[:-1]) | (pid[1:] != pid[:-1])) + 1
    edges = np.concatenate([[0], change, [2 * count]])
    after = edges[np.searchsorted(edges, place[:count], side="right")]
    before = edges[np.searchsorted(edges, place[count:], side="right") - 1] - 1
    mine, last = table.pid[spans.row], 2 * count - 1
    next_, previous = np.minimum(after, last), np.maximum(before, 0)
    follows = (after <= last) & (pid[next_] == mine)
    precedes = (before >= 0) & (pid[previous] == mine)
    return (
        np.where(follows, np.minimum(time[next_], spans.end), spans.end),
        np.where(precedes, np.maximum(time[previous], spans.start), spans.start),
    )


def _coarse(
    rows: Rows, table: LaneTable, kind: MeasuredKind, window: tuple[int, int], awaited: Floats | None
) -> list[Pieces]:
    """Shares of each state per lane and slice of the window, one piece a state in a slice."""
    t0_us, t1_us = window
    size = len(table) * SLICES
    width = (t1_us - t0_us) / SLICES

    def cells(row: Ints, start: Ints, end: Ints) -> Ints:
        return row * SLICES + np.clip(((start + end) / 2 - t0_us) / width, 0, SLICES - 1).astype(np.int64)

    cell = cells(rows.row, rows.start, rows.end)
    coroutine = table.coroutine[rows.row]

    def sums(which: Flags, amount: Ints) -> Floats:
        return np.bincount(cell[which], amount[which].astype(float), minlength=size).astype(float)

    wall = rows.end - rows.start
    ran = sums(np.where(coroutine, rows.flag == RAN, rows.flag < RAN), rows.cpu)
    ready = sums(rows.flag == READY, wall)
    stood = np.maximum(sums(rows.flag < RAN, wall) - ran - ready, 0)
    for row, start, end, *_ in _between_items(rows.where((rows.flag < RAN) & ~coroutine), table, kind):
        stood += np.bincount(cells(row, start, end), (end - start).astype(float), minlength=size)
    lane, slot = np.divmod(np.arange(size), SLICES)
    suspended = WAIT_IO if awaited is None else CODES[awaited.argmax()]
    rest = np.where(table.coroutine[lane], suspended, stalled_state(table, kind)[lane])
    left, end = t0_us + slot * width, t0_us + (slot + 1) * width
    pieces: list[Pieces] = []
    none = np.full(size, -1)
    for amount, state in ((ran, np.full(size, RUN)), (ready, np.full(size, WAIT_LOOP)), (stood, rest)):
        right = np.minimum(left + amount, end)
        keep = right - left >= 1
        columns = (lane, left.astype(np.int64), right.astype(np.int64), state, none, none)
        row, start, stop, what, core, item = (column[keep] for column in columns)
        pieces.append((row, start, stop, what, core, item))
        left = right
    return pieces


def _inside(pieces: list[Pieces], window: tuple[int, int]) -> Pieces:
    """All pieces, cut to the window."""
    row, start, end, state, core, item = joined(pieces)
    start, end = np.maximum(start, window[0]), np.minimum(end, window[1])
    inside = np.flatnonzero(end > start)
    return row[inside], start[inside], end[inside], state[inside], core[inside], item[inside]


def _segments(pieces: Pieces, table: LaneTable, open_rows: Ints, until_us: int) -> Segments:
    """Ordered by lane and start; `open_rows` are the lanes whose item in hand is known by its mean share alone."""
    row, start, end, state, core, item = pieces
    order = np.lexsort((start, row))
    row, item = row[order], item[order]
    states: NDArray[np.uint8] = state[order].astype(np.uint8)
    is_open = None
    if len(open_rows):
        is_open = np.isin(row, open_rows) & (item == table.current_item[row]) & (item >= 0)
    return Segments(table.lane[row], start[order], end[order], states, core[order], item, until_us, is_open)
