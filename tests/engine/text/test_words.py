"""Clocks, counts, lists and suggestions."""

import math

import pytest
from concviz.engine.model import states as state_words
from concviz.engine.text.clocks import clock, clock_seconds
from concviz.engine.text.suggest import did_you_mean, nearest, unknown
from concviz.engine.text.words import capital, listed, noun, number_word, plural, worded
from hypothesis import given
from hypothesis import strategies as st

HOUR_US = 3_600_000_000


@pytest.mark.parametrize(
    ("t_us", "text"),
    [
        (-5, "00:00"),
        (0, "00:00"),
        (999_999, "00:00"),
        (1_000_000, "00:01"),
        (42_900_000, "00:42"),
        (59_950_000, "00:59"),
        (60_000_000, "01:00"),
        (HOUR_US - 1, "59:59"),
        (HOUR_US, "1:00:00"),
        (3_667_000_000, "1:01:07"),
        (3_723_000_000, "1:02:03"),
        (100 * HOUR_US, "100:00:00"),
    ],
)
def test_clocks(t_us, text):
    assert clock(t_us) == text


def test_a_clock_shows_numbers_only():
    with pytest.raises(ValueError, match="NaN"):
        clock(math.nan)


@given(st.integers(0, 400 * 3_600))
def test_a_clock_is_read_back(seconds):
    assert clock_seconds(clock(seconds * 1_000_000)) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:23", 83.0),
        ("0:07.5", 7.5),
        (" 1:02:03 ", 3_723.0),
        ("83", None),
        ("1:2:3:4", None),
        ("a:bc", None),
        ("", None),
    ],
)
def test_what_is_a_clock(text, seconds):
    assert clock_seconds(text) == seconds


@pytest.mark.parametrize(
    ("number", "word", "text"),
    [
        (0, "worker", "0 workers"),
        (1, "worker", "1 worker"),
        (2, "process", "2 processes"),
        (1_000, "thread", "1,000 threads"),
        (2, "child", "2 children"),
        (1, "child", "1 child"),
        (5, "main", "5 main"),
        (3, "switch", "3 switches"),
    ],
)
def test_plurals(number, word, text):
    assert plural(number, word) == text


def test_numbers_in_sentences():
    assert [worded(number, "thread") for number in (0, 1, 4, 12, 13, 1_000)] == [
        "no threads", "one thread", "four threads", "twelve threads", "13 threads", "1,000 threads",
    ]  # fmt: skip
    assert (number_word(-1), number_word(6)) == ("-1", "six")
    assert (noun(1.5, "core"), noun(1.0, "core")) == ("cores", "core")


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(names, text):
    assert listed(names) == text


def test_other_lists_and_capitals():
    assert listed(("a", "b", "c"), "or") == "a, b or c"
    assert (capital("the GIL"), capital("")) == ("The GIL", "")


def test_suggestions():
    assert nearest("Fraktal", ["pi", "fractal"]) == ["fractal"]
    assert nearest("now proceses", ["Now processes"]) == ["Now processes"]
    assert did_you_mean("zzz", ["pi"], "look around") == "look around"
    assert did_you_mean("now proceses", ["Now processes"], "") == "did you mean 'Now processes'?"
    four = ["fractal", "fractals", "fractale", "fractali"]
    assert did_you_mean("fractal", four, "") == "did you mean fractal, fractals or fractali?"
    assert unknown("task", "fraktal", ["pi", "fractal"]) == "no task named 'fraktal': did you mean fractal?"
    assert unknown("task", "zzz", ["pi", "fractal"]) == "no task named 'zzz': there are fractal, pi"


def test_states_have_the_names_and_numbers_that_stand_in_files():
    assert [each.name for each in state_words.LEDGER] == [
        "on_core", "wait_gil", "wait_lock", "wait_core", "wait_loop", "wait_io", "wait_child", "asleep", "idle",
    ]  # fmt: skip
    assert [each.name for each in state_words.LOOKED] == ["wait_gil", "wait_lock", "wait_io", "wait_child", "asleep"]
    assert [state_words.CODE[name] for name in ("on_core", "wait_gil", "wait_core", "failed", "open")] == [
        0,
        1,
        2,
        5,
        9,
    ]
