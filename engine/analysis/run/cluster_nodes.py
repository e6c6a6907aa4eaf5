"""What each machine of a cluster did in a run, and what it does at the play head.

Workers tell what their processes have used, each reading a total, so what lies between two of them is known and counts evenly. Of a
recording in which they don't, it is known as far as spans have come: one tells its CPU as it ends.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ...model.run_facts import NodeFacts
from ...session.events import Node, NodeUse
from ..memo import RunMemo, memo
from ..snapshot import Floats, Ints, NodeView
from .figures import RunState
from .lane_table import PID_BITS, LaneTable
from .others_cpu import node_uses

if TYPE_CHECKING:
    from ...session.memory.log import Session

_COLUMNS = ("t_us", "node", "cpu_us", "busy_us")
"""Of readings."""
STALE_US = 10_000_000
"""Workers that are at an item for long tell twice as often what they have used."""
NOW_US = 1_000_000
"""What is used now is over this long: items of a cluster are seldom shorter than a tenth of it."""


def nodes_of(session: Session, run: int, table: LaneTable, compute_s: float) -> list[NodeFacts]:
    """The nodes of that run, by number; none where it was done on this machine.

    Args:
        session: the session.
        run: its number.
        table: its lanes.
        compute_s: from the first item begun to the last one ended.
    """
    of_lane = table.pid >> PID_BITS
    uses = node_uses(session, run)
    found: list[NodeFacts] = []
    for node in sorted(session.nodes(run), key=lambda each: each.node):
        here, use = of_lane == node.node, uses.get(node.node)
        of_lanes_us = int((table.thread_cpu_last_us - table.thread_cpu_first_us)[here].sum())
        cpu_us = use.cpu_us if use is not None else of_lanes_us
        found.append(
            NodeFacts(
                node=node.node,
                workers=node.workers,
                lanes=int(here.sum()),
                cores=node.cores,
                cores_used=cpu_us / 1e6 / compute_s if compute_s > 0 else 0.0,
                offset_s=node.offset_us / 1e6,
                within_s=node.within_us / 1e6,
                cpu_s=use.cpu_us / 1e6 if use is not None else None,
                rest_cores=rest_cores(use) if use is not None else None,
                moved_s=use.moved_us / 1e6 if use is not None else None,
                sent_bytes=use.sent_bytes if use is not None else None,
            )
        )
    return found


def rest_cores(last: NodeUse, first: NodeUse | None = None) -> float | None:
    """Cores that others used on a node between those readings, or up to the last; None where that isn't told."""
    over_us = last.over_us - (first.over_us if first is not None else 0)
    busy_us = last.busy_us - (first.busy_us if first is not None else 0)
    cpu_us = last.cpu_us - (first.cpu_us if first is not None else 0)
    return max(busy_us - cpu_us, 0) / over_us if last.busy_us and over_us > 0 else None


