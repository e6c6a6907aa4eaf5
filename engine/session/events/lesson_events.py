"""What a lesson leaves in its session: which step was reached, what was predicted, and what it turned out to be.

Each line says all that a page about the lesson needs, so it can be told from the recording alone, without the lesson's file.
"""

from __future__ import annotations

from ...model.numbers import Micros, Number
from .fields import Event


class LessonStep(Event, frozen=True, array_like=True, tag="lesson"):
    """A step of a lesson was reached."""

    t_us: Micros
    lesson: str
    """The name of its file, without folder and ending."""
    title: str
    """The lesson's."""
    step: Number
    """From 1 on."""
    heading: str
    """The step's."""


class Predicted(Event, frozen=True, array_like=True, tag="predicted"):
    """Somebody predicted something."""

    t_us: Micros
    lesson: str
    step: Number
    place: Number
    """Among the parts of its step: with lesson and step it names the question. The latest prediction counts."""
    question: str
    quantity: str
    """The figure that it is about; '' where several decide."""
    said: str
    """The prediction in words: `about one`, `2.40 cores`."""
    value: float | None = None
    """Where it was drawn."""


class Revealed(Event, frozen=True, array_like=True, tag="revealed"):
    """And this is what was measured."""

    t_us: Micros
    lesson: str
    step: Number
    place: Number
    """Of the question."""
    measured: str
    """In words: `1.02 cores`; the choice that is right where several figures decide."""
    value: float | None = None
    right: bool | None = None
    """None without a prediction, or where it can't be told."""
