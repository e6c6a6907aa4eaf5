"""Screen 4 on a session in memory: predict, measure, reveal, go on and back; what is kept, and that it fits."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.lesson_shelf import BUILT_IN
from concviz.engine.lessons.measured.lesson_orders import MeasureFailed, Order
from concviz.engine.lessons.room.poster import poster, question_at
from concviz.engine.lessons.room.votes import Ballot
from concviz.engine.session.events import LessonStep
from concviz.engine.session.file.replay_events import events_of
from concviz.tui.app.app import ConcvizApp
from concviz.tui.lessons.lesson_screen import LessonScreen

from tests.support.fakes import app_for, frame

TEXT = """\
+++
title = "Two words"
+++
## One
Some [/bold] *words* and [@click=app.quit]a link[/].
```concviz
predict = "How many cores?"
quantity = "cores_used"
choices = ["about one", "about two"]
bounds = [1.4]
```
```concviz
predict = "How much faster?"
quantity = "speedup"
draw = true
high = 4
```
```concviz
run = "pi --model threads"
label = "four"
```
```concviz
reveal = "cores_used, speedup"
panel = "workers"
```
```concviz
say = "Only one core, as measured."
when = "cores_used < 1.4"
```
## Two
The end of it.
"""


class Job:
    """Measures when it is let."""

    calls = None

    def __init__(self, figures):
        self.figures, self.go = figures, threading.Event()
        self.stopped = False

    def run(self):
        self.go.wait(120)
        if self.stopped:
            raise MeasureFailed("it was stopped before its end")
        return self.figures

    def stop(self):
        self.stopped = True
        self.go.set()


def lesson_app() -> tuple[ConcvizApp, list[Job]]:
    """The app, whose measurements come to 1.02 cores and a speed-up of 1.1 as soon as they may."""
    jobs: list[Job] = []

    def maker(instrument, choice, wanted):
        assert isinstance(wanted.order, Order)
        jobs.append(Job({"cores_used": 1.02, "speedup": 1.1}))
        return jobs[-1]

    app = app_for(begins_with="lessons")
    app.studies.maker = maker
    app.lessons._read = lambda lesson, part: Order("run")
    return app, jobs


SHOWN = """\
## Elsewhere
```concviz
show = "06-no-gil.concviz.jsonl"
at_s = 1.6
caption = "On another machine."
```
```concviz
run = "pi"
```
"""


async def until(pilot, what, why="") -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, why or "\n".join(frame(pilot.app))
        await pilot.pause(0.02)


async def begin(pilot, app) -> None:
    app.lessons.open(parse_lesson(TEXT, "two-words"))
    await until(pilot, lambda: app.lessons.walk is not None and "How many cores?" in shown(app))


def shown(app) -> str:
    return "\n".join(frame(app))


async def test_predict_measure_reveal_go_on_and_back():
    app, jobs = lesson_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await begin(pilot, app)
        await until(pilot, lambda: "[/bold] words and [@click=app.quit]a link[/]" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Choose first what you predict" in shown(app))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: "How much faster?" in shown(app))
        await pilot.press("right", "right", "enter")
        await until(pilot, lambda: "enter measures: concviz run pi --model threads" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: bool(jobs) and "It is being measured" in shown(app))
        assert "1.02 cores" not in shown(app)
        jobs[0].go.set()
        await until(pilot, lambda: "enter reveals what was measured" in shown(app))
        assert "1.02 cores" not in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: "Only one core, as measured." in shown(app) and "● measured 1.10×" in shown(app))
        assert "▲ predicted 2.25×" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: "You were right about 0 of 2." in shown(app))
        assert "The end of it." in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: "Step 1 of 2" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.lessons.walk is None and "which model for my function?" in shown(app).lower())
    session = app.state.backend.session
    steps = [(each.step, each.heading) for each in events_of(session) if isinstance(each, LessonStep)]
    assert steps == [(1, "One"), (2, "Two")]
    told = [
        (asked.question, asked.said, revealed.measured, revealed.right) for asked, revealed in session.predictions()
    ]
    assert told == [
        ("How many cores?", "about two", "1.02 cores", False),
        ("How much faster?", "2.25×", "1.10×", False),
    ]


async def test_a_measurement_that_was_stopped_can_be_made_again():
    app, jobs = lesson_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, app)
        await pilot.press("f", "f", "enter")
        await until(pilot, lambda: bool(jobs))
        await pilot.press("s")
        await until(pilot, lambda: not app.state.measuring and "enter measures" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(jobs) == 2)
        jobs[1].go.set()
        await until(pilot, lambda: "enter reveals" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Only one core, as measured." in shown(app))
        await pilot.press("A")
        await until(pilot, lambda: "How many cores?" in shown(app) and app.lessons.walk.place == (0, 1))


@pytest.mark.parametrize("size", [(40, 10), (60, 20), (80, 24), (120, 40), (200, 60)])
async def test_it_fits_with_and_without_the_lab(size):
    app, _jobs = lesson_app()
    async with app.run_test(size=size) as pilot:
        await begin(pilot, app)
        await pilot.press("down")
        await until(pilot, lambda: "› about one" in shown(app))
        rows = frame(app)
        assert (len(rows), {len(row) for row in rows}) == (size[1], {size[0]})
        await pilot.press("T")
        await until(pilot, lambda: "How many cores?" not in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "How many cores?" in shown(app))


async def test_a_presenter_drives_it_as_keys_do_and_is_told_where_it_stands():
    app, jobs = lesson_app()
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.lessons.cue() is None
        await begin(pilot, app)
        assert (app.lessons.cue().due, app.lessons.cue().used_s) == ("go on from the question: How many cores?", 0.0)
        app.switch_mode("lab")
        app.lessons.do("next")
        await until(pilot, lambda: app.current_mode == "lessons" and "How much faster?" in shown(app))
        await pilot.press("right")
        app.lessons.do("next")
        await until(pilot, lambda: "enter measures" in shown(app))
        assert list(app.lessons.walk.answers) == [(0, 2)], "what is marked in the hall is predicted"
        app.lessons.do("next")
        await until(pilot, lambda: bool(jobs))
        assert app.lessons.cue().measuring
        jobs[0].go.set()
        await until(pilot, lambda: "enter reveals" in shown(app))
        app.lessons.do("next")
        app.lessons.do("next")
        await until(pilot, lambda: app.lessons.cue().step == 2)
        app.lessons.do("back")
        await until(pilot, lambda: app.lessons.cue().step == 1)
        app.lessons.do("again")
        await until(pilot, lambda: "How many cores?" in shown(app))
        assert app.lessons.cue().used_s > 0


class Room:
    """A class's server, as the screen sees it; without a socket."""

    address = "http://10.0.0.7:8000/ab3de4/"
    lecturer_address = "http://10.0.0.7:8000/lecturer/"

    def __init__(self):
        self.ballot = Ballot()
        self.started, self.hall = False, []
        self.lecturer = SimpleNamespace(act=None, cue=None)
        for person in "abc":
            self.ballot.admit(person, 0.0)
            self.ballot.people[person].pages = 1

    def start(self):
        self.started = True

    def follow(self, walk, *, measuring, cue):
        self.lecturer.cue = cue
        self.ballot.ask(question_at(walk))
        return poster(walk, self.ballot, measuring=measuring)

    def show_hall(self, grid, ground, chapter):
        self.hall.append((grid, chapter))

    def vote_again(self):
        return self.ballot.vote_again()

    def forget(self, step):
        self.ballot.tallies.clear()


