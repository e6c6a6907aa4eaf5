"""What who presents is told: notes, what is due, what comes next, the time; and what he may ask for."""

from __future__ import annotations

import pytest
from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.room.cue import cue, deed, time_told
from concviz.engine.lessons.walk import Walk
from concviz.engine.model.errors import UserError

TEXT = """\
+++
title = "T"
minutes = 6
+++
## One
```concviz
predict = "Cores?"
quantity = "cores_used"
choices = ["one", "two"]
bounds = [1.4]
```
```concviz
run = "pi"
```
```concviz
reveal = "cores_used"
```
<!-- notes: Ask first. -->
## Two
The end.
"""


def test_it_tells_what_is_due_at_every_stop():
    walk = Walk(parse_lesson(TEXT, "t"), {"cores": 2.0}, lambda needs: "")
    first = cue(walk, 0.04)
    assert (first.lesson, first.title, first.step, first.steps, first.heading) == ("t", "T", 1, 2, "One")
    assert (first.notes, first.then, first.used_s, first.minutes) == ("Ask first.", "Two", 0.0, 6.0)
    said = [first.due]
    walk.predict(None)
    said += [cue(walk, 1.0).due, cue(walk, 1.0, measuring=True).due]
    walk.measured({"cores_used": 1.0})
    said.append(cue(walk, 1.0).due)
    walk.go_on()
    said.append(cue(walk, 1.0).due)
    walk.go_on()
    last = cue(walk, 1.0, votes=3, people=5, round=2, phone="http://x/")
    assert said == [
        "go on from the question: Cores?",
        "measure: concviz run pi",
        "it is being measured",
        "reveal what was measured",
        "go on to the next step",
    ]
    assert (last.due, last.then, last.notes) == ("that was the last step", "", "")
    assert (last.votes, last.people, last.round, last.phone) == (3, 5, 2, "http://x/")


@pytest.mark.parametrize(
    ("used_s", "minutes", "words"),
    [
        (130.4, 6.0, "02:10 used, 03:49 left"),
        (360.0, 6.0, "06:00 used, 00:00 left"),
        (420.0, 6.0, "07:00 used, 01:00 over"),
        (5.0, 0.0, "00:05 used"),
    ],
)
def test_time_used_and_left(used_s, minutes, words):
    assert time_told(used_s, minutes) == words


@pytest.mark.parametrize("said", ["run", "", "Next", None])
def test_only_what_a_key_could_do_can_be_asked_for(said):
    assert deed("next") == "next"
    with pytest.raises(UserError, match="can't be asked of the hall"):
        deed(said)
