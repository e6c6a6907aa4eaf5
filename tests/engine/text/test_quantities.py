"""Quantities are said with one unit each, and right at every edge."""

import math

import pytest
from concviz.engine.text import quantities
from concviz.engine.text.quantities import duration, percent, percents, rate, ratio, size, time_left, times
from hypothesis import given
from hypothesis import strategies as st

KIB, MIB, GIB, TIB = 1 << 10, 1 << 20, 1 << 30, 1 << 40


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (1, "1 B"),
        (999, "999 B"),
        (999.5, "1.0 KiB"),
        (1_000, "1.0 KiB"),
        (KIB, "1.0 KiB"),
        (1_126, "1.1 KiB"),
        (9.94 * KIB, "9.9 KiB"),
        (9.96 * KIB, "10 KiB"),
        (87_040, "85 KiB"),
        (999.4 * KIB, "999 KiB"),
        (999.5 * KIB, "1.0 MiB"),
        (999.6 * KIB, "1.0 MiB"),
        (1.8 * MIB, "1.8 MiB"),
        (24 * MIB, "24 MiB"),
        (999 * MIB, "999 MiB"),
        (1_000 * MIB, "1.0 GiB"),
        (1_300 * MIB, "1.3 GiB"),
        (64 * GIB, "64 GiB"),
        (1_000 * GIB, "1.0 TiB"),
        (5_000 * TIB, "5,000 TiB"),
        (-1, "-1 B"),
        (-85 * KIB, "-85 KiB"),
        (-1.25 * MIB, "-1.2 MiB"),
    ],
)
def test_sizes(size_bytes, text):
    assert size(size_bytes) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4e-9, "0 ns"),
        (640e-9, "640 ns"),
        (999.6e-9, "1.0 µs"),
        (3.9e-6, "3.9 µs"),
        (9.94e-6, "9.9 µs"),
        (9.96e-6, "10 µs"),
        (85e-6, "85 µs"),
        (999.4e-6, "999 µs"),
        (999.6e-6, "1.0 ms"),
        (1.24e-3, "1.2 ms"),
        (139.6e-3, "140 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.00 s"),
        (1, "1.00 s"),
        (9.994, "9.99 s"),
        (9.996, "10.0 s"),
        (59.94, "59.9 s"),
        (59.96, "60.0 s"),
        (60, "60.0 s"),
        (99.94, "99.9 s"),
        (99.96, "100 s"),
        (3_600, "3,600 s"),
        (-0.0012, "-1.2 ms"),
        (-90, "-90.0 s"),
    ],
)
def test_durations(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (500e-6, "500 µs"),
        (1e-3, "1 ms"),
        (2e-3, "2 ms"),
        (2.5e-3, "2.5 ms"),
        (0.1, "100 ms"),
        (1, "1 s"),
        (1.5, "1.5 s"),
        (1.48, "1.48 s"),
        (20, "20 s"),
        (100, "100 s"),
        (1_000, "1,000 s"),
        (3_600, "3,600 s"),
    ],
)
def test_a_length_that_was_chosen_claims_no_digits(seconds, text):
    assert duration(seconds, exact=True) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "1 s left"),
        (0, "1 s left"),
        (0.4, "1 s left"),
        (40.4, "40 s left"),
        (59.95, "60 s left"),
        (99.4, "99 s left"),
        (99.6, "2 min left"),
        (720, "12 min left"),
        (3_569, "59 min left"),
        (3_571, "1 h left"),
        (3_600, "1 h left"),
        (4_800, "1 h 20 min left"),
        (360_000, "100 h left"),
    ],
)
def test_what_is_left(seconds, text):
    assert time_left(seconds) == text


@pytest.mark.parametrize(
    ("per_s", "text"),
    [
        (-4, "0/s"),
        (0, "0/s"),
        (0.84, "0.8/s"),
        (9.94, "9.9/s"),
        (9.95, "10/s"),
        (9.96, "10/s"),
        (312.4, "312/s"),
        (999.4, "999/s"),
        (999.6, "1.0k/s"),
        (1_214, "1.2k/s"),
        (34_000, "34k/s"),
        (999_600, "1.0M/s"),
        (2e6, "2.0M/s"),
        (3e9, "3.0G/s"),
    ],
)
def test_rates(per_s, text):
    assert rate(per_s) == text


@given(st.floats(0, 999e9))
def test_a_rate_is_at_most_seven_cells(per_s):
    assert len(rate(per_s)) <= 7


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0, 0, "0%"),
        (1e-9, 0, "<1%"),
        (0.0049, 0, "<1%"),
        (0.0051, 0, "1%"),
        (0.73, 0, "73%"),
        (0.996, 0, "100%"),
        (1, 0, "100%"),
        (1.5, 0, "150%"),
        (-0.25, 0, "-25%"),
        (0, 1, "0.0%"),
        (0.0004, 1, "<0.1%"),
        (0.0006, 1, "0.1%"),
        (0.125, 1, "12.5%"),
        (0.00004, 2, "<0.01%"),
        (0.01234, 2, "1.23%"),
    ],
)
def test_shares(share, digits, text):
    assert percent(share, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.00"),
        (0.984, "0.98"),
        (1, "1.00"),
        (7.64, "7.64"),
        (9.994, "9.99"),
        (9.995, "10.0"),
        (9.996, "10.0"),
        (12.34, "12.3"),
        (99.94, "99.9"),
        (99.95, "100"),
        (99.96, "100"),
        (130.2, "130"),
        (12_345, "12,345"),
        (-3.56, "-3.56"),
    ],
)
def test_ratios(value, text):
    assert (ratio(value), times(value)) == (text, f"{text}×")


@pytest.mark.parametrize("say", [size, duration, time_left, rate, percent, ratio, times])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(say, value):
    with pytest.raises(ValueError, match="not a number"):
        say(value)


@given(st.floats(-1e15, 1e15))
def test_nothing_that_is_said_has_more_than_three_digits_before_its_unit_grows(value):
    digits = sum(each.isdigit() for each in size(value))
    assert digits <= 3 or size(value).endswith("TiB")


def test_percents_add_up():
    assert percents([1 / 3, 1 / 3, 1 / 3]) == [34, 33, 33]
    assert percents([0.245, 0.735, 0.02]) == [25, 73, 2]
    assert percents([0.0, 0.0]) == [0, 0]
    assert percents([math.nan, 1.0, -1.0]) == [0, 100, 0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_rounding_keeps_the_sum_and_is_off_by_less_than_one(shares):
    whole = percents(shares)
    assert sum(whole) == round(sum(share * 100 for share in shares))
    assert all(abs(value - share * 100) < 1 + 1e-9 for value, share in zip(whole, shares, strict=True))


def test_a_dash_stands_for_what_was_not_measured():
    assert quantities.NOTHING == "–"
