"""An empty Lab says what to press and what will be seen, and is silent to those who know."""

import time

import pytest
from concviz.tui.app.choice import Choice
from concviz.tui.app.preferences import Preferences
from concviz.tui.lab.startup_hint import first_rows

from tests.support.fakes import FakeInstrument, app_for, frame, shelf
from tests.support.replays import pressed, replay


def said(rows):
    return "\n".join("".join(text for text, _ in row) for row in rows)


def test_what_is_chosen_is_what_r_runs():
    text = said(first_rows(shelf(), Choice(model="processes", workers=8), 80))
    assert text.startswith(" r  runs π by Monte Carlo with processes, 8 workers, 4 s of work")
    assert "another model, say threads" in text
    assert "workers" not in said(first_rows(shelf(), Choice(model="sequential"), 80)).splitlines()[0]


@pytest.mark.parametrize("width", [20, 40, 76, 118])
def test_it_fits(width):
    rows = first_rows(shelf(), Choice(), width)
    assert max(sum(len(text) for text, _ in row) for row in rows) <= width


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_an_empty_lab_says_what_to_press_until_something_runs(size):
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=size) as pilot:
        await pressed(pilot)
        assert any("r  runs π by Monte Carlo with threads" in row for row in frame(app))
        app.settings.choose(model="processes")
        await pilot.pause()
        assert any("r  runs π by Monte Carlo with processes" in row for row in frame(app))
        await pressed(pilot, "r")
        assert not any("r  runs π" in row for row in frame(app))


async def test_those_who_know_read_nothing_and_a_recording_offers_no_run():
    app = app_for(FakeInstrument(), preferences=Preferences(hints=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        text = "\n".join(frame(app))
        assert "r  runs" not in text
        assert "Choose a task" not in text
    app = replay(FakeInstrument().session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        assert not any("r  runs" in row for row in frame(app))


@pytest.mark.parametrize("key", ["t", "m"])
async def test_who_has_come_to_a_list_sees_what_chooses_in_it(key):
    app = app_for(FakeInstrument())
    async with app.run_test(size=(120, 40)) as pilot:
        await pressed(pilot)
        assert "↑↓ choose" not in frame(app)[-1]
        await pressed(pilot, key)
        assert "↑↓ choose  / find" in frame(app)[-1]
        app.screen.set_focus(None)
        await pressed(pilot)
        assert "↑↓ choose" not in frame(app)[-1]


async def test_two_runs_of_a_task_can_be_put_side_by_side():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(120, 40)) as pilot:
        for models in (["threads"], ["threads", "processes"]):
            app.settings.choose(model=models[-1])
            await pressed(pilot, "r", "s")
            assert [run.plan.model for run in lab.session.runs()] == models
            deadline = time.monotonic() + 20
            while " r run" not in frame(app)[-1] and time.monotonic() < deadline:
                await pilot.pause(0.02)
            assert ("B before and after" in frame(app)[-1]) == (len(models) == 2)
