"""Recordings of two runs made in memory, the app that replays one, and what its tests ask of it."""

from __future__ import annotations

from dataclasses import dataclass

from concviz.engine.analysis.build import snapshot
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session
from concviz.tui.app.app import ConcvizApp
from concviz.tui.app.backend import Backend
from concviz.tui.app.choice import Choice

from tests.support.fakes import MACHINE, OWN, Clock, FakeInstrument, shelf

EVIL = "\x1b[31m\x07</script>[bold]&[/nope]\u202e\r\n\t" + "x" * 10_000
"""Words as they may stand in a file of somebody else's."""


@dataclass
class Recorder(FakeInstrument):
    """A fake instrument that records."""

    path: object = None
    created: str = "2026-01-01T00:00:00Z"

    def __post_init__(self):
        writer = SessionWriter(self.path) if self.path else None
        self.session = Session(MACHINE, clock=self.clock, created=self.created, writer=writer)
        self.idle(1.0)


class RealTime:
    """Real time that the test moves."""

    def __init__(self):
        self.us = 0

    def __call__(self):
        return self.us


def two_runs(path=None, choice=None, **facts):
    """1 s of nothing, a run of 3 s, 10 s of nothing, a run of 2 s, 1 s of nothing; closed."""
    lab = Recorder(Clock(), path=path, **facts)
    plan = (choice or Choice(python=OWN)).plan()
    for seconds in (3.0, 2.0):
        lab.start(plan)
        lab.idle(seconds)
        lab.end()
        lab.idle(10.0 if seconds == 3.0 else 1.0)
    lab.session.close()
    return lab.session


def replay(session, path=None, **options):
    app = ConcvizApp(Backend(session, shelf(), snapshot, None, recorded=path), choice=Choice(python=OWN), **options)
    app.clock.real_us = RealTime()
    return app


async def pressed(pilot, *keys):
    await pilot.press(*keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def said(app):
    return [note.message for note in app._notifications]
