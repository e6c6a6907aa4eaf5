"""Segments on the grid, and lanes as text."""

import numpy as np
import pytest
from concviz.engine.analysis import snapshot
from concviz.engine.model import states
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.lanes import axis, heat_row, many_lane_rows, states_in, told_by_height
from concviz.tui.charts.timeline import end_of, on_grid
from concviz.tui.charts.workers import Worker, places, timeline_cells, together, worker_rows
from hypothesis import given
from hypothesis import strategies as st

RUN, GIL, CORE, LOOP, IO, FAILED = range(6)


def grid(pieces, groups=((1,),), end=8000, cell_us=1000, cells=8):
    """Pieces are (lane, start, end, state, core)."""
    table = np.array(pieces, dtype=np.int64).reshape(-1, 5)
    return on_grid(
        groups, table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(np.uint8), table[:, 4],
        end=end, cell_us=cell_us, cells=cells,
    )  # fmt: skip


def test_codes_are_the_engines():
    engine = (
        snapshot.RUN,
        snapshot.WAIT_GIL,
        snapshot.WAIT_CORE,
        snapshot.WAIT_LOOP,
        snapshot.WAIT_IO,
        snapshot.FAILED,
    )
    assert [states.BY_CODE[code] for code in engine] == [
        states.ON_CORE, states.GIL, states.CORE, states.LOOP, states.IO, states.FAILED,
    ]  # fmt: skip


def test_shares_are_exact():
    lanes = grid([(1, 2500, 5500, RUN, 3)])
    assert lanes.share[0, RUN].tolist() == [0, 0, 0.5, 1, 1, 0.5, 0, 0]
    assert lanes.core[0].tolist() == [-1, -1, 3, 3, 3, 3, -1, -1]
    assert lanes.pieces[0].tolist() == [0, 0, 1, 1, 1, 1, 0, 0]


def test_what_lies_outside_is_cut_and_other_lanes_are_left_out():
    lanes = grid(
        [(1, -9000, 1000, RUN, 0), (1, 7000, 90_000, RUN, 0), (1, 90_000, 99_000, RUN, 0), (7, 0, 8000, RUN, 0)]
    )
    assert lanes.share[0, RUN].tolist() == [1, 0, 0, 0, 0, 0, 0, 1]


@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 3000)), max_size=12))
def test_the_grid_keeps_the_time_that_was_spent(pieces):
    begin, total, table = 0, 0, []
    for gap, length in pieces:
        start, end = begin + gap, begin + gap + length
        table.append((1, start, end, RUN, 0))
        total += max(0, min(end, 8000) - min(start, 8000))
        begin = end
    lanes = grid(table)
    assert lanes.share[0, RUN].sum() * 1000 == pytest.approx(total, abs=1e-6)


def test_a_lane_runs_then_waits():
    lanes = grid([(1, 0, 4000, RUN, 3), (1, 4000, 8000, GIL, -1)])
    assert many_lane_rows(lanes, [0], ["lane0"], 1)[0] == [[("████", "lane0"), ("────", "gil")]]
    assert plain(many_lane_rows(lanes, [0], ["lane0"], 2)[0]) == "▄▄▄▄    \n████────"
    assert plain(many_lane_rows(lanes, [0], ["lane0"], 3)[0]) == "▄▄▄▄    \n████────\n████    "


def test_edges_inside_a_cell():
    lanes = grid([(1, 2500, 5500, RUN, 3)])
    assert plain(many_lane_rows(lanes, [0], ["lane0"], 2)[0]) == "  ▗▄▄▖  \n  ▐██▌  "
    assert many_lane_rows(lanes, [0], ["lane0"], 1)[0][0][1] == ("▌", "lane0 reverse")


def test_consecutive_items_are_one_block():
    lanes = grid([(1, 0, 2000, RUN, 0), (1, 2000, 4500, RUN, 0), (1, 4500, 8000, RUN, 0)])
    assert plain(many_lane_rows(lanes, [0], ["lane0"], 1)[0]) == "████████"


def test_every_wait_has_its_own_glyph():
    pieces = [(1, 0, 2000, GIL, -1), (1, 2000, 4000, CORE, -1), (1, 4000, 6000, LOOP, -1), (1, 6000, 8000, IO, -1)]
    assert plain(many_lane_rows(grid(pieces), [0], ["lane0"], 1)[0]) == "──▒▒▚▚░░"


def test_several_pieces_a_cell_are_told_by_height():
    pieces = [(1, start, start + 400, RUN, 0) for start in range(0, 8000, 800)]
    lanes = grid(pieces)
    assert told_by_height(lanes)
    assert plain(many_lane_rows(lanes, [0], ["lane0"], 1)[0]) == "▅▅▃▃▅▅▃▃"
    assert plain(many_lane_rows(lanes, [0], ["lane0"], 2)[0]) == "        \n▇▇▅▅▇▇▅▅"


