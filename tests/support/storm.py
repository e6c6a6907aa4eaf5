"""Keys faster than screens: seeded sequences of them, with an odd number of rounds of the event loop in between."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

from concviz.engine.analysis.build import snapshot
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from textual.geometry import Size

from tests.support.fakes import OWN, FakeInstrument, app_for, shelf
from tests.support.made_studies import add_comparison, add_differences, add_sweep, compared, session

TABS = ("1", "2", "3", "5")
KEYS = (
    *TABS, *"rstmpoOvcwCWybnReildxAaMNPBjkzZ,.+-[]<>/ ", "space", "enter", "escape", "tab", "left", "right", "up", "down",
    "home", "end", "pagedown", "question_mark", "f1", "f2", "f5", "ctrl+p", "backspace", "delete", "ctrl+z",
)  # fmt: skip
"""All but those that quit."""
SIZES = (Size(120, 40), Size(80, 24), Size(60, 20), Size(40, 10))
MOST_ROUNDS = 40
"""Rounds of the event loop between two keys: less than a screen takes to be composed, and more."""


def live_app() -> ConcvizApp:
    """The app on an instrument without processes; what is measured is over at once."""
    lab = FakeInstrument()
    add_comparison(lab.session, compared())
    app = app_for(lab)
    app.studies.maker = lambda *_: Nothing()
    return app


def replaying_app() -> ConcvizApp:
    """The app on a recording of a comparison, a sweep and a table of differences."""
    studied = session(2.0)
    add_comparison(studied, compared())
    add_sweep(studied)
    add_differences(studied)
    return ConcvizApp(Backend(studied, shelf(), snapshot), choice=Choice(python=OWN))


class Nothing:
    """Measures nothing."""

    calls = None

    def run(self) -> None:
        """It is over."""

    def stop(self) -> None:
        """It is over."""


async def rounds(random: Random) -> None:
    """Let the event loop go round some times."""
    for _ in range(random.choice((0, 0, 1, 2, 3, 5, 8, 13, MOST_ROUNDS))):
        await asyncio.sleep(0)


async def press(app: ConcvizApp, key: str, random: Random) -> None:
    """One key; waits for nothing but some rounds of the event loop."""
    app.simulate_key(key)
    await rounds(random)


async def at_rest(pilot: Any) -> None:
    """What was pressed is done: up to here nothing has broken the app."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    assert pilot.app.is_running


async def storm(app: ConcvizApp, seed: int, presses: int, pause_every: int = 25) -> None:
    """Press so many keys, resize and change the theme in between, and leave in the midst of it."""
    random = Random(seed)
    async with app.run_test(size=(120, 40)) as pilot:
        for number in range(presses):
            if random.random() < 0.03:
                await pilot.resize_terminal(*random.choice(SIZES))
            await press(app, random.choice(TABS if random.random() < 0.25 else KEYS), random)
            if number % pause_every == pause_every - 1:
                await at_rest(pilot)
        app.simulate_key("escape")
        await press(app, "2", random)
        app.exit()
