"""CPU of a run beside that of its lanes: what the model needs, and what the user's function starts itself.

A function may have a thread pool of its own, or start a program for each item. Threads and processes that live long enough are seen
in samples; what lives and dies between two samples is in the run's hidden CPU (see `probe.linux.hidden`). Only CPU between the first
item begun and the last one ended counts: what importing a module or starting the workers used is nobody's items.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...session.events import NodeUse
from ..cores import hidden_cpu_us
from ..memo import LATE_US, RunMemo
from ..snapshot import Ints
from .lane_table import LaneTable, thread_key
from .thread_clocks import EDGE_US, Last

if TYPE_CHECKING:
    from ...session.memory.log import Session

MODELS_OWN = ("main", "feeder")
"""Roles of threads without a lane that serve the model: what hands out items and collects results."""


@dataclass(frozen=True, slots=True)
class OthersCpu:
    """us over compute."""

    model_us: int = 0
    """Threads without a lane that serve the model."""
    own_us: int = 0
    """Threads and children that the work itself started, dead or alive."""

    @property
    def total_us(self) -> int:
        """Both."""
        return self.model_us + self.own_us


def others_cpu(session: Session, run: int, table: LaneTable, last: Last, until_us: int, keep: RunMemo) -> OthersCpu:
    """CPU of the run that is no lane's, from the first item begun to `until_us`.

    Only what lies between two samples inside of that is known, and is taken for the rest of it too: a sample that reaches over an
    edge would bring in what starting the workers or collecting the results cost. Of a run without two such samples nothing is
    known, and 0 is told. Of a cluster it is what its worker processes have used beside their lanes, whole, as they told it: what is
    sampled here is who sent the work and took the results.

    Args:
        session: the session.
        run: its number.
        table: its lanes.
        last: what was known at `until_us`.
        until_us: how far compute is known.
        keep: what is remembered of the run.
    """
    if not len(table) or not len(last.key):
        return OthersCpu()
    if session.nodes(run):
        return OthersCpu(model_us=_of_workers_us(session, run, table, until_us))
    start_us, end_us = table.start_us, int(last.t_us.max())
    begun_us, base = first_look(session, run, start_us, end_us, keep)
    if begun_us >= end_us:
        return OthersCpu()
    models = _serving_the_model(session, run, table, end_us)
    model_us = own_us = 0
    # One whose last sample is older had ended before the first item began: it keeps that sample, and it is no part of compute.
    others = ~np.isin(last.key, table.thread) & (last.t_us > begun_us)
    for key, cpu in zip(last.key[others].tolist(), last.cpu_us[others].tolist(), strict=True):
        used = max(cpu - base.get(key, 0), 0)
        if key in models:
            model_us += used
        else:
            own_us += used
    hidden = hidden_cpu_us(session, run, begun_us, end_us)
    own_us += max(hidden - _ends_of_lanes_us(table, last, end_us), 0)
    scale = (until_us - start_us) / (end_us - begun_us)
    return OthersCpu(round(model_us * scale), round(own_us * scale))


def node_uses(session: Session, run: int, t_us: int | None = None) -> dict[int, NodeUse]:
    """What each machine of the cluster that does the run had used when it was last heard, by number; only those that have told."""
    found: dict[int, NodeUse] = {}
    missing = {node.node for node in session.nodes(run, t_us)}
    for event in reversed(session.upto(NodeUse, run, t_us)):
        if event.node in missing:
            found[event.node] = event
            missing.remove(event.node)
        if not missing:
            break
    return found


def _of_workers_us(session: Session, run: int, table: LaneTable, until_us: int) -> int:
    """Dask's own threads in its workers, and what the function starts there: nobody tells the one from the other.

    The last readings come a moment after the last result.
    """
    told = sum(use.cpu_us for use in node_uses(session, run, until_us + LATE_US).values())
    return max(told - int((table.thread_cpu_last_us - table.thread_cpu_first_us).sum()), 0) if told else 0


def _ends_of_lanes_us(table: LaneTable, last: Last, end_us: int) -> int:
    """What lanes' threads did between their last sample and their end: hidden from samples, but told by the lanes themselves."""
    threads, place = table.threads, table.place
    final = np.zeros(len(threads), dtype=np.int64)
    np.maximum.at(final, place, table.thread_cpu_last_us)
    at = np.minimum(np.searchsorted(last.key, threads), len(last.key) - 1)
    known = last.key[at] == threads
    gone = ~known | (last.t_us[at] < end_us)
    seen = np.where(known, last.cpu_us[at], 0)
    return int(np.maximum(final - seen, 0)[gone].sum())


def _serving_the_model(session: Session, run: int, table: LaneTable, until_us: int) -> set[int]:
    """Keys of the threads without a lane that are the model's own.

    A pool of processes has managers and handlers, which are executors' threads; under models that work in threads an executor's
    thread without a lane belongs to the function.
    """
    in_threads = set(table.kind.tolist()) <= {"main", "thread", "coroutine"}
    roles = MODELS_OWN if in_threads else (*MODELS_OWN, "executor")
    found: set[int] = set()
    for who in session.who_history(run, until_us):
        own = {pid for pid, _parent, role in who.processes if role != "child"}
        rows = [(pid, tid) for pid, tid, role, _lane in who.rows if role in roles and pid in own]
        if rows:
            ids = np.array(rows, dtype=np.int64)
            found.update(_keys(ids[:, 0], ids[:, 1]))
    return found


def _keys(pid: Ints, tid: Ints) -> list[int]:
    return thread_key(pid, tid).tolist()


def first_look(session: Session, run: int, start_us: int, end_us: int, keep: RunMemo) -> tuple[int, dict[int, int]]:
    """The first sample in [start, end] (its time, and each thread's CPU total by key); `end_us` where there is none."""
    if start_us in keep.first_look:
        return keep.first_look[start_us]
    rows = session.threads(run, start_us, min(start_us + EDGE_US, end_us))
    rows = rows if len(rows.t_us) else session.threads(run, start_us, end_us)
    if not len(rows.t_us):
        return end_us, {}
    first = rows.t_us == rows.t_us[0]
    found = (
        int(rows.t_us[0]),
        dict(zip(thread_key(rows.pid, rows.tid)[first].tolist(), rows.cpu_us[first].tolist(), strict=True)),
    )
    if session.length_us > found[0] + LATE_US:
        keep.first_look[start_us] = found
    return found
