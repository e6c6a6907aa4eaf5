"""Numbers as a person reads them."""

import math

import pytest
from concviz.tui.charts.numbers import clock, duration, memory, percents, plural, rate
from hypothesis import given
from hypothesis import strategies as st


def test_percents_add_up():
    assert percents([1 / 3, 1 / 3, 1 / 3]) == [34, 33, 33]
    assert percents([0.245, 0.735, 0.02]) == [25, 73, 2]
    assert percents([0.0, 0.0]) == [0, 0]
    assert percents([math.nan, 1.0]) == [0, 100]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_rounding_keeps_the_sum_and_is_off_by_less_than_one(shares):
    whole = percents(shares)
    assert sum(whole) == round(sum(share * 100 for share in shares))
    assert all(abs(value - share * 100) < 1 + 1e-9 for value, share in zip(whole, shares, strict=True))


@pytest.mark.parametrize(
    ("per_s", "text"),
    [
        (0, "0/s"),
        (0.84, "0.8/s"),
        (312.4, "312/s"),
        (1214, "1.2k/s"),
        (34_000, "34k/s"),
        (2e6, "2.0M/s"),
        (math.nan, "0/s"),
    ],
)
def test_rates(per_s, text):
    assert rate(per_s) == text


@given(st.floats(0, 1e12))
def test_a_rate_is_at_most_seven_cells(per_s):
    assert len(rate(per_s)) <= 7


def test_times_and_sizes():
    assert duration(500) == "0.5 ms"
    assert duration(160_000) == "160 ms"
    assert duration(1_480_000) == "1.48 s"
    assert duration(120_000_000) == "120 s"
    assert clock(42_900_000) == "00:42"
    assert clock(3_667_000_000) == "61:07"
    assert memory(24 << 20) == "24 MiB"
    assert memory(1300 << 20) == "1.3 GiB"


def test_plurals():
    assert [plural(1, "worker"), plural(4, "worker"), plural(2, "child"), plural(5, "main")] == [
        "1 worker",
        "4 workers",
        "2 children",
        "5 main",
    ]