def test_a_short_stretch_inside_a_cell_is_not_lost():
    lanes = grid([(1, 2400, 2600, RUN, 0), (1, 2600, 8000, IO, 0)])
    assert plain(many_lane_rows(lanes, [0], ["lane0"], 1)[0]) == "  ▂░░░░░"


def test_a_pause_too_short_to_see_does_not_cut_a_block():
    pieces = [(1, start, start + 960, RUN, 0) for start in range(0, 8000, 1000)]
    lanes = grid(pieces)
    assert not told_by_height(lanes)
    assert plain(many_lane_rows(lanes, [0], ["lane0"], 2)[0]) == "▄▄▄▄▄▄▄▄\n████████"


def test_by_core_is_told_by_letter_and_colour():
    row = many_lane_rows(grid([(1, 0, 4000, RUN, 11)]), [0], ["lane0"], 1, by_core=True)[0][0]
    assert row[0] == ("bbbb", "lane3 reverse")


def test_what_failed_has_a_cross():
    rows = many_lane_rows(grid([(1, 0, 1000, FAILED, 0), (1, 1000, 3000, RUN, 0)]), [0], ["lane0"], 2)[0]
    assert rows[1][0] == ("×", "bold failed reverse")
    assert rows[0][0] == ("▄", "failed")


def test_one_runner_among_many_is_still_seen():
    lanes = grid([(7, 0, 3000, RUN, 0), (9, 3000, 8000, GIL, -1)], groups=[range(1, 301)])
    assert lanes.sizes.tolist() == [300]
    assert plain([heat_row(lanes, 0)]) == "▁▁▁     "


def test_states_that_can_be_seen():
    assert states_in(grid([(1, 0, 600, IO, -1)])) == [RUN, IO]
    assert states_in(grid([(1, 0, 100, IO, -1)])) == [RUN]
    assert states_in(grid([(1, 0, 600, RUN, 0), (1, 600, 1000, IO, -1)])) == [RUN]


def test_the_axis_counts_back_from_the_right():
    assert plain(axis(44, 2000)) == "    ╷-80 ms             ╷-40 ms             "


def test_the_window_ends_on_the_grid():
    assert end_of(9_500, 1000) == 10_000
    assert end_of(9_000, 1000) == 9_000


def test_rows_for_few_and_for_many():
    assert places(4, 9).rows_each == 2
    assert places(2, 40).rows_each == places(1, 40).rows_each == 4
    assert places(16, 9).paired
    assert places(16, 9).rows == tuple(slice(at, at + 2) for at in range(0, 16, 2))
    assert places(18, 9).shared is None
    assert places(19, 9).shared is not None
    assert places(9, 9).rows_each == 1
    plan = places(1000, 10)
    assert plan.height == len(plan.rows) == 9
    assert plan.shared == slice(6, 338)
    assert places(1000, 5).height == 5
    assert places(5, 1).rows == (slice(0, 5),)
    assert places(3, 2).rows == (slice(0, 2), slice(2, 3))


@given(st.integers(1, 2000), st.integers(1, 60))
def test_every_worker_has_a_place(workers, height):
    plan = places(workers, height)
    shown = [worker for part in plan.rows for worker in range(part.start, part.stop)]
    assert shown == list(range(workers))
    assert len(plan.rows) * plan.rows_each <= height


def test_the_panel_as_text():
    turns = [(1, 0, 4000, RUN, 0), (1, 4000, 8000, GIL, -1), (2, 4000, 8000, RUN, 0), (2, 0, 4000, GIL, -1)]
    lanes = grid(turns, [[1], [2]], cells=24)
    workers = [Worker("thread 1", "lane0", 312.0), Worker("thread 2", "lane1", 1214.0, ended=True)]
    room = 8
    width = room + 1 + 24 + 8
    rows = worker_rows(workers, lanes, places(2, 2), width, 2, room, 1000, False)
    assert plain(rows) == f"thread 1 {' ' * 16}████────   312/s\nthread 2 {' ' * 16}────████   ended"


def test_many_workers_share_a_name_and_a_rate():
    assert together(["thread 9", "thread 12"], [1.5, 2.0]) == Worker("9 … 12", "dim", 3.5)


@given(st.integers(1, 40), st.integers(20, 120), st.integers(1, 20), st.booleans())
def test_the_panel_has_its_size(count, width, height, by_core):
    names = [f"coroutine {number}" for number in range(1, count + 1)]
    cells, plan = timeline_cells(names, width), places(count, height)
    groups = [[worker + 1 for worker in range(part.start, part.stop)] for part in plan.rows]
    lanes = grid([(lane, lane * 100, lane * 300, lane % 6, lane) for lane in range(1, count + 1)], groups, cells=cells)
    workers = [Worker(names[part.start], "lane0", 1.0) for part in plan.rows]
    room = min(14, max(len(name) for name in names), max(4, width // 4))
    rows = worker_rows(workers, lanes, plan, width, height, room, 1000, by_core)
    assert [width_of(row) for row in rows] == [width] * height
