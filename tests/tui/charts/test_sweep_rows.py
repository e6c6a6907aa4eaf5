"""Speed-up over the number of workers."""

import math
from itertools import pairwise

import pytest
from concviz.tui.charts.axis import nice_step, ticks, time_axis
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.speedup import AXIS, CEILING, Curve, Point, sweep_rows

POINTS = [
    Point(1, 1.0, 0.98, 1.02),
    Point(2, 1.9, 1.85, 1.95),
    Point(4, 3.5, 3.4, 3.6),
    Point(8, 5.0, 4.2, 5.8, best=True),
]
LAW = Curve("interface", tuple((float(n), n / (1 + 0.08 * (n - 1)), n * 0.6, n * 1.1) for n in range(1, 9)))
CEILINGS = [("physical cores", 4.0), ("cores by affinity", 8.0)]


@pytest.mark.parametrize("width", [110, 76, 40, 20, 13, 5])
@pytest.mark.parametrize("height", [20, 9, 4, 3, 2, 1])
def test_it_is_exactly_as_large_as_asked_for(width, height):
    odd = Point(3, math.nan, math.nan, math.nan)
    for points in (POINTS, [*POINTS, odd], POINTS[:1], []):
        rows = sweep_rows(points, [LAW], CEILINGS, width, height)
        assert len(rows) == height
        assert {width_of(row) for row in rows} == {width}


def place(lines: list[str], count: int, glyph: str) -> int:
    """The row of the point above the label of that worker count."""
    column = lines[-1].index(f"{count}")
    return next(y for y, line in enumerate(lines[:-1]) if line[column] == glyph)


def test_points_rise_above_their_worker_counts():
    lines = plain(sweep_rows(POINTS, [], [], 80, 16)).splitlines()
    rows = [place(lines, 1, "●"), place(lines, 2, "●"), place(lines, 4, "●"), place(lines, 8, "◉")]
    assert rows == sorted(rows, reverse=True)
    assert len(set(rows)) == 4


def test_counts_that_double_are_equally_far_apart():
    last = plain(sweep_rows(POINTS, [], [], 80, 9)).splitlines()[-1]
    at = [last.index(str(count)) for count in (1, 2, 4, 8)]
    gaps = [b - a for a, b in pairwise(at)]
    assert max(gaps) - min(gaps) <= 2


def test_the_cores_are_dotted_lines_with_names():
    text = plain(sweep_rows(POINTS, [LAW], CEILINGS, 100, 12))
    assert text.count(CEILING) > 10
    assert "4 physical cores" in text
    assert CEILING not in plain(sweep_rows(POINTS, [LAW], [("cores", 64.0)], 100, 12))


def test_a_wide_interval_is_seen():
    lines = plain(sweep_rows(POINTS, [], [], 80, 16)).splitlines()
    column = lines[-1].index("8")
    assert [line[column] for line in lines].count("│") >= 2


def test_a_curve_leaves_no_column_out():
    lines = plain(sweep_rows([], [LAW], [], 80, 12)).splitlines()
    width = 80 - AXIS - 1
    for column in range(AXIS, AXIS + width):
        assert any(line[column] in ".·˙" for line in lines[:-1])


@pytest.mark.parametrize(
    ("span_s", "width", "row"),
    [
        (3.0, 20, "0     1      2   3 s"), (3.0, 39, "0            1           2          3 s"),
        (0.499, 40, "0              200            400 ms    "), (0.5, 40, "0              0.2            0.4 s     "),
        (0, 8, "0 ms    "), (9, 3, "   "), (9, 4, "0   "), (1250.0, 30, "0          500       1000 s   "),
    ],
)  # fmt: skip
def test_an_axis_of_time_has_its_labels_in_these_places(span_s, width, row):
    assert "".join(words for words, _ in time_axis(span_s, width)) == row


def test_steps_are_round_and_labels_fit():
    assert [nice_step(span, 5) for span in (0.9, 4.1, 10, 70)] == [0.2, 1.0, 2.0, 20.0]
    assert ticks(4.1, 5) == [0, 1, 2, 3, 4]
    assert "".join(words for words, _ in time_axis(4.1, 60)).rstrip().endswith("4 s")
    assert "400 ms" in "".join(words for words, _ in time_axis(0.4, 60))
    assert all(width_of(time_axis(span, width)) == width for span in (0.001, 0.3, 1.7, 99.0) for width in range(70))
