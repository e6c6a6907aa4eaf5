"""The table of what is claimed and what was measured, and the bars of a race."""

import pytest
from concviz.engine.differences.claims import CLAIMS
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.differences_table import MARKS, Cell, Line, Race, broken, plan, race_rows, table_rows

HEADS = [("threading", ""), ("multiprocessing", ""), ("asyncio", ""), ("interpreters", "3.14.2")]
GOOD = Cell("1.00 cores", "strong", MARKS[True], "limited by the GIL", "3.14.2t: 1.98 cores")
LONG = Cell("not shared · 100 MB in 531 ms", "strong", MARKS[False], "don't share: data is pickled")
BROKEN = ("sharing", "number")
"""What is measured of these takes two rows."""
LINES = [
    Line(title, (GOOD, LONG, GOOD, LONG))
    for title in ("Type", "Relation", "Sharing", "Weight", "Parallelism", "Tasks", "Number")
]
LINES = [*LINES, Line("Race", (GOOD,)), Line("Pickling", (LONG,))]


@pytest.mark.parametrize("size", [(200, 50), (116, 26), (76, 17), (80, 10), (40, 8), (12, 3), (1, 1)])
@pytest.mark.parametrize("selected", [(0, 0), (4, 3), (8, 2)])
def test_it_is_exactly_as_large_as_asked_for(size, selected):
    rows = table_rows(HEADS, LINES, *size, selected=selected)
    assert len(rows) == size[1]
    assert {width_of(row) for row in rows} == {size[0]}


def test_with_room_each_cell_has_value_claim_and_the_other_python():
    text = plain(table_rows(HEADS, LINES, 116, 26, selected=(0, 0)))
    for words in (
        "▸✓ 1.00 cores",
        "3.14.2t: 1.98 cores",
        "“limited by the GIL”",
        "✗ not shared",
        "100 MB in 531 ms",
        "interpreters  3.14.2",
    ):
        assert words in text


def test_without_room_the_values_stay():
    text = plain(table_rows(HEADS, LINES, 76, 17, selected=(0, 0)))
    assert text.count("1.00 cores") == 15
    assert "Pickling" in text


def test_the_smallest_shows_one_column_and_says_that_there_are_more():
    text = plain(table_rows(HEADS, LINES, 40, 8, selected=(0, 1)))
    assert "‹  multiprocessing ›" in text
    assert "asyncio" not in text
    assert "Pickling" in plain(table_rows(HEADS, LINES, 40, 8, selected=(8, 1)))


def test_a_place_on_the_screen_is_a_cell():
    layout = plan(LINES, 116, 26, (0, 0))
    assert layout.line_at(0) is None
    assert [layout.line_at(y) for y in (1, 3, 4)] == [0, 0, 1]
    assert layout.line_at(99) is None
    assert layout.column_at(0) is None
    assert [layout.column_at(layout.label + layout.column * place) for place in range(4)] == [0, 1, 2, 3]


@pytest.mark.parametrize("value", ["not shared · 100 MB: 531 ms", "three words more than one row"])
def test_no_claim_is_cut_at_the_usual_size(value):
    measured = [
        Line(name, tuple(Cell(value if name in BROKEN else "1.00 cores", claim=claim) for claim in claims.values()))
        for name, claims in CLAIMS.items()
    ]
    text = plain(table_rows(HEADS, measured, 116, 26, selected=(0, 0)))
    assert "…" not in text
    assert text.count("“") == text.count("”") == 4 * 7 + 2


def test_no_claim_is_cut_before_it_is_measured_on_a_small_screen():
    asked = [Line(name, tuple(Cell(f"“{claim}”") for claim in claims.values())) for name, claims in CLAIMS.items()]
    text = plain(table_rows(HEADS, asked, 80, 17, selected=(0, 0)))
    assert "…" not in text
    assert text.count("”") == 4 * 7 + 2
    assert "multiprocessing" in text


def test_values_beside_each_other_are_broken_alike():
    line = Line("Sharing", (Cell("shared · 100 MB: 13 µs"), LONG))
    text = plain(table_rows(HEADS, [line], 70, 4, selected=(0, 0)))
    assert "shared · " not in text
    assert "100 MB: 13 µs" in text


def test_the_other_python_goes_without_its_unit_before_it_is_cut():
    text = plain(table_rows(HEADS, [Line("Parallelism", (GOOD, GOOD, GOOD, GOOD))], 80, 3, selected=(0, 0)))
    assert text.count("3.14.2t: 1.98 ") == 4
    assert "…" not in text


def test_words_are_broken_at_the_dot():
    assert plain(broken("not shared · 100 MB in 531 ms", "", 20, 2)) == "not shared\n100 MB in 531 ms"
    assert "…" in plain(broken("one two three four five six", "", 9, 2))
    assert plain(broken("10,000 · 206 ms · 12 MiB", "", 14, 2)) == "10,000\n206 ms …"
    assert plain(broken("1,000 · 403 ms · 16 MiB", "", 14, 2)) == "1,000 · 403 ms\n16 MiB"
    assert plain(broken("44 µs · 15 KiB", "", 22, 2, apart=True)) == "44 µs\n15 KiB"


@pytest.mark.parametrize("size", [(116, 6), (76, 3), (38, 8), (8, 2)])
def test_a_race_is_exactly_as_large_as_asked_for(size):
    races = [Race("3.14.2", True, (0.2, 0.0, None)), Race("3.14.2t", False, (0.57, 0.0, 0.001), live=True)]
    rows = race_rows(races, ["count = step(count)", "with a lock", "count += 1"], *size)
    assert len(rows) == size[1]
    assert {width_of(row) for row in rows} == {size[0]}


def test_a_race_tells_its_shares():
    races = [Race("3.14.2", True, (0.2, 0.0, None)), Race("3.14.2t", False, (0.57, 0.0, 0.001))]
    text = plain(race_rows(races, ["a", "b", "c"], 116, 3))
    for words in ("20%", "57%", " 0%", "<1%", "no GIL", "…"):
        assert words in text
