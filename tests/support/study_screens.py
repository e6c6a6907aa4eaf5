"""The screens of studies, shown from a session made in memory or alive on a fake instrument."""

from __future__ import annotations

import threading
import time

from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend, builder
from concviz.tui.app.choice import Choice
from concviz.tui.app.parts.play_head import Live, Paused
from concviz.tui.terminal.insides import settle
from concviz.tui.widgets.panel import Panel

from tests.support.fakes import OWN, FakeInstrument, app_for, frame, shelf

TURNS = 10_000
"""Of the event loop, in which a layout comes."""


def replay(recorded, **options) -> ConcvizApp:
    return ConcvizApp(Backend(recorded, shelf(), builder()), choice=Choice(python=OWN), **options)


async def opened(pilot, mode: str = "compare", t_us: int | None = None):
    """The screen, with the play head there."""
    await pilot.pause()
    pilot.app.switch_mode(mode)
    await pilot.pause()
    pilot.app.state.head = Live() if t_us is None else Paused(t_us)
    pilot.app.clock.tick(force=True)
    await pilot.pause()
    await settle(pilot.app, TURNS)


async def resized(pilot, size):
    """The same screen at another size, drawn anew."""
    await pilot.resize_terminal(*size)
    for _ in range(2):
        pilot.app.clock.tick(force=True)
        await pilot.pause()
        await settle(pilot.app, TURNS)  # on a busy machine the pause ends before the layout has come


def fills_the_screen(app, size):
    """Every row is full, nothing scrolls, and no panel reaches over the edge."""
    assert [widget for widget in app.screen.walk_children() if any(widget.scrollbars_enabled)] == [], size
    rows = frame(app)
    assert len(rows) == size[1]
    assert {len(each) for each in rows} == {size[0]}
    for panel in app.screen.query(Panel):
        assert app.screen.region.contains_region(panel.region), (size, panel.id)


def text(app) -> str:
    return "\n".join(frame(app))


class Job:
    """Something measured that waits until it is stopped."""

    def __init__(self, asked, calls=None):
        self.asked, self.calls = asked, calls
        self.stopped, self.begun = threading.Event(), threading.Event()

    def run(self):
        self.begun.set()
        self.stopped.wait(180)

    def stop(self):
        self.stopped.set()


def live(calls=None) -> tuple[ConcvizApp, list[Job]]:
    """The app on a fake instrument, where measuring waits to be stopped."""
    jobs: list[Job] = []

    def maker(instrument, choice, wanted):
        jobs.append(Job((wanted, choice.workers), calls))
        return jobs[-1]

    app = app_for(FakeInstrument(), Choice(python=OWN, workers=3))
    app.studies.maker = maker
    return app, jobs


async def until(pilot, true, deadline_s: float = 60.0):
    """Waits for a state."""
    end = time.monotonic() + deadline_s
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        await pilot.pause(0.02)


async def until_over(pilot):
    pilot.app.studies.end()
    await pilot.pause()
