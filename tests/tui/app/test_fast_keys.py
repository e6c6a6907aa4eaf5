"""Keys that are faster than the screens they open: whatever a screen is told before it is composed waits for it."""

from itertools import product
from random import Random

import pytest
from concviz.tui.app.parts.play_head import Live, Paused
from concviz.tui.widgets.footer import Footer
from textual.screen import ModalScreen

from tests.support.fakes import app_for, frame
from tests.support.storm import TABS, at_rest, live_app, press, replaying_app, storm

PAIRS = [(first, second) for first, second in product((*TABS, "question_mark", "ctrl+p"), repeat=2) if first != second]
ON_SCREENS = [
    {"2": "c", "3": "j", "5": "R"},
    {"2": "j", "3": "question_mark", "5": "e"},
    {"2": "v", "3": "enter", "5": "slash"},
]
"""A key of each screen but the Lab, which is there first."""


@pytest.mark.parametrize(("make", "seed"), [(live_app, 1), (replaying_app, 2)])
async def test_pairs_of_screens_at_any_moment(make, seed):
    app, random = make(), Random(seed)
    async with app.run_test(size=(80, 24)) as pilot:
        for first, second in random.sample(PAIRS, 6):
            await press(app, first, random)
            await press(app, second, random)
            app.clock.tick(force=True)
            await press(app, "escape", random)
        await at_rest(pilot)
        assert all(len(row) == 80 for row in frame(app))


@pytest.mark.parametrize("make", [live_app, replaying_app])
@pytest.mark.parametrize("keys", ON_SCREENS)
async def test_a_key_of_a_screen_that_is_not_composed_yet(make, keys):
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        for mode, key in keys.items():
            app.simulate_key(mode)
            app.simulate_key(key)
            await at_rest(pilot)
            await pilot.press("escape")
            assert app.screen_stack[0].ready


async def test_a_storm_of_keys_resizes_and_themes():
    await storm(live_app(), 3, 30)


async def test_a_screen_that_is_not_composed_is_told_things_and_shows_them_when_it_is():
    app = app_for()
    async with app.run_test(size=(120, 40)) as pilot:
        app.switch_mode("compare")
        screen = app.screen
        assert not screen.ready
        app.clock.tick(force=True)
        app.settings.choose(workers=7)
        app.theme = "concviz-light"
        screen.show_again()
        await app.run_action("screen.row(1)", screen)
        app.player.seek(500_000)
        await at_rest(pilot)
        assert screen.ready
        assert app.state.head == Paused(500_000)
        assert "compare" in screen.query_one(Footer).words
        assert any("threads" in row for row in frame(app))
        assert screen._marked == 1, "the action waited for the screen"


async def test_a_picker_that_is_not_composed_yet_takes_its_key_when_it_is():
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.run_action("screen.pick('task')", app.screen)
        assert isinstance(app.screen, ModalScreen)
        assert not app.screen.is_mounted
        assert await app.run_action("cancel", app.screen)
        await at_rest(pilot)
        assert app.screen.id == "lab", "it is left as soon as it is there"


async def test_a_frame_that_fills_the_screen_becomes_its_panel():
    app = app_for()
    backend, app.state.backend = app.state.backend, None
    app._load = lambda: backend
    async with app.run_test(size=(120, 40)) as pilot:
        app.screen.views.act("zoom")
        await at_rest(pilot)
        await at_rest(pilot)
        workers = app.screen.query_one("#workers")
        assert app.screen.views.zoomed is workers
        assert workers.size.width == 120
        assert app.state.head == Live()


async def test_no_screen_comes_up_while_the_app_leaves():
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await at_rest(pilot)
        app.exit()
        await app.switch_mode("sessions")
        assert app.current_mode == "lab"


async def test_a_picker_that_is_asked_twice_to_go_goes_once():
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.run_action("screen.pick('task')", app.screen)
        await pilot.pause()
        picker = app.screen
        picker.dismiss("fractal")
        picker.dismiss("download")
        await at_rest(pilot)
        assert app.screen.id == "lab"
        assert app.state.choice.task == "fractal"
