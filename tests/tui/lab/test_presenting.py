"""Presenting and Before and after, on sessions made in memory: at all sizes, in all themes, and with every key."""

import re
import time

import pytest
from concviz.tui.lab.lab_screen import LabScreen
from concviz.tui.lab.panels.before_after_panel import NOT_YET
from concviz.tui.theme.themes import THEMES

from tests.support.fakes import FakeInstrument, app_for, frame
from tests.support.made_sessions import made_machine, made_run
from tests.support.study_screens import replay, resized

SIZES = [(40, 10), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60)]
WAIT_S = 60.0


def threads_then_processes():
    """Two runs of the same task on two cores: four threads under a GIL, then two processes."""
    first = made_run("cpu", "thread", lanes=4, seconds=2.0, machine=made_machine(2))
    return made_run("cpu", "process", lanes=2, seconds=1.0, session=first)


async def until(pilot, holds):
    """Wait for a state, not for a time."""
    deadline = time.monotonic() + WAIT_S
    while not holds() and time.monotonic() < deadline:
        await pilot.pause()
    assert holds()


def text_of(app):
    return "\n".join(frame(app))


async def opened(pilot, key, t_us):
    """The Lab at that moment, after that key."""
    app = pilot.app
    await until(pilot, lambda: bool(app.screen.panels))
    app.player.seek(t_us)
    await pilot.press(key)
    await pilot.pause()
    app.clock.tick(force=True)
    await pilot.pause()


async def test_presenting_shows_the_point_at_every_size_in_every_theme():
    app = replay(threads_then_processes())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, "P", 2_000_000)
        for size in SIZES:
            await resized(pilot, size)
            rows = frame(app)
            assert len(rows) == size[1]
            assert all(len(row) == size[0] for row in rows)
            text = text_of(app)
            assert re.search(r"of (2|\S+) cores", text), text
            assert "Threads: 1 core." in text
            assert size[1] < 20 or "core 0" in text
            assert "Made up" in rows[0]
            assert not app.screen.query_one("#left").display
            assert not app.screen.query_one("#header").display
        for theme in THEMES:
            app.theme = theme
            await pilot.pause()
            assert re.search(r"of (2|\S+) cores", text_of(app)), theme


async def test_before_and_after_says_it_in_one_line_at_every_size_in_every_theme():
    session = threads_then_processes()
    app = replay(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, "B", session.length_us)
        for size in SIZES:
            await resized(pilot, size)
            text = text_of(app)
            words = " ".join(text.split())
            assert "threads 2.0" in words
            assert "→ processes 1.0" in words
            if size[0] >= 60:
                assert " on 1.0 core → processes" in text
            if size[1] >= 20:
                assert "core 0" in text
                assert "4 threads" in text
                assert "2 processes" in text
        for theme in THEMES:
            app.theme = theme
            await pilot.pause()
            assert "→ processes 1.0" in " ".join(text_of(app).split()), theme


async def test_with_one_run_it_says_what_is_missing():
    session = made_run("cpu", "thread", machine=made_machine(2))
    app = replay(session)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, "B", session.length_us)
        assert NOT_YET in text_of(app)


@pytest.mark.parametrize("key", ["P", "B"])
async def test_esc_and_the_key_itself_lead_back(key):
    app = replay(threads_then_processes())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, key, 2_000_000)
        screen = app.screen
        assert isinstance(screen, LabScreen)
        assert screen.views.shown
        await pilot.press(key)
        assert screen.views.shown == ""
        await pilot.press(key, "v")
        assert screen.has_class("-code")
        await pilot.press("escape")
        assert not screen.has_class("-code")
        assert screen.views.shown
        await pilot.press("enter")
        if key == "P":
            assert screen.views.zoomed is not None
            await pilot.press("escape")
        else:
            await until(pilot, lambda: "There are no two runs up to here yet" in "\n".join(frame(app)))
        await pilot.press("escape")
        await pilot.pause()
        assert screen.views.shown == ""
        assert screen.query_one("#left").display


