"""Type-to-find: which rows fit, in which order, and that every list does it by the same widget."""

import ast
from pathlib import Path

import pytest
from concviz.engine.text.finding import Sought, found, score
from concviz.tui.dialogs.picker import PickerScreen
from concviz.tui.widgets.choice_list import ChoiceList, Row

from tests.support.fakes import FakeInstrument, app_for, frame
from tests.support.sources import nodes_of

TUI = Path(__file__).parent.parent.parent.parent / "tui"
TASKS = [
    Sought("π by Monte Carlo", "pi"),
    Sought("Mandelbrot fractal", "fractal"),
    Sought("Download", "download over http"),
    Sought("Upload", "upload"),
]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("", [0, 1, 2, 3]),
        ("down", [2]),
        ("load", [2, 3]),
        ("pi", [0]),
        ("FRAC", [1]),
        ("monte π", [0]),
        ("over", [2]),
        ("donwload", [2]),
        ("zzz", []),
    ],
)
def test_what_fits_comes_the_likeliest_first(typed, places):
    assert found(typed, TASKS) == places


def test_a_beginning_is_worth_more_than_a_word_and_that_more_than_any_place():
    scores = [
        score("fra", Sought(label, more))
        for label, more in (("Fractal", ""), ("a fractal", ""), ("afra", ""), ("x", "fra"), ("x", "afra"), ("x", ""))
    ]
    assert scores == [5, 4, 3, 2, 1, 0]


def test_no_other_widget_lists_what_can_be_chosen():
    """Textual's own lists, and its palette, can't be searched as ours are."""
    foreign = ("OptionList", "SelectionList", "ListView", "DataTable", "CommandPalette", "Select", "Tree")
    used = [
        path.name
        for path in sorted(TUI.rglob("*.py"))
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom) and any(each.name in foreign for each in node.names)
    ]
    assert used == []


async def test_a_picker_is_searched_by_typing_and_esc_brings_all_back():
    app, answers = app_for(FakeInstrument()), []
    rows = [
        Row("Group"),
        Row("alpha", "a"),
        Row("beta", "b", "second"),
        Row("refused", "c", "", "not here"),
        Row("gamma", "d"),
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(PickerScreen("Letters", rows, "a"), answers.append)
        await pilot.pause()
        choices = app.screen.query_one(ChoiceList)
        await pilot.press("g", "a")
        assert [row.label for row in choices.shown] == ["gamma"]
        assert choices.selected == "d"
        assert any("/ga▏ 1 found" in row for row in frame(app))
        await pilot.press("backspace", "backspace")
        assert choices.selected == "a"
        await pilot.press("x", "q")
        assert choices.shown == ()
        assert any("nothing like this" in row for row in frame(app))
        await pilot.press("enter")
        assert answers == []
        await pilot.press("escape")
        assert len(choices.shown) == 5
        assert choices.selected == "a"
        await pilot.press("r", "e", "f", "enter")
        assert answers == ["a"], "what can't be picked is found, and not picked"


async def test_in_a_list_on_a_screen_the_letters_stay_keys_until_a_slash():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("t")
        await pilot.pause()
        await pilot.press("slash", *"down")
        assert app.state.choice.task == "download"
        assert lab.plans == []
        assert app.theme == "concviz-dark", "d was typed and no key"
        await pilot.press("escape")
        assert app.state.choice.task == "pi"
        await pilot.press("slash", *"frac", "enter")
        await pilot.pause()
        assert app.state.choice.task == "fractal"
        assert app.screen.focused is None
        await pilot.press("d")
        assert app.theme == "concviz-light"
