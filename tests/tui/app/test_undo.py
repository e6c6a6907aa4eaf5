"""What was set, named or deleted by mistake is taken back with u."""

import pytest
from concviz.engine.session.events import Chapter, Note
from concviz.engine.session.file.reader import load
from concviz.engine.session.library.keep import aside_folder, bring_back, forget_aside, set_aside
from concviz.engine.session.library.names import KeepError
from concviz.engine.session.memory.sorted_events import standing
from concviz.tui.dialogs.prompt import PromptScreen

from tests.support.fakes import FakeInstrument, app_for
from tests.support.replays import Recorder


def test_a_mark_is_taken_back_by_one_like_it():
    first, second = Chapter(5, "a"), Chapter(5, "b")
    assert standing([first, second, Chapter(5, "a", gone=True)]) == [second]
    assert standing([first, Chapter(5, "a", gone=True), first]) == [first]
    assert standing([Chapter(5, "nobody", gone=True), first]) == [first]
    assert standing([Note(5, "a"), Note(5, "a"), Note(5, "a", gone=True)]) == [Note(5, "a")]


@pytest.mark.parametrize(("key", "marks"), [("b", "chapters"), ("n", "notes")])
async def test_u_takes_back_what_was_set_last(key, marks):
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(80, 24)) as pilot:
        for word in ("one", "two"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, PromptScreen)
            await pilot.press("ctrl+a", *word, "enter")
            await pilot.pause()
        assert len(getattr(lab.session, marks)()) == 2
        await pilot.press("u")
        await pilot.pause()
        assert len(getattr(lab.session, marks)()) == 1
        await pilot.press("u", "u")
        await pilot.pause()
        assert getattr(lab.session, marks)() == []
        assert any("nothing to take back" in each.message for each in app._notifications)


def test_what_was_taken_back_stays_so_in_the_file(tmp_path):
    lab = Recorder(path=tmp_path / "x.concviz.jsonl")
    for event in (Chapter(5, "a"), Chapter(6, "b"), Chapter(5, "a", gone=True), Note(7, "n"), Note(7, "n", gone=True)):
        lab.session.append(event)
    lab.session.close()
    back = load(tmp_path / "x.concviz.jsonl")
    assert [each.title for each in back.chapters()] == ["b"]
    assert back.notes() == []


def test_what_was_set_aside_comes_back_or_goes_after_a_day(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))
    path = tmp_path / "sessions" / "2026-11-22T14-10-05.concviz.jsonl"
    path.parent.mkdir()
    path.write_text("x")
    aside = set_aside(path)
    assert not path.exists()
    bring_back(aside, path)
    assert path.read_text() == "x"
    aside = set_aside(path)
    forget_aside()
    assert list(aside_folder().iterdir()) == [aside]
    forget_aside(0.0)
    assert list(aside_folder().iterdir()) == []
    with pytest.raises(KeepError):
        bring_back(aside, path)
