"""The machines of a cluster, as the client sees them: which workers are on which, and how far their clocks are from ours.

Two workers with the same boot id are on one machine: one node, 1, 2, 3 … in the order in which they are met; node 0 is where concviz runs.
A clock's offset is taken in the middle of the shortest of several round trips: it is wrong by half of that at most. On our own
machine it is the same clock, unless the round trip shows another one. Clocks drift, so trips are made again during a run, and those
that are older than `KEPT_NS` say nothing any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter_ns
from typing import Any, NamedTuple

from . import at_worker
from .sent import Sent

TRIPS = 8
"""Beforehand, to each node …"""
AGAIN = 3
"""… and whenever they are visited again."""
KEPT_NS = 60_000_000_000
CONNECT_S = 10
"""So long a scheduler may take to answer."""
NO_SCHEDULER = (
    "no Dask scheduler answers at the address that was given (--cluster, or DASK_SCHEDULER_ADDRESS); `dask scheduler` starts one, "
    "and without an address concviz starts a cluster of its own"
)
NO_WORKERS = "that cluster has no workers; `dask worker ADDRESS` adds one"


Trip = tuple[int, int, int]
"""Asked, what their clock said, answered."""


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
    """The nodes of one cluster, by its workers' addresses. One thread visits them, another asks where a span has come from."""

    def __init__(self, client: Any, told: Callable[[Node, int], None]) -> None:
        """`client` is Dask's; `told(node, workers)` hears of each node that is new, or of which something else is known than before."""
        self._client, self._told = client, told
        self._about, self._clock = Sent(at_worker.about), Sent(at_worker.clock)
        self._nodes: dict[str, Node] = {}
        self._of_worker: dict[str, str] = {}
        self._here: set[str] = set()
        """The workers that are there."""
        self._trips: dict[str, list[Trip]] = {}
        self._said: dict[int, tuple[Node, int]] = {}
        self._own = at_worker.about()[0]
        self._begun_ns = perf_counter_ns()
        self._lock = threading.RLock()

    def meet(self, ours: str) -> None:
        """Asks every worker where it is; `ours` is the version of the Python that sends it work.

        Raises:
            ClusterUnfit: there are no workers, or one has another Python, which could not run what is sent.
        """
        found = self._client.run(self._about, on_error="ignore")
        if not found:
            raise ClusterUnfit(NO_WORKERS)
        wrong = {each[3] for each in found.values() if minor(each[3]) != minor(ours)}
        if wrong:
            raise ClusterUnfit(
                f"the cluster's workers have Python {', '.join(sorted(wrong))} and this is {ours}: functions are sent to them as bytecode, "
                f"which only the same version can run; --python names one that fits"
            )
        for address, about in found.items():
            self._add(address, about)
        self._tell()

    def meet_again(self, here: set[str]) -> None:
        """`here` are the workers that there are now: others are gone, and some may be new; offsets are taken again."""
        with self._lock:
            unknown = here - self._of_worker.keys()
        if unknown:
            for address, about in self._client.run(self._about, workers=sorted(unknown), on_error="ignore").items():
                self._add(address, about)
        with self._lock:
            self._here = here & self._of_worker.keys()
            one_of_each = {self._of_worker[address]: address for address in self._here}
        for machine, address in one_of_each.items():
            offset = self._offset(address, machine, AGAIN)
            with self._lock:
                self._nodes[machine] = self._nodes[machine]._replace(offset=offset)
        self._tell()

    def of(self, address: str, then_ns: int) -> Node:
        """The node of that worker, whose clock said `then_ns` some time ago; one that has come since is asked first."""
        with self._lock:
            if address not in self._of_worker:
                found = self._client.run(self._about, workers=[address], on_error="ignore").get(address)
                if found is None:
                    self._add_gone(address, then_ns)
                else:
                    self._add(address, found)
                self._tell()
            return self._nodes[self._of_worker[address]]

    def _add(self, address: str, about: tuple[str, int, int, str]) -> None:
        machine, _, cores, python = about
        with self._lock:
            self._of_worker[address] = machine
            self._here.add(address)
            if machine not in self._nodes:
                self._nodes[machine] = Node(len(self._nodes) + 1, cores, python, self._offset(address, machine, TRIPS))

    def _add_gone(self, address: str, then_ns: int) -> None:
        """A worker that died before anybody could ask where it is: beside one at the same host, else a machine of its own.

        Of that nothing is known but that its clock said `then_ns` between the beginning and now.
        """
        same = next((each for each in self._of_worker if host(each) == host(address)), None)
        machine = self._of_worker[same] if same is not None else host(address)
        if machine not in self._nodes:
            now_ns = perf_counter_ns()
            doubt_ns = (now_ns - self._begun_ns) // 2 + 1
            self._nodes[machine] = Node(len(self._nodes) + 1, 0, "", Offset(then_ns - now_ns + doubt_ns, doubt_ns))
        self._of_worker[address] = machine

    def _tell(self) -> None:
        with self._lock:
            for machine, node in self._nodes.items():
                now = node, sum(self._of_worker[each] == machine for each in self._here)
                if self._said.get(node.number) != now:
                    self._said[node.number] = now
                    self._told(*now)

    def _offset(self, address: str, machine: str, trips: int) -> Offset:
        """By those trips and the ones before; what was known where nobody answers."""
        kept = self._trips.setdefault(machine, [])
        for _ in range(trips):
            asked = perf_counter_ns()
            theirs = self._client.run(self._clock, workers=[address], on_error="ignore").get(address)
            if theirs is not None:
                kept.append((asked, theirs, perf_counter_ns()))
        kept[:] = [trip for trip in kept if kept[-1][0] - trip[0] <= KEPT_NS]
        if not kept:
            return self._nodes[machine].offset if machine in self._nodes else Offset(0, 0)
        found = offset_of(kept)
        return Offset(0, 0) if machine == self._own and abs(found.ns) <= found.within_ns else found


def offset_of(trips: list[Trip]) -> Offset:
    """By the shortest."""
    asked, theirs, answered = min(trips, key=lambda trip: trip[2] - trip[0])
    return Offset(theirs - (asked + answered) // 2, -(-(answered - asked) // 2))


def host(address: str) -> str:
    """`10.0.0.7` of `tcp://10.0.0.7:41233`."""
    return address.rpartition("/")[2].rpartition(":")[0]


def minor(version: str) -> str:
    """`3.14` of `3.14.2`."""
    return ".".join(version.split(".")[:2])
