"""How many items make a task of a cluster: by what a task costs there, measured, and by the first items."""

import os
import threading
import time

import pytest
from concviz.engine.lab.cluster.at_worker import Span
from concviz.engine.lab.cluster.handing import FIRST, ROUNDS, SPARE, TIMES, Handing, Timed, between_s, chunk_for, item_s

MS = 1_000_000


class Cluster:
    """Tasks take as long as they are told to; an item of the n-th task of a thread is `item_ms[n]` long, or the last one."""

    def __init__(self, threads, item_ms, task_ms=0.0):
        self.threads, self.item_ms, self.task_ms, self.calls = threads, item_ms, task_ms, []

    def run(self, work, items, chunk):
        self.calls.append((len(items), chunk))
        for place, (index, item) in enumerate(items):
            if not place % (self.threads * chunk):
                time.sleep(self.task_ms / 1e3)
            turn, thread = divmod(place, self.threads)
            took = self.item_ms[min(turn, len(self.item_ms) - 1)] * MS
            yield (
                index,
                (
                    work(item),
                    None,
                    ("tcp://a", 7, thread, True, turn * 10_000 * MS, turn * 10_000 * MS + took, took, took, 0),
                    None,
                ),
            )


def twice(x):
    return 2 * x


def handed(cluster, count, chunk=1, task_s=0.010):
    handing = Handing(cluster.run, cluster.threads, chunk)
    handing.task_s = task_s
    answers = {index: answer[0] for index, answer in handing.results(twice, list(enumerate(range(count))))}
    assert answers == {index: 2 * index for index in range(count)}
    return handing.chunk


def test_short_items_are_handed_over_ten_times_what_a_task_costs_at_once():
    cluster = Cluster(2, [4])
    assert handed(cluster, 1_000) == 25
    assert cluster.calls == [(2 * FIRST, 1), (1_000 - 2 * FIRST, 25)]


@pytest.mark.parametrize(("ms", "chunk"), [(99, 2), (100, 1), (5_000, 1)])
def test_long_items_go_one_by_one(ms, chunk):
    assert handed(Cluster(2, [ms]), 1_000) == chunk


def test_every_thread_gets_some_chunks_however_short_items_are():
    assert handed(Cluster(2, [0]), 1_000) == (1_000 - 2 * FIRST) // (2 * ROUNDS)
    assert chunk_for(0.0, 1.0, 3, 16) == 1
    assert chunk_for(0.001, 0.0, 300, 2) == 1


def test_a_chunk_that_was_asked_for_stays_and_few_items_are_not_worth_a_trial():
    for count, chunk in ((1_000, 7), (2 * FIRST * SPARE - 1, 1)):
        cluster = Cluster(2, [0])
        assert handed(cluster, count, chunk) == chunk
        assert cluster.calls == [(count, chunk)]


def test_what_the_first_item_of_a_thread_imports_is_not_what_an_item_takes():
    assert handed(Cluster(2, [900, 10]), 1_000) == TIMES
    only = Span("tcp://a", 7, 1, True, 0, 30 * MS, 0, 0, 0)
    assert item_s([only]) == 0.030


def test_without_a_trial_a_task_costs_what_lies_between_the_first_two_of_a_thread():
    def span(tid, start_ms, end_ms):
        return Span("", 7, tid, True, start_ms * MS, end_ms * MS, 0, 0, 0)

    assert between_s([span(1, 0, 5), span(2, 0, 3), span(1, 9, 14), span(2, 11, 12)]) == 0.006
    assert between_s([span(1, 0, 5), span(2, 9, 14)]) == 0.0
    cluster = Cluster(2, [4])
    assert handed(cluster, 1_000, task_s=0.0) == (1_000 - 2 * FIRST) // (2 * ROUNDS)  # 10 s between items of that one


def test_work_that_keeps_its_lane_says_when_and_on_which_thread_it_was_done():
    index, (result, raised, fields, reading) = Timed(lambda numbered: (numbered[0], twice(numbered[1])))((5, 21))
    span = Span(*fields)
    assert (index, result, raised, reading) == (5, 42, None, None)
    assert (span.pid, span.tid) == (os.getpid(), threading.get_native_id())
    assert 0 < span.start_ns <= span.end_ns


def test_a_task_costs_a_thread_what_tasks_that_do_nothing_take():
    handing = Handing(Cluster(2, [0], task_ms=4).run, 2, 1)
    handing.try_out(lambda item: None)
    assert handing.task_s >= 0.004
