"""What who presents sees and the hall doesn't: notes, what is due now, what comes next, time used and left; and what he may ask for.

One frozen value, made from where the hall's lesson stands. It travels to a second terminal (`tui/lessons/presenter`) and to a phone
(`tui/classroom`); what comes back is one of a few words, and whoever sends it can do nothing that a key in the hall couldn't.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from ...model.errors import UserError
from ...text.clocks import clock
from ..lesson import Measure, Predict, Reveal, Show
from ..walk import Walk

Deed = Literal["next", "back", "again", "vote", "stop"]
"""What is asked of the hall: what the step asks for, the step before, this step again, the second round of votes, no more measuring."""


class Cue(msgspec.Struct, frozen=True):
    """All that is told to who presents."""

    lesson: str
    """Its name."""
    title: str
    step: int
    steps: int
    heading: str
    notes: str
    due: str
    """What is done next, in a few words: `measure: concviz run …`; while something is measured, that."""
    then: str
    """The heading of the step after this one; '' at the last one."""
    used_s: float
    """Since the first thing was done."""
    minutes: float
    """That it may take."""
    measuring: bool = False
    votes: int = 0
    people: int = 0
    """With the class's page open; 0 without a class."""
    round: int = 1
    phone: str = ""
    """The address of this view for a phone; '' without a class."""


def cue(walk: Walk, used_s: float, *, measuring: bool = False, **of_class: object) -> Cue:
    """What is to be told now; `of_class`: votes, people, round, phone."""
    lesson, step = walk.lesson, walk.step
    then = lesson.steps[step + 1].heading if step + 1 < len(lesson.steps) else ""
    return Cue(
        lesson.name, lesson.title, step + 1, len(lesson.steps), walk.now.heading, walk.now.notes, due(walk, measuring=measuring),
        then, round(used_s, 1), lesson.minutes, measuring, **of_class,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def standing(cue: Cue | None) -> Cue | None:
    """The same for as long as nothing but the time goes on: only then is there something to be told."""
    return cue and msgspec.structs.replace(cue, used_s=float(cue.used_s > 0))


def due(walk: Walk, *, measuring: bool) -> str:
    """What `next` does, in a few words."""
    match walk.stop:
        case _ if measuring:
            return "it is being measured"
        case Predict() as asked:
            return f"go on from the question: {asked.predict}"
        case Measure() as part:
            return f"measure: concviz {part.kind} {part.words}"
        case Reveal():
            return "reveal what was measured"
        case Show():
            return "show the recording"
        case _:
            return "that was the last step" if walk.at_end else "go on to the next step"


def time_told(used_s: float, minutes: float) -> str:
    """`02:10 used, 03:50 left`; `07:00 used, 01:00 over`; without a length only what is used."""
    used = f"{clock(round(used_s * 1e6))} used"
    if not minutes:
        return used
    left_s = minutes * 60 - used_s
    return f"{used}, {clock(round(abs(left_s) * 1e6))} {'left' if left_s >= 0 else 'over'}"


def deed(said: object) -> Deed:
    """The word as what is asked for.

    Raises:
        UserError: it is none of those.
    """
    if said not in get_args(Deed):
        raise UserError("that can't be asked of the hall")
    return said  # pyright: ignore[reportReturnType]
