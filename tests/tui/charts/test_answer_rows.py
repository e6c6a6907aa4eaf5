"""Answer, picture, sentences and time, as text."""

import numpy as np
import pytest
from concviz.tui.charts.answer import answer_rows, progress_words
from concviz.tui.charts.cells import plain, width_of
from concviz.tui.charts.picture import picture_rows, size_in
from concviz.tui.charts.prose import finding_rows, wrapped
from concviz.tui.charts.timebar import scale_of, timebar_rows
from hypothesis import given
from hypothesis import strategies as st

FINDING = ("Slow.", "One two three. Four five.", "warn", [("m", "processes")])
RUNS = [(17_000_000, "a", "run"), (21_000_000, "a", "end"), (32_000_000, "b", "run")]


@pytest.mark.parametrize(
    ("width", "rows"),
    [
        (13, ["Slow. One t… "]), (12, ["Slow. One…  "]), (19, ["Slow. One two…     "]), (20, ["Slow. One two three."]), (5, ["Slo… "]),
        (20, ["Slow. One two three.", "Four five.          "]), (6, ["Slow. ", "One…  "]), (6, ["Slow.…"]), (1, ["…"]), (0, [""]), (9, []),
        (40, ["Slow. One two three. Four five.         "]),
        (40, ["Slow. One two three. Four five. Try m   ", "processes.                              "]),
    ],
)  # fmt: skip
def test_what_is_too_long_ends_at_a_sentence_or_with_an_ellipsis(width, rows):
    assert plain(finding_rows([FINDING], width, len(rows))).split("\n") == (rows or [""])


def test_text_progress_and_count_in_one_line():
    assert plain(answer_rows("π ≈ 3.14158", 1234, 2000, 60, 1)) == (
        "π ≈ 3.14158   ━━━━━━━━━━───────   1,234 of 2,000 items   62%"
    )


def test_never_a_hundred_percent_before_the_end():
    assert progress_words(1999, 2000, 40)[-1][0] == " 99%"
    assert progress_words(2000, 2000, 40)[-1][0] == "100%"


def test_no_answer_yet():
    assert plain(answer_rows("", 0, 0, 20, 1)) == "no answer yet       "


def test_a_curve_stands_between_text_and_progress():
    assert "▁▁▁▁▂▂▃▃▄▄▅▅▆▆▇▇" in plain(answer_rows("π", 1, 2, 90, 1, curve=(1.0, 2.0)))


def test_a_picture_is_two_pixels_a_cell():
    pixels = np.array([[15, 0], [0, 15], [255, 255], [7, 255]], dtype=np.uint8)
    assert picture_rows(pixels, 2, 2) == [
        [("▀", "ramp15 on ramp0"), ("▀", "ramp0 on ramp15")],
        [("▄", "ramp7"), (" ", "")],
    ]


def test_a_picture_by_worker():
    pixels, lanes = np.array([[15], [15]], dtype=np.uint8), np.array([[1], [9]])
    assert picture_rows(pixels, 1, 1, lanes) == [[("█", "lane0x15")]]


def test_a_picture_in_text():
    pixels = np.array([[15, 0, 255], [15, 8, 255]], dtype=np.uint8)
    assert plain(picture_rows(pixels, 3, 1, plain=True)) == "@: "


def test_a_picture_keeps_its_shape():
    assert size_in(96, 48, 100, 12) == (48, 12)
    assert size_in(96, 48, 30, 40) == (30, 8)
    assert size_in(96, 48, 0, 4) == (0, 0)


@pytest.mark.parametrize(("width", "height"), [(90, 12), (40, 20), (20, 5), (190, 50), (10, 4), (1, 4)])
def test_a_pictured_answer_has_its_size(width, height):
    picture = np.zeros((48, 96), dtype=np.uint8)
    rows = answer_rows("49 % inside", 3, 48, width, height, picture=picture)
    assert [width_of(row) for row in rows] == [width] * height


def test_a_finding_wraps_and_its_keys_are_coloured():
    rows = finding_rows([FINDING], 20, 5)
    assert plain(rows) == "Slow. One two three.\nFour five. Try m    \nprocesses.          "
    assert rows[0][0] == ("Slow.", "bold gil")
    assert ("m", "bold interface") in rows[1]


def test_a_long_finding_loses_its_tries_then_its_last_sentences_then_its_end():
    assert plain(finding_rows([FINDING], 20, 2)) == "Slow. One two three.\nFour five.          "
    assert plain(finding_rows([FINDING], 20, 1)) == "Slow. One two three."
    assert plain(finding_rows([FINDING], 12, 1)) == "Slow. One…  "


def test_as_many_findings_as_fit():
    assert plain(finding_rows([FINDING, FINDING], 60, 1)).count("Slow.") == 1
    assert plain(finding_rows([FINDING, FINDING], 60, 2)).count("Slow.") == 2


@given(st.text(st.sampled_from("ab 漢"), max_size=60), st.integers(2, 30))
def test_wrapping_never_exceeds_the_width_and_loses_nothing(text, width):
    rows = wrapped([(text, "text")], width)
    assert all(width_of(row) <= width for row in rows)
    assert plain(rows).replace("\n", "").replace(" ", "") == text.replace(" ", "")


def test_the_time_while_live():
    assert plain(timebar_rows(42_000_000, 42_000_000, RUNS, "live", 50)) == (
        "00:00 ├────────────◆──◇───────◆━━━━━━━● live 00:42"
    )


def test_the_time_while_paused():
    assert plain(timebar_rows(31_000_000, 42_000_000, [(25_000_000, "b", "chapter")], "paused", 60)) == (
        "00:00 ├─────────────◆───●╌╌╌╌╌┤ paused at 00:31, 11 s behind"
    )


def test_the_time_of_a_recording():
    assert plain(timebar_rows(0, 10_000_000, [], "replay", 40)).endswith("00:00 of 00:10")


def test_a_column_of_the_bar_is_a_time():
    scale = scale_of(42_000_000, 42_000_000, "live", 50)
    assert scale.time_at(scale.first) == 0
    assert scale.time_at(scale.first + scale.cells - 1) == 42_000_000
    assert scale.time_at(0) == 0
    assert scale.column_of(99_000_000) == scale.cells - 1


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 120), st.sampled_from(["live", "paused", "replay"]))
def test_the_time_bar_has_its_width(t_us, length_us, width, mode):
    assert [width_of(row) for row in timebar_rows(t_us, length_us, RUNS, mode, width)] == [width]


def test_a_second_finding_goes_without_its_tries_before_it_goes():
    second = ("Crowded.", "Eight share two.", "plain", (("-", "fewer workers"),))
    text = plain(finding_rows([FINDING, second], 28, 3))
    assert "Crowded. Eight share two." in text
    assert "fewer" not in text
