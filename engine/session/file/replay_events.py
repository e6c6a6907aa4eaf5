"""A session as a stream of events again, in the order of time: what editing reads and writes.

What comes out makes the same session when it is appended or written anew: the same answer to every query at every play
head. It is not byte for byte what once came in: spans are batched anew, and totals are as thin as the session kept them.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterator
from operator import attrgetter
from typing import Any, get_args

import msgspec
import numpy as np

from ..events import AnyEvent, Cores, Event, Header, LaneTotals, Progress, Spans, States, Threads
from ..memory.columns import SpanColumns
from ..memory.log import Session
from ..memory.runs.run_log import RunLog

BATCH_US = 250_000
DENSE = (Header, Spans, LaneTotals, Cores, Threads, States)
SMALL = tuple(kind for kind in get_args(AnyEvent) if kind not in DENSE)
"""Kinds that are kept as they came."""


def events_of(session: Session) -> Iterator[Event]:
    """All events but the header, by time; the session must not be growing meanwhile.

    A run's events are looked up when its turn comes, as a long session has more runs than go into memory.
    """
    session.settle()
    streams = [_small(session), *(store.events(node) for node, store in session.core_stores.items())]
    waiting = deque(sorted((session.run_begins_us(run), run) for run in session.known_runs()))
    heap: list[Any] = []
    for place, stream in enumerate(streams):
        _go_on(heap, (min(place, 1), place), stream)
    while heap or waiting:
        while waiting and (not heap or waiting[0][0] <= heap[0][0]):
            _, run = waiting.popleft()
            for place, stream in enumerate(_of_run(session, run)):
                _go_on(heap, (0 if place == 0 else 2, run, place), stream)
        _, rank, event, stream = heapq.heappop(heap)
        yield event
        _go_on(heap, rank, stream)


def _go_on(heap: list[Any], rank: tuple[int, ...], stream: Iterator[Any]) -> None:
    """Put the next event of a stream among those that wait; of several at one time that of the lowest rank comes first."""
    event = next(stream, None)
    if event is not None:
        heapq.heappush(heap, (event.t_us, rank, event, stream))


def _of_run(session: Session, run: int) -> list[Iterator[Event]]:
    log = session.run_log(run)
    streams = [_small_of(log), _totals(log), _spans(run, log.spans.window(None, None, None, whole_only=False))]
    for stores in (log.threads, log.states):
        streams += [store.events(run, node) for node, store in stores.items()]
    return streams


def _small(session: Session) -> Iterator[Any]:
    yield from sorted((event for kind in SMALL for event in session.upto(kind, None)), key=attrgetter("t_us"))


def _small_of(log: RunLog) -> Iterator[Any]:
    events = [event for kind in SMALL for event in log.told(kind).upto(None)]
    cells = log.picture.cells()
    for event in sorted(events, key=attrgetter("t_us")):
        painted = cells.pop(event.t_us, None) if isinstance(event, Progress) else None
        yield msgspec.structs.replace(event, cells=painted) if painted else event


def _totals(log: RunLog) -> Iterator[LaneTotals]:
    rows = [row for store in log.totals.values() for row in store.history()]
    yield from sorted(rows, key=attrgetter("t_us"))


def _spans(run: int, columns: SpanColumns) -> Iterator[Spans]:
    """Batches of at most `BATCH_US`, one a lane, each at the time of its last span."""
    if not len(columns):
        return
    ends = columns.end_us
    edges = np.flatnonzero(np.diff(ends // BATCH_US)) + 1
    for first, last in zip([0, *edges.tolist()], [*edges.tolist(), len(ends)], strict=True):
        yield from sorted(_batch(run, columns, first, last), key=attrgetter("t_us"))


def _batch(run: int, columns: Any, first: int, last: int) -> Iterator[Spans]:
    lanes = columns.lane[first:last]
    for lane in np.unique(lanes).tolist():
        rows = np.flatnonzero(lanes == lane) + first
        start, end = columns.start_us[rows], columns.end_us[rows]
        rest = (getattr(columns, name)[rows].tolist() for name in ("cpu_us", "core", "flag"))
        items = columns.item[rows].tolist()
        yield Spans(int(end[-1]), run, lane, items, start.tolist(), (end - start).tolist(), *rest)
