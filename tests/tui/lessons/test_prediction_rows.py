"""Predictions drawn: the axis at every place, choices around the marked one."""

from __future__ import annotations

from concviz.tui.charts.cells import plain
from concviz.tui.charts.prediction import axis, choice_rows, legend
from concviz.tui.lessons.ask_panel import Asking
from hypothesis import given
from hypothesis import strategies as st


def told(value: float) -> str:
    return f"{value:g}×"


def test_a_prediction_lies_over_what_was_measured():
    assert plain([axis(2.0, 1.0, 4.0, told, 20)]) == "0 ├───●──▲──────┤ 4×"
    assert plain([axis(None, 1.0, 4.0, told, 20)]) == "0 ├───●─────────┤ 4×"
    assert plain([axis(1.0, 1.0, 4.0, told, 20)]) == "0 ├───◆─────────┤ 4×"
    assert plain([axis(9.0, None, 4.0, told, 20)]) == "0 ├─────────────▲ 4×"
    assert plain([legend(2.0, 1.0, told)]) == "▲ predicted 2×   ● measured 1×"


def test_a_long_choice_goes_on_below():
    assert (
        plain(choice_rows(["one", "two or more of them"], 1, 12))
        == "  one       \n› two or    \n  more of   \n  them      "
    )


@given(
    st.floats(-5, 20) | st.none(),
    st.floats(-5, 20) | st.none(),
    st.floats(0, 10),
    st.integers(0, 60),
)
def test_an_axis_is_as_wide_as_it_may_be(value, measured, high, width):
    assert len(plain([axis(value, measured, high, told, width)])) == width


@given(st.integers(0, 4), st.integers(1, 40), st.integers(1, 12))
def test_the_marked_choice_is_always_seen(marked, width, height):
    asking = Asking("Predict", "How many cores are used?", ("a", "b", "c", "d", "e"), marked, hint="↑↓ choose")
    rows = asking.rows(width, height)
    assert len(rows) <= height
    if width >= 4:
        assert f"› {'abcde'[marked]}"[: width - 1] in plain(rows)
