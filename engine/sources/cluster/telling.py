"""From a scheduler's answers to the events of a session: numbers for nodes, workers, threads and prefixes, times of our clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...session.events import ClusterState, ClusterThreads, Cores, Event, Node, PrefixRow, Spans, WorkerRow
from ...session.events.cluster_events import MOST_PREFIXES
from .cores_of_nodes import CoresOfNodes, by_monitor
from .scheduler_clock import SchedulerClock
from .told import Told, WorkerTold

SILENT_S = 15.0
"""Without a heartbeat for longer: of a few workers one comes twice a second, of a thousand every six seconds."""
QUEUED = ("queued", "no-worker")
FIRST_US = 3_000_000
"""So long the first reading of a worker is waited for."""


@dataclass(slots=True)
class Numbers:
    """1, 2, 3 … in the order in which things were met."""

    known: dict[tuple[str, int], int] = field(default_factory=dict)

    def of(self, name: str, more: int = 0) -> int:
        """Its number, a new one for one that is new."""
        return self.known.setdefault((name, more), len(self.known) + 1)


class Telling:
    """Of one session."""

    def __init__(self, run: int, clock: SchedulerClock, at_us: Callable[[int], int]) -> None:
        """`at_us` turns our clock's nanoseconds into the session's time."""
        self._run, self._clock, self._at_us = run, clock, at_us
        self._workers, self._threads, self._prefixes = Numbers(), Numbers(), Numbers()
        self._nodes: dict[str, int] = {}
        """By what tells machines from others, and by the hosts of workers that don't tell."""
        self._node_of: dict[str, int] = {}
        self._seen_us: dict[str, int] = {}
        self._cores = CoresOfNodes()
        self._met: dict[int, Node] = {}
        self._told_threads, self._lost, self._before_us, self._state_us = 0, 0, 0, -1

    def events(self, told: Told, t_us: int) -> list[Event]:
        """What is to be appended for this answer, which came at `t_us` of the session."""
        self._lost += told.lost
        by_node: dict[int, list[tuple[int, WorkerTold]]] = {}
        for worker in told.workers:
            node = self._node(worker, t_us, wait=not told.unplaced)
            if node is not None:
                by_node.setdefault(node, []).append((self._workers.of(worker.address), worker))
        found: list[Event] = list(self._machines(by_node, t_us))
        spans = self._spans(told, t_us)
        running = self._running(told)
        found += self._new_threads(t_us)
        found += spans
        found += self._samples(by_node, t_us)
        if self._state_us < 0 or t_us - self._state_us >= every_us(t_us, len(told.workers)):
            self._state_us = t_us
            rows = [row_of(number, node, worker) for node, here in by_node.items() for number, worker in here]
            prefixes = [self._prefix_row(*each) for each in told.prefixes[:MOST_PREFIXES]]
            within_us = max((each.within_us for each in self._met.values()), default=0)
            found.append(ClusterState(t_us, self._run, rows, prefixes, running, told.clients, self._lost, within_us))
        self._before_us = t_us
        return found

    # ------------------------------------------------------------------ machines

    def _node(self, worker: WorkerTold, t_us: int, *, wait: bool) -> int | None:
        """By what its reading says of its machine; where none has come, by the host that the scheduler reaches it at.

        None for a worker that is new: its first reading is waited for. A worker stays on the node that it was counted on.
        """
        known = self._node_of.get(worker.address)
        if known is not None:
            return known
        if worker.node is None and wait and t_us - self._seen_us.setdefault(worker.address, t_us) < FIRST_US:
            return None
        node = self._nodes.get(worker.host) if worker.node is None else self._nodes.get(worker.node.machine)
        if node is None:
            node = len(set(self._nodes.values())) + 1
        self._nodes.setdefault(worker.host if worker.node is None else worker.node.machine, node)
        if worker.node is not None and worker.host not in self._nodes:
            self._nodes[worker.host] = node
        self._node_of[worker.address] = node
        return node

    def _machines(self, by_node: dict[int, list[tuple[int, WorkerTold]]], t_us: int) -> Iterator[Node]:
        """Nodes that are new, have another number of workers, or whose clock is known better or has moved."""
        for node, here in by_node.items():
            reading = next((worker.node for _, worker in here if worker.node is not None), None)
            cores = reading.cores if reading is not None else sum(worker.threads for _, worker in here)
            delay_us, trip_us = (reading.delay_us, reading.trip_us) if reading is not None else (0, 0)
            offset_us = self._clock.ahead_us - delay_us
            within_us = -(-self._clock.offset.within_ns // 1000) + trip_us
            python = reading.python if reading is not None else ""
            now = Node(t_us, self._run, node, len(here), cores, python, offset_us, within_us)
            known = self._met.get(node)
            if known is None or _another(known, now):
                self._met[node] = now
                yield now

    def _samples(self, by_node: dict[int, list[tuple[int, WorkerTold]]], t_us: int) -> list[Cores]:
        read = {node: here for node, here in by_node.items() if any(worker.node is not None for _, worker in here)}
        found = self._cores.samples(read, t_us)
        for node, here in by_node.items():
            if node not in read:
                found.append(by_monitor(here, node, t_us, max(1, t_us - self._before_us)))
        return found

    # ------------------------------------------------------------------ tasks

    def _spans(self, told: Told, t_us: int) -> list[Spans]:
        """One event for each thread that has ended a task."""
        by_thread: dict[int, list[tuple[int, int, int, int]]] = {}
        for address, thread, prefix, start, wall_us, failed in told.spans:
            row = (self._prefixes.of(prefix), self._ours(start), wall_us, int(failed))
            by_thread.setdefault(self._thread(address, thread), []).append(row)
        events: list[Spans] = []
        for lane, rows in by_thread.items():
            items, starts, walls, flags = (list(column) for column in zip(*rows, strict=True))
            nothing = [0] * len(rows)
            events.append(Spans(t_us, self._run, lane, items, starts, walls, nothing, [-1] * len(rows), flags))
        return events

    def _running(self, told: Told) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = []
        for worker in told.workers:
            if worker.node is None:
                continue
            for thread, prefix, since_us in worker.node.running:
                since = self._ours(since_us + worker.node.delay_us)
                found.append((self._thread(worker.address, thread), self._prefixes.of(prefix), since))
        return found

    def _ours(self, scheduler_us: int) -> int:
        """The scheduler's calendar as time of the session."""
        return max(0, self._at_us(scheduler_us * 1000 - self._clock.offset.ns))

    def _thread(self, address: str, thread: int) -> int:
        self._workers.of(address)
        return self._threads.of(address, thread)

    def _new_threads(self, t_us: int) -> list[ClusterThreads]:
        new = list(self._threads.known.items())[self._told_threads :]
        self._told_threads += len(new)
        rows = [(number, self._workers.of(address)) for (address, _), number in new]
        return [ClusterThreads(t_us, self._run, rows)] if rows else []

    def _prefix_row(self, name: str, states: dict[str, int], sums: list[int]) -> PrefixRow:
        done, failed, compute_us, fetch_us, made = (*sums, *[0] * 5)[:5]
        waiting, processing, stored, erred = (
            states.get(each, 0) for each in ("waiting", "processing", "memory", "erred")
        )
        queued = sum(states.get(state, 0) for state in QUEUED)
        number = self._prefixes.of(name)
        return PrefixRow(
            number, name, waiting, queued, processing, stored, erred, done, failed, compute_us, fetch_us, made
        )


def row_of(number: int, node: int, worker: WorkerTold) -> WorkerRow:
    """What is recorded of a worker."""
    status = worker.status if worker.silent_s < SILENT_S else "silent"
    pid = worker.node.pid if worker.node is not None else worker.pid
    executing = len(worker.node.running) if worker.node is not None else worker.executing
    return WorkerRow(
        number, node, pid, worker.threads, status, round(worker.cpu * 10), worker.memory, worker.memory_limit,
        executing, max(0, worker.processing - executing), worker.stored, worker.fetching, worker.spilled,
    )  # fmt: skip


def every_us(t_us: int, workers: int) -> int:
    """How often the state is told: it is the large part of a recording, and after hours nobody looks at single seconds of it."""
    long_us = 1_000_000 if t_us < 600_000_000 else 2_000_000 if t_us < 3_600_000_000 else 5_000_000
    return max(long_us // 2 if t_us < 60_000_000 else long_us, workers * 10_000)


def _another(known: Node, now: Node) -> bool:
    if (known.workers, known.cores, known.python) != (now.workers, now.cores, now.python):
        return True
    return abs(known.offset_us - now.offset_us) > now.within_us or 2 * now.within_us < known.within_us
