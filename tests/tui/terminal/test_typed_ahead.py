"""Keys that come all at once do what they do one after the other: none is lost, and none meets the focus or the choice of before."""

import pytest
from textual.events import Key

from tests.support.fakes import FakeInstrument, app_for
from tests.support.replays import pressed

KEYS = {
    "another model, then run": ("m", "down", "down", "r"),
    "another task, then run": ("t", "down", "r"),
    "more workers, then run": ("plus", "plus", "r"),
    "a setting, then run": ("p", "up", "right", "right", "r"),
    "a model by its name": ("m", "slash", "p", "r", "o", "enter", "r"),
    "another screen and back": ("2", "3", "5", "1", "m", "down", "r"),
    "help, and closed": ("f1", "escape", "m", "up", "r"),
}
CHARACTERS = {"plus": "+", "slash": "/"}


async def at_once(pilot, keys):
    for key in keys:
        pilot.app.post_message(Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))
    await pressed(pilot)
    while not pilot.app._typing.done():
        await pilot.pause(0.01)
    await pressed(pilot)


async def slowly(pilot, keys):
    for key in keys:
        await pressed(pilot, key)


async def what_comes_of(typed, keys, size):
    lab = FakeInstrument()
    app = app_for(lab)
    async with app.run_test(size=size) as pilot:
        await pressed(pilot)
        await typed(pilot, keys)
        plans = [(run.plan.task, run.plan.model, run.plan.workers, run.plan.size_s) for run in lab.session.runs()]
        return plans, app.state.choice, getattr(app.focused, "id", None), type(app.screen).__name__


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=str)
@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
async def test_keys_that_come_at_once_do_what_they_do_one_by_one(keys, size):
    assert await what_comes_of(at_once, keys, size) == await what_comes_of(slowly, keys, size)
