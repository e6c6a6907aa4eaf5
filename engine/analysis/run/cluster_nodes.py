"""What each machine of a cluster did in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...model.run_facts import NodeFacts
from .lane_table import PID_BITS, LaneTable

if TYPE_CHECKING:
    from ...session.memory.log import Session


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
