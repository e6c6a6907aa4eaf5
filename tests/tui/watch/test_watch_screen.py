"""The Watch screen on sessions made in memory, at every size; the list of processes; leaving."""

import asyncio
import time

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.program.program_pair import picture_of
from concviz.engine.analysis.program.program_view import ProgramView
from concviz.engine.model.program_facts import ProgramTime, ThreadTime
from concviz.engine.probe.watchable import Watchable
from concviz.engine.session.library.find import Recording
from concviz.engine.session.library.summary import RunLine, Summary
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.farewell import farewell_question
from concviz.tui.dialogs.picker import PickerScreen
from concviz.tui.watch.panels.tree_panel import note_of
from concviz.tui.watch.process_picker import rows_of
from concviz.tui.widgets.choice_list import ChoiceList
from msgspec.structs import replace

from tests.support.fakes import OWN, FakeInstrument, frame, shelf
from tests.support.watched import told_session

SIZES = [(200, 60), (120, 40), (80, 24), (60, 20), (40, 10)]
PROCESSES = (
    Watchable(71, "python server.py", True, 5, 12.0),
    Watchable(90, "nginx", False, 1, 1.0),
    Watchable(91, "postgres", False, 1, 1.0, "belongs to another user"),
)


def watch_app():
    return ConcvizApp(Backend(told_session(), shelf(), snapshot, None), choice=Choice(python=OWN), begins_with="watch")


async def until(pilot, holds, what):
    """Until that holds; the machine may be as busy as it likes."""
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, what
        await pilot.pause()
        await asyncio.sleep(0.01)


def text_of(app):
    return "\n".join(frame(app))


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_the_program_its_threads_and_what_limits_it(size):
    app = watch_app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("end")
        await until(pilot, lambda: "python server.py" in text_of(app) and "GIL" in text_of(app), text_of(app))
        if size[0] >= 80:
            await until(pilot, lambda: "worker-1" in text_of(app), text_of(app))
            assert "main 71" in text_of(app)
            assert "Limited by the GIL" in text_of(app)
        assert "worker-1" in text_of(app) or size[1] <= 20


async def test_enter_fills_the_screen_with_the_threads_and_escape_brings_the_rest_back():
    app = watch_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("end", "enter")
        await until(pilot, lambda: app.screen.has_class("-zoom"), "not zoomed")
        await until(pilot, lambda: not app.screen.query_one("#cores").region.area, "the cores are still there")
        await pilot.press("escape")
        await until(pilot, lambda: bool(app.screen.query_one("#cores").region.area), "the cores are not back")


@pytest.mark.parametrize("size", SIZES)
async def test_another_recording_stands_beside_this_one(size, monkeypatch, tmp_path):
    app, lab = watch_app(), RunLine(1, 0, "π", "threads", 4, "done")
    summary = Summary("x", 10, 1, runs=(RunLine(1, 0, "python server.py", "watched", 0, "done"),), length_us=4_000_000)
    listed = [
        Recording(tmp_path / "watched", True, False, summary),
        Recording(tmp_path / "lab", True, False, replace(summary, runs=(lab,))),
    ]
    monkeypatch.setattr("concviz.tui.watch.other_program.recorded", lambda: listed)
    monkeypatch.setattr("concviz.tui.watch.other_program.picture_at", lambda _: picture_of(told_session(), "other"))
    async with app.run_test(size=size) as pilot:
        await pilot.press("end", "enter", "B")
        await until(pilot, lambda: isinstance(app.screen, PickerScreen) and app.screen.is_mounted, "no list")
        await until(pilot, lambda: isinstance(app.focused, ChoiceList), "nothing to pick from")
        assert [row.name for row in app.focused.rows if row.name] == [str(tmp_path / "watched")]
        await pilot.press("enter")
        await until(pilot, lambda: app.state.other is not None and app.screen.has_class("-both"), "nothing beside it")
        await until(pilot, lambda: "python server.py 4.00 s" in text_of(app), text_of(app))
        assert app.screen.query_one("#before-after").region.height >= size[1] - 6
        assert not app.screen.query_one("#tree").region.area
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.screen.query_one("#tree").region.area), "the threads are not back")
        assert app.state.other is None


async def test_a_lab_s_session_says_how_to_begin():
    app = ConcvizApp(Backend(FakeInstrument().session, shelf(), snapshot, FakeInstrument()), begins_with="watch")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "ctrl+o" in text_of(app), text_of(app))
        await pilot.press("s", "L", "O")
        await until(pilot, lambda: "nothing" in text_of(app).lower(), text_of(app))


@pytest.mark.parametrize(("looks", "said"), [(80, False), (2, True), (0, False)])
def test_that_threads_are_looked_at_rarely_is_said(looks, said):
    now = ProgramTime(wall_s=2.0, threads=[ThreadTime(pid=71, tid=tid, wall_s=2.0, looks=looks) for tid in range(9)])
    assert ("looked at 1.0 times a second" in note_of(ProgramView(now=now))) == said


@pytest.mark.parametrize(
    ("looks", "said"), [(100, "numbers: so far, ± 9 points"), (8_000, "numbers: so far"), (0, "numbers: so far")]
)
def test_how_far_off_the_numbers_of_any_thread_may_be_is_said(looks, said):
    steady, turns = (
        ThreadTime(pid=71, tid=71, wall_s=9.0, asleep=9.0, looks=looks),
        {"on_core": 2.0, "asleep": 3.5, "wait_gil": 3.5},
    )
    so_far = ProgramTime(wall_s=9.0, threads=[steady, ThreadTime(pid=71, tid=72, wall_s=9.0, looks=looks, **turns)])
    assert note_of(ProgramView(so_far=so_far)) == said


def test_the_list_has_python_first():
    assert [row.label for row in rows_of(PROCESSES)] == [
        "Python", "python server.py  71", "Other programs", "nginx  90", "Only their cores can be seen", "postgres  91",
    ]  # fmt: skip


async def test_typing_finds_a_program_and_enter_looks_at_it(monkeypatch):
    app, picked = watch_app(), []
    monkeypatch.setattr("concviz.tui.watch.process_picker.processes_now", lambda: list(PROCESSES))
    monkeypatch.setattr(app.watches, "attach", picked.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, PickerScreen) and app.screen.is_mounted, "no list")
        await until(pilot, lambda: isinstance(app.focused, ChoiceList), "nothing to type into")
        await pilot.press(*"ngi")
        await until(pilot, lambda: app.screen.query_one(ChoiceList).selected == "90", "not found")
        await pilot.press("enter")
        await until(pilot, lambda: picked == [90], picked)


def test_leaving_asks_only_where_something_ends():
    assert farewell_question("", "") == ""
    assert "SIGTERM" in farewell_question("", "python server.py")
    assert "A run" in farewell_question("a run", "")
