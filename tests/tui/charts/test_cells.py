"""Rows of cells keep their width."""

from concviz.tui.charts.cells import beside, fit, fit_all, joined, merge, plain, right, width_of
from concviz.tui.charts.frame import Drawing, framed, inner_size
from hypothesis import given
from hypothesis import strategies as st

TEXTS = st.text(st.sampled_from("ab π█▌─漢字…"), max_size=12)
ROWS = st.lists(st.tuples(TEXTS, st.sampled_from(["", "run", "dim"])), max_size=5)


def test_neighbours_of_the_same_ink_become_one_run():
    assert joined([("a", "run"), ("b", "run")], [("", "dim")], [("c", "dim")]) == [("ab", "run"), ("c", "dim")]
    assert merge("aab", ["x", "x", "y"]) == [("aa", "x"), ("b", "y")]


def test_what_is_cut_ends_in_dots():
    assert plain([fit([("hand-offs", "dim")], 5)]) == "hand…"


def test_a_wide_character_is_never_cut_in_half():
    assert plain([fit([("漢字漢", "")], 4)]) == "漢 …"


@given(ROWS, st.integers(0, 30))
def test_a_fitted_row_has_its_width(row, width):
    assert width_of(fit(row, width)) == width
    assert width_of(right(row, width)) == width


def test_blocks_beside_each_other():
    left, other = fit_all([[("ab", "run")]], 3, 2), fit_all([[("c", "dim")]], 2, 2)
    assert plain(beside([left, other])) == "ab  c \n      "


def test_a_box_has_its_words_in_the_border():
    drawing = Drawing([[("ab", "run")]], note=[("n", "dim")], legend=[("L", "dim")], foot=[("foot", "dim")])
    assert plain(framed(drawing, "Title", 24, 3, "round")) == (
        "╭─ Title ────────── n ─╮\n│ ab                   │\n╰─────────── L   foot ─╯"
    )


def test_the_foot_goes_before_the_legend():
    drawing = Drawing([], legend=[("a long legend", "dim")], foot=[("foot", "dim")])
    assert "foot" not in plain(framed(drawing, "T", 20, 3, "round"))
    assert "legend" in plain(framed(drawing, "T", 20, 3, "round"))


def test_a_rule_has_title_and_foot_in_one_line():
    drawing = Drawing([[("ab", "run")]], foot=[("foot", "dim")])
    assert plain(framed(drawing, "Title", 24, 2, "rule")) == "Title ───────────── foot\nab                      "


def test_a_rule_drops_the_foot_first_and_the_legend_last():
    drawing = Drawing([], note=[("12 lost", "gil")], legend=[("legend", "dim")], foot=[("foot", "dim")])
    assert plain(framed(drawing, "T", 40, 1, "rule")).endswith("12 lost   legend   foot")
    assert plain(framed(drawing, "T", 24, 1, "rule")).endswith(" 12 lost   legend")
    assert plain(framed(drawing, "T", 14, 1, "rule")).endswith(" legend")


def test_the_focused_frame_is_the_interfaces_colour():
    inks = {ink for row in framed(Drawing([]), "T", 20, 3, "round", focus=True) for _, ink in row}
    assert "interface" in inks
    assert "frame" not in inks


@given(ROWS, st.integers(0, 40), st.integers(0, 6), st.sampled_from(["round", "rule", "bare"]))
def test_a_frame_has_its_size(row, width, height, frame):
    cells = framed(Drawing([row], note=row, legend=row, foot=row), "What you see", width, height, frame)
    if width and height:
        assert [width_of(line) for line in cells] == [width] * height
    assert min(inner_size(width, height, frame)) >= 0
