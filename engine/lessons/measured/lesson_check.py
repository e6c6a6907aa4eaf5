"""A lesson's rehearsal: each of its measurements made for real, and what was expected of it held against what came out, here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...model.errors import UserError
from ...model.plan import PlanError
from ...session.memory.log import Session
from ...sources.instrument import Instrument
from ...study.disturbance import Trail, rest_cores
from ...text.quantities import duration
from ...text.words import plural
from ..lesson import Lesson, Measure, Part, Predict, Prose, Reveal, Run, Say
from ..walk import Judged, Place, Walk
from . import lesson_needs
from .conditions import ALWAYS, Condition
from .lesson_orders import MeasureFailed, Measuring, Order
from .lesson_quantities import quantity

WORDS_A_MINUTE = 180
"""At which most people read what they want to understand."""
LOOK_S, PATIENCE_S = 1.0, 5.0
"""How long, after something unexpected, the machine is looked at without a run, and how often that is tried."""
BUSY_CORES = 0.3
"""Others that use more than this may be why."""
ANSWER_S = 15.0
"""That a prediction takes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one measurement."""

    step: str
    words: str
    seconds: float
    problems: tuple[str, ...] = ()
    """What was expected and didn't hold, or why it could not be measured."""
    hint: str = ""
    """What the machine may have to do with it; '' where there is no problem, or where it was quiet."""
    left_out: str = ""
    """Why it was not measured here, where the lesson provides for that."""


@dataclass(slots=True)
class Rehearsal:
    """What all of it came to."""

    lesson: Lesson
    walk: Walk
    """At its end."""
    checked: list[Checked] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    reading_s: float = 0.0
    runs: dict[Place, int] = field(default_factory=dict)
    """The session's numbers of the runs."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not any(each.problems for each in self.checked)

    @property
    def measuring_s(self) -> float:
        """How long measuring took."""
        return sum(each.seconds for each in self.checked)

    @property
    def takes_s(self) -> float:
        """How long the lesson takes here."""
        return self.reading_s + self.measuring_s + ANSWER_S * self.lesson.predictions


Read = Callable[[Lesson, Measure], Order]
"""Makes an order of a block's words, as the command of that name would. `UserError` for words that say nothing."""


def rehearse(
    lesson: Lesson, read: Read, instrument: Instrument, told: Callable[[Checked], object] = lambda _: None
) -> Rehearsal:
    """All of the lesson, one measurement after the other; `told` hears of each."""
    machine, python = instrument.session.machine, lesson.python
    walk = Walk(
        lesson, lesson_needs.known_before(machine, python), lambda needs: lesson_needs.missing(needs, machine, python)
    )
    found, runs, failed = Rehearsal(lesson, walk), dict[str, int](), set[Place]()
    while not walk.at_end:
        part, place = walk.stop, walk.place
        if isinstance(part, Measure):
            checked, run = _measure(walk, part, read, instrument, runs)
            if run is not None and isinstance(part, Run):
                found.runs[place] = run
            failed |= {place} & walk.skipped.keys()
            found.checked.append(checked)
            told(checked)
        else:
            found.judged += _judged(walk, found, told)
            walk.go_on()
    for place, why in walk.skipped.items():
        part = lesson.steps[place[0]].parts[place[1]]
        if isinstance(part, Measure) and place not in failed:
            left = Checked(lesson.steps[place[0]].heading, f"{part.kind} {part.words}", 0.0, left_out=why)
            found.checked.append(left)
            told(left)
    found.reading_s = 60 * words_in(lesson) / WORDS_A_MINUTE
    return found


def _measure(
    walk: Walk, part: Measure, read: Read, instrument: Instrument, runs: dict[str, int]
) -> tuple[Checked, int | None]:
    """What became of it, and the number of its run."""
    begun, heading, words = time.monotonic(), walk.now.heading, f"{part.kind} {part.words}"
    try:
        order = read(walk.lesson, part)
        if isinstance(part, Run) and part.against:
            order = order.beside(instrument.session, runs.get(part.against))
        measuring = Measuring(instrument, order)
        figures = measuring.run()
    except UserError as error:
        walk.leave_out(why := str(error))
        seconds = time.monotonic() - begun
        if walk.lesson.python is not None and isinstance(error, PlanError) and not isinstance(error, MeasureFailed):
            return Checked(
                heading, words, seconds, left_out=why
            ), None  # that Python lacks something: no mistake of the lesson's
        return Checked(heading, words, seconds, (why,), _busy(instrument.session)), None
    if part.label and measuring.run_number is not None:
        runs[part.label] = measuring.run_number
    walk.measured(figures)
    seconds, problems = time.monotonic() - begun, tuple(unmet(part.expect, walk.figures))
    hint = _busy(instrument.session) if problems else ""
    return Checked(heading, words, seconds, (*problems, *measuring.failures), hint), measuring.run_number


def _busy(session: Session) -> str:
    """What others do on this machine now that nothing of ours runs; '' for little. Takes a second."""
    begin_us = session.now_us()
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        time.sleep(LOOK_S)
        others = rest_cores(session.cores(begin_us), Trail(), begin_us, session.now_us())
        if others is not None:
            busy = others >= BUSY_CORES
            return (
                f"Other programs use {others:.1f} of {plural(session.machine.cores, 'core')} just now: "
                "rehearse again when the machine is quiet."
                if busy
                else ""
            )
    return ""


def _judged(walk: Walk, found: Rehearsal, told: Callable[[Checked], object]) -> list[Judged]:
    """Questions that no choice answers are mistakes of the lesson's, unless this Python could not measure something."""
    if not isinstance(walk.stop, Reveal):
        return []
    heading, lacking = walk.now.heading, any(each.left_out for each in found.checked)
    judged = walk.go_on()
    for each in judged:
        if each.correct is None and each.measured is None and not lacking:
            checked = Checked(
                heading, each.asked.predict, 0.0, ("no choice is right, or its figures are not measured",)
            )
            found.checked.append(checked)
            told(checked)
    return judged


def unmet(expected: Condition, figures: dict[str, float]) -> Iterator[str]:
    """Each part of the condition that doesn't hold, with what was measured."""
    if expected is ALWAYS:
        return
    for each in expected.comparisons:
        holds = each.holds(figures)
        if holds:
            continue
        names = (*each.left.names(), *each.right.names())
        values = ", ".join(f"{name} is {quantity(name).told(figures[name])}" for name in names if name in figures)
        gone = ", ".join(f"{name} was not measured" for name in names if name not in figures)
        yield f"{each.text} doesn't hold: {', '.join(filter(None, (values, gone)))}"


def words_in(lesson: Lesson) -> int:
    """How many words there are to be read."""
    return sum(len(_text(part).split()) for _, _, part in lesson.parts())


def _text(part: Part) -> str:
    if isinstance(part, Prose):
        return part.text
    if isinstance(part, Say):
        return part.say
    return " ".join((part.predict, *part.choices)) if isinstance(part, Predict) else ""


def told_time(found: Rehearsal) -> str:
    """How long it takes here: `about 5 min here: 3 min of reading, 45 s of predicting, 52 s of measuring`."""
    minutes = found.takes_s / 60
    return (
        f"about {minutes:.1f} min here: {duration(found.reading_s)} of reading, "
        f"{duration(ANSWER_S * found.lesson.predictions)} of predicting, {duration(found.measuring_s)} of measuring"
    )