def node_views(
    session: Session, state: RunState, t_us: int, history_s: float, history_steps: int
) -> tuple[NodeView, ...]:
    """The nodes by number; none where the run is done on this machine. Of a run that is over, `used` is over its computing."""
    nodes = sorted(session.nodes(state.started.run, t_us), key=lambda each: each.node)
    if not nodes:
        return ()
    step_us = max(int(history_s * 1e6 / history_steps), 1)
    end = -(-t_us // step_us) * step_us
    edges = end - step_us * np.arange(history_steps, -1, -1, dtype=np.int64)
    right = min(t_us, state.until_us)
    left = state.table.start_us if state.over and len(state.table) else right - NOW_US
    if session.latest(NodeUse, state.started.run, t_us) is not None:
        return tuple(_told(session, state, nodes, t_us, edges, left))
    points = np.concatenate([edges, np.array([left, max(right, left + 1)], dtype=np.int64)])
    return tuple(_by_spans(session, state, nodes, t_us, points))


def _told(
    session: Session, state: RunState, nodes: list[Node], t_us: int, edges: Ints, left_us: int
) -> Iterator[NodeView]:
    """By what the workers have told; of a run that goes on, up to the last reading."""
    begin_us = min(int(edges.min()), left_us) - STALE_US
    readings = session.between(NodeUse, state.started.run, begin_us, t_us)
    table = _columns(readings, memo(session, state.started.run))
    order = np.argsort(table[1], kind="stable")  # once for all nodes: there may be hundreds
    times, numbers, cpus, busy = (np.asarray(table[row][order], dtype=np.int64) for row in range(len(_COLUMNS)))
    begins: list[int] = np.searchsorted(numbers, [node.node for node in nodes]).tolist()
    ends: list[int] = np.searchsorted(numbers, [node.node for node in nodes], side="right").tolist()
    for node, begin, end in zip(nodes, begins, ends, strict=True):
        t, cpu = times[begin:end], cpus[begin:end]
        if not len(t) or (not state.over and t[-1] < t_us - STALE_US):
            yield NodeView(node.node, node.workers, node.cores, 0.0, np.zeros(len(edges) - 1))
            continue
        last = readings[int(order[end - 1])]
        history, history_busy = _rates(edges, t, cpu), _rates(edges, t, busy[begin:end])
        since_us = left_us if state.over else last.t_us - NOW_US
        until_us = max(state.until_us if state.over else last.t_us, since_us + 1)
        used = (last.cpu_us - float(np.interp(since_us, t, cpu))) / (until_us - since_us)
        place = max(int(np.searchsorted(t, since_us, side="right")) - 1, 0)
        first = readings[int(order[begin + place])]
        rest, history_rest = rest_cores(last, first) or 0.0, np.maximum(history_busy - history, 0.0)
        told = history_rest if last.busy_us else None
        yield NodeView(node.node, node.workers, node.cores, used, history, rest, told)


def _columns(readings: list[NodeUse], keep: RunMemo) -> Ints:
    """A row each of `_COLUMNS`, a column each reading; a minute of hundreds of nodes is put together once."""
    begin, table = 0, np.zeros((len(_COLUMNS), 0), dtype=np.int64)
    if keep.uses is not None and readings and keep.uses[0]:
        old, known = keep.uses
        start = bisect_left(old, readings[0].t_us, key=lambda use: use.t_us)
        both = len(old) - start
        # Two stretches of one list that is only added to: with both ends and their number alike nothing came in between.
        if 0 < both <= len(readings) and old[start] is readings[0] and old[-1] is readings[both - 1]:
            begin, table = both, known[:, start:]
    new = [(use.t_us, use.node, use.cpu_us, use.busy_us) for use in readings[begin:]]
    table = np.concatenate([table, np.array(new, dtype=np.int64).reshape(-1, len(_COLUMNS)).T], axis=1)
    keep.uses = readings, table
    return table


def _rates(edges: Ints, t_us: Ints, totals: Ints) -> Floats:
    """How fast a running total grew between the edges."""
    return np.asarray(np.diff(np.interp(edges, t_us, totals)) / np.diff(edges), dtype=np.float64)


def _by_spans(session: Session, state: RunState, nodes: list[Node], t_us: int, points: Ints) -> Iterator[NodeView]:
    """By the spans that have come: their CPU between the points; the last two are the edges of now."""
    spans = session.spans(state.started.run, None, int(points.min()), t_us)
    row = np.minimum(np.searchsorted(state.table.lane, spans.lane), max(len(state.table) - 1, 0))
    of_span = (state.table.pid >> PID_BITS)[row] if len(state.table) else np.zeros(0, dtype=np.int64)
    order = np.argsort(of_span, kind="stable")  # once for all nodes: there may be hundreds
    first = np.searchsorted(of_span[order], [node.node for node in nodes])
    last = np.searchsorted(of_span[order], [node.node for node in nodes], side="right")
    for node, begin, end_of in zip(nodes, first.tolist(), last.tolist(), strict=True):
        here = order[begin:end_of]
        cpu = cpu_until(spans.start_us[here], spans.end_us[here], spans.cpu_us[here], points)
        history = np.diff(cpu[:-2]) / np.diff(points[:-2])
        used = float(cpu[-1] - cpu[-2]) / int(points[-1] - points[-2])
        yield NodeView(node.node, node.workers, node.cores, used, history)


def cpu_until(start_us: Ints, end_us: Ints, cpu_us: Ints, points: Ints) -> Floats:
    """CPU until each of the points, µs, of spans whose CPU counts evenly over their length."""
    rate = cpu_us / np.maximum(end_us - start_us, 1)
    return _risen(start_us, rate, points) - _risen(np.maximum(end_us, start_us + 1), rate, points)


def _risen(since_us: Ints, rate: Floats, points: Ints) -> Floats:
    """Sum of `rate * (point - since)` over those that have begun by then."""
    order = np.argsort(since_us, kind="stable")
    since, rate = since_us[order], rate[order]
    base = int(points[0])
    rates = np.concatenate([[0.0], np.cumsum(rate)])
    offsets = np.concatenate([[0.0], np.cumsum(rate * (since - base))])
    begun = np.searchsorted(since, points)
    return np.asarray(rates[begun] * (points - base) - offsets[begun], dtype=np.float64)
