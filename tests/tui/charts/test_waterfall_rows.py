"""Where the time of one run went."""

import pytest
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.waterfall import Bar, block, waterfall_rows

PIECES = [
    Bar("imports", 0.1, "rest", "▓"), Bar("starting workers", 0.2, "title", "▓", loss=True),
    Bar("computing", 0.6, "run", ideal=True), Bar("pickling", 0.02, "lane3", "≈"), Bar("teardown", 0.08, "rest", "·"),
]  # fmt: skip


@pytest.mark.parametrize("width", [116, 76, 44, 43, 20, 1])
@pytest.mark.parametrize("height", [12, 6, 5, 4, 3, 2, 1])
def test_it_is_exactly_as_large_as_asked_for(width, height):
    for pieces in (PIECES, PIECES[:1], []):
        rows = waterfall_rows(pieces, width, height, ideal=("ideal, 4 cores", 0.5))
        assert len(rows) == height
        assert {width_of(row) for row in rows} == {width}


def test_each_piece_begins_where_the_one_before_it_ended():
    lines = plain(waterfall_rows(PIECES, 120, 8)).splitlines()
    room = 120 - 20 - 9 - 2
    for line, begun in zip(lines, (0.0, 0.1, 0.3, 0.9, 0.92), strict=False):
        bar = line[20:-11]
        assert abs((len(bar) - len(bar.lstrip())) - begun * room) <= 1, line


@pytest.mark.parametrize("begun", [0.0, 0.13, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("length", [0.0, 0.001, 0.2, 1.0])
def test_a_piece_is_never_invisible_and_never_outside(begun, length):
    row = block(begun, length, 1.0, 40, "run")
    assert 1 <= width_of(row) <= 40
    assert row[-1][0].strip()


def test_the_loss_is_marked_and_the_shortest_go_together():
    text = plain(waterfall_rows(PIECES, 100, 4))
    assert "200 ms ◂" in text
    assert "2 other pieces" in text
    assert "100 ms" in text.splitlines()[-1]


def test_the_ideal_stands_below_computing():
    lines = plain(waterfall_rows(PIECES, 100, 8, ideal=("ideal, 4 cores", 0.3))).splitlines()
    assert lines[3].startswith("  ideal, 4 cores")
    assert abs(lines[3].index("┄") - lines[2].index("█")) <= 1


def test_without_room_it_is_one_bar_and_words():
    bar, words = plain(waterfall_rows(PIECES, 60, 2)).splitlines()
    assert bar == "▓" * 18 + "█" * 36 + "≈" + "·" * 5
    assert words.startswith("▓ starting workers 200 ms")


def test_with_twice_the_room_each_bar_is_twice_as_thick_and_its_words_stand_once():
    pieces = [
        Bar("starting", 0.2, "rest"),
        Bar("computing", 0.7, "run", ideal=True),
        Bar("results", 0.1, "title", loss=True),
    ]
    rows = waterfall_rows(pieces, 60, 8, ideal=("ideal, 2 cores", 0.35))
    assert plain(rows).split("\n") == [
        "starting            █████▊                          200 ms  ",
        "                    █████▊                                  ",
        "computing                 ████████████████████▏     700 ms  ",
        "                          ████████████████████▏             ",
        "  ideal, 2 cores          ┄┄┄┄┄┄┄┄┄┄                350 ms  ",
        "results                                       ███   100 ms ◂",
        "                                              ███           ",
        "                    0            0.5        1.0 s           ",
    ]
    assert [ink for text, ink in rows[3] if text.strip()] == ["run"]
    assert plain(waterfall_rows(pieces, 60, 7)).count("computing") == 1
