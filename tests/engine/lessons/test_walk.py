"""Going through a lesson: stops, what is shown at each, who is right, and the summing up."""

from __future__ import annotations

import pytest
from concviz.engine.lessons.lesson import Measure, Needs, Predict, Prose, Reveal, Run, Say, Show
from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.lesson_summary import summary
from concviz.engine.lessons.walk import Answer, Walk, judge

TEXT = """\
+++
title = "T"
+++
## One
Text.
```concviz
predict = "Cores?"
quantity = "cores_used"
choices = ["one", "two", "four"]
bounds = [1.4, 3]
```
```concviz
predict = "Speed-up?"
quantity = "four.speedup"
draw = true
```
```concviz
run = "pi"
label = "four"
```
Hidden until it ran.
```concviz
reveal = "cores_used, four.speedup"
```
```concviz
say = "One core."
when = "cores_used < 1.4"
```
```concviz
say = "More."
when = "cores_used >= 1.4"
```
## Two
```concviz
run = "pi --python 3.13t"
needs = { python = "3.13t" }
label = "free"
```
```concviz
show = "free.concviz.jsonl"
instead = true
```
```concviz
reveal = "free.cores_used"
```
The end.
"""
HERE = {"cores": 2.0, "gil": 1.0}


def walk(missing="") -> Walk:
    return Walk(parse_lesson(TEXT, "t"), HERE, lambda needs: missing if needs != Needs() else "")


def kinds(walk: Walk) -> list[type]:
    return [type(part) for _, part in walk.shown()]


def test_nothing_behind_the_stop_is_shown():
    way = walk()
    assert kinds(way) == [Prose, Predict]
    way.predict(Answer(choice=1))
    assert kinds(way) == [Prose, Predict, Predict]
    way.predict(Answer(value=2.0))
    assert isinstance(way.stop, Run)
    way.measured({"cores_used": 1.0, "speedup": 1.1})
    assert kinds(way) == [Prose, Predict, Predict, Run, Prose, Reveal]
    judged = way.go_on()
    assert [(each.right, each.correct, each.measured) for each in judged] == [(False, 0, 1.0), (False, None, 1.1)]
    assert [part.say for _, part in way.shown() if isinstance(part, Say)] == ["One core."]
    assert way.stop is None
    assert not way.at_end
    assert way.predictions_before((0, 5)) == judged
    assert way.predictions_before((1, 2)) == []


def test_what_the_machine_lacks_is_left_out_and_replaced():
    way = walk("this needs Python 3.13t, which was not found on this machine")
    way.predict(None)
    way.predict(None)
    way.measured({"cores_used": 1.0, "speedup": 1.0})
    assert [each.right for each in way.go_on()] == [None, None]
    way.go_on()
    assert way.at_end
    assert kinds(way) == [Run, Show, Reveal, Prose]
    assert way.skipped == {
        (1, 0): "this needs Python 3.13t, which was not found on this machine",
        (1, 2): "nothing was measured",
    }


def test_one_can_go_back_and_do_a_step_again():
    way = walk()
    way.predict(Answer(choice=0))
    way.predict(Answer(value=1.0))
    way.measured({"cores_used": 1.0, "speedup": 1.0})
    way.go_on()
    way.go_on()
    assert isinstance(way.stop, Measure)
    assert kinds(way) == [Run]
    way.measured({"cores_used": 1.9})
    assert way.told(way.stop) == [("cores used (free)", "1.90 cores")]  # pyright: ignore[reportArgumentType]
    way.go_back()
    assert way.step == 0
    assert way.stop is None
    assert len(way.judged) == 2
    way.again()
    assert isinstance(way.stop, Predict)
    assert (way.answers, way.judged) == ({}, {})


CHOICES = Predict(predict="?", quantity="cores_used", choices=("one", "two"), bounds=(1.4,))
DRAWN = Predict(predict="?", quantity="cores_used", draw=True)
WHEN = Predict(predict="?", choices=("a", "b"), when=parse_lesson(TEXT, "t").steps[0].parts[6].when and (
    parse_lesson(TEXT, "t").steps[0].parts[6].when, parse_lesson(TEXT, "t").steps[0].parts[7].when))  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answer", "cores", "right"),
    [
        (CHOICES, Answer(choice=0), 1.39, True),
        (CHOICES, Answer(choice=0), 1.4, False),
        (CHOICES, Answer(choice=1), 1.4, True),
        (CHOICES, Answer(choice=1), None, None),
        (CHOICES, None, 1.4, None),
        (DRAWN, Answer(value=2.5), 2.0, True),
        (DRAWN, Answer(value=2.6), 2.0, False),
        (DRAWN, Answer(value=1.5), 2.0, True),
        (DRAWN, Answer(value=0.05), 0.0, True),
        (DRAWN, Answer(value=0.1), 0.0, False),
        (DRAWN, Answer(value=0.1), None, None),
        (WHEN, Answer(choice=0), 1.0, True),
        (WHEN, Answer(choice=0), 2.0, False),
        (WHEN, Answer(choice=0), None, None),
    ],
)
def test_who_is_right(asked, answer, cores, right):
    assert judge(asked, answer, {} if cores is None else {"cores_used": cores}).right is right


def test_the_summing_up_says_what_is_underrated():
    def judged(choice, cores):
        return judge(CHOICES, Answer(choice=choice), {"cores_used": cores})

    assert summary([]) == ["No prediction was made, so there is nothing to sum up."]
    assert summary([judged(0, 1.0)]) == ["You were right about the only question."]
    assert summary([judged(0, 1.0), judged(1, 2.0)]) == ["You were right about all 2."]
    assert summary([judged(0, 2.0), judged(1, 2.0), judge(CHOICES, None, {})]) == [
        "You were right about 1 of 2.",
        "You underrate cores used.",
    ]
    assert summary([judged(1, 1.0), judge(DRAWN, Answer(value=4.0), {"cores_used": 1.0})]) == [
        "You were right about 0 of 2.",
        "You overrate cores used.",
    ]


def test_a_recording_is_seen_until_something_is_measured_after_it():
    text = TEXT.replace(
        "The end.",
        """```concviz
run = "pi"
```
```concviz
show = "other.concviz.jsonl"
```
The end.""",
    )
    walk = Walk(parse_lesson(text, "t"), HERE, lambda needs: "no such Python" if needs.python else "")
    assert walk.moment is None
    walk.step = 1
    walk.again()
    assert walk.moment is not None
    assert walk.moment.show == "free.concviz.jsonl"
    walk.measured({"cores_used": 1.0})
    assert walk.moment is not None
    assert walk.moment.show == "other.concviz.jsonl"
    able = Walk(parse_lesson(text, "t"), HERE, lambda needs: "")
    able.step = 1
    able.again()
    able.measured({"cores_used": 1.0})
    assert able.moment is None, "it is only shown instead"