async def test_which_two_runs_are_set_side_by_side_can_be_picked():
    session = threads_then_processes()
    app = replay(session)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, "B", session.length_us)
        screen = app.screen
        for title in ("Before: the first run", "After: the second run"):
            await pilot.press("enter")
            await until(pilot, lambda title=title: title in "\n".join(frame(app)))
            if title.startswith("Before"):
                await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        assert app.state.pair == (1, 2)


KEYS = (
    "space", "left", "right", "shift+left", "shift+right", "home", "end", "[", "]", "<", ">", "i", "plus", "minus", "c",
    "w", "v", "escape", "enter", "escape", "comma", "full_stop", "y", "d", "s", "B", "P",
)  # fmt: skip


@pytest.mark.parametrize("first", ["P", "B"])
async def test_every_key_still_works(first):
    """None of them ends the app or leaves it without its picture."""
    app = replay(threads_then_processes())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, first, 2_000_000)
        for key in KEYS:
            await pilot.press(key)
            assert app.is_running
        await pilot.press("q")


async def test_keys_of_time_move_what_is_presented():
    app = replay(threads_then_processes())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, "P", 2_000_000)
        before = text_of(app)
        await pilot.press("comma")
        await until(pilot, lambda: "-0.5 s" in text_of(app) or text_of(app) != before)
        await pilot.press("right")
        await until(pilot, lambda: "00:03" in text_of(app))


async def test_the_keys_fade_and_come_back():
    app = replay(threads_then_processes())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, "P", 2_000_000)
        assert "leave" in frame(app)[-1]
        app.screen.footer.fade(True)
        await pilot.pause()
        assert frame(app)[-1].strip() == ""
        await pilot.press("right")
        await pilot.pause()
        assert "leave" in frame(app)[-1]


async def test_the_red_light_is_for_what_happens_now():
    app = replay(threads_then_processes())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, "P", 2_000_000)
        assert frame(app)[0].rstrip().endswith("▌▌00:02")
        await pilot.press("space")
        await until(pilot, lambda: "▶ " in frame(app)[0])
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: bool(app.screen.panels))
        await pilot.press("P")
        lab.start(app.state.choice.plan())
        lab.idle(2.0)
        app.clock.tick(force=True)
        await until(pilot, lambda: "● 00:0" in frame(app)[0])
        await pilot.press("space")
        await until(pilot, lambda: "▌▌00:0" in frame(app)[0])


async def test_the_flattest_lab_says_in_its_header_what_runs():
    app = replay(threads_then_processes())
    async with app.run_test(size=(40, 10)) as pilot:
        await until(pilot, lambda: bool(app.screen.panels))
        app.player.seek(2_000_000)
        await until(pilot, lambda: frame(app)[0].startswith(" ◆ Made up · 4 threads"))
        await pilot.resize_terminal(120, 10)
        await until(pilot, lambda: " 1  2  3  4  5  6  Made up · 4 threads" in frame(app)[0])
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: "2 Compare" in frame(app)[0])


@pytest.mark.parametrize("key", ["P", "B", "enter"])
async def test_what_fills_the_screen_has_no_line_of_what_is_chosen_above_it(key):
    app = app_for(FakeInstrument())
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: bool(app.screen.panels))
        assert app.screen.query_one("#fold").display
        await pilot.press(key)
        await until(pilot, lambda: not app.screen.query_one("#fold").display)


async def test_what_is_chosen_next_is_marked_where_it_differs():
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(app.screen.panels))
        assert "next:" not in text_of(app)
        lab.start(app.state.choice.plan())
        lab.idle(2.0)
        app.clock.tick(force=True)
        await pilot.pause()
        assert "4 threads" in frame(app)[1]
        assert "next:" not in text_of(app)
        app.settings.choose(model="processes")
        await pilot.pause()
        assert frame(app)[2].startswith(" next:")
        assert "4 threads" in frame(app)[1]
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert "◆ threads" in text_of(app)
        assert "▸ processes" in text_of(app)
