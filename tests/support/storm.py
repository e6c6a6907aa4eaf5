"""Keys faster than screens: seeded sequences of them, with an odd number of rounds of the event loop in between."""

from __future__ import annotations

import asyncio
from functools import partial
from random import Random
from typing import Any

from concviz.engine.analysis.build import snapshot
from concviz.engine.lessons.lesson_shelf import built_in
from concviz.engine.probe.watchable import Watchable
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice
from concviz.tui.app.parts import watches
from concviz.tui.app.parts.studies import MeasureLesson, Wanted
from concviz.tui.app.parts.watches import Watches
from concviz.tui.watch import process_picker
from textual.geometry import Size
from textual.worker import WorkerCancelled

from tests.support.fakes import OWN, FakeInstrument, app_for, shelf
from tests.support.made_studies import add_comparison, add_differences, add_sweep, compared, session
from tests.support.watched import told_session

TABS = ("1", "2", "3", "4", "5", "6")
HOME = {"lessons": "4", "watch": "6"}
"""Where an app began: it comes back there more often than anywhere else."""
KEYS = (
    *TABS, *"rstmpoOvcwCWybnReildxAaMNPBLujkzZfVJH,.+-[]<>/ ", "space", "enter", "escape", "tab", "left", "right", "up", "down",
    "home", "end", "pagedown", "question_mark", "f1", "f2", "f5", "ctrl+p", "ctrl+o", "backspace", "delete", "ctrl+z",
    "shift+left", "shift+right",
)  # fmt: skip
"""All but those that quit."""
MADE_UP = (Watchable(71, "python server.py", True, 5, 12.0), Watchable(91, "postgres", False, 1, 1.0, "is another's"))
OFTEN = ("escape", "enter", "down", "right")
"""What leads on, and out of a dialog in which every letter is typed."""
SIZES = (Size(120, 40), Size(80, 24), Size(60, 20), Size(40, 10))
MOST_ROUNDS = 40
"""Rounds of the event loop between two keys: less than a screen takes to be composed, and more."""


def live_app() -> ConcvizApp:
    """The app on an instrument without processes; what is measured is over at once."""
    lab = FakeInstrument()
    add_comparison(lab.session, compared())
    app = app_for(lab)
    app.studies.maker = over_at_once
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
    app.studies.maker = over_at_once
    return app


def learning_app() -> ConcvizApp:
    """The app begun with a lesson, whose measurements are there as soon as they are asked for."""
    lab = FakeInstrument()
    made = Backend(lab.session, shelf(), snapshot, lab)
    app = ConcvizApp(load=lambda: made, find_pythons=None, choice=Choice(python=OWN), begins_with="lessons")
    app.studies.maker = over_at_once
    app.lessons.open(built_in()["02-one-gil"])
    return app


def without_real_programs(monkeypatch: Any) -> None:
    """Programs that are picked are made up, too."""
    monkeypatch.setattr(process_picker, "processes_now", partial(list, MADE_UP))
    monkeypatch.setattr(watches, "attached", lambda _: SeenProgram())


class Nothing:
    """Measures nothing; what a lesson asks for comes to one core."""

    calls = None

    def __init__(self, figures: dict[str, float] | None = None) -> None:
        self._figures = figures

    def run(self) -> dict[str, float] | None:
        """It is over."""
        return self._figures

    def stop(self) -> None:
        """It is over."""


def over_at_once(_instrument: Any, _choice: Choice, wanted: Wanted) -> Nothing:
    """Any study, made up."""
    return Nothing({"cores_used": 1.02, "speedup": 1.1} if isinstance(wanted, MeasureLesson) else None)


async def rounds(random: Random) -> None:
    """Let the event loop go round some times."""
    for _ in range(random.choice((0, 0, 1, 2, 3, 5, 8, 13, MOST_ROUNDS))):
        await asyncio.sleep(0)


async def press(app: ConcvizApp, key: str, random: Random) -> None:
    """One key; waits for nothing but some rounds of the event loop."""
    app.simulate_key(key)
    await rounds(random)


async def at_rest(pilot: Any) -> None:
    """What was pressed is done: up to here nothing has broken the app. A screen that goes takes along what it was waiting for."""
    await pilot.pause()
    for ended in await asyncio.gather(*(worker.wait() for worker in pilot.app.workers), return_exceptions=True):
        if isinstance(ended, BaseException) and not isinstance(ended, WorkerCancelled):
            raise ended
    await pilot.pause()
    assert pilot.app.is_running


async def storm(app: ConcvizApp, seed: int, presses: int, pause_every: int = 25) -> None:
    """Press so many keys, resize and change the theme in between, and leave in the midst of it."""
    random, home = Random(seed), HOME.get(app.DEFAULT_MODE, "1")
    async with app.run_test(size=(120, 40)) as pilot:
        for number in range(presses):
            if random.random() < 0.03:
                await pilot.resize_terminal(*random.choice(SIZES))
            keys = random.choices((TABS, home, OFTEN, KEYS), (1, 2, 3, 6))[0]
            await press(app, random.choice(keys), random)
            if number % pause_every == pause_every - 1:
                await at_rest(pilot)
        app.simulate_key("escape")
        await press(app, "2", random)
        app.exit()
