"""Items in hand: what is known of an item that hasn't ended, in pieces of a timeline."""

from __future__ import annotations

import numpy as np

from ...model.vocabulary import MeasuredKind
from ..run.lane_table import Flags, LaneTable
from ..snapshot import RUN, WAIT_GIL, WAIT_IO, Ints
from .core_waits import CoreWaits
from .pieces import AT_ONCE_US, NO_STATE, RAN_SHARE, STALL, SWITCH_US, Pieces, Rows, blended, stalled_state

LONG_US = 4 * SWITCH_US
"""An item in hand for longer than this may have run and stood still in turns."""


def items_in_hand(spans: Rows, table: LaneTable, kind: MeasuredKind, waits: CoreWaits) -> tuple[list[Pieces], Ints]:
    """The unfinished item of each lane with a thread of its own, up to the right edge; and the lanes of which only a mean share is known.

    Under a shared GIL only the lane of a process that was heard of last is known to run; the others ran from their
    item's start to, at most, the next moment of another lane.
    """
    t1_us = waits.t1_us
    lanes = np.flatnonzero(table.busy & ~table.coroutine & (table.current_start_us < t1_us))
    start, end = table.current_start_us[lanes], np.full(len(lanes), t1_us)
    state = np.full(len(lanes), {"io": WAIT_IO, "unknown": STALL + NO_STATE}.get(kind, RUN))
    core, item = _still_on(spans, table)[lanes], table.current_item[lanes]
    if kind == "io":
        return [(lanes, start, end, state, core, item)], lanes[:0]
    contended = table.contended[lanes] & (kind != "unknown")
    first = _next_of_others(spans, table, lanes, t1_us) if contended.any() else end
    waiting = contended & (first < t1_us)
    leave = np.where(waiting, (start + first) // 2, end)
    long, blend = _long_in_hand(table, lanes, waiting, waits, kind)
    once, stalls = ~long, ~long & waiting
    stalled = np.full(len(lanes), STALL + WAIT_GIL)
    return [
        *blend,
        (lanes[once], start[once], leave[once], state[once], core[once], item[once]),
        (lanes[stalls], leave[stalls], end[stalls], stalled[stalls], core[stalls], item[stalls]),
    ], lanes[long]


def _still_on(spans: Rows, table: LaneTable) -> Ints:
    """(lanes,) the core on which each began the item in hand: where it ended the one just before; -1 not known."""
    last = np.full(len(table), -1)
    last[spans.row] = np.arange(len(spans.row))
    if not len(spans.row):
        return last
    at_once = (last >= 0) & (np.abs(table.current_start_us - spans.end[last]) <= AT_ONCE_US)
    return np.where(at_once, spans.core[last], -1)


def _long_in_hand(
    table: LaneTable, lanes: Ints, waiting: Flags, waits: CoreWaits, kind: MeasuredKind
) -> tuple[Flags, list[Pieces]]:
    """Which of the lanes have had their item in hand for so long that their threads' clocks tell how much of it they ran.

    A lane that is `waiting` for others is known better by those, unless it ran and waited in turns.
    """
    begun, t1_us = table.current_start_us[lanes], waits.t1_us
    start, end = np.maximum(begun, waits.t0_us), np.full(len(lanes), t1_us)
    cpu = waits.cpu_us(lanes, start, end)
    turns = ~waiting | (cpu * (t1_us - begun) > 2 * SWITCH_US * (end - start))
    certain = np.where(table.contended[lanes], LONG_US, SWITCH_US)
    long = (t1_us - begun > certain) & turns & (cpu < RAN_SHARE * (end - start))
    none = np.full(len(lanes), -1)
    used = np.fmax(cpu, 0).astype(np.int64)
    spans = Rows(lanes, start, end, used, none, table.current_item[lanes], none * 0, none)
    state = stalled_state(table, kind)[lanes]
    return long, blended(spans.where(long), state[long], (waits.t0_us, t1_us))


def _next_of_others(spans: Rows, table: LaneTable, lanes: Ints, t1_us: int) -> Ints:
    """For each item in hand, the first moment after its start at which another lane of its process was heard of."""
    start = table.current_start_us[lanes]
    time = np.concatenate([spans.start, spans.end, start])
    row = np.concatenate([spans.row, spans.row, lanes])
    order = np.argsort(time, kind="stable")
    time, row, pid = time[order], row[order], table.pid[row[order]]
    first = np.full(len(lanes), t1_us)
    for index, (lane, since) in enumerate(zip(lanes.tolist(), start.tolist(), strict=True)):
        place = int(time.searchsorted(int(since), side="right"))
        others = (row[place:] != lane) & (pid[place:] == table.pid[lane])
        if others.any():
            first[index] = time[place + int(others.argmax())]
    return first
