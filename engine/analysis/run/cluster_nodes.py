"""What each machine of a cluster did in a run, and what it does at the play head, by the spans that have come from it.

A span tells its CPU time as it ends, and counts evenly over its length. So what a node uses is known as far as its spans have come: an
item in hand is in none of the figures yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...model.run_facts import NodeFacts
from ..snapshot import Floats, Ints, NodeView
from .figures import RunState
from .lane_table import PID_BITS, LaneTable

if TYPE_CHECKING:
    from ...session.events import Node
    from ...session.memory.log import Session

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
    found: list[NodeFacts] = []
    for node in sorted(session.nodes(run), key=lambda each: each.node):
        here = of_lane == node.node
        cpu_us = int((table.thread_cpu_last_us - table.thread_cpu_first_us)[here].sum())
        found.append(
            NodeFacts(
                node=node.node,
                workers=node.workers,
                lanes=int(here.sum()),
                cores=node.cores,
                cores_used=cpu_us / 1e6 / compute_s if compute_s > 0 else 0.0,
                offset_s=node.offset_us / 1e6,
                within_s=node.within_us / 1e6,
            )
        )
    return found


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
    points = np.concatenate([edges, np.array([left, max(right, left + 1)], dtype=np.int64)])
    spans = session.spans(state.started.run, None, int(points.min()), t_us)
    row = np.minimum(np.searchsorted(state.table.lane, spans.lane), max(len(state.table) - 1, 0))
    of_span = (state.table.pid >> PID_BITS)[row] if len(state.table) else np.zeros(0, dtype=np.int64)
    order = np.argsort(of_span, kind="stable")  # once for all nodes: there may be hundreds
    first = np.searchsorted(of_span[order], [node.node for node in nodes])
    last = np.searchsorted(of_span[order], [node.node for node in nodes], side="right")
    views: list[NodeView] = []
    for node, begin, end_of in zip(nodes, first.tolist(), last.tolist(), strict=True):
        here = order[begin:end_of]
        cpu = cpu_until(spans.start_us[here], spans.end_us[here], spans.cpu_us[here], points)
        views.append(_view(node, cpu, points))
    return tuple(views)


def _view(node: Node, cpu: Floats, points: Ints) -> NodeView:
    history = np.diff(cpu[:-2]) / np.diff(points[:-2])
    used = float(cpu[-1] - cpu[-2]) / int(points[-1] - points[-2])
    return NodeView(node.node, node.workers, node.cores, used, history)


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
