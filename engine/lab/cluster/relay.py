"""Between a cluster and the run: work goes there by value, spans come back and are written into lanes here.

A lane is the file of one worker's thread. A worker on another machine can't write one here, so the lab does it for each of them, as their
spans arrive with their results, and in our time. So whoever reads lanes need not know where a worker is, but for its node.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from functools import partial
from typing import Any

from ..failure import MAX_MESSAGE, MAX_TRACEBACK, Failure, shorten
from ..lanes.lane import Lane
from ..lanes.lane_file import Elsewhere
from ..report import Report
from . import at_worker
from .beside_worker import Reading
from .nodes import CONNECT_S, NO_SCHEDULER, ClusterUnfit, Node, Nodes
from .sent import Sent
from .visits import Visits


class Relay:
    """Of one run on a cluster; a context that holds a connection of its own."""

    def __init__(self, address: str, folder: str, kind: str, capacity: int, report: Report) -> None:
        """`folder`, `kind` and `capacity` as for `Lane.claim`.

        Raises:
            ClusterUnfit: no scheduler answers there, it has no workers, or they can't run what is sent; a sentence.
        """
        from distributed import Client

        try:
            self._client = Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError):
            raise ClusterUnfit(NO_SCHEDULER) from None
        self._lane, self._report = (folder, kind, capacity), report
        self._lanes: dict[tuple[int, int, int], Lane] = {}
        self._nodes = Nodes(self._client, self._tell)
        self._visits = Visits(self._client, self._nodes, self._read)

    def __enter__(self) -> Relay:
        try:
            self._nodes.meet(platform.python_version())
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.end()
        finally:
            for lane in self._lanes.values():
                lane.close()
            self._client.close()

    def begin(self) -> None:
        """The run's items are handed over from now on: what workers use counts."""
        self._visits.begin()

    def end(self) -> None:
        """No more counts, and nothing stays at the workers; ending twice does nothing."""
        self._visits.end()

    def threads(self, wanted: int) -> int:
        """How many threads of the cluster are there to be used, of so many that are wanted; at least 1."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, min(wanted, sum(each["nthreads"] for each in workers)))

    def work(self, function: Callable[[Any], Any]) -> Callable[[tuple[int, Any]], Any]:
        """What the model is given as `work`: that function, which the workers get by value."""
        return Sent(partial(at_worker.measured, function, self._visits.name))

    def took(self, answer: at_worker.Answer, index: int) -> Any:
        """The result, or a `Failure`, of what came back for that item; its span is written."""
        result, raised, fields, reading = answer
        span = at_worker.Span(*fields)
        node = self._nodes.of(span.address, span.end_ns)
        lane = self._lane_of(span, node)
        start_ns, end_ns = span.start_ns - node.offset.ns, span.end_ns - node.offset.ns
        if reading is not None:
            self._read(span.address, Reading(*reading))
        lane.told(index, start_ns, end_ns, span.cpu_ns, span.thread_cpu_ns, span.core, failed=raised is not None)
        if raised is None:
            return result
        kind, message, lines = raised
        return Failure(lane.number, index, kind, shorten(message, MAX_MESSAGE), shorten(lines, MAX_TRACEBACK))

    def _lane_of(self, span: at_worker.Span, node: Node) -> Lane:
        key = node.number, span.pid, span.tid
        if key not in self._lanes:
            self._lanes[key] = Lane.claim(*self._lane, elsewhere=Elsewhere(*key, span.gil))
        return self._lanes[key]

    def _read(self, address: str, reading: Reading) -> None:
        """What a worker said beside its items goes on, in our time."""
        node = self._nodes.of(address, reading.t_ns)
        lanes = {
            key[2]: lane.number for key, lane in list(self._lanes.items()) if key[:2] == (node.number, reading.pid)
        }
        seen = [json.loads(line) for line in reading.seen]

        def ours(row: list[int]) -> list[int]:
            return [row[0], lanes.get(row[0], 0), int(row[0] in reading.old), *row[1:]]

        self._report.send(
            "read",
            node=node.number,
            pid=reading.pid,
            t_ns=reading.t_ns - node.offset.ns,
            cpu_ns=reading.cpu_ns,
            busy_ns=reading.busy_ns,
            moved_ns=reading.moved_ns,
            sent_bytes=reading.sent_bytes,
            why=next((each["why"] for each in seen if "why" in each), ""),
            looks=[
                (each["t_ns"] - node.offset.ns, [ours(row) for row in each["threads"]])
                for each in seen
                if "t_ns" in each
            ],
        )

    def _tell(self, node: Node, workers: int) -> None:
        offset = node.offset
        self._report.send(
            "node",
            node=node.number,
            workers=workers,
            cores=node.cores,
            python=node.python,
            offset_ns=offset.ns,
            within_ns=offset.within_ns,
        )
