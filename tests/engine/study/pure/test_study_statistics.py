"""Medians, intervals, outliers."""

import numpy as np
import pytest
from concviz.engine.model.study_rows import Interval
from concviz.engine.study.pure.statistics import LAYOUT, Median, interval, medians, outliers, ratio, six_digits


def test_three_values_span_from_smallest_to_largest_and_claim_no_more_than_that():
    found = interval([1.0, 1.2, 1.1])
    assert (found.median, found.low, found.high) == (1.1, 1.0, 1.2)
    assert found.level == 0.75


def test_one_value_has_no_interval():
    found = interval([1.0])
    assert found.level == 0
    assert found.spread == float("inf")


def test_the_interval_holds_the_true_median_as_often_as_it_claims():
    rng = np.random.default_rng(7)
    for repeats in (5, 12):
        held = [interval(rng.lognormal(0, 0.1, repeats), seed=s) for s in range(200)]
        share = np.mean([each.low <= 1.0 <= each.high for each in held])
        assert share >= held[0].level - 0.05


def test_more_values_make_it_narrower():
    rng = np.random.default_rng(3)
    few, many = interval(rng.normal(1, 0.05, 5)), interval(rng.normal(1, 0.05, 80))
    assert many.spread < few.spread / 2


def test_a_ratio_of_times_is_a_speed_up():
    found = ratio([4.0, 4.1, 3.9], [2.0, 2.05, 1.95])
    assert found.median == pytest.approx(2.0)
    assert found.low < 2.0 < found.high


def test_intervals_that_touch_overlap():
    assert Median(1, 0.9, 1.1, 5).overlaps(Median(1.2, 1.1, 1.3, 5))
    assert not Median(1, 0.9, 1.09, 5).overlaps(Median(1.2, 1.1, 1.3, 5))


def test_two_repeats_can_not_be_told_apart():
    assert Median(1, 0.9, 1.1, 2).overlaps(Median(9, 8, 10, 2))
    assert not Median(1, 0.9, 1.1, 3).overlaps(Median(9, 8, 10, 3))


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1.0, 1.01, 0.99, 1.0, 1.6], [4]),
        ([1.0, 1.0, 1.0, 1.0, 1.5], [4]),
        ([1.0, 1.0, 1.0, 1.0, 1.005], []),
        ([1.0, 1.02, 0.98, 1.05, 0.95], []),
        ([1.0, 1.0, 3.0], []),
        ([1.0] * 6, []),
        ([10.0, 10.0, 10.0, 10.0, 10.09], []),
        ([10.0, 10.0, 10.0, 10.0, 15.0], [4]),
        ([0.1, 0.1, 0.1, 0.1, 0.15], [4]),
    ],
)
def test_outliers(values, places):
    assert outliers(values) == places


@pytest.mark.parametrize(
    ("repeats", "level"), [(1, 0.0), (2, 0.5), (3, 0.75), (4, 0.875), (5, 0.9375), (6, 0.95), (60, 0.95)]
)
def test_what_can_be_claimed_of_so_many_values(repeats, level):
    assert Median(1.0, 0.9, 1.1, repeats).level == level


@pytest.mark.parametrize(
    ("median", "spread"),
    [
        (Median(2.0, 1.5, 2.25, 2), 0.25),
        (Median(2.0, 1.75, 3.0, 2), 0.5),
        (Median(2.0, 1.5, 2.25, 1), float("inf")),
        (Median(2.0, 1.5, 2.25), float("inf")),
        (Median(0.0, 0.0, 1.0, 3), float("inf")),
        (Median(0.5, 0.25, 0.5, 3), 0.5),
    ],
)
def test_the_spread_is_the_larger_distance_as_a_share(median, spread):
    assert median.spread == spread


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ((10.0, 10.0, 10.0), (10.99, 10.99, 10.99), True),
        ((10.0, 10.0, 10.0), ((1 + LAYOUT) * 10.0,) * 3, False),
        ((1.0, 0.9, 1.1), (1.3, 1.1, 1.4), True),
        ((1.0, 0.9, 1.1), (1.3, 1.1001, 1.4), False),
        ((1.0, 0.5, 1.2), (1.3, 0.4, 1.4), True),
    ],
)
def test_two_medians_are_told_apart_from_a_tenth_on_where_their_intervals_are_apart(one, other, overlap):
    assert Median(*one, 3).overlaps(Median(*other, 3)) is overlap
    assert Median(*other, 3).overlaps(Median(*one, 3)) is overlap
    assert Median(*one, 2).overlaps(Median(*other, 3))
    assert Median(*one, 3).overlaps(Median(*other, 2))


def test_what_is_told_of_a_number_has_six_digits():
    assert [six_digits(value) for value in (1.23456789, 123456.789, 0.000123456789)] == [1.23457, 123457.0, 0.000123457]
    assert Median(1.23456789, 0.123456789, 12.3456789, 3).interval == Interval(1.23457, 0.123457, 12.3457)


def test_medians_of_resamples_are_those_in_the_middle():
    """Of four values the mean of two, of three one of them; the same seed draws the same."""
    four, three = medians([1.0, 2.0, 4.0, 8.0]), medians([4.0, 1.0, 2.0])
    assert (len(four), len(three)) == (2_000, 2_000)
    assert set(three.tolist()) == {1.0, 2.0, 4.0}
    assert set(four.tolist()) == {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 4.5, 5.0, 6.0, 8.0}
    assert np.median(four) == 3.0
    assert (medians([4.0, 1.0, 2.0], 2) != three).any()
    assert (medians([4.0, 1.0, 2.0], 1) == three).all()


def test_a_ratio_has_the_repeats_of_the_shorter_and_both_are_drawn_on_their_own():
    found = ratio([4.0, 4.0, 4.0], [2.0, 2.0])
    assert (found.median, found.low, found.high, found.repeats) == (2.0, 2.0, 2.0, 2)
    same = ratio([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert (same.median, same.low, same.high, same.repeats) == (1.0, pytest.approx(1 / 3), pytest.approx(3.0), 3)


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([1.0, 2.0, 3.0, 4.0, 5.0, 8.1], []),  # (8.1 - 3.5) / (1.5 / 0.6745) is 2.07
        ([2.0, 3.0, 4.0, 5.0, 9.18], []),  # 5.18 · 0.6745 is 3.49
        ([2.0, 3.0, 4.0, 5.0, 9.2], [4]),  # and 5.2 · 0.6745 is 3.51
        ([-1.2, 3.0, 4.0, 5.0, 6.0], [0]),
        ([10.0, 10.0, 10.0, 10.0, 10.1], []),  # a hundredth
        ([10.0, 10.0, 10.0, 10.0, 10.11], [4]),
        ([1.0, 1.0, 1.0, 9.0], []),  # of four none can be
    ],
)
def test_each_bound_of_what_stands_apart(values, places):
    assert outliers(values) == places
