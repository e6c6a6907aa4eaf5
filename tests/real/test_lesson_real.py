"""A short lesson for real: rehearsed, and led through in one terminal from another."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import shutil
import subprocess
import tempfile
import termios
import threading
from pathlib import Path

import pytest
from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.measured.lesson_check import rehearse
from concviz.engine.sources.instrument import Instrument
from concviz.tui.cli.lesson_words import order_of
from concviz.tui.lessons.presenter.presenter_end import PresenterEnd

from tests.support.real_processes import CONCVIZ, labs_of, until

TEXT = """\
+++
title = "Short"
+++
## One
```concviz
predict = "How many items?"
quantity = "items"
choices = ["fewer", "forty or more"]
bounds = [40]
```
```concviz
run = "pi --model threads --workers 2 --items 40"
label = "first"
expect = "items == 40 and threads >= 3 and processes == 1"
```
```concviz
run = "pi --model sequential"
against = "first"
expect = "items == 40 and equal and first.threads == 1"
```
```concviz
reveal = "items, speedup"
```
## Two
```concviz
run = "pi --items 40"
needs = { cores = 100000 }
```
"""


@pytest.mark.real
def test_a_rehearsal_says_what_does_not_hold():
    instrument = Instrument.open(recording=False)
    try:
        found = rehearse(parse_lesson(TEXT, "short"), order_of, instrument)
    finally:
        instrument.close()
    first, second, third = found.checked
    assert first.problems == ()
    (problem,) = second.problems
    assert problem.startswith("first.threads == 1 doesn't hold: first.threads is ")
    assert third.left_out.startswith("this needs 100,000 cores, and ")
    assert not found.holds
    assert [(each.correct, each.measured) for each in found.judged] == [(1, 40.0)]
    assert found.takes_s > found.measuring_s > 0


@pytest.fixture
def hall(monkeypatch):
    """A terminal in which the lesson is shown; in a state folder whose path a socket may have."""
    state = tempfile.mkdtemp(prefix="cv", dir="/tmp")
    monkeypatch.setenv("CONCVIZ_STATE", state)
    lesson = Path(state) / "short.md"
    lesson.write_text(TEXT.replace("--items 40", "--size 20", 1), encoding="utf-8")
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 80))
    process = subprocess.Popen(
        [*CONCVIZ, "lesson", str(lesson)], stdin=follower, stdout=follower, stderr=follower,
        env={**os.environ, "TERM": "xterm-256color"}, start_new_session=True,
    )  # fmt: skip
    os.close(follower)

    def read():
        with contextlib.suppress(OSError):
            while os.read(leader, 65536):
                pass

    reading = threading.Thread(target=read)
    reading.start()
    yield process
    process.kill()
    process.wait()
    reading.join(60)
    os.close(leader)
    shutil.rmtree(state, ignore_errors=True)


@pytest.mark.real
def test_a_lesson_is_led_from_another_terminal_and_goes_on_without_it(hall):
    due = []

    async def lead(steps):
        end = PresenterEnd("short", lambda cue: cue and due.append(cue.due))
        following = asyncio.create_task(end.follow())
        for awaited in steps:
            async with asyncio.timeout(120):
                while not due or not due[-1].startswith(awaited):
                    await asyncio.sleep(0.02)
            end.ask("next")
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following

    asyncio.run(lead(["go on from the question", "measure: concviz run pi"]))
    until(lambda: labs_of(hall.pid), "the run that was asked for")
    assert hall.poll() is None, "the view is gone, and the hall goes on"
    due.clear()
    asyncio.run(lead(["it is being measured"]))
    assert due[-1] == "it is being measured"
