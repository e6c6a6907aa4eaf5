"""What a class's pages show at each stop of a lesson, as exact values."""

from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.room.poster import Bar, Machine, Outcome, poster, question_at
from concviz.engine.lessons.room.votes import Ballot, Question
from concviz.engine.lessons.walk import Walk

TEXT = """\
+++
title = "T"
+++
## One
A **first** paragraph of `code`.

Another one.
```concviz
predict = "Cores?"
quantity = "cores_used"
choices = ["one", "two", "four"]
bounds = [1.4, 3]
```
```concviz
predict = "Speed-up?"
quantity = "speedup"
draw = true
high = 4
```
```concviz
run = "pi"
```
```concviz
reveal = "cores_used, speedup"
```
## Two
The end.
"""


def begun():
    walk, ballot = Walk(parse_lesson(TEXT, "t"), {"cores": 2.0}, lambda needs: ""), Ballot()
    for person in "abc":
        ballot.admit(person, 0.0)
        ballot.people[person].pages = 1
    ballot.ask(question_at(walk))
    return walk, ballot


def test_a_question_is_shown_with_how_many_voted_and_not_what():
    walk, ballot = begun()
    ballot.vote("a", "0.1", 1)
    shown = poster(walk, ballot, measuring=False)
    assert (shown.title, shown.heading, shown.step, shown.steps, shown.text) == (
        "T",
        "One",
        1,
        2,
        "A first paragraph of code.",
    )
    assert (shown.doing, shown.round, shown.votes, shown.people, shown.outcomes) == ("vote", 1, 1, 3, ())
    assert shown.question == Question("0.1", "Cores?", ("one", "two", "four"))


def test_a_value_is_asked_for_on_its_axis():
    walk, ballot = begun()
    walk.predict(None)
    ballot.ask(question_at(walk))
    asked = poster(walk, ballot, measuring=False).question
    assert asked is not None
    assert (asked.key, asked.high, asked.step, asked.title, asked.choices) == ("0.2", 4.0, 0.25, "speed-up", ())
    assert len(asked.labels) == 17
    assert asked.labels[4] == "1.00×"


def test_what_was_voted_is_shown_once_it_was_measured_and_judged():
    walk, ballot = begun()
    for person, choice in (("a", 0), ("b", 1), ("c", 1)):
        ballot.vote(person, "0.1", choice)
    ballot.vote_again()
    for person in "abc":
        ballot.vote(person, "0.1", 0)
    walk.predict(None)
    ballot.ask(question_at(walk))
    for person, value in (("a", 0.0), ("b", 1.1), ("c", 4.0)):
        ballot.vote(person, "0.2", value)
    walk.predict(None)
    ballot.ask(question_at(walk))
    assert poster(walk, ballot, measuring=False).doing == "next"
    assert poster(walk, ballot, measuring=True).doing == "measure"
    walk.measured({"cores_used": 1.0, "speedup": 1.0})
    assert poster(walk, ballot, measuring=False).outcomes == ()
    walk.go_on()
    shown = poster(walk, ballot, measuring=False)
    assert shown.doing == "reveal"
    first, second = shown.outcomes
    assert first == Outcome(
        "Cores?", (Bar("one", 1, 3, True), Bar("two", 2, 0, False), Bar("four", 0, 0, False)), "1.00 cores", 2
    )
    assert (second.question, second.measured, second.rounds) == ("Speed-up?", "1.00×", 1)
    assert second.bars == (
        Bar("0.00× to 0.40×", 1, 0, False), Bar("0.80× to 1.20×", 1, 0, True), Bar("3.60× to 4.00×", 1, 0, False),
    )  # fmt: skip


def test_the_end_shows_machines_in_order():
    walk, ballot = begun()
    walk.predict(None)
    walk.predict(None)
    walk.leave_out("it can't be measured")
    walk.go_on()
    shown = poster(walk, ballot, measuring=False, machines=[Machine(8, "3.14", 4.0), Machine(2, "3.13t", 1.9)])
    assert (shown.doing, shown.step, shown.question) == ("end", 2, None)
    assert shown.machines == (Machine(2, "3.13t", 1.9), Machine(8, "3.14", 4.0))
