"""The list of marks: what was set can be gone to, corrected, deleted, and all of that taken back."""

from concviz.engine.session.events import Chapter, Note
from concviz.engine.session.file.reader import load
from concviz.tui.app.parts.play_head import Paused
from concviz.tui.dialogs.marks_screen import MarksScreen
from concviz.tui.widgets.choice_list import ChoiceList

from tests.support.fakes import FakeInstrument, app_for, frame
from tests.support.replays import pressed, replay, two_runs


def words(session):
    return [each.title for each in session.chapters()], [each.text for each in session.notes()]


async def test_marks_are_gone_to_corrected_deleted_and_taken_back():
    lab = FakeInstrument()
    app = app_for(lab)
    lab.session.append(Chapter(300_000, "frist"))
    lab.session.append(Note(600_000, "look here"))
    before = words(lab.session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "M")
        assert isinstance(app.screen, MarksScreen)
        text = "\n".join(frame(app))
        assert "frist" in text
        assert "look here" in text
        await pressed(pilot, "f2", "end", "ctrl+u", *"first", "enter")
        assert words(lab.session) == (["first"], ["look here"])
        assert isinstance(app.screen, MarksScreen)
        await pressed(pilot, "down", "delete")
        assert words(lab.session) == (["first"], [])
        await pressed(pilot, "ctrl+z")
        assert words(lab.session) == (["first"], ["look here"])
        await pressed(pilot, "home", "up", "up", "enter")
        assert app.screen.id == "lab"
        assert app.state.head == Paused(300_000)
        await pressed(pilot, "u")
        assert words(lab.session) == before
        await pressed(pilot, "u")
        assert any("nothing to take back" in each.message for each in app._notifications)


async def test_what_a_run_has_marked_can_be_gone_to_and_not_changed(tmp_path):
    path = tmp_path / "talk.concviz.jsonl"
    app = replay(two_runs(path), path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "M")
        rows = app.screen.query_one(ChoiceList).rows
        assert [row.note for row in rows] == ["run", "end", "run", "end"]
        await pressed(pilot, "delete", "f2")
        assert isinstance(app.screen, MarksScreen)
        assert any("set by hand" in each.message for each in app._notifications)
        await pressed(pilot, "down", "down", "enter")
        assert app.state.head == Paused(app.state.backend.session.runs()[1].t_us)


async def test_a_correction_is_in_the_file(tmp_path):
    path = tmp_path / "talk.concviz.jsonl"
    app = replay(two_runs(path), path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "home", "b", "end", "ctrl+u", *"one", "enter")
        await pressed(pilot, "M", "f2", "end", "ctrl+u", *"two", "enter", "escape")
        assert [each.title for each in load(path).chapters()] == ["two"]
        await pressed(pilot, "u")
        assert [each.title for each in load(path).chapters()] == ["one"]
        await pressed(pilot, "u")
        assert load(path).chapters() == []
