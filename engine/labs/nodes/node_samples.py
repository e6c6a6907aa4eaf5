"""Samples of a cluster's machines, made of what their workers say of themselves: the same events as the sampler's, each with its node.

Workers speak one by one, each when it has something to tell. A sample of a node holds what was last known of each of its processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ...probe.linux.looking import columns_of
from ...session.events import Missing, NodeUse, ProcessTable, States, Threads
from ...session.memory.log import Session
from ..messages import NodeRead, ThreadRow
from .beside import totals_of

EVERY_NS = 450_000_000
"""A node with many workers is sampled no more often."""
OLDEST_US = 8_000_000
"""Who sums up what nodes told counts on nothing older; see `analysis/run/thread_clocks.py`."""
OLD = 2
"""In a row of `NodeRead.threads`: whether it is one of Dask's own."""
Sample = ProcessTable | Threads | States | NodeUse | Missing


@dataclass(slots=True)
class _Machine:
    """One node: by the id of each of its processes the first reading and the last, and its threads at their last look."""

    first: dict[int, NodeRead] = field(default_factory=dict)
    last: dict[int, NodeRead] = field(default_factory=dict)
    threads: dict[int, list[ThreadRow]] = field(default_factory=dict)
    rows: list[tuple[int, int, str, int]] = field(default_factory=list)
    told_ns: int = 0
    """When it was told last what it has used …"""
    seen_ns: int = 0
    """… and what its threads do."""
    refused: bool = False


class NodeSamples:
    """Of one run."""

    def __init__(self, session: Session, run: int) -> None:
        self._session, self._run = session, run
        self._machines: dict[int, _Machine] = {}

    def take(self, told: NodeRead) -> Iterator[Sample]:
        """What that tells, as events, if it is time for them; a reading that another has overtaken tells nothing."""
        machine = self._machines.setdefault(told.node, _Machine())
        last = machine.last.get(told.pid)
        if last is not None and told.t_ns <= last.t_ns:
            return
        machine.first.setdefault(told.pid, told)
        machine.last[told.pid] = told
        if told.why and not machine.refused:
            machine.refused = True
            yield Missing(self._session.now_us(), "waits", f"on node {told.node} {told.why}")
        if told.t_ns - machine.told_ns >= EVERY_NS:
            machine.told_ns = told.t_ns
            yield self._use(told.node, machine)
        for at_ns, rows in told.looks:
            machine.threads[told.pid] = rows
            if at_ns - machine.seen_ns >= EVERY_NS:
                machine.seen_ns = at_ns
                yield from self._threads(told.node, machine, at_ns)

    def rest(self) -> Iterator[Sample]:
        """What was not told yet."""
        for node, machine in self._machines.items():
            yield self._use(node, machine)
            if machine.threads:
                yield from self._threads(node, machine, max(each.t_ns for each in machine.last.values()))

    def _use(self, node: int, machine: _Machine) -> NodeUse:
        """What it has used since it was first heard of."""
        grown = [(machine.first[pid], last) for pid, last in machine.last.items()]
        begun = min((each for each in machine.first.values()), key=lambda each: each.t_ns)
        newest = max((each for each in machine.last.values()), key=lambda each: each.t_ns)
        return NodeUse(
            self._us(newest.t_ns),
            self._run,
            node,
            over_us=(newest.t_ns - begun.t_ns) // 1000,
            cpu_us=sum(max(last.cpu_ns - first.cpu_ns, 0) for first, last in grown) // 1000,
            busy_us=max(newest.busy_ns - begun.busy_ns, 0) // 1000,
            moved_us=sum(max(last.moved_ns - first.moved_ns, 0) for first, last in grown) // 1000,
            sent_bytes=sum(max(last.sent_bytes - first.sent_bytes, 0) for first, last in grown),
        )

    def _threads(self, node: int, machine: _Machine, at_ns: int) -> Iterator[Sample]:
        """Its threads, and what each of them waited for."""
        every = [(pid, row) for pid, rows in machine.threads.items() for row in rows]
        t_us = self._us(at_ns)
        rows = [(pid, row[0], role(pid, row), row[1]) for pid, row in every]
        if rows != machine.rows:
            machine.rows = rows
            processes = [(pid, 0, "worker") for pid in machine.threads]
            yield ProcessTable(t_us, self._run, rows, processes, node=node)
        plain = [[row[0], *row[OLD + 1 :]] for _, row in every]
        cpu_us, wait_us = ([max(row[place], 0) // 1000 for row in plain] for place in (1, 2))
        yield Threads(t_us, self._run, cpu_us, wait_us, [-1] * len(plain), node=node)
        totals = [totals_of(pid, row) for (pid, _), row in zip(every, plain, strict=True)]
        states = columns_of(list(totals), [row[3] for row in plain])
        yield States(t_us, self._run, states.state, states.looks, node=node, **states.columns)

    def _us(self, t_ns: int) -> int:
        """In the session, no longer ago than whoever sums it up may count on."""
        return max(self._session.at_us(t_ns), self._session.now_us() - OLDEST_US, 0)


def role(pid: int, row: tuple[int, ...]) -> str:
    """What a thread of a Dask worker is for: with a lane it does items, and what was there before them serves the model."""
    tid, lane, old = row[: OLD + 1]
    return "main" if tid == pid else "worker" if lane else "feeder" if old else "helper"
