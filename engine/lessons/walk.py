"""Going through a lesson: where one is, what was predicted, what was measured, and who was right.

Pure: no screen, no run, no clock. The screen, the rehearsal and the presenter's view each hold one and tell it what happened. One goes
on from stop to stop: a prediction to be made, something to be measured, a reveal, the end of a step. Everything before the stop is
shown, nothing behind it; going back to an earlier step changes nothing of what was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .block_reader import names_of
from .lesson import Lesson, Measure, Needs, Part, Predict, Prose, Reveal, Say, Show, Step, Watch
from .measured.conditions import Figures
from .measured.lesson_quantities import named, quantity

Place = tuple[int, int]
"""Step and part."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody predicts: one of the choices, or a value."""

    choice: int | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A prediction beside what was measured."""

    asked: Predict
    answer: Answer | None
    """None for a question that was passed over."""
    correct: int | None
    """The choice that turned out right; None where none did, or where a value was drawn."""
    measured: float | None
    """The figure; None where choices are decided by more than one, or it was not measured."""
    right: bool | None
    """None without an answer, or where it can't be told."""

    @property
    def off_by(self) -> float | None:
        """How many times too high (above 1) or too low the prediction of a quantity was; None where that says nothing."""
        if self.answer is None or not self.asked.quantity or not self.measured:
            return None
        if self.answer.value is not None:
            return self.answer.value / self.measured
        if self.asked.bounds and self.correct is not None and self.answer.choice is not None:
            return 2.0 ** (self.answer.choice - self.correct)
        return None


def judge(asked: Predict, answer: Answer | None, figures: Figures) -> Judged:
    """The prediction beside these figures."""
    measured = figures.get(asked.quantity) if asked.quantity else None
    correct = None if asked.draw else _correct(asked, measured, figures)
    right: bool | None = None
    if answer is not None and asked.draw and measured is not None and answer.value is not None:
        least = quantity(asked.quantity).step / 2 + 1e-9
        right = abs(answer.value - measured) <= max(asked.within * abs(measured), least)
    elif answer is not None and correct is not None:
        right = answer.choice == correct
    return Judged(asked, answer, correct, measured, right)


def _correct(asked: Predict, measured: float | None, figures: Figures) -> int | None:
    if asked.when:
        return next((place for place, each in enumerate(asked.when) if each.holds(figures)), None)
    return None if measured is None else sum(measured >= bound for bound in asked.bounds)


