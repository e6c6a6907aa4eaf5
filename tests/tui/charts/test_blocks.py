"""Bars and columns, as text."""

import math

import numpy as np
import pytest
from concviz.tui.charts.blocks import bar, columns, curve, line_bar
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.digits import big
from hypothesis import given
from hypothesis import strategies as st

SHARES = st.floats(0, 1) | st.just(math.nan)
PAIRS = st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=20)


def stacked(run, rest, height=1, **options):
    return columns(np.array(run, dtype=float), np.array(rest, dtype=float), height, **options)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "▁▁▁▁"), (0.01, "▏▁▁▁"), (0.5, "██▁▁"), (0.66, "██▋▁"), (1.0, "████"), (7.0, "████"), (math.nan, "▁▁▁▁")],
)
def test_a_bar_is_filled_to_the_eighth(share, text):
    assert plain([bar(share, 4, "run")]) == text


def test_a_progress_line_is_not_full_before_the_end():
    assert plain([line_bar(0.99, 5)]) == "━━━━╸"
    assert plain([line_bar(1.0, 5)]) == "━━━━━"
    assert plain([line_bar(0.0, 5)]) == "─────"


def test_columns_rise_with_the_share_and_full_ones_leave_a_gap():
    assert plain(stacked([0, 0.2, 0.5, 1], [0, 0, 0, 0], 2)) == "   ▇\n▁▃██"


def test_idle_is_a_faint_track_and_unknown_is_blank():
    assert stacked([0, math.nan], [0, 0]) == [[("▁", "faint"), (" ", "")]]


def test_the_rest_stands_on_the_run():
    rows = stacked([0.5], [0.5], 2)
    assert rows == [[("▇", "rest")], [("█", "run")]]


def test_a_cell_of_both_has_two_colours():
    assert stacked([7 / 15], [8 / 15], 2) == [[("▇", "rest")], [("▇", "run on rest")]]


def test_a_little_of_the_rest_never_becomes_the_run():
    assert stacked([0.01], [0.04])[0] == [("▁", "rest")]
    assert stacked([0.04], [0.01])[0] == [("▁", "run")]


def test_without_colours_the_rest_is_a_shade():
    assert plain(stacked([1, 0, 0.5], [0, 1, 0.5], 2, shaded=True)) == "▇░░\n█░█"


@given(PAIRS, st.integers(1, 4), st.booleans())
def test_columns_have_their_size_whatever_the_numbers(pairs, height, shaded):
    rows = stacked([a for a, _ in pairs], [b for _, b in pairs], height, shaded=shaded)
    assert [width_of(row) for row in rows] == [len(pairs)] * height


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 4))
def test_never_more_of_the_run_than_there_was(run, rest, height):
    eighths = 0
    for row in stacked([run], [rest * (1 - run)], height):
        glyph, ink = row[0]
        if ink.startswith("run"):
            eighths += " ▁▂▃▄▅▆▇█".index(glyph)
    assert eighths <= max(run * (8 * height - 1) + 0.5, 1)


def test_a_curve_lies_between_its_own_extremes():
    assert plain(curve((1.0, 2.0, 3.0), 3)) == "▁▄▇"
    assert plain(curve((2.0, 2.0), 3)) == "▄▄▄"
    assert plain(curve((math.nan,), 3)) == "   "


def test_big_digits():
    assert plain(big("42")) == "█ █ ▀▀█\n▀▀█ █▀▀\n  ▀ ▀▀▀"
