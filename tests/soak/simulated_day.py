"""A day of the app on a clock that is moved: its session, recording, clock, screen and panels, with made-up runs between idle time.

Everything is the app's own but the lab: a run's events come from `tests/support/fakes.py`, a sample for each tenth of a second, as
a lab would bring them.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
from concviz.engine.model.plan import Plan
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session

from tests.soak.figures import Held, held
from tests.support.fakes import MACHINE, FakeInstrument, app_for

RUN_S = 1.0
LOOKS = 48
"""Moments at which is looked at what is held, spread over the day."""


async def day(hours: float, every_s: float, folder: Path) -> AsyncIterator[Held]:
    """What is held, some fifty times: a run of a second begins every `every_s`, and each is shown when it works and when it has ended."""
    path = folder / "day.concviz.jsonl"
    lab, me = FakeInstrument(), psutil.Process()
    lab.session = Session(MACHINE, clock=lab.clock, writer=SessionWriter(path))
    app, runs = app_for(lab), int(hours * 3600 / every_s)
    async with app.run_test(size=(120, 40)) as pilot:
        for number in range(runs + 1):
            if number % max(1, runs // LOOKS) == 0 or number == runs:
                yield held(me, lab.session.now_us() / 1e6, number, path.stat().st_size, len(os.listdir(folder)) - 1)
            if number == runs:
                break
            lab.start(Plan(task="pi", model="threads", workers=4))
            lab.idle(RUN_S)
            app.clock.tick(force=True)
            await pilot.pause()
            lab.end()
            app.clock.tick(force=True)
            await pilot.pause()
            lab.idle(every_s - RUN_S)
    lab.session.close()
