"""Which models are measured, with how many workers and items."""

import pytest
from concviz.engine.study.pure.advise.contenders import Wanted, sample, thread_workers, wanted_rows

from tests.support.made_advice import function


def names(facts, **changes):
    given = {"free_threaded": "3.13.5t", "interpreters": True, "gil": True, **changes}
    return [row.name for row in wanted_rows(facts, 2.0, **given)]


def waits(share, **changes):
    return function(wall_s=[0.02] * 5, cpu_s=[0.02 * (1 - share)] * 5, **changes)


def test_what_computes_is_tried_with_all_that_has_cores():
    assert names(waits(0.0)) == ["sequential", "threads", "process-pool", "interpreters", "threads@3.13.5t"]
    assert names(waits(0.0), free_threaded="", interpreters=False) == ["sequential", "threads", "process-pool"]
    assert names(waits(0.0), gil=False)[-1] == "interpreters"


def test_the_rows_with_their_workers():
    """On three cores and a half: three of them, threads as many as keep those busy, and one in the loop that all is compared with."""
    given = {"free_threaded": "3.13.5t", "interpreters": True, "gil": True}
    rows = wanted_rows(waits(0.5, asynchronous=True), 3.5, **given)
    assert [(row.name, row.workers, row.chunk) for row in rows] == [
        ("sequential", 1, 1),
        ("asyncio", 6, 1),
        ("threads", 6, 1),
        ("process-pool", 3, 1),
        ("interpreters", 3, 1),
        ("threads@3.13.5t", 3, 1),
    ]
    alone = wanted_rows(waits(0.0, asynchronous=True), 1.0, **given)
    assert [(row.name, row.workers) for row in alone][:4] == [
        ("sequential", 1),
        ("asyncio", 2),
        ("threads", 2),
        ("process-pool", 2),
    ]


def test_what_waits_needs_neither_processes_nor_another_python():
    assert names(waits(0.79))[2] == "process-pool"
    assert names(waits(0.81)) == ["sequential", "threads"]


def test_what_cannot_be_handed_over_is_not_tried_in_processes():
    assert names(waits(0.0, unpicklable="a result can't be pickled")) == ["sequential", "threads", "threads@3.13.5t"]


def test_what_is_awaited_is_tried_in_a_loop_of_its_own():
    assert names(waits(0.99, asynchronous=True)) == ["sequential", "asyncio", "threads"]


@pytest.mark.parametrize(
    ("waiting", "workers"), [(0.0, 2), (0.09, 2), (0.1, 3), (0.5, 4), (0.9, 20), (0.93, 29), (0.95, 32), (1.0, 32)]
)
def test_as_many_threads_as_keep_the_cores_busy(waiting, workers):
    assert thread_workers(waiting, 2) == workers


def test_as_many_items_as_make_two_seconds():
    rows = [Wanted("sequential", 1), Wanted("threads", 2)]
    assert sample(function(items=1000), rows, None) == 100
    assert sample(function(items=30), rows, None) == 30
    assert sample(function(items=1000, wall_s=[10.0]), rows, None) == 4
    assert sample(function(items=1000), rows, 7) == 7
    assert sample(function(items=5), rows, 7) == 5


def test_the_first_call_pays_for_imports_and_is_not_counted():
    facts = function(wall_s=[1.0, 0.02, 0.04], cpu_s=[1.0, 0.02, 0.01])
    assert facts.item_s == pytest.approx(0.03)
    assert facts.waiting == pytest.approx(0.5)
    assert function(wall_s=[1.0], cpu_s=[2.0]).waiting == 0.0
    assert (function(wall_s=[], cpu_s=[]).item_s, function(wall_s=[], cpu_s=[]).waiting) == (None, 0.0)


class Waiting:
    """Facts of a function that waits for exactly this share."""

    def __init__(self, waiting, items=1_000, item_s=0.02):
        self.waiting, self.items, self.item_s = waiting, items, item_s
        self.asynchronous, self.unpicklable, self.handover_s, self.pickle_s = False, "", 1e-3, None


def test_from_eight_tenths_of_waiting_on_it_is_no_work_for_processes():
    assert names(Waiting(0.8)) == ["sequential", "threads"]
    assert names(Waiting(0.7999)) == ["sequential", "threads", "process-pool", "interpreters", "threads@3.13.5t"]


def test_a_pool_gets_a_good_chunk_and_nobody_else_one():
    rows = wanted_rows(Waiting(0.0), 2.0, free_threaded="", interpreters=True, gil=True)
    assert rows == [
        Wanted("sequential", 1),
        Wanted("threads", 2),
        Wanted("process-pool", 2, 1),
        Wanted("interpreters", 2),
    ]
    short = Waiting(0.0, 10_000, 1e-4)
    assert [row.chunk for row in wanted_rows(short, 2.0, free_threaded="", interpreters=False, gil=True)] == [1, 1, 200]


def test_a_python_without_a_gil_is_only_another_one():
    assert names(Waiting(0.0), free_threaded="") == ["sequential", "threads", "process-pool", "interpreters"]
    assert names(Waiting(0.0), gil=False) == ["sequential", "threads", "process-pool", "interpreters"]


@pytest.mark.parametrize(
    ("items", "item_s", "given", "measured"),
    [
        (1_000, 0.02, None, 100), (1_000, 0.0201, None, 100), (1_000, 0.3, None, 8), (1_000, 0.25, None, 8), (1_000, 0.2, None, 10),
        (5, 0.2, None, 5), (0, 0.2, None, 1), (50, None, None, 50), (50, 0.0, None, 50), (1_000, 0.02, 7, 7), (5, 0.02, 7, 5),
        (0, 0.02, 7, 7),
    ],
)  # fmt: skip
def test_how_many_are_measured(items, item_s, given, measured):
    """Two seconds of them, twice the most workers at least."""
    rows = [Wanted("sequential", 1), Wanted("threads", 4), Wanted("process-pool", 2)]
    assert sample(Waiting(0.0, items, item_s), rows, given) == measured


@pytest.mark.parametrize(
    ("waiting", "cores", "workers"),
    [(0.0999, 4, 4), (0.1, 4, 5), (0.5, 4, 8), (0.75, 8, 32), (0.76, 8, 32), (0.2, 3, 4), (1.0, 2, 32)],
)
def test_cores_over_the_share_that_computes(waiting, cores, workers):
    assert thread_workers(waiting, cores) == workers
