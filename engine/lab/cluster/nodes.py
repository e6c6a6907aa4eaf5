"""The machines of a cluster, as the client sees them: which workers are on which, and how far their clocks are from ours.

Two workers with the same boot id are on one machine: one node, 1, 2, 3 … in the order in which they are met; node 0 is where concviz runs.
A clock's offset is taken in the middle of the shortest of several round trips: it is wrong by half of that at most. On our own
machine it is the same clock, unless the round trip shows another one.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns
from typing import Any, NamedTuple

from . import at_worker
from .sent import Sent

TRIPS = 8
CONNECT_S = 10
"""So long a scheduler may take to answer."""
NO_SCHEDULER = (
    "no Dask scheduler answers at the address that was given (--cluster, or DASK_SCHEDULER_ADDRESS); `dask scheduler` starts one, "
    "and without an address concviz starts a cluster of its own"
)
NO_WORKERS = "that cluster has no workers; `dask worker ADDRESS` adds one"


class ClusterUnfit(ValueError):
    """The cluster can't do the run; a sentence."""


class Offset(NamedTuple):
    """Of a node's clock."""

    ns: int
    """What it says less what ours says."""
    within_ns: int
    """It may be wrong by so much."""


class Node(NamedTuple):
    """One machine of the cluster."""

    number: int
    cores: int
    """That a worker may use."""
    python: str
    offset: Offset


class Nodes:
    """The nodes of one cluster, by its workers' addresses."""

    def __init__(self, client: Any, told: Callable[[Node, int], None]) -> None:
        """`client` is Dask's; `told(node, workers)` hears of each node that is new or has another number of workers."""
        self._client, self._told = client, told
        self._about, self._clock = Sent(at_worker.about), Sent(at_worker.clock)
        self._nodes: dict[str, Node] = {}
        self._of_worker: dict[str, str] = {}
        self._own = at_worker.about()[0]

    def meet(self, ours: str) -> None:
        """Asks every worker where it is; `ours` is the version of the Python that sends it work.

        Raises:
            ClusterUnfit: there are no workers, or one has another Python, which could not run what is sent.
        """
        found = self._client.run(self._about)
        if not found:
            raise ClusterUnfit(NO_WORKERS)
        wrong = {each[3] for each in found.values() if minor(each[3]) != minor(ours)}
        if wrong:
            raise ClusterUnfit(
                f"the cluster's workers have Python {', '.join(sorted(wrong))} and this is {ours}: functions are sent to them as bytecode, "
                f"which only the same version can run; --python names one that fits"
            )
        for address, (machine, _, cores, python) in found.items():
            self._of_worker[address] = machine
            if machine not in self._nodes:
                self._nodes[machine] = Node(len(self._nodes) + 1, cores, python, self._offset(address, machine))
        for machine, node in self._nodes.items():
            self._told(node, sum(each == machine for each in self._of_worker.values()))

    def of(self, address: str) -> Node:
        """The node of that worker; one that has come since is asked first."""
        if address not in self._of_worker:
            machine, _, cores, python = self._client.run(self._about, workers=[address])[address]
            self._of_worker[address] = machine
            if machine not in self._nodes:
                self._nodes[machine] = Node(len(self._nodes) + 1, cores, python, self._offset(address, machine))
            self._told(self._nodes[machine], sum(each == machine for each in self._of_worker.values()))
        return self._nodes[self._of_worker[address]]

    def _offset(self, address: str, machine: str) -> Offset:
        trips = []
        for _ in range(TRIPS):
            asked = perf_counter_ns()
            theirs = self._client.run(self._clock, workers=[address])[address]
            trips.append((asked, theirs, perf_counter_ns()))
        found = offset_of(trips)
        return Offset(0, 0) if machine == self._own and abs(found.ns) <= found.within_ns else found


def offset_of(trips: list[tuple[int, int, int]]) -> Offset:
    """From round trips (asked, their clock, answered), by the shortest."""
    asked, theirs, answered = min(trips, key=lambda trip: trip[2] - trip[0])
    return Offset(theirs - (asked + answered) // 2, -(-(answered - asked) // 2))


def minor(version: str) -> str:
    """`3.14` of `3.14.2`."""
    return ".".join(version.split(".")[:2])
