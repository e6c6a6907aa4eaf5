"""A task's options in the app: typed by the kind of the default, carried in the plan, gone with the task."""

import sys

import pytest
from concviz.engine.catalogue.task_options import parsed
from concviz.engine.export.optional_packages import install
from concviz.engine.model.plan import PlanError
from concviz.tui.app import backend
from concviz.tui.dialogs.prompt import PromptScreen
from concviz.tui.lab import pickers
from concviz.tui.lab.dialogs.options import OptionsScreen, YesNo
from concviz.tui.widgets.choice_list import ChoiceList

from tests.support.fakes import OWN, FakeInstrument, app_for, frame


async def settled(pilot):
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def pressed(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10)])
async def test_options_are_typed_and_reach_the_plan(size):
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=size) as pilot:
        app.settings.choose(task="download")
        await pressed(pilot, "o")
        assert isinstance(app.screen, OptionsScreen)
        rows = "\n".join(frame(app))
        assert all(words in rows for words in ("latency_ms", "40", "compress", "◂ no ▸"))
        app.screen.query_one("#option-latency_ms").value = "7.5"
        app.screen.query_one(YesNo).focus()
        await pressed(pilot, "space", "enter")
        assert app.state.choice.options == {"latency_ms": 7.5, "compress": True}
        await pressed(pilot, "r")
        assert lab.plans[0].options == {"latency_ms": 7.5, "compress": True}


async def test_a_value_of_another_kind_is_one_line_in_the_screen():
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        app.settings.choose(task="download")
        await pressed(pilot, "o")
        app.screen.query_one("#option-latency_ms").value = "many"
        await settled(pilot)
        await pressed(pilot, "enter")
        assert any("the option latency_ms is a number, not 'many'" in row for row in frame(app))
        await pressed(pilot, "ctrl+r", "enter")
        assert app.state.choice.options == {}


async def test_another_task_begins_with_its_defaults_and_the_row_is_there_only_where_there_are_any():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        row = app.screen.query_one("#setting-options")
        await pilot.pause()
        assert not row.display
        app.settings.choose(task="download", options={"latency_ms": 5})
        await pilot.pause()
        assert row.display
        assert any("latency_ms 5" in line for line in frame(app))
        app.settings.choose(workers=3)
        assert app.state.choice.options == {"latency_ms": 5}
        app.settings.choose(task="pi")
        assert app.state.choice.options == {}
        await pressed(pilot, "o")
        assert "π by Monte Carlo has no options." in [note.message for note in app._notifications]


async def test_the_chunk_is_offered_where_the_model_can():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        row = app.screen.query_one("#setting-chunk")
        assert not row.display
        app.settings.choose(model="processes")
        await pilot.pause()
        assert row.display
        row.focus()
        await pressed(pilot, "right", "right")
        assert app.state.choice.chunk == 5
        await pressed(pilot, "enter")
        assert isinstance(app.screen, PromptScreen)
        app.screen.query_one("Input").value = "64"
        await pressed(pilot, "enter")
        assert app.state.choice.plan().chunk == 64


async def test_a_model_whose_packages_are_missing_is_dim_and_says_how_to_get_them(monkeypatch):
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        python = app.state.inventory.python(OWN)
        monkeypatch.setattr(sys, "executable", python.path)
        asked = {"processes": ["dask", "distributed"]}
        monkeypatch.setattr(backend, "packages_missing", lambda model, _: asked.get(model.name, []))
        monkeypatch.setattr(pickers, "packages_missing", lambda model, _: asked.get(model.name, []))
        app.settings.choose(task="pi", python=OWN)
        await pilot.pause()
        models = app.screen.query_one("#models", ChoiceList)
        row = next(row for row in models.rows if row.name == "processes")
        assert row.refusal == "needs dask"
        assert any("processes" in line and "needs dask" in line for line in frame(app))
        models.post_message(ChoiceList.Refused(row))
        await settled(pilot)
        (note,) = app._notifications
        assert note.message == f"processes needs dask and distributed: {install('dask', 'distributed')}"


async def test_a_model_that_the_task_refuses_is_dim_and_says_why():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        app.settings.choose(task="hashing", python=OWN)
        await pilot.pause()
        models = app.screen.query_one("#models", ChoiceList)
        row = next(row for row in models.rows if row.name == "interpreters")
        assert row.refusal
        assert any("interpreters" in line and "not here" in line for line in frame(app))
        models.post_message(ChoiceList.Refused(row))
        await settled(pilot)
        (note,) = app._notifications
        assert note.message == "interpreters can't run Hashing: it can't be imported into more than one interpreter"
        await pressed(pilot, "m", "m")
        assert any("interpreters: it can't be imported" in line for line in frame(app))


@pytest.mark.parametrize(
    ("text", "default", "value"),
    [
        ("7", 40, 7),
        (" 1,000 ", 40, 1000),
        ("2.5", 40, 2.5),
        ("yes", False, True),
        ("off", True, False),
        (" x ", "", "x"),
    ],
)
def test_values_are_of_the_kind_of_the_default(text, default, value):
    found = parsed("it", text, default)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("text", "default"), [("many", 1), ("nan", 1.0), ("inf", 1), ("", 1), ("perhaps", True)])
def test_values_of_another_kind_are_refused(text, default):
    with pytest.raises(PlanError, match="the option it is"):
        parsed("it", text, default)


async def test_the_option_under_the_cursor_is_explained():
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        app.settings.choose(task="download")
        await pressed(pilot, "o")
        assert any("how far away the server is" in row for row in frame(app))
        await pressed(pilot, "down")
        assert not any("how far away the server is" in row for row in frame(app))
