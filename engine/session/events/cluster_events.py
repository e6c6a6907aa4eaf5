"""What is told of a cluster that is watched, whoever gives it work.

Its cores come as `Cores` of its nodes and its machines as `Node`. Tasks that have ended are `Spans`: `lane` is a thread of a worker as
`ClusterThreads` numbers them, `item` the number of a prefix of keys; CPU time and core of a task aren't known there. What doesn't fit a
row of numbers is `ClusterState`. Workers are numbered as they were met: neither a host nor an address is kept.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from ...model import numbers
from ...model.numbers import Count, Item, Lane, Micros, Number, Permille, Process
from .fields import Event

MOST_PREFIXES = 256


class WorkerRow(msgspec.Struct, frozen=True, array_like=True):
    """A worker, as of its last heartbeat."""

    number: Number
    """From 1."""
    node: numbers.Node
    pid: Process = 0
    threads: Count = 0
    status: str = ""
    """As Dask has it: `running`, `paused`, `closing_gracefully` …; `silent`: it has sent no heartbeat for long."""
    cpu_permille: Permille = 0
    """Of one core, by all of its threads."""
    memory_bytes: Count = 0
    limit_bytes: Count = 0
    """Of memory that it may have, 0 where it has no limit."""
    executing: Count = 0
    """Tasks that are being done …"""
    queued: Count = 0
    """… and that it has been given beside them."""
    stored: Count = 0
    """Results that it keeps."""
    fetching_bytes: Count = 0
    """On their way to it."""
    spilled_bytes: Count = 0
    """On its disk for want of memory."""


class PrefixRow(msgspec.Struct, frozen=True, array_like=True):
    """The tasks whose keys begin alike: those that are there, and sums of those that have ended since the cluster is watched."""

    number: Number
    """From 1."""
    name: str
    waiting: Count = 0
    """For other tasks …"""
    queued: Count = 0
    """… and at the scheduler, for a worker that has a thread free."""
    processing: Count = 0
    """Given to a worker."""
    stored: Count = 0
    """Whose result is kept."""
    erred: Count = 0
    """Whose error is kept."""
    done: Count = 0
    failed: Count = 0
    compute_us: Micros = 0
    fetch_us: Micros = 0
    """For what they need of other workers."""
    made_bytes: Count = 0
    """Of results, by Dask's estimate."""


class ClusterState(Event, frozen=True, array_like=True, tag="cluster"):
    """All that is known of workers and tasks at its moment; it stands until the next one."""

    t_us: Micros
    run: Number
    workers: Annotated[list[WorkerRow], Meta(max_length=1 << 16)]
    prefixes: Annotated[list[PrefixRow], Meta(max_length=MOST_PREFIXES)]
    running: Annotated[list[tuple[Lane, Item, Micros]], Meta(max_length=1 << 20)]
    """(thread, prefix, since when) of tasks that are being done, as of their worker's last heartbeat."""
    clients: Count = 0
    """That are connected, beside ours."""
    lost: Count = 0
    """Tasks so far that have ended and that no span tells of: they came too thick. The sums have them."""
    within_us: Micros = 0
    """Times of tasks are wrong by so much at most, on the node where it is most."""


class ClusterThreads(Event, frozen=True, array_like=True, tag="cluster threads"):
    """Which worker each thread is of that came up; one line tells only what is new."""

    t_us: Micros
    run: Number
    rows: list[tuple[Lane, Number]]
    """(thread, worker), each from 1."""