class Walk:
    """One person's, or one room's, way through a lesson."""

    def __init__(self, lesson: Lesson, here: Figures, missing: Callable[[Needs], str]) -> None:
        """`here` is what is known of the machine before anything is measured, `missing` says what of some needs is not there."""
        self.lesson, self.missing = lesson, missing
        self.figures: dict[str, float] = dict(here)
        self.answers: dict[Place, Answer] = {}
        self.judged: dict[Place, Judged] = {}
        self.skipped: dict[Place, str] = {}
        """What was left out, and why."""
        self.step = 0
        self._reached = [0] * len(lesson.steps)
        self._settle()

    # ------------------------------------------------------------------ where one is

    @property
    def now(self) -> Step:
        """The step."""
        return self.lesson.steps[self.step]

    @property
    def place(self) -> Place:
        """Step and part at which one stands."""
        return self.step, self._reached[self.step]

    @property
    def stop(self) -> Part | None:
        """What is to be done now: a prediction, a measurement, a reveal; None at the end of a step."""
        number = self._reached[self.step]
        return self.now.parts[number] if number < len(self.now.parts) else None

    @property
    def at_end(self) -> bool:
        """Whether all of it is done."""
        return self.stop is None and self.step == len(self.lesson.steps) - 1

    def shown(self) -> Iterator[tuple[Place, Part]]:
        """What of this step is to be seen: all before the stop, and the stop."""
        for number, part in enumerate(self.now.parts[: self._reached[self.step] + 1]):
            place = (self.step, number)
            if isinstance(part, Say) and not part.when.holds(self.figures):
                continue
            if isinstance(part, Show) and part.instead and not self._left_out_before(place):
                continue
            yield place, part

    @property
    def moment(self) -> Show | None:
        """The recording that is to be seen now: that of the last `show`, until something is measured after it."""
        found: Show | None = None
        for place, part in self.shown():
            if isinstance(part, Show):
                found = part
            elif isinstance(part, Measure) and place not in self.skipped and place != self.place:
                found = None
        return found

    def _left_out_before(self, place: Place) -> bool:
        """Whether what stands before it in this step was left out."""
        return any(step == place[0] and number < place[1] for step, number in self.skipped)

    # ------------------------------------------------------------------ what one does

    def predict(self, answer: Answer | None) -> None:
        """Answer the question at which one stands, or (None) don't, and go on."""
        assert isinstance(self.stop, Predict)
        if answer is not None:
            self.answers[self.place] = answer
        self._pass()

    def measured(self, figures: Figures) -> None:
        """It was measured: these are the figures."""
        asked = self.stop
        assert isinstance(asked, Measure)
        self.figures |= figures
        if asked.label:
            self.figures |= {f"{asked.label}.{name}": value for name, value in figures.items()}
        self._pass()

    def leave_out(self, why: str) -> None:
        """Pass over what is to be done here, and say why."""
        self.skipped[self.place] = why
        self._pass()

    def go_on(self) -> list[Judged]:
        """Past a reveal (what it judged comes back) or to the next step."""
        if isinstance(self.stop, Reveal):
            judged = list(self._judge())
            self._pass()
            return judged
        if self.stop is None and not self.at_end:
            self.step += 1
            self._settle()
        elif isinstance(self.stop, Predict):
            self.predict(None)
        elif isinstance(self.stop, Measure):
            self.leave_out("passed over")
        return []

    def go_back(self) -> None:
        """To the step before; what was done stays done."""
        self.step = max(0, self.step - 1)

    def again(self) -> None:
        """This step from its beginning: its answers and judgements are forgotten."""
        for kept in (self.answers, self.judged, self.skipped):
            for place in [place for place in kept if place[0] == self.step]:
                del kept[place]
        self._reached[self.step] = 0
        self._settle()

    def _pass(self) -> None:
        self._reached[self.step] += 1
        self._settle()

    def _settle(self) -> None:
        """Go on to the next stop; what this machine can't do is left out."""
        while (part := self.stop) is not None:
            if isinstance(part, Predict | Measure) and (why := self.missing(part.needs)):
                self.skipped[self.place] = why
            elif isinstance(part, Reveal) and not any(name in self.figures for name in names_of(part.reveal)):
                self.skipped[self.place] = "nothing was measured"
            elif not isinstance(part, Prose | Say | Watch | Show):
                return
            self._reached[self.step] += 1

    def _judge(self) -> Iterator[Judged]:
        here = self.place
        for step, number, part in self.lesson.parts():
            place = (step, number)
            if isinstance(part, Predict) and place < here and place not in self.judged and place not in self.skipped:
                self.judged[place] = judge(part, self.answers.get(place), self.figures)
                yield self.judged[place]

    # ------------------------------------------------------------------ what is told

    def told(self, part: Reveal) -> list[tuple[str, str]]:
        """What the reveal tells: each figure's words and its value."""
        return [
            (named(name), quantity(name).told(self.figures[name]))
            for name in names_of(part.reveal)
            if name in self.figures
        ]

    def predictions_before(self, place: Place) -> list[Judged]:
        """The judgements that the reveal at that place made: of the questions between the reveal before it and itself."""
        since = max(
            (
                (step, number)
                for step, number, part in self.lesson.parts()
                if isinstance(part, Reveal) and (step, number) < place
            ),
            default=(-1, -1),
        )
        return [judged for at, judged in sorted(self.judged.items()) if since < at < place]
