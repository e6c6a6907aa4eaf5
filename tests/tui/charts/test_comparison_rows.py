"""Models on one time axis."""

import math

import pytest
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.comparison import (
    HEAD,
    INTERVAL,
    LINE,
    MEDIAN,
    REPEAT,
    SETUP,
    answers_row,
    comparison_rows,
    span_of,
    speedup_bar,
    time_line,
    window,
)
from concviz.tui.charts.comparisonlayout import Entry, layout

WORDS = {
    "wall": ("4.02 s", "strong"), "speed-up": ("1.00×", "text"), "cores": ("1.00", "strong"), "same": ("✓", "run"),
    "memory": ("21 MiB", "dim"), "pickled": ("0", "dim"), "start-up": ("3.0 ms", "dim"), "peak": ("1 · 1", "dim"),
}  # fmt: skip
SLOW = Entry("sequential", "rest", (4.0, 3.9, 4.1), 4.0, 3.9, 4.1, 0.0, 1.0, words=WORDS)
FAST = Entry("processes ×4", "run", (1.0, 1.0, 1.6), 1.0, 1.0, 1.6, 0.3, 4.0, words=WORDS)
FAILED = Entry("interpreters ×4", message=[("✗ it needs Python 3.14", "failed")])
RUNNING = Entry("asyncio ×4", running_s=2.0, words={"wall": ("repeat", "interface")})
NOTHING = Entry("threads ×4", "rest", (math.nan,), math.nan, math.nan, math.nan, math.nan, math.nan, words=WORDS)


def text(row) -> str:
    return "".join(words for words, _ in row)


@pytest.mark.parametrize("width", [200, 116, 80, 60, 40, 20, 3])
@pytest.mark.parametrize("height", [12, 7, 3, 2, 1])
def test_it_is_exactly_as_large_as_asked_for(width, height):
    rows = comparison_rows([SLOW, FAST, FAILED, RUNNING, NOTHING], width, height, selected=3, ceiling=8.0)
    assert len(rows) == height
    assert {width_of(row) for row in rows} == {width}


def test_a_line_ends_at_the_median_and_all_have_one_scale():
    slow, fast = (text(time_line(entry, 4.1, 42)) for entry in (SLOW, FAST))
    assert slow.index(MEDIAN) == 40
    assert fast.index(MEDIAN) == 10
    assert fast.startswith(SETUP * 3 + LINE)
    assert fast.index(REPEAT) == 16
    assert fast[11:16] == INTERVAL * 5


def test_a_run_under_way_is_seen_where_it_is():
    line = text(time_line(RUNNING, 4.0, 41))
    assert line.index(HEAD) == 20
    assert MEDIAN not in line


def test_the_axis_is_steady_while_a_run_goes_beyond_it():
    assert span_of([SLOW, RUNNING]) == 4.1
    spans = {span_of([SLOW, Entry("a", running_s=4.2 + tenth / 100)]) for tenth in range(30)}
    assert len(spans) == 1
    assert span_of([]) == 1.0


def test_the_bar_has_marks_at_one_and_at_the_cores():
    bar = text(speedup_bar(FAST, 8.0, 17, 8.0))
    assert bar[:8] == "━━╋━━━━━"
    assert bar[-1] == "┊"
    assert text(speedup_bar(SLOW, 8.0, 17, None)).endswith("─")


def test_columns_go_by_weight_and_names_and_the_speed_up_stay():
    shown = {width: [column.name for column in layout([SLOW, FAST], width).columns] for width in (116, 76, 40)}
    assert "start-up" in shown[116]
    assert "pickled" in shown[116]
    assert "pickled" not in shown[76]
    assert {"wall", "speed-up", "cores"} <= set(shown[40])
    assert layout([SLOW, FAST], 40).name >= 4 + len(SLOW.name)


def test_a_column_for_pythons_is_there_only_where_they_differ():
    assert "python" not in [column.name for column in layout([SLOW], 116).columns]
    other = Entry("threads", words={**WORDS, "python": ("3.14.2t", "dim")})
    assert "python" in [column.name for column in layout([SLOW, other], 116).columns]


def test_what_failed_says_why_in_its_row():
    rows = comparison_rows([SLOW, FAILED], 80, 4)
    assert "✗ it needs Python 3.14" in plain([rows[2]])


def test_the_marked_row_is_always_among_those_shown():
    entries = [Entry(f"model {index}", words=WORDS) for index in range(20)]
    for selected in range(20):
        assert f"▸ model {selected} " in plain(comparison_rows(entries, 80, 6, selected=selected))
    assert window(3, 9, 2) == (0, 3)


def test_heads_are_spelled_out_where_there_is_room():
    assert "thr·proc" in plain(comparison_rows([SLOW, FAST], 116, 5))
    wide = plain(comparison_rows([SLOW, FAST], 156, 5))
    assert "threads · processes" in wide
    assert "thr·proc" not in wide


def test_a_name_with_its_workers_is_whole_at_80():
    assert "process-pool ×4*" in plain(comparison_rows([SLOW, Entry("process-pool ×4*", words=WORDS)], 80, 5))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_what_is_not_shown_is_said(width):
    entries = [Entry(f"model {number}", words=WORDS) for number in range(6)]
    for height in range(2, 9):
        rows = plain(comparison_rows(entries, width, height)).splitlines()
        shown = sum("model " in row for row in rows[1:])
        assert (f"{shown} of 6" in rows[0]) == (shown < 6), rows


def test_answers_lose_what_has_no_room_whole():
    words = [
        ("   answers ", "dim"),
        ("✓ all four equal", "run"),
        ("   π ≈ 3.14220", "text"),
        ("   sha-256 b6048115…", "dim"),
    ]
    for width in range(30, 70):
        shown = plain([answers_row(words, [("ideal", "dim")], width)]).rstrip()
        assert shown.endswith(("equal", "3.14220", "b6048115…", "ideal")), shown
