"""What the footer of lessons offers as things stand; the keys themselves stand in the key table."""

from __future__ import annotations

from ...engine.lessons.lesson import Measure, Predict, Reveal
from ...engine.lessons.walk import Walk
from ..lab.lab_keys import EVERYWHERE
from ..widgets.footer import Key, key

LIST = (
    key("lessons.open", label="open", weight=98),
    key("lessons.up", "lessons.down", label="choose", weight=97),
    *EVERYWHERE,
)
"""While the list of lessons is shown."""


def lesson_keys(walk: Walk, *, running: bool, lab: bool, leads: bool, joined: bool) -> tuple[Key, ...]:
    """While a lesson is open.

    Args:
        walk: where it is.
        running: something is measured.
        lab: the Lab's panels are shown alone.
        leads: a class is led.
        joined: this machine takes part in one.
    """
    choosing = isinstance(walk.stop, Predict)
    draws = isinstance(walk.stop, Predict) and walk.stop.draw
    return (
        *((key("lab.stop", weight=99),) if running else (key("lessons.open", label=of_enter(walk), weight=98),)),
        *((key("lessons.left", "lessons.right", label="draw", weight=97),) if draws else ()),
        *((key("lessons.up", "lessons.down", label="choose", weight=97),) if choosing and not draws else ()),
        key("lessons.back", weight=95),
        *((key("lessons.pass", weight=60),) if isinstance(walk.stop, Predict | Measure) else ()),
        key("lessons.alone", label="text" if lab else "Lab", weight=70),
        key("lessons.again", weight=50),
        *((key("lessons.vote", weight=96),) if choosing and leads else ()),
        *((key("lessons.send", weight=55),) if joined else ()),
        *EVERYWHERE,
    )


def of_enter(walk: Walk) -> str:
    """What enter does now."""
    match walk.stop:
        case Predict():
            return "predict"
        case Measure():
            return "measure"
        case Reveal():
            return "reveal"
        case _:
            return "end" if walk.at_end else "go on"
