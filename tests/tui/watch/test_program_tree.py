"""The tree of a watched program, in any room."""

from dataclasses import replace

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.program.program_view import ProgramView
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.over_time import Series, columns_of, series_rows
from concviz.tui.watch.panels.program_tree import tree_rows
from numpy import array, nan

from tests.support.watched import S, told_session


@pytest.fixture(scope="module")
def view():
    return snapshot(told_session(), 4 * S).program


@pytest.mark.parametrize("width", [20, 40, 60, 80, 116, 200])
@pytest.mark.parametrize("height", [1, 3, 5, 12, 40])
def test_it_fits_any_room(view, width, height):
    rows = tree_rows(view, width, height)
    assert [width_of(row) for row in rows] == [width] * height


def test_who_does_what_is_said_in_words_glyphs_and_numbers(view):
    text = plain(tree_rows(view, 116, 12))
    main = next(line for line in text.splitlines() if "main 71" in line)
    assert "█ runs or is ready" in main
    assert "90%" in main
    assert "server.py:31 crunch" in main
    worker = next(line for line in text.splitlines() if "worker-1" in line)
    assert "─ waiting for the GIL" in worker
    assert "pipe → process 71" in text
    assert "awaited by Task-1" in text


def test_where_there_are_more_threads_than_rows_those_that_want_a_core_come_first(view):
    text = plain(tree_rows(view, 100, 6))
    assert "main 71" in text
    assert "more" in text
    many = replace(view.processes[0], threads=view.processes[0].threads * 200, tasks=())
    rows = tree_rows(ProgramView((many,), view.now, view.so_far), 100, 20)
    assert "threads more" in plain(rows)


def test_a_name_is_cut_before_its_number(view):
    long = replace(view.processes[0].threads[1], name="a-very-long-name-of-a-worker")
    process = replace(view.processes[0], threads=(long,), tasks=())
    text = plain(tree_rows(ProgramView((process,), view.now, view.so_far), 60, 6))
    assert "… 72" in text


def test_no_process_is_said():
    assert "Nothing of it is there yet" in plain(tree_rows(ProgramView(), 60, 3))


def test_counts_over_time_begin_at_zero_and_leave_out_what_isn_t_known():
    assert columns_of(array([nan, 0.0, 1.0, 2.0]), 4, 1) == ["  ▄▇"]
    rows = series_rows([Series("threads", array([1.0, 2.0]), "2", "title")], 30, 2)
    assert [width_of(row) for row in rows] == [30, 30]


def test_two_counts_share_the_height_and_each_has_its_words_on_its_last_row():
    values = array([0.0, 1.0, 2.0, 4.0, nan, 3.0])
    rows = series_rows(
        [Series("threads", values, "3", "title"), Series("processes", array([1.0] * 9), "1", "run", 2.0)], 30, 4
    )
    assert plain(rows).split("\n") == [
        "                           ▇ ▃",
        "threads       3          ▄██ █",
        "                              ",
        "processes     1      █████████",
    ]
    assert series_rows([Series("threads", values, "3", "title")], 0, 4) == [[]] * 4
