"""What is told of a watched cluster when watching is over: its machines, its workers, and what became of its tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...model.program_facts import ClusterResult, NodeUsed, PrefixDone, WorkerSeen
from ..findings import findings
from ..gather import facts
from ..run.figures import run_figures
from .cluster_view import cluster_view

if TYPE_CHECKING:
    from ...session.events import PrefixRow, WorkerRow
    from ...session.memory.log import Session

OF_NOW = ("who does what", "tasks off the cores")
"""What speaks of now alone."""


def cluster_result(session: Session, run: int) -> ClusterResult:
    """The account of the cluster, from the beginning to the end of watching."""
    started = next(each for each in session.runs() if each.run == run)
    end = session.run_end(run)
    until_us = end.t_us if end is not None else session.length_us
    lately = until_us - 1 if end is not None else until_us
    known = facts(session, run_figures(session, started, lately), lately)
    view = cluster_view(session, run, until_us)
    return ClusterResult(
        status="ended" if end is not None and end.status == "done" else "left",
        wall_s=(until_us - started.t_us) / 1e6,
        nodes=_nodes(session, run),
        workers=[_worker(each.row) for each in view.workers] if view is not None else [],
        tasks=[_prefix(each.row) for each in view.prefixes] if view is not None else [],
        lost_spans=view.lost if view is not None else 0,
        clients=view.clients if view is not None else 0,
        says=[f"{each.headline} {each.text}" for each in findings(known) if each.rule not in OF_NOW],
        missing=[each.why for each in session.missing()],
        machine=session.machine.facts(),
    )


def _nodes(session: Session, run: int) -> list[NodeUsed]:
    found: list[NodeUsed] = []
    for node in sorted(session.nodes(run), key=lambda each: each.node):
        columns = session.cores(node=node.node)
        length_us, busy = float(columns.dt_us.sum()), columns.busy.sum(axis=1)
        used = float(columns.dt_us @ columns.run_total) / length_us if length_us else None
        all_of_it = float(columns.dt_us @ busy) / length_us if length_us and np.any(busy) else None
        found.append(
            NodeUsed(
                node=node.node,
                workers=node.workers,
                cores=node.cores,
                cores_used=used,
                rest_used=max(0.0, all_of_it - used) if all_of_it is not None and used is not None else None,
                python=node.python,
                offset_s=node.offset_us / 1e6,
                within_s=node.within_us / 1e6,
            )
        )
    return found


def _worker(row: WorkerRow) -> WorkerSeen:
    return WorkerSeen(
        worker=row.number,
        node=row.node,
        pid=row.pid,
        threads=row.threads,
        status=row.status,
        executing=row.executing,
        queued=row.queued,
        stored=row.stored,
        memory_bytes=row.memory_bytes,
        limit_bytes=row.limit_bytes,
        spilled_bytes=row.spilled_bytes,
    )


def _prefix(row: PrefixRow) -> PrefixDone:
    return PrefixDone(
        prefix=row.name,
        done=row.done,
        failed=row.failed,
        compute_s=row.compute_us / 1e6,
        fetch_s=row.fetch_us / 1e6,
        made_bytes=row.made_bytes,
        waiting=row.waiting + row.queued,
        processing=row.processing,
        stored=row.stored,
    )