async def test_a_class_votes_twice_and_sees_how_it_fell():
    app, jobs = lesson_app()
    app.lessons.in_class.lead(room := Room())
    assert room.started
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: room.address in shown(app))
        app.lessons.open(parse_lesson(TEXT, "words"))
        await until(pilot, lambda: "0 of 3 voted" in shown(app))
        await pilot.press("V")
        await until(pilot, lambda: "There is nothing to be voted on a second time." in shown(app))
        assert room.lecturer.cue.phone == room.lecturer_address
        assert room.lecturer_address not in shown(app)
        for person, choice in zip("abc", (0, 1, 1), strict=True):
            room.ballot.vote(person, "0.1", choice)
        await until(pilot, lambda: "3 of 3 voted" in shown(app))
        assert "V lets them vote again" in shown(app)
        room.lecturer.act("vote")
        await until(pilot, lambda: "0 of 3 voted again" in shown(app))
        for person in "abc":
            room.ballot.vote(person, "0.1", 0)
        await pilot.press("f", "f", "enter")
        await until(pilot, lambda: bool(jobs))
        jobs[0].go.set()
        await until(pilot, lambda: "enter reveals" in shown(app))
        assert "The room said" not in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: "The room said: How many cores?" in shown(app))
        text = shown(app)
        assert "about one: 1 → 3" in text
        assert "about two: 2 → 0" in text


async def test_a_class_follows_the_lessons_screen_and_nothing_else():
    app, _ = lesson_app()
    app.lessons.in_class.lead(room := Room())
    async with app.run_test(size=(100, 30)) as pilot:
        app.lessons.open(parse_lesson(TEXT, "words"))
        await until(pilot, lambda: room.hall and "How many cores?" in room.hall[-1][0].text())
        grid, chapter = room.hall[-1]
        assert (grid.size, chapter) == ((100, 30), app.lessons.walk.now.heading)
        app.notify("kept as /home/me/secret")
        await until(pilot, lambda: "secret" in shown(app))
        await pilot.press("question_mark")
        await until(pilot, lambda: not isinstance(app.screen, LessonScreen))
        seen = len(room.hall)
        await pilot.press("escape")
        await until(pilot, lambda: len(room.hall) > seen)
        assert not any("secret" in grid.text() for grid, _ in room.hall)
        assert all("How many cores?" in grid.text() or "Lessons" in grid.text() for grid, _ in room.hall)


async def test_a_recording_stands_in_the_place_of_what_can_not_be_measured_and_is_said_to_be_one():
    app, jobs = lesson_app()
    text = TEXT[: TEXT.index("## ")] + SHOWN
    async with app.run_test(size=(120, 40)) as pilot:
        app.lessons.open(parse_lesson(text, "t", folder=str(BUILT_IN)))
        await until(pilot, lambda: "Beside this: a recording of" in shown(app))
        await until(pilot, lambda: "They really run at once." in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: bool(jobs))
        assert app.lessons.moment.told
        jobs[0].go.set()
        await until(pilot, lambda: "Beside this: a recording of" not in shown(app))
        assert app.lessons.moment.at(app.screen.windows()) is None


async def test_a_machine_of_a_class_says_what_it_sends():
    app, jobs = lesson_app()
    sent = []
    app.lessons.in_class.joined = SimpleNamespace(send=sent.append)
    async with app.run_test(size=(120, 40)) as pilot:
        app.lessons.open(parse_lesson(TEXT, "words"))
        await until(pilot, lambda: "How many cores?" in shown(app))
        await pilot.press("J")
        await until(pilot, lambda: "There is nothing to be sent yet" in shown(app))
        await pilot.press("f", "f", "enter")
        await until(pilot, lambda: bool(jobs))
        jobs[0].go.set()
        await until(pilot, lambda: "enter reveals" in shown(app))
        await pilot.press("J")
        await until(pilot, lambda: "Sent to the class: " in shown(app))
        assert [each.speedup for each in sent] == [1.1]
