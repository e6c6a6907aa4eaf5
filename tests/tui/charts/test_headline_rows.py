"""The headline, the slot bar and the core strips as cells."""

import numpy as np
import pytest
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.core_strips import Strips, strip_grid, strip_rows, strips_for
from concviz.tui.charts.headline import Headline, headline_rows, slot_bar
from hypothesis import given
from hypothesis import strategies as st

RUN, GIL, OPEN = 0, 1, 9


def text(row):
    return plain([row])


@pytest.mark.parametrize(
    ("used", "bar"),
    [(0.0, "░░░░░ ░░░░░"), (1.0, "█████ ░░░░░"), (1.5, "█████ ██▌░░"), (2.0, "█████ █████"), (2.7, "█████ █████"),
     (float("nan"), "░░░░░ ░░░░░")],
)  # fmt: skip
def test_the_bar_is_filled_from_the_left(used, bar):
    assert text(slot_bar(used, 2, 11)) == bar


def test_many_cores_share_one_bar_and_a_quota_has_its_slots():
    assert text(slot_bar(50, 100, 10)) == "█████░░░░░"
    assert text(slot_bar(2.5, 2.5, 11)) == "█████ █████"


@pytest.mark.parametrize(
    ("cores", "width", "bar"), [(0, 5, "     "), (-1, 5, "     "), (1, 0, ""), (1, 1, "█"), (0.01, 5, "█████")]
)
def test_without_a_core_there_is_no_bar(cores, width, bar):
    assert text(slot_bar(1.0, cores, width)) == bar


@given(st.floats(0, 300), st.integers(1, 300), st.integers(0, 160))
def test_the_bar_has_its_width(used, cores, width):
    assert width_of(slot_bar(used, cores, width)) == width


@given(
    st.one_of(st.none(), st.floats(0, 2000)),
    st.integers(1, 256),
    st.integers(1, 200),
    st.integers(1, 30),
    st.sampled_from(["", "now", "run"]),
    st.sampled_from(["", "run 0.8", "no run yet"]),
)
def test_the_headline_has_its_size(used, cores, width, height, when, also):
    rows = headline_rows(Headline(used, cores, when, also), width, height)
    assert [width_of(row) for row in rows] == [width] * height


def test_three_rows_hold_digits_words_and_bar():
    rows = plain(headline_rows(Headline(1.0, 2, "now"), 32, 3)).splitlines()
    assert rows[0].startswith("▀█    █▀█")
    assert "of 2 cores  now" in rows[1]
    assert "█" in rows[2][11:]
    assert "░" in rows[2][11:]


def test_where_there_is_no_room_for_digits_there_are_words():
    assert plain(headline_rows(Headline(1.0, 2, "now"), 40, 1)).startswith("1.0 of 2 cores  now")


# ------------------------------------------------------------------ strips


def grid(strips, *pieces, cells=8):
    """Pieces of (lane, start, end, state, core) on cells of 1 ms."""
    lane, start, end, state, core = np.array(pieces, np.int64).T
    return strip_grid(
        strips, lane, start, end, state.astype(np.uint8), core, end=cells * 1000, cell_us=1000, cells=cells
    )


def test_each_moment_is_in_the_colour_of_who_ran_there():
    strips = Strips((0, 1))
    rows = strip_rows(strips, grid(strips, (1, 0, 2000, RUN, 0), (2, 2000, 5000, RUN, 1), (9, 5000, 8000, RUN, 0)))
    assert rows[0][0] == [("██", "lane0"), ("▁▁▁", "faint"), ("███", "lane0")]
    assert rows[1][0] == [("▁▁", "faint"), ("███", "lane1"), ("▁▁▁", "faint")]


def test_who_waits_is_on_no_core_and_what_is_not_known_is_nowhere():
    strips = Strips((0, 1))
    rows = strip_rows(strips, grid(strips, (1, 0, 8000, GIL, 0), (2, 0, 8000, RUN, -1)))
    assert plain([row for block in rows for row in block]) == "▁" * 8 + "\n" + "▁" * 8


def test_what_is_open_is_hatched():
    strips = Strips((0,))
    assert strip_rows(strips, grid(strips, (3, 4000, 8000, OPEN, 0)))[0][0][-1] == ("╱╱╱╱", "lane2")


def test_what_is_open_takes_no_moment_from_who_is_known_to_have_run():
    """An item in hand may have run at any of its moments: its colour is nobody else's."""
    strips = Strips((0,))
    for known in ((1, 2000, 4000, RUN, 0), (5, 2000, 4000, RUN, 0)):
        rows = strip_rows(strips, grid(strips, known, (3, 0, 8000, OPEN, 0)))
        assert rows[0][0] == [("╱╱", "lane2"), ("██", f"lane{known[0] - 1}"), ("╱╱╱╱", "lane2")]


def test_the_busiest_cores_have_rows_and_the_rest_one_together():
    used = np.array([0.0, 0.9, 0.1, 0.8, 0.0, 0.0, 0.0, 0.0])
    strips = strips_for(range(8), used, 3)
    assert strips.names == ["core 1", "core 3", "6 others"]
    rows = strip_rows(strips, grid(strips, (1, 0, 4000, RUN, 7), (2, 4000, 8000, RUN, 2)))
    assert rows[2][0] == [("████", "lane0"), ("████", "lane1")]
    assert strips_for(range(2), used, 5).rows_each == 2
    assert strips_for(range(2), used, 0).names == []


@given(st.integers(1, 64), st.integers(0, 20))
def test_strips_fit_and_no_core_is_left_out(cores, height):
    strips = strips_for(range(cores), np.zeros(cores), height)
    assert strips.height <= height
    assert not height or sorted((*strips.cores, *strips.others)) == list(range(cores))
