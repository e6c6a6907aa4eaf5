"""The cores, from 1 to 256."""

import math

import numpy as np
import pytest
from concviz.tui.charts.blocks import stacked_bar
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.cores import core_rows, plan
from hypothesis import given
from hypothesis import strategies as st


def rows_of(run, rest, width, height, steps=60, **options):
    run, rest = np.array(run, dtype=float), np.array(rest, dtype=float)
    wide = np.repeat(run[:, None], steps, axis=1), np.repeat(rest[:, None], steps, axis=1)
    return core_rows(run, rest, *wide, width, height, **options)


def test_number_percent_history():
    run = np.array([[0, 0.5, 1, 0.25], [math.nan, 0, 0, 0]])
    rest = np.array([[0, 0, 0, 0.5], [math.nan, 0.03, 1, 0]])
    text = plain(core_rows(run[:, -1], rest[:, -1], run, rest, 20, 2))
    assert text == "0  75%          ▁▄▇▅\n1   0%           ▁▇▁"


def test_two_rows_a_core_where_there_is_room():
    text = plain(rows_of([1, 0], [0, 0.5], 24, 4))
    assert text == (
        "       ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇\n0 100% █████████████████\n                        \n1  50% █████████████████"
    )


def test_now_is_a_bar_beside_the_history_where_there_is_room():
    text = plain(rows_of([0.5, 0.25], [0.0, 0.75], 45, 4, steps=4))
    assert text.splitlines() == [
        " " * 45,
        "0  50% ███████▌▁▁▁▁▁▁▁" + " " * 19 + "████",
        " " * 41 + "▇▇▇▇",
        "1 100% ███▊███████████" + " " * 19 + "▄▄▄▄",
    ]


def test_a_bar_is_for_this_run_and_the_rest_and_never_longer_than_both():
    assert stacked_bar(0.25, 0.5, 8, 1) == [[("██", "run"), ("████", "rest"), ("▁▁", "faint")]]
    assert stacked_bar(0.25, 0.5, 8, 2, shaded=True)[0] == [("██", "run"), ("░░░░", "rest"), ("  ", "")]
    assert stacked_bar(math.nan, 0.0, 3, 1) == [[("▁▁▁", "faint")]]


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 60), st.integers(1, 4))
def test_bars_have_exactly_their_cells(run, rest, width, height):
    rows = stacked_bar(run, min(rest, 1 - run), width, height)
    assert [width_of(row) for row in rows] == [width] * height


@pytest.mark.parametrize(
    ("cores", "size", "columns", "rows_each", "strip"),
    [
        (1, (88, 8), 1, 8, False),
        (4, (88, 8), 2, 4, False),
        (8, (88, 8), 2, 2, False),
        (16, (88, 8), 2, 1, False),
        (16, (76, 4), 4, 1, False),
        (64, (186, 18), 4, 1, False),
        (64, (88, 8), 32, 4, True),
        (256, (186, 18), 88, 4, True),
        (8, (32, 2), 8, 2, True),
    ],
)
def test_the_plan(cores, size, columns, rows_each, strip):
    grid = plan(cores, *size)
    assert (grid.columns, grid.rows_each, grid.strip, grid.merged) == (columns, rows_each, strip, 1)


def test_a_strip_has_one_bar_a_core():
    text = plain(rows_of([1, 0.5, 0, 0], [0, 0.25, 1, 0], 14, 2))
    assert text == "  ▇▇ ▃▃ ▇▇    \n0 ██ ██ ██ ▁▁ "


def test_where_even_a_strip_has_no_room_cores_share_a_bar():
    assert plan(256, 32, 2).merged > 1
    assert width_of(rows_of([0.5] * 256, [0.0] * 256, 32, 2)[0]) == 32


def test_a_core_that_may_not_be_used_is_faint():
    inks = [row[0][1] for row in rows_of([0, 0], [0, 0], 30, 2, usable={0})]
    assert inks == ["dim", "faint"]


@given(st.integers(1, 256), st.integers(0, 190), st.integers(0, 30), st.booleans())
def test_every_core_is_shown_in_exactly_the_room_there_is(cores, width, height, shaded):
    rows = rows_of([0.3] * cores, [math.nan] * cores, width, height, steps=20, shaded=shaded)
    assert [width_of(row) for row in rows] == [width] * height
    grid = plan(cores, max(1, width), max(1, height))
    assert (
        grid.columns * grid.merged * max(1, height) // (1 if grid.strip else grid.rows_each) >= cores or not grid.strip
    )
