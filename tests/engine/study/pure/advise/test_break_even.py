"""From how many items on a pool pays: the numbers against the costs themselves."""

import math

import pytest
from concviz.engine.model.own.advice_facts import BreakEven
from concviz.engine.study.pure.advise.break_even import break_even, good_chunk, least_chunk, won_s

from tests.support.made_advice import function


def short(item_s=10e-6, handover_s=200e-6, pickle_s=0.0, items=100_000):
    return function(items=items, wall_s=[item_s] * 3, handover_s=handover_s, pickle_s=pickle_s)


def pool_s(facts, chunk, workers):
    """What a pool takes for a chunk, as the module's essay says."""
    return facts.handover_s + chunk * facts.pickle_s + chunk * facts.item_s / workers


@pytest.mark.parametrize("workers", [2, 4, 8])
@pytest.mark.parametrize("pickle_s", [0.0, 1e-6])
def test_it_is_the_first_chunk_that_is_faster_than_a_loop(workers, pickle_s):
    facts = short(pickle_s=pickle_s)
    chunk = least_chunk(facts, workers)
    assert chunk is not None
    assert pool_s(facts, chunk, workers) <= chunk * facts.item_s * (1 + 1e-9)
    assert pool_s(facts, chunk - 1, workers) > (chunk - 1) * facts.item_s


def test_no_chunk_pays_where_pickling_takes_what_the_workers_win():
    assert least_chunk(short(pickle_s=5.1e-6), 2) is None
    assert least_chunk(short(pickle_s=4.9e-6), 2) == 2000
    assert least_chunk(function(), 2) is None
    assert least_chunk(short(), 1) is None


def test_a_good_chunk_hands_over_in_a_twentieth_of_its_time():
    assert good_chunk(short(), 2) == 400
    assert good_chunk(short(item_s=0.004), 2) == 1
    assert good_chunk(short(item_s=0.0039), 2) == 2


def test_every_worker_has_some_turns():
    assert good_chunk(short(items=800), 2) == 100
    assert good_chunk(short(items=7), 2) == 1


def test_starting_the_pool_has_to_be_won_back():
    facts = short(item_s=0.01, handover_s=0.0, items=1000)
    assert break_even(facts, 2, 2.0, 0.05, 1) == BreakEven(chunk=1, items=10, good_chunk=1)
    assert break_even(facts, 8, 2.0, 0.05, 1) == BreakEven(chunk=1, items=10, good_chunk=1), (
        "no more than there are cores"
    )
    assert break_even(facts, 2, 2.0, None, 1) == BreakEven(chunk=1, items=None, good_chunk=1)
    assert break_even(function(), 2, 2.0, 0.05, 1) is None


def test_where_no_number_pays_there_is_none():
    assert break_even(short(), 2, 2.0, 0.05, 1) == BreakEven(chunk=40, items=None, good_chunk=400)
    assert break_even(short(), 2, 2.0, 0.05, 400) == BreakEven(chunk=40, items=math.ceil(0.05 / 4.5e-6), good_chunk=400)


def test_a_chunk_is_rounded_to_the_thousandth_before_it_goes_up():
    """Handing over takes 20.0004 and 20.006 items' worth: the first is 400 items of a twentieth, the second one more."""
    assert good_chunk(short(handover_s=20.00002 * 10e-6), 2) == 400
    assert good_chunk(short(handover_s=20.00003 * 10e-6), 2) == 401


def test_numbers_that_divide_unevenly():
    assert good_chunk(short(items=801), 2) == 100
    assert good_chunk(short(items=807), 2) == 100
    assert str(good_chunk(short(items=801), 2)) == "100", "whole"
    assert good_chunk(short(items=808), 0) == 202, "nobody is one"
    assert good_chunk(short(items=3), 2) == 1
    assert good_chunk(short(handover_s=10.0, items=10**7), 1) == 100_000
    assert good_chunk(function(wall_s=[], handover_s=1.0), 2) == 1
    assert good_chunk(short(handover_s=None), 2) == 1


@pytest.mark.parametrize(("handover_s", "chunk"), [(0.0, 1), (5e-6, 1), (5.02e-6, 2), (10e-6, 2), (5.002e-6, 1)])
def test_the_least_chunk_wins_handing_over_back(handover_s, chunk):
    """5 µs are won at each item; a thousandth more is no whole item."""
    assert least_chunk(short(handover_s=handover_s), 2) == chunk


def test_what_a_pool_wins_at_each_item():
    assert won_s(short(pickle_s=1e-6), 2) == pytest.approx(4e-6)
    assert won_s(short(pickle_s=1e-6), 4) == pytest.approx(6.5e-6)
    assert won_s(short(pickle_s=1e-6), 0) == pytest.approx(-1e-6)
    assert won_s(function(wall_s=[], pickle_s=None), 2) == 0.0
    assert least_chunk(short(pickle_s=5e-6), 2) is None


def test_workers_beyond_the_cores_win_nothing_and_handing_over_is_shared_by_a_chunk():
    facts = short(item_s=0.01, handover_s=0.004)
    assert break_even(facts, 4, 2.9, 0.1, 1) == BreakEven(chunk=1, items=100, good_chunk=8)
    assert break_even(facts, 4, 2.9, 0.1, 2) == BreakEven(chunk=1, items=34, good_chunk=8)
    assert break_even(facts, 4, 2.9, 0.1, 0) == BreakEven(chunk=1, items=100, good_chunk=8)
    assert break_even(facts, 4, 0.5, 0.1, 1) == BreakEven(chunk=None, items=None, good_chunk=8)
    assert break_even(short(item_s=0.01, handover_s=0.005), 2, 2.0, 0.1, 1).items is None, "nothing is won"
    assert break_even(function(wall_s=[], handover_s=0.1), 2, 2.0, 0.1, 1) is None
