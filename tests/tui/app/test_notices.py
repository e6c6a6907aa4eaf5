"""What the app says has lines of its own: it covers nothing that is read, on any screen, in any size, nor does a toast."""

import pytest
from concviz.tui.app.host import Said
from concviz.tui.app.parts.notices import Notices
from concviz.tui.dialogs.confirm import ConfirmScreen
from concviz.tui.widgets.caption_line import NoticeLine
from textual.widgets._toast import Toast

from tests.support.fakes import FakeInstrument, app_for, frame
from tests.support.replays import pressed

LONG = "This session was read from a file: nothing can be run in it. " * 2
SIZES = [(80, 24), (40, 10), (120, 40)]


def leaves(screen):
    """What is seen on a screen, but for what holds others."""
    return [each for each in screen.query("*") if each.display and each.region.area and not list(each.children)]


def covered(screen, notice):
    return [each for each in leaves(screen) if each is not notice and each.region.overlaps(notice.region)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_notice_covers_nothing(size):
    app = app_for(FakeInstrument())
    async with app.run_test(size=size, notifications=True) as pilot:
        for mode in ("lab", "compare", "differences", "sessions"):
            await app.switch_mode(mode)
            await pilot.pause()
            app.notify(LONG, severity="warning")
            await pilot.pause()
            notice = app.screen.query_one(NoticeLine)
            assert notice.region.area, mode
            assert covered(app.screen, notice) == [], mode
            assert not any(each.display for each in app.screen.query(Toast)), mode
            words = " ".join(" ".join(frame(app)).split())
            assert "This session was read from a file" in words
            app.clear_notifications()
            await pilot.pause()
            assert not notice.display


async def test_in_the_lab_nothing_moves_where_one_line_is_enough():
    app = app_for(FakeInstrument())
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot)
        before = frame(app)
        app.notify("Speed 2x")
        await pilot.pause()
        changed = [y for y, (old, new) in enumerate(zip(before, frame(app), strict=True)) if old != new]
        assert changed == [22], "the small print's line"
        assert "● Speed 2x" in frame(app)[22]


async def test_it_is_said_below_a_dialog_too_and_to_whoever_comes_next():
    app = app_for(FakeInstrument())
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot)
        app.push_screen(ConfirmScreen("a", "b", "c"))
        await pilot.pause()
        app.notify("While it is asked", severity="warning")
        await pilot.pause()
        assert "! While it is asked" in frame(app)[app.screen.query_one("#box").region.bottom]
        await pressed(pilot, "escape")
        assert any("! While it is asked" in row for row in frame(app))
        await pressed(pilot, "2")
        assert any("! While it is asked" in row for row in frame(app))
        app.notices.say(None)
        await pilot.pause()
        assert not any("While it is asked" in row for row in frame(app))
        assert app.notices.said is None


async def test_the_last_word_counts():
    app = app_for(FakeInstrument())
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot)
        app.notify("first")
        app.notify("second")
        await pilot.pause()
        assert app.notices.said == Said("second", "information")
        assert not any("first" in row for row in frame(app))


def test_longer_words_stay_longer_and_the_last_silence_counts():
    waits, stopped, heard = [], [], []

    class Timer:
        def stop(self):
            stopped.append(self)

    class Hearer:
        tell = staticmethod(heard.append)

    def later(after_s, act):
        waits.append((after_s, act))
        return Timer()

    notices = Notices(lambda: [Hearer], later)
    notices.say(Said("short", "information"))
    notices.say(Said("x" * 300, "warning"))
    assert [after_s for after_s, _ in waits] == [6.0, 20.0]
    assert len(stopped) == 1
    waits[-1][1]()
    assert notices.said is None
    assert [each and each.text[:5] for each in heard] == ["short", "xxxxx", None]
