"""What is told of a watched cluster when watching is over: its machines, its workers, and what became of its tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta

from ...model.machine_facts import MachineFacts
from ...model.numbers import Count, Measured
from ..findings import findings
from ..gather import facts
from ..run.figures import run_figures
from .cluster_view import cluster_view

if TYPE_CHECKING:
    from ...session.events import PrefixRow, WorkerRow
    from ...session.memory.log import Session

VERSION = 1
OF_NOW = ("who does what", "tasks off the cores")
"""What speaks of now alone."""


class NodeUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A machine of the cluster."""

    node: Count
    """From 1."""
    workers: Count
    """Processes there at the end."""
    cores: Count
    """That a worker may use; without readings of its own, the number of its threads."""
    cores_used: Measured | None
    """By the cluster's workers, on average; None where nothing was told."""
    rest_used: Measured | None = None
    """By others; None where that isn't known."""
    python: str = ""
    offset_s: Measured = 0.0
    """How far its clock is ahead of ours …"""
    within_s: Measured = 0.0
    """… and how far that may be wrong."""


class WorkerSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A worker, as it was when watching was over."""

    worker: Count
    """From 1, in the order in which they were met."""
    node: Count
    pid: Count
    threads: Count
    status: str
    executing: Count
    queued: Count
    stored: Count
    memory_bytes: Count
    limit_bytes: Count
    spilled_bytes: Count


class PrefixDone(msgspec.Struct, frozen=True, kw_only=True):
    """The tasks whose keys begin alike."""

    prefix: str
    done: Count
    """Ended while the cluster was watched, those that failed included."""
    failed: Count
    compute_s: Measured
    """Of all of them together."""
    fetch_s: Measured
    """For what they needed of other workers."""
    made_bytes: Count
    waiting: Count
    """At the end: for others, or for a worker …"""
    processing: Count
    """… given to one …"""
    stored: Count
    """… and kept."""


class ClusterResult(msgspec.Struct, frozen=True, kw_only=True):
    """What `concviz attach tcp://… --json` prints."""

    version: Count = VERSION
    status: Literal["ended", "left"] = "left"
    """`ended`: its scheduler doesn't answer any more."""
    wall_s: Measured = 0.0
    nodes: list[NodeUsed] = []
    workers: list[WorkerSeen] = []
    tasks: list[PrefixDone] = []
    lost_spans: Count = 0
    """Tasks that are in the sums of `tasks` and in no picture: they came too thick."""
    clients: Count = 0
    """That were connected at the end, beside concviz."""
    says: list[str] = []
    missing: Annotated[list[str], Meta(max_length=64)] = []
    machine: MachineFacts | None = None
    """From which it was watched."""


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
