"""How items are handed to a cluster: what a task costs there, measured beforehand, and how many items make one that is worth it.

A task costs client, scheduler, line and worker some time, whatever it does, and a worker's thread waits for that between two tasks. So
before a run tasks that do nothing go the very way that items will go. How long an item takes is learnt from the first ones, two a
thread: no item is done twice for it. Where they are shorter than ten times what a task costs, the others are handed over in chunks.

A cluster of a run's own is started within the run's wall time, where nothing else has a place: there what a task costs is seen between
the first two of each thread.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import ceil
from statistics import median
from time import perf_counter_ns
from typing import Any

from .at_worker import Answer, Span

TIMES = 10
"""So much longer than what it costs is a task that is worth it: then that is a tenth."""
FIRST = 2
"""Items a thread that are handed over one by one, to see how long they take; the first of a thread may import what it needs."""
SPARE = 10
"""Times as many items must there be for that: else waiting for the last of them would cost more than chunks save."""
ROUNDS = 4
"""Chunks a thread at least: the last ones end at different times."""
LEAST, MOST = 20, 200
"""Tasks that are timed."""
Run = Callable[[Callable[[Any], Any], list[tuple[int, Any]], int], Iterator[tuple[int, Answer]]]
"""The model's `run` on this cluster, with work, items and how many are handed over at once."""


class Handing:
    """Of one run."""

    def __init__(self, run: Run, threads: int, chunk: int) -> None:
        """`threads` are those of the cluster that are wanted; `chunk` is what was asked for, 1 where nothing was."""
        self._run, self._threads, self.chunk = run, threads, chunk
        self.task_s = 0.0
        """What a task costs a thread, in seconds."""

    def try_out(self, nothing: Callable[[Any], Any]) -> None:
        """Times tasks that do nothing, once every thread has had some."""
        before = 2 * self._threads
        timed = min(max(LEAST, 4 * self._threads), MOST)
        begun_ns = 0
        for count, _ in enumerate(self._run(nothing, list(enumerate([None] * (before + timed))), 1), 1):
            if count == before:
                begun_ns = perf_counter_ns()
        self.task_s = (perf_counter_ns() - begun_ns) / 1e9 * self._threads / timed

    def results(self, work: Callable[[Any], Any], items: list[tuple[int, Any]]) -> Iterator[tuple[int, Answer]]:
        """What `work` made of the items, and from where, as the model yields it."""
        first = FIRST * self._threads
        if self.chunk > 1 or len(items) < SPARE * first:
            yield from self._run(work, items, self.chunk)
            return
        seen: list[Span] = []
        for index, answer in self._run(work, items[:first], 1):
            seen.append(Span(*answer[2]))
            yield index, answer
        self.task_s = self.task_s or between_s(seen)
        self.chunk = chunk_for(item_s(seen), self.task_s, len(items) - first, self._threads)
        yield from self._run(work, items[first:], self.chunk)


class Timed:
    """Work of a worker that keeps its lane itself: its answers are as `at_worker.measured` gives them, with the span's thread and times."""

    def __init__(self, work: Callable[[tuple[int, Any]], tuple[int, Any]]) -> None:
        self._work = work

    def __call__(self, numbered: tuple[int, Any]) -> tuple[int, Answer]:
        """Does one item."""
        start_ns = perf_counter_ns()
        index, result = self._work(numbered)
        thread = ("", os.getpid(), threading.get_native_id(), True)
        return index, (result, None, (*thread, start_ns, perf_counter_ns(), 0, 0, -1), None)


def between_s(spans: list[Span]) -> float:
    """How long a thread waits between two items, in the median; 0.0 where none had two."""
    of_thread: dict[tuple[int, int], list[Span]] = {}
    for span in sorted(spans, key=lambda span: span.start_ns):
        of_thread.setdefault((span.pid, span.tid), []).append(span)
    gaps = [later.start_ns - span.end_ns for each in of_thread.values() for span, later in pairwise(each)]
    return median(gaps) / 1e9 if gaps else 0.0


def item_s(spans: list[Span]) -> float:
    """How long an item takes, by those that were not the first of their thread where there are some; the median."""
    begun: dict[tuple[str, int], int] = {}
    for span in spans:
        thread = span.address, span.tid
        begun[thread] = min(span.start_ns, begun.get(thread, span.start_ns))
    later = [span for span in spans if span.start_ns > begun[span.address, span.tid]]
    return median(span.end_ns - span.start_ns for span in later or spans) / 1e9


def chunk_for(item_s: float, task_s: float, items: int, threads: int) -> int:
    """How many items make a task of ten times what it costs, as far as every thread gets its part of them."""
    most = max(items // (ROUNDS * threads), 1)
    return max(1, min(ceil(TIMES * task_s / max(item_s, 1e-9)), most))
