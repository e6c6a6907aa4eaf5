"""What every page of a class shows now: one frozen value, made from where the hall's lesson stands and from the votes.

It says what is asked while it is asked, how many have voted (and not what: who sees what others think thinks it too), and, once it was
measured, how the votes of both rounds fell beside what the hall's machine measured.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from ..lesson import Measure, Predict, Prose
from ..measured.lesson_quantities import quantity
from ..walk import Place, Walk
from .votes import Ballot, Question, Tally

Doing = Literal["read", "vote", "next", "measure", "reveal", "end"]
"""`next`: what comes next is a measurement that has not yet begun."""
BINS = 10
"""Into which the axis of a drawn prediction is divided."""


class Bar(msgspec.Struct, frozen=True):
    """One choice, or one stretch of the axis."""

    label: str
    first: int
    """Votes before talking."""
    second: int
    """Votes after it; 0 where there was one round only."""
    right: bool
    """Whether the measurement made it the right one."""


class Outcome(msgspec.Struct, frozen=True):
    """How a question ended."""

    question: str
    bars: tuple[Bar, ...]
    """Each choice; of an axis the stretches that somebody voted for, and the right one."""
    measured: str
    """What the hall's machine measured, in words; '' where the question is decided by more than one figure."""
    rounds: int


class Machine(msgspec.Struct, frozen=True, order=True):
    """One of the class's machines: all that leaves it."""

    cores: int
    python: str
    speedup: float


class Poster(msgspec.Struct, frozen=True):
    """All that a page shows."""

    title: str
    heading: str
    step: int
    steps: int
    doing: Doing
    text: str = ""
    """What stands in the hall, as plain words."""
    question: Question | None = None
    round: int = 1
    votes: int = 0
    people: int = 0
    outcomes: tuple[Outcome, ...] = ()
    machines: tuple[Machine, ...] = ()


def key_of(place: Place) -> str:
    """Under which a question's votes are kept."""
    return f"{place[0]}.{place[1]}"


def question_at(walk: Walk) -> Question | None:
    """What is asked now; None where nothing is."""
    asked = walk.stop
    if not isinstance(asked, Predict):
        return None
    if not asked.draw:
        return Question(key_of(walk.place), asked.predict, asked.choices)
    known = quantity(asked.quantity)
    high = asked.high if asked.high is not None else known.high
    steps = round(high / known.step)
    labels = tuple(known.told(number * known.step) for number in range(steps + 1)) if steps <= 200 else ()
    return Question(key_of(walk.place), asked.predict, (), high, known.step, known.title, labels)


def poster(walk: Walk, ballot: Ballot, *, measuring: bool, machines: Iterable[Machine] = ()) -> Poster:
    """What is to be shown now."""
    question = question_at(walk)
    doing: Doing = "read"
    if question is not None:
        doing = "vote"
    elif measuring:
        doing = "measure"
    elif isinstance(walk.stop, Measure):
        doing = "next"
    elif walk.at_end:
        doing = "end"
    outcomes = tuple(_outcomes(walk, ballot.tallies)) if doing in ("read", "end") else ()
    return Poster(
        walk.lesson.title, walk.now.heading, walk.step + 1, len(walk.lesson.steps),
        "reveal" if doing == "read" and outcomes else doing,
        _words(walk), question, ballot.round,
        len(ballot.tallies.get(question.key, Tally()).of(ballot.round)) if question else 0,
        ballot.here, outcomes, tuple(sorted(machines)),
    )  # fmt: skip


def _words(walk: Walk) -> str:
    """The first paragraph of the step, without what only Markdown needs."""
    first = next((part.text for _, part in walk.shown() if isinstance(part, Prose)), "")
    return " ".join(first.split("\n\n")[0].replace("*", "").replace("`", "").split())


def _outcomes(walk: Walk, tallies: Mapping[str, Tally]) -> Iterator[Outcome]:
    """Of the questions of this step that have been judged."""
    for place, judged in sorted(walk.judged.items()):
        if place[0] != walk.step:
            continue
        tally = tallies.get(key_of(place), Tally())
        told = "" if judged.measured is None else quantity(judged.asked.quantity).told(judged.measured)
        labels, place_of, right = _places(judged.asked, judged.correct, judged.measured)
        counts = [[0] * len(labels), [0] * len(labels)]
        for number, votes in enumerate((tally.first, tally.second)):
            for vote in votes.values():
                counts[number][place_of(vote)] += 1
        bars = tuple(
            Bar(label, first, second, number == right)
            for number, (label, first, second) in enumerate(zip(labels, *counts, strict=True))
            if first or second or number == right or not judged.asked.draw
        )
        yield Outcome(judged.asked.predict, bars, told, 2 if tally.second else 1)


def _places(
    asked: Predict, correct: int | None, measured: float | None
) -> tuple[tuple[str, ...], Callable[[float], int], int | None]:
    """The bars' labels, in which bar a vote stands, and which bar is right."""
    if not asked.draw:
        return asked.choices, int, correct
    known = quantity(asked.quantity)
    high = asked.high if asked.high is not None else known.high
    edges = [high * number / BINS for number in range(BINS + 1)]
    labels = tuple(f"{known.told(low)} to {known.told(top)}" for low, top in itertools.pairwise(edges))

    def place_of(vote: float) -> int:
        return min(BINS - 1, max(0, int(vote / high * BINS)))

    return labels, place_of, None if measured is None else place_of(measured)
