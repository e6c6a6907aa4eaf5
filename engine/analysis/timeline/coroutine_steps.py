"""Coroutines on the timeline: steps that ran, readiness, and what neither covers is waiting for what was awaited."""

from __future__ import annotations

import numpy as np

from ...model.vocabulary import MeasuredKind
from ..run.lane_table import RAN, READY, LaneTable
from ..snapshot import FAILED, WAIT_IO, WAIT_LOOP, Floats, Ints
from .pieces import Pieces, Rows, split, stalled_state
from .seen_waits import divided

FAILED_US = 2_000
"""How much of the end of a failed item is marked."""
SLIVER_US = 50
"""Shorter gaps between steps are not drawn."""


def step_pieces(
    spans: Rows,
    table: LaneTable,
    kind: MeasuredKind,
    window: tuple[int, int],
    seen: Ints | None = None,
    awaited: Floats | None = None,
) -> list[Pieces]:
    """The pieces of all coroutine lanes in the window (t0, t1); `awaited`: shares of what they are suspended for, None: I/O."""
    if not table.coroutine.any():
        return []
    spans = spans.where(table.coroutine[spans.row])
    steps = spans.where(spans.flag == RAN)
    state = stalled_state(table, kind, seen)[steps.row]
    gaps = _gaps(spans, table, kind, window)
    marked = np.maximum(spans.start, spans.end - FAILED_US)
    return [
        spans.pieces(spans.flag == READY, spans.start, spans.end, np.full(len(spans.row), WAIT_LOOP)),
        *split(steps, steps.cpu // 2, state),
        spans.pieces(spans.flag == 1, marked, spans.end, np.full(len(spans.row), FAILED)),
        gaps if awaited is None else divided(gaps, np.broadcast_to(awaited, (len(gaps[0]), len(awaited)))),
    ]


def _gaps(spans: Rows, table: LaneTable, kind: MeasuredKind, window: tuple[int, int]) -> Pieces:
    """What no step covers between an item's start and its end.

    An item's two ends go in as steps of no length, cut to the window; then every gap is one between neighbours. The
    item in hand has the right edge as its end, but only for I/O: of a CPU-bound one a step may be running just now.
    """
    t0_us, t1_us = window
    step, whole = spans.where(spans.flag >= RAN), spans.where(spans.flag < RAN)
    in_hand = np.flatnonzero(table.busy & table.coroutine & (kind == "io") & (table.current_start_us < t1_us))
    edge = np.full(len(in_hand), t1_us)
    begun = np.maximum(table.current_start_us[in_hand], t0_us)
    whole_start, current = np.maximum(whole.start, t0_us), table.current_item[in_hand]
    row = np.concatenate([step.row, whole.row, whole.row, in_hand, in_hand])
    item = np.concatenate([step.item, whole.item, whole.item, current, current])
    start = np.concatenate([np.maximum(step.start, t0_us), whole_start, whole.end, begun, edge])
    end = np.concatenate([step.end, whole_start, whole.end, begun, edge])
    order = np.lexsort((end, start, item, row))
    row, item, left, right = row[order], item[order], end[order][:-1], start[order][1:]
    gap = (row[1:] == row[:-1]) & (item[1:] == item[:-1]) & (right - left > SLIVER_US)
    state, core = np.full(int(gap.sum()), WAIT_IO), np.full(int(gap.sum()), -1)
    return row[1:][gap], left[gap], right[gap], state, core, item[1:][gap]
