"""Medians, intervals, outliers."""

import numpy as np
import pytest
from concviz.engine.study.pure.statistics import Median, interval, outliers, ratio


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
