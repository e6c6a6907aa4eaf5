"""What the machines of a watched cluster do, by the samples of their cores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...session.memory.columns import CoreColumns
from ..cores import steps
from ..snapshot import Floats, NodeView

if TYPE_CHECKING:
    from ...session.events import Node
    from ...session.memory.log import Session

NOW_US = 1_500_000
"""What is used now is over this long: samples come with heartbeats, of a few workers twice a second …"""
STALE_US = 15_000_000
"""… and of a thousand every six seconds; what is older than this says nothing of now."""


def watched_nodes(session: Session, run: int, t_us: int, history_s: float, steps_shown: int) -> tuple[NodeView, ...]:
    """The nodes by number, with what the cluster's workers used of each, and others there; none where no cluster is watched."""
    step_us = max(int(history_s * 1e6 / steps_shown), 1)
    end = -(-t_us // step_us) * step_us
    edges = end - step_us * np.arange(steps_shown, -1, -1, dtype=np.int64)
    over = session.run_end(run, t_us) is not None
    views: list[NodeView] = []
    for node in sorted(session.nodes(run, t_us), key=lambda each: each.node):
        columns = session.cores(min(int(edges[0]), t_us - STALE_US), t_us, node.node)
        busy, used = columns.busy.sum(axis=1), columns.run_total
        both = CoreColumns(columns.t_us, columns.dt_us, np.maximum(busy, used)[:, None], used[:, None], used, True)
        history_busy, history = steps(both, edges, 1)
        views.append(_view(node, both, t_us, history[0], (history_busy - history)[0], over=over))
    return tuple(views)


def _view(node: Node, both: CoreColumns, t_us: int, history: Floats, history_rest: Floats, *, over: bool) -> NodeView:
    """Of a cluster that isn't watched any more nothing is known of now."""
    lately = both.t_us > t_us - NOW_US
    if not lately.any() and len(both) and int(both.t_us[-1]) > t_us - STALE_US:
        lately[-1] = True
    weight = both.dt_us[lately].astype(np.float64)
    if over or not weight.sum():
        return NodeView(node.node, node.workers, node.cores, 0.0, history, 0.0, history_rest)
    busy, used = (float(weight @ values[lately, 0] / weight.sum()) for values in (both.busy, both.run))
    return NodeView(node.node, node.workers, node.cores, used, history, busy - used, history_rest)
