"""The task stream and the table of prefixes: exact cells of made tasks."""

import numpy as np
import pytest
from concviz.engine.analysis.cluster.cluster_view import STREAM_US, Pieces, cluster_view
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.prefix_table import prefix_rows
from concviz.tui.charts.task_stream import Line, on_cells, prefix_role, stream_rows

from tests.support.watched_cluster import S, made_cluster

CELL = STREAM_US // 4
"""Of a window of four cells."""


def pieces(*rows):
    lane, prefix, start, end, failed = (list(column) for column in zip(*rows, strict=True))
    return Pieces(
        *(np.array(each, dtype=np.int64) for each in (lane, prefix, start, end)), np.array(failed, dtype=np.bool_)
    )


def line(*lanes, threads=1):
    return Line("", "", "dim", lanes, threads)


def test_shares_of_cells_are_exact_and_the_colour_is_of_what_was_most():
    some = pieces(
        (1, 5, CELL // 2, CELL, False),
        (1, 6, CELL, CELL + CELL // 4, False),
        (1, 5, CELL + CELL // 2, 2 * CELL, True),
        (2, 6, 0, 4 * CELL, False),
    )
    share, prefix, failed = on_cells(some, [line(1), line(2)], STREAM_US, STREAM_US, 4)
    assert share.tolist() == [[0.5, 0.75, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]
    assert prefix[0, :2].tolist() == [5, 5]
    share, prefix, _ = on_cells(some, [line(1, 2, threads=2)], STREAM_US, STREAM_US, 4)
    assert share.tolist() == [[0.75, 0.875, 0.5, 0.5]]
    assert prefix.tolist() == [[6, 6, 6, 6]]
    _, _, failed = on_cells(some, [line(1), line(2)], STREAM_US, STREAM_US, 4)
    assert failed[0].tolist() == [False, False, True, False], "where it ended"


def test_what_lies_outside_of_the_window_or_is_of_no_row_is_left_out():
    some = pieces((1, 1, -9 * CELL, -CELL, False), (1, 1, -CELL, CELL, False), (9, 1, 0, CELL, False))
    share, _, _ = on_cells(some, [line(1)], STREAM_US, STREAM_US, 4)
    assert share.tolist() == [[1.0, 0.0, 0.0, 0.0]]
    share, _, _ = on_cells(pieces((9, 1, 0, CELL, False)), [line(1)], STREAM_US, STREAM_US, 4)
    assert not share.any()


def test_as_many_rows_as_there_is_room_for():
    view = cluster_view(made_cluster(), 1, 10 * S)
    names = [row.split()[0:2] for row in plain(stream_rows(view, 120, 12)).split("\n") if row.strip()]
    assert names == [
        ["worker", "1"], ["thread", "1"], ["thread", "2"], ["worker", "2"], ["thread", "1"], ["worker", "3"],
        ["thread", "1"], ["thread", "2"],
    ]  # fmt: skip
    assert [row.split()[:5] for row in plain(stream_rows(view, 120, 3)).split("\n")] == [
        ["worker", f"{number}", "1", "of", "2"] for number in (1, 2, 3)
    ]
    assert [row.split()[:2] for row in plain(stream_rows(view, 120, 2)).split("\n")] == [["worker", "1"], ["2", "more"]]


@pytest.mark.parametrize("width", [1, 9, 20, 40, 80, 200])
@pytest.mark.parametrize("height", [1, 2, 5, 20])
def test_any_size_is_filled_exactly(width, height):
    view = cluster_view(made_cluster(), 1, 10 * S)
    for rows in (stream_rows(view, width, height), prefix_rows(view, width, height)):
        assert [width_of(row) for row in rows] == [width] * height


def test_the_table_of_prefixes():
    text = plain(prefix_rows(cluster_view(made_cluster(), 1, 10 * S), 70, 5)).split("\n")
    assert [row.split() for row in text if row.strip()] == [
        ["now", "wait", "done", "failed", "each", "ends", "fetched"],
        ["█", "loop", "3", "10", "30", "·", "990", "ms", "3.0/s", "·"],
        ["█", "sleep", "·", "5", "10", "·", "500", "ms", "1.0/s", "20", "ms"],
        ["█", "load", "·", "·", "1", "1", "1.0", "ms", "·", "·"],
    ]
    assert plain(prefix_rows(cluster_view(made_cluster(), 1, 10 * S), 70, 3)).split("\n")[-1].strip() == "2 more"


def test_colours_come_again_after_eight():
    assert [prefix_role(number) for number in (1, 8, 9)] == ["lane0", "lane7", "lane0"]
