"""What was compared or measured before the app began is offered and opens again; two runs are picked for Before and after."""

import asyncio
import time

import pytest
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library.find import last_study
from concviz.engine.session.library.paths import new_recording_path
from concviz.engine.session.library.summary import StudyLine, Summaries, summary
from concviz.engine.session.memory.log import Session
from concviz.tui.app.parts.play_head import Paused
from concviz.tui.dialogs.picker import PickerScreen
from concviz.tui.widgets.choice_list import ChoiceList

from tests.support.fakes import MACHINE, FakeInstrument, app_for, frame
from tests.support.made_studies import add_comparison, add_differences, add_sweep, compared
from tests.support.replays import two_runs


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))


def recorded(*adds):
    """A recording of these studies."""
    path = new_recording_path()
    session = Session(MACHINE, created="2026-01-01T00:00:00Z", writer=SessionWriter(path))
    for add in adds:
        add(session)
    session.close()
    return path


def a_comparison(session):
    add_comparison(session, compared())


async def until(pilot, holds):
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "\n".join(frame(pilot.app))
        await pilot.pause()
        await asyncio.sleep(0.01)


def test_a_summary_tells_of_the_studies_that_came_to_a_result():
    told = summary(recorded(a_comparison, lambda session: add_sweep(session, ended=False), add_differences))
    assert [(each.kind, each.task) for each in told.studies] == [("compare", "pi"), ("differences", "")]
    assert told.studies[0].rows == sum(row.wall_s is not None for row in compared())


def test_a_summary_that_an_older_version_has_remembered_is_made_anew(tmp_path):
    path = recorded(a_comparison)
    folder = path.parent
    found = Summaries(folder).of([path])[path]
    cache = folder / "summaries.json"
    cache.write_bytes(cache.read_bytes().rpartition(b",[[")[0] + b"]]")  # without its last field
    assert Summaries(folder).of([path])[path] == found


def test_the_last_study_is_the_one_recorded_last():
    first, second = recorded(a_comparison), recorded(add_sweep, add_differences)
    assert last_study("compare")[0].path == first
    assert last_study("compare", "sweep")[0].path == second
    assert last_study("differences") is not None
    assert last_study() is None
    assert isinstance(last_study("sweep")[1], StudyLine)


async def test_compare_offers_the_last_comparison_and_opens_it_and_l_goes_back():
    path = recorded(a_comparison)
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: any("H for the last one again" in row for row in frame(app)))
        await pilot.press("H")
        await until(pilot, lambda: app.state.recorded == path and app.screen.id == "compare")
        await until(pilot, lambda: app.screen._page is not None and app.screen._page.status == "done")
        await pilot.press("l")
        await until(pilot, lambda: not app.state.replaying)


async def test_where_nothing_was_measured_before_that_is_said():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: app.screen.ready)
        await pilot.press("H")
        await until(pilot, lambda: any("No table was recorded before: r begins one." in row for row in frame(app)))


async def picked(pilot, title, name):
    """One row of the list with that title."""
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, PickerScreen) and isinstance(app.focused, ChoiceList))
    assert title in str(app.screen.query_one(ChoiceList).border_title)
    while app.focused.selected != name:
        before = app.focused.selected
        await pilot.press("down")
        assert app.focused.selected != before
    await pilot.press("enter")


async def test_two_runs_are_picked_from_a_recording_and_stand_in_the_order_picked():
    path = new_recording_path()
    two_runs(path)
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("5")
        await until(pilot, lambda: app.screen.chosen is not None)
        await pilot.press("B")
        await picked(pilot, "Before: the first run", "2")
        await picked(pilot, "After: the second run", "1")
        await until(pilot, lambda: app.state.recorded == path and app.screen.id == "lab")
        await until(pilot, lambda: app.screen.views.shown == "before-after")
        await until(pilot, lambda: app.state.snapshot is not None and app.state.snapshot.before_after is not None)
        both = app.state.snapshot.before_after
        assert (both.before.run, both.after.run) == (2, 1)
        assert isinstance(app.state.head, Paused)


async def test_two_runs_of_the_session_that_goes_on_are_picked_in_before_and_after():
    lab = FakeInstrument()
    app = app_for(lab)
    for _ in range(3):
        lab.start(app.state.choice.plan())
        lab.idle(1.0)
        lab.end()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("B")
        await until(pilot, lambda: app.screen.ready and app.screen.views.shown == "before-after")
        await pilot.press("enter")
        await picked(pilot, "Before: the first run", "1")
        await picked(pilot, "After: the second run", "3")
        await until(pilot, lambda: app.state.pair == (1, 3))
        await until(pilot, lambda: app.state.snapshot.before_after is not None)
        assert app.state.snapshot.before_after.before.run == 1
        await pilot.press("enter")
        await picked(pilot, "Before: the first run", "last")
        await until(pilot, lambda: app.state.pair == ())
