"""What the cores of a cluster's nodes did between two readings of its workers, as events.

Readings are totals and come with heartbeats, each worker's at its own time. A sample of a node is made once each of its workers has a new
one: then what they used since the last sample adds up to what they used, however late a heartbeat is. The worker with the newest
reading tells how busy the cores were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...session.events import Cores
from .told import NodeTold, WorkerTold

LATE_US = 3_000_000
"""A worker whose next reading takes longer isn't waited for; what it used meanwhile comes with it."""
Here = Sequence[tuple[int, WorkerTold]]
"""(number, what was told) of the workers of a node."""


@dataclass(slots=True)
class CoresOfNodes:
    """What is known of the cores of all nodes."""

    _told: dict[int, dict[int, NodeTold]] = field(default_factory=dict)
    """By node and worker: the readings that the last sample was made of."""

    def samples(self, workers: Mapping[int, Here], t_us: int) -> list[Cores]:
        """An event for each node that has new readings; `workers` are by node."""
        return [event for node, here in workers.items() if (event := self._sample(node, here, t_us)) is not None]

    def _sample(self, node: int, here: Here, t_us: int) -> Cores | None:
        now = {number: worker.node for number, worker in here if worker.node is not None}
        then = self._told.setdefault(node, {})
        for number, reading in now.items():
            then.setdefault(number, reading)  # of a worker that is new its time before that isn't counted
        fresh = {number: each for number, each in now.items() if each.at_us > then[number].at_us}
        if not fresh:
            return None
        newest = max(fresh, key=lambda number: fresh[number].at_us)
        since_us = max(each.at_us for each in then.values())
        dt_us = fresh[newest].at_us - since_us
        if dt_us <= 0 or (len(fresh) < len(now) and dt_us < LATE_US):
            return None
        own_us = sum(max(0, each.cpu_us - then[number].cpu_us) for number, each in fresh.items())
        own = [shares(each.own_us, then[number].own_us, dt_us) for number, each in fresh.items()]
        mine = then[newest]
        busy = shares(fresh[newest].busy_us, mine.busy_us, fresh[newest].at_us - mine.at_us)
        self._told[node] = {number: fresh.get(number, then[number]) for number in now}
        return Cores(t_us, dt_us, busy, _added(own, busy), own_us * 1000 // dt_us, node)


def by_monitor(here: Here, node: int, t_us: int, dt_us: int) -> Cores:
    """Where workers have no readings: what Dask's own monitor says of their processes, and nothing of single cores."""
    return Cores(t_us, dt_us, [], [], round(sum(worker.cpu for _, worker in here) * 10), node)


def shares(now: Sequence[int], then: Sequence[int], length_us: int) -> list[int]:
    """Permille of each core between two totals."""
    then = [*then, *[0] * (len(now) - len(then))]
    return [min(max(0, b - a) * 1000 // length_us, 1000) for a, b in zip(then, now, strict=False)]


def _added(parts: Sequence[Sequence[int]], busy: Sequence[int]) -> list[int]:
    """The sums over workers, of each core at most what it was busy; nothing where none tells."""
    if not any(parts):
        return []
    sums = [sum(part[core] for part in parts if core < len(part)) for core in range(len(busy))]
    return [min(pair) for pair in zip(sums, busy, strict=True)]
