"""Keys faster than screens: seeded sequences of them, with an odd number of rounds of the event loop in between."""

from __future__ import annotations

import asyncio
from functools import partial
from random import Random
from typing import Any

from concviz.engine.analysis.build import snapshot
from concviz.engine.probe.watchable import Watchable
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.parts import watches
from concviz.tui.app.parts.watches import Watches
from concviz.tui.watch import process_picker
from textual.geometry import Size

from tests.support.fakes import OWN, FakeInstrument, app_for, shelf
from tests.support.made_studies import add_comparison, add_differences, add_sweep, compared, session
from tests.support.watched import told_session

TABS = ("1", "2", "3", "5", "6")
KEYS = (
    *TABS, *"rstmpoOvcwCWybnReildxAaMNPBLujkzZ,.+-[]<>/ ", "space", "enter", "escape", "tab", "left", "right", "up", "down",
    "home", "end", "pagedown", "question_mark", "f1", "f2", "f5", "ctrl+p", "ctrl+o", "backspace", "delete", "ctrl+z",
    "shift+left", "shift+right",
)  # fmt: skip
"""All but those that quit."""
MADE_UP = (Watchable(71, "python server.py", True, 5, 12.0), Watchable(91, "postgres", False, 1, 1.0, "is another's"))
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


class SeenProgram:
    """A program that is watched, without one; one of ours can be ended."""

    exit_code_known = None
    trying = ""

    def __init__(self, *, ours: bool = False) -> None:
        self.session, self.running, self.ours, self.name = told_session(), True, ours, "python server.py"

    def ask_to_end(self) -> None:
        """It is over."""
        self.running = False

    stop = close = ask_to_end

    def ask_for_lines(self, *, wanted: bool) -> str:
        """They are to be had, and can always be done without."""
        return "" if wanted else "they are off"


def watching_app() -> ConcvizApp:
    """The app begun with a program; others can be picked, and a Lab is opened when it is asked for."""
    seen, lab = SeenProgram(ours=True), FakeInstrument()
    app = ConcvizApp(Backend(seen.session, shelf(), snapshot, seen), choice=Choice(python=OWN), begins_with="watch")
    app.watches = Watches(app.state, app.clock, app, lambda: Backend(lab.session, shelf(), snapshot, lab))
    app.watches.adopt(seen)
    app.studies.maker = lambda *_: Nothing()
    return app


def without_real_programs(monkeypatch: Any) -> None:
    """Programs that are picked are made up, too."""
    monkeypatch.setattr(process_picker, "processes_now", partial(list, MADE_UP))
    monkeypatch.setattr(watches, "attached", lambda _: SeenProgram())


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
