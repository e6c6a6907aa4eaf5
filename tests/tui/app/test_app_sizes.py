"""What fits at each size: no scroll bars, no key that is named and does nothing, nothing of the frame cut."""

import pytest
from concviz.tui.app.key_table import KeyRow, key_names
from concviz.tui.app.tabs import TABS
from concviz.tui.help.help_screen import HelpScreen, sections
from concviz.tui.lab.lab_screen import LabScreen
from concviz.tui.lab.panels import PANELS
from concviz.tui.widgets.footer import Key, folded
from concviz.tui.widgets.header import Header
from concviz.tui.widgets.line import Part, clipped, spread, width
from textual.binding import Binding

from tests.support.fakes import FakeInstrument, app_for, frame

SIZES = [(200, 60), (120, 40), (120, 24), (80, 24), (60, 20), (40, 10)]


@pytest.mark.parametrize("size", SIZES)
async def test_no_scroll_bars_every_row_full_every_panel_inside_before_a_run_and_in_it(size):
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=size) as pilot:
        await fits(pilot, size)
        lab.start(app.state.choice.plan())
        lab.idle(2.0)
        await fits(pilot, size)


async def fits(pilot, size):
    """The screen at its next tick."""
    app = pilot.app
    await pilot.pause()
    app.clock.tick(force=True)
    await pilot.pause()
    bars = [widget for widget in app.screen.walk_children() if any(widget.scrollbars_enabled)]
    assert bars == []
    rows = frame(app)
    assert len(rows) == size[1]
    assert all(len(row) == size[0] for row in rows)
    for name in PANELS:
        region = app.screen.query_one(f"#{name}").region
        assert app.screen.region.contains_region(region), name


async def test_the_smallest_screen_has_cores_counts_and_the_sentence():
    app = app_for()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        shown = {name for name in PANELS if app.screen.query_one(f"#{name}").size.area > 0}
        assert shown == {"headline", "cores", "processes", "threads", "findings"}


async def test_the_left_column_folds_into_one_line_that_says_the_same():
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert not app.screen.query_one("#left").display
        row = frame(app)[2]
        for words in ("π by Monte Carlo", "threads", "4 workers", "4 s", "3.14.2"):
            assert words in row


async def test_help_lists_every_binding_of_the_lab_and_the_app():
    app = app_for()
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        text = "\n".join(frame(app))
        for binding in (*LabScreen.BINDINGS, *type(app).BINDINGS):
            assert isinstance(binding, Binding)
            assert binding.description in text
            assert key_names(binding.key)[0] in text


def test_every_binding_has_an_id_and_no_two_the_same():
    every = [binding for owner in (LabScreen,) for binding in owner.BINDINGS]
    ids = [binding.id for binding in every if isinstance(binding, Binding)]
    assert all(ids)
    assert len(set(ids)) == len(every)


def test_keys_that_do_the_same_one_way_and_the_other_share_a_row():
    pair = [KeyRow("time.a", "left,h", "move(-1)", "", "back"), KeyRow("time.b", "right,l", "move(1)", "", "on")]
    alone = KeyRow("app.help", "f2,f1", "help", "", "help")
    assert sections([*pair, alone]) == [
        ("Time, marks and recordings", [("← →", "back · on")]),
        ("Everywhere", [("F2  F1", "help")]),
    ]


@pytest.mark.parametrize("cells", [200, 120, 80, 60, 40])
async def test_the_footer_names_only_actions_that_exist_and_fits(cells):
    app = app_for()
    async with app.run_test(size=(cells, 24)) as pilot:
        await pilot.pause()
        keys = app.screen.keys(False)
        parts = folded(keys, cells)
        assert 0 < width(parts) <= cells
        for key in keys:
            space, _, action = key.action.partition(".")
            owner = app if space == "app" else app.screen
            assert hasattr(owner, f"action_{action.split('(')[0]}"), key


def test_the_footer_drops_the_lightest_first():
    keys = (Key("a", "first", "", 1), Key("b", "second", "", 9), Key("c", "third", "", 5))
    words = "".join(part.text for part in folded(keys, 18))
    assert "second" in words
    assert "first" not in words


async def test_the_header_shows_a_tab_for_each_screen_and_its_facts_where_there_is_room():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        lab.start(app.state.choice.plan())
        lab.idle(1.0)
        app.clock.tick(force=True)
        await pilot.pause()
        words = app.screen.query_one(Header).words
        assert all(f"{tab.key} {tab.title}" in words for tab in TABS)
        for fact in ("◆ concviz", "8 cores", "CPython 3.14.2, GIL", "● 00:02"):
            assert fact in words


@pytest.mark.parametrize("cells", range(30))
def test_clipping_never_exceeds_the_cells(cells):
    parts = (Part("π ≈ 3.14"), Part(" 漢字"), Part("end"))
    assert width(clipped(parts, cells)) <= max(cells, 0)
    assert cells == 0 or width(spread(parts, (), cells)) <= cells
