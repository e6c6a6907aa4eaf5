"""A session as a stream of events again, in the order of time: what editing reads and writes.

What comes out makes the same session when it is appended or written anew: the same answer to every query at every play
head. It is not byte for byte what once came in: spans are batched anew, and totals are as thin as the session kept them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import attrgetter
from typing import Any, get_args

import msgspec
import numpy as np

from ..events import AnyEvent, Cores, Event, Header, LaneTotals, Progress, Spans, States, Threads
from ..memory.log import Session

BATCH_US = 250_000
DENSE = (Header, Spans, LaneTotals, Cores, Threads, States)
SMALL = tuple(kind for kind in get_args(AnyEvent) if kind not in DENSE)
"""Kinds that are kept as they came."""


def events_of(session: Session) -> Iterator[Event]:
    """All events but the header, by time; the session must not be growing meanwhile."""
    session.settle()
    streams = [_small(session), *(store.events(node) for node, store in session.core_stores.items())]
    for run in session.known_runs():
        log = session.run_log(run)
        streams += [_totals(session, run), _spans(session, run)]
        for stores in (log.threads, log.states):
            streams += [store.events(run, node) for node, store in stores.items()]
    return heapq.merge(*streams, key=attrgetter("t_us"))


def _small(session: Session) -> Iterator[Any]:
    events = [event for run in (None, *session.known_runs()) for kind in SMALL for event in session.upto(kind, run)]
    cells = {run: session.run_log(run).picture.cells() for run in session.known_runs()}
    for event in sorted(events, key=attrgetter("t_us")):
        painted = cells[event.run].pop(event.t_us, None) if isinstance(event, Progress) else None
        yield msgspec.structs.replace(event, cells=painted) if painted else event


def _totals(session: Session, run: int) -> Iterator[LaneTotals]:
    rows = [row for store in session.run_log(run).totals.values() for row in store.history()]
    yield from sorted(rows, key=attrgetter("t_us"))


def _spans(session: Session, run: int) -> Iterator[Spans]:
    """Batches of at most `BATCH_US`, one a lane, each at the time of its last span."""
    columns = session.spans(run)
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
