"""Whole screens as text, at four sizes, compared with what stands in `__snapshots__`.

The sessions are made in memory, on a made-up machine, with a clock that stands still; only the words of the cells are kept, no colours.
A difference is a question: was it meant? If so,

    python -m pytest tests/tui/test_whole_screens.py --snapshot-update

writes the screens anew, and the change of the files under `__snapshots__` shows in review what everyone will see.
"""

import time

import pytest
from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.walk import Answer
from concviz.engine.session.library import keep
from concviz.engine.session.library.paths import new_recording_path
from concviz.tui.terminal.insides import is_settled
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.support.fakes import app_for, frame
from tests.support.made_sessions import made_machine, made_run
from tests.support.made_studies import add_comparison, add_differences, add_sweep, compared, session
from tests.support.replays import two_runs
from tests.support.study_screens import opened, replay

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]


class Screens(SingleFileSnapshotExtension):
    """One text file for each screen and size."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def screen(snapshot):
    return snapshot.use_extension(Screens)


def shown(app):
    """The words of all cells; blanks at the end of a row say nothing."""
    return "\n".join(row.rstrip() for row in frame(app)) + "\n"


def threads_on_pi():
    """Four threads under a GIL, for three seconds."""
    return made_run("cpu", "thread", lanes=4)


def studied():
    made = session()
    add_comparison(made, compared())
    add_sweep(made)
    return made


def measured():
    made = session()
    add_differences(made)
    return made


SCREENS = {"lab": threads_on_pi, "compare": studied, "differences": measured}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("mode", SCREENS)
async def test_screen(mode, size, screen):
    made = SCREENS[mode]()
    app = replay(made)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, mode, made.length_us)
        assert shown(app) == screen


def two_of_pi():
    """Four threads under a GIL, then two processes, on two cores."""
    first = made_run("cpu", "thread", lanes=4, seconds=2.0, machine=made_machine(2))
    return made_run("cpu", "process", lanes=2, seconds=1.0, session=first)


@pytest.mark.parametrize("size", [*SIZES, (100, 30)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("key", "t_us"), [("P", 2_000_000), ("B", 5_000_000)], ids=["present", "before-after"])
async def test_for_the_back_row(key, t_us, size, screen):
    app = replay(two_of_pi())
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "lab", t_us)
        await pilot.press(key)
        await pilot.pause()
        app.clock.tick(force=True)
        await pilot.pause()
        assert shown(app) == screen


LESSON = """\
+++
title = "Four threads"
minutes = 2
+++
## Four threads: how many cores?
Four **threads** of one process compute; each could have a core of its own.
```concviz
predict = "How many cores will they use, taken together?"
quantity = "cores_used"
choices = ["about one", "about two", "about four"]
bounds = [1.4, 3]
```
```concviz
predict = "How much faster are they than one?"
quantity = "speedup"
draw = true
high = 4
```
```concviz
run = "pi --model threads"
```
```concviz
reveal = "cores_used, speedup"
panel = "workers"
```
"""


def choose(walk):
    """Nothing is predicted yet."""


def draw(walk):
    walk.predict(Answer(choice=1))


def measure(walk):
    draw(walk)
    walk.predict(Answer(value=2.0))


def reveal(walk):
    measure(walk)
    walk.measured({"cores_used": 1.02, "speedup": 0.97})
    walk.go_on()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("act", "words"),
    [(choose, "taken together?"), (draw, "draw"), (measure, "enter measures"), (reveal, "The end")],
    ids=["choose", "draw", "measure", "reveal"],
)
async def test_a_step_of_a_lesson(act, words, size, screen):
    made = threads_on_pi()
    app = replay(made)
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "lessons", made.length_us)
        app.lessons.open(parse_lesson(LESSON, "four"))
        await until(pilot, lambda: app.lessons.walk is not None)
        act(app.lessons.walk)
        app.lessons.on_change()
        app.clock.tick(force=True)
        await until(pilot, lambda: words in shown(app))
        await at_rest(pilot, app)
        assert shown(app) == screen


async def until(pilot, what):
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, shown(pilot.app)
        await pilot.pause(0.02)


async def at_rest(pilot, app, rounds=15):
    """Until nothing waits to be done, and nothing has changed, for so many rounds."""
    deadline, calm, before = time.monotonic() + 60, 0, ""
    while calm < rounds:
        assert time.monotonic() < deadline, shown(app)
        await pilot.pause(0.02)
        now = shown(app)
        calm = calm + 1 if is_settled(app) and now == before else 0
        before = now


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Two recordings under names, of a year that is always another one, in a time zone that is always the same."""
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    for day, name in enumerate(("Threads on π", "For the hall"), 1):
        path = new_recording_path()
        two_runs(path, created=f"2001-02-0{day}T14:10:00Z")
        keep.keep_file(path, name)
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone can't be set here")
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_sessions(size, screen, library):
    app = app_for()
    async with app.run_test(size=size) as pilot:
        await pilot.press("5")
        for _ in range(3):
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert shown(app) == screen
