"""Presenting and Before and after as cells."""

from dataclasses import replace

import numpy as np
import pytest
from concviz.tui.charts.before_after import Side, before_after_rows
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.headline import Headline, headline_rows
from concviz.tui.charts.presentation import TALLEST, Count, Frame, band, even_rows, head_rows
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(1, 20), st.integers(1, 40), st.integers(0, 80))
def test_cores_and_workers_share_the_rows_and_leave_few(cores, workers, height):
    found = even_rows(cores, workers, height)
    if found is None:
        assert 2 * cores + 1 + 2 * workers > height
        return
    core_rows, worker_rows = found
    left = height - 1 - cores * core_rows - workers * worker_rows
    assert left >= 0
    # A row more for each core and each worker would not fit: at most the difference of the two is given up for evenness.
    both = min(core_rows, worker_rows) == TALLEST
    assert both or left < cores + workers + abs(core_rows - worker_rows) * (cores + workers)


FILLED_TO_THE_END = set("█▄▙▟▖▗")


@pytest.mark.parametrize("cores", [2, 64, 2.5])
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_digits_never_touch_the_bar_below_them(cores, width):
    told = Headline(1.0, cores, "now", "run 1.0")
    for height in range(3, 20):
        rows = plain(headline_rows(told, width, height)).splitlines()
        bar = next((y for y, row in enumerate(rows) if "░" in row and row.startswith("█")), 0)
        assert not bar or not set(rows[bar - 1]) & FILLED_TO_THE_END, rows
    frame = Frame(2, 1, airy=False)
    rows = plain(head_rows(told, (Count(1, "process"), Count(5, "thread")), frame, width)).splitlines()
    assert not set(rows[-1]) & FILLED_TO_THE_END, rows


def test_a_band_is_as_wide_as_the_picture():
    rows = band([[("  They take turns.  ", "bold gil reverse")]], 30)
    assert [width_of(row) for row in rows] == [30, 30, 30]
    assert rows[0] == [("▄" * 30, "gil")]
    assert {ink for _, ink in rows[1]} == {"bold gil reverse"}


def test_words_without_a_ground_stand_as_they_are():
    assert band([[("words", "bold strong")]], 30) == [[], [("words", "bold strong")], []]


def side(title, wall_s, cores_used, state=""):
    share, lane = np.ones((2, 60)), np.ones((2, 60), dtype=np.int64)
    return Side(title, "CPython 3.14.2, GIL", wall_s, cores_used, {"on_core": 1.0}, share, lane, state)


def drawn(before, after, width, height):
    return before_after_rows((before, after), 4.1, 2.0, (0, 1), width, height, text="threads 4.1 s → processes 2.1 s")


def test_a_run_on_a_cluster_has_a_row_a_node_and_the_cores_of_all_of_them():
    there = replace(
        side("3 workers", 2.1, 5.2), core_share=np.ones((3, 60)), core_lane=np.ones((3, 60), int), node_cores=(4, 4, 2)
    )
    text = plain(drawn(side("4 threads", 4.1, 1.0), there, 100, 14))
    first, _, second = text.partition("3 workers")
    assert ("1.0 of 2 cores" in first, "core 1" in first, "node" in first) == (True, True, False)
    assert ("5.2 of 10 cores" in second, "node 1" in second, "node 3" in second, "core 0" in second) == (
        True,
        True,
        True,
        False,
    )


@pytest.mark.parametrize(("width", "height"), [(40, 9), (60, 17), (80, 23), (96, 27), (116, 37), (196, 57)])
def test_two_runs_fill_the_picture(width, height):
    rows = drawn(side("4 threads", 4.1, 1.0), side("2 processes", 2.1, 2.0), width, height)
    assert [width_of(row) for row in rows] == [width] * height
    blank = [y for y, row in enumerate(rows) if not plain([row]).strip()]
    assert len(blank) <= max(3, height // 4), plain(rows)


def test_where_there_is_room_the_figures_are_in_big_digits():
    text = plain(drawn(side("4 threads", 4.1, 1.0), side("2 processes", 2.1, 2.0), 96, 27))
    assert "4 threads · CPython 3.14.2, GIL" in text
    assert text.count("of 2 cores") == 2
    assert "1.0 of 2 cores" not in text
    assert "1.0 of 2 cores" in plain(drawn(side("4 threads", 4.1, 1.0), side("2 processes", 2.1, 2.0), 60, 17))


@pytest.mark.parametrize(("width", "height"), [(60, 18), (80, 22), (96, 27), (116, 37)])
def test_a_blank_row_stands_above_the_second_run(width, height):
    rows = [plain([row]) for row in drawn(side("4 threads", 4.1, 1.0), side("2 processes", 2.1, 2.0), width, height)]
    first = next(y for y, row in enumerate(rows) if row.startswith("time"))
    assert not rows[first + 1].strip()


def test_a_wall_time_that_is_no_plain_number_stays_in_words():
    text = plain(drawn(side("4 threads", 4000.0, 1.0), side("2 processes", 2.1, None, "running"), 96, 27))
    assert "1.0 of 2 cores" in text
    assert "running" in text


@pytest.mark.parametrize("height", range(21, 60))
def test_high_strips_never_grow_into_the_time_below_them(height):
    rows = plain(
        before_after_rows((side("4 threads", 4.0, 1.0), side("2 processes", 2.0, 2.0)), 4.0, 2, (0, 1), 100, height)
    )
    lines = rows.splitlines()
    for place in (y for y, line in enumerate(lines) if line.startswith("time")):
        strip = next(y for y in range(place - 1, 0, -1) if lines[y].strip())
        assert strip < place - 1 or "█" not in lines[strip - 2], lines


@pytest.mark.parametrize("width", range(30, 60))
def test_what_is_said_of_a_run_has_room_or_is_left_out_whole(width):
    rows = plain(
        before_after_rows((side("4 threads", 4.0, 1.0), side("2 processes", 2.0, 2.0)), 4.0, 2, (0, 1), width, 9)
    )
    assert "CPy" not in rows.replace("CPython 3.14.2, GIL", "")
