"""What to ask at a stop of a lesson, and what its keys do: values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...engine.lessons.lesson import Lesson, Measure, Predict, Reveal, Watch
from ...engine.lessons.lesson_summary import summary
from ...engine.lessons.measured.lesson_quantities import quantity
from ...engine.lessons.walk import Answer, Walk
from .ask_panel import Asking, Laid


@dataclass(frozen=True, slots=True)
class Voting:
    """How far a class has voted on what is asked."""

    votes: int
    people: int
    round: int
    address: str

    def beside(self, asking: Asking) -> Asking:
        """The question, with the room's votes instead of the presenter's keys."""
        title = f"{asking.title} · {self.votes} of {self.people} voted{' again' if self.round == 2 else ''}"
        more = "V lets them vote again, " if self.round == 1 and self.votes else ""
        return replace(asking, title=title, hint=f"{self.address} · {more}f goes on")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the learner's choice or value stands."""

    choice: int = -1
    value: float | None = None

    def moved(self, by: int, choices: int) -> Cursor:
        """Another choice; from none the first or the last one."""
        if not choices:
            return self
        place = self.choice + by if self.choice >= 0 else (0 if by > 0 else choices - 1)
        return Cursor(min(choices - 1, max(0, place)), self.value)

    def drawn(self, by: int, asked: Predict) -> Cursor:
        """Another value; from none the middle of the axis."""
        known, high = quantity(asked.quantity), axis_end(asked)
        before = self.value if self.value is not None else round(high / 2 / known.step) * known.step
        moved = before + by * known.step if self.value is not None else before
        return Cursor(self.choice, round(min(high, max(0.0, moved)), 9))

    def answer(self, asked: Predict) -> Answer | None:
        """What is predicted; None where nothing is chosen yet."""
        if asked.draw:
            return None if self.value is None else Answer(value=self.value)
        return None if self.choice < 0 else Answer(choice=self.choice)


def axis_end(asked: Predict) -> float:
    """Where the axis of a prediction ends."""
    return asked.high if asked.high is not None else quantity(asked.quantity).high


def asking(walk: Walk, cursor: Cursor, measuring: str) -> Asking:
    """What is asked now; `measuring` is what is being measured, '' for nothing."""
    steps = f"step {walk.step + 1} of {len(walk.lesson.steps)}"
    if measuring:
        return Asking("Measuring", hint="It is being measured. s stops it.")
    match walk.stop:
        case Predict() as asked if asked.draw:
            laid = Laid(quantity(asked.quantity), cursor.value, None, axis_end(asked))
            hint = "←→ draw, enter predicts" if cursor.value is not None else "←→ draw your prediction"
            return Asking("Predict", asked.predict, drawn=laid, hint=hint)
        case Predict() as asked:
            hint = "↑↓ choose, enter predicts" if cursor.choice >= 0 else "↑↓ choose your prediction"
            return Asking("Predict", asked.predict, asked.choices, cursor.choice, hint=hint)
        case Measure() as part:
            return Asking("Measure", hint=f"enter measures: concviz {part.kind} {part.words}")
        case Reveal():
            return Asking("Reveal", hint="enter reveals what was measured")
        case _:
            return _end(walk, steps)


def _end(walk: Walk, steps: str) -> Asking:
    laid = tuple(
        Laid(quantity(each.asked.quantity), each.answer.value, each.measured, axis_end(each.asked))
        for place, each in sorted(walk.judged.items())
        if place[0] == walk.step and each.answer is not None and each.answer.value is not None
    )
    if walk.at_end:
        return Asking(
            "The end", " ".join(summary(walk.judged.values())), laid=laid, hint="esc goes back, ↑↓ move the text"
        )
    return Asking(steps.capitalize(), laid=laid, hint="enter goes on to the next step, ↑↓ move the text")


def shelf(lessons: Sequence[Lesson], told: Sequence[str], marked: int) -> Asking:
    """The list of lessons, each with what it needs."""
    rows = tuple(
        f"{each.name.partition('-')[0].lstrip('0')} {each.title} ({words})"
        for each, words in zip(lessons, told, strict=True)
    )
    return Asking("Lessons", "", rows, marked, hint="↑↓ choose, enter opens")


def pointed_to(walk: Walk) -> str:
    """The panel that the lesson points to by now; '' for none."""
    parts = [part for _, part in walk.shown() if isinstance(part, Watch | Reveal)]
    named = [part.watch if isinstance(part, Watch) else part.panel for part in parts]
    return next((name for name in reversed(named) if name), "")
