"""What a learner's predictions come to: how many were right, and what is underrated or overrated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..text.words import listed
from .measured.lesson_quantities import quantity
from .walk import Answer, Judged

CLOSE = 1.25
"""Off by less than this factor says nothing about how somebody thinks."""


def said(asked_choices: tuple[str, ...], name: str, answer: Answer | None) -> str:
    """An answer in words; '' for none."""
    if answer is None:
        return ""
    if answer.choice is not None:
        return asked_choices[answer.choice] if answer.choice < len(asked_choices) else ""
    return quantity(name).told(answer.value) if answer.value is not None else ""


def measured_words(judged: Judged) -> str:
    """What turned out: the figure, or the choice that is right; '' where that can't be told."""
    if judged.measured is not None:
        return quantity(judged.asked.quantity).told(judged.measured)
    return judged.asked.choices[judged.correct] if judged.correct is not None else ""


def summary(judged: Iterable[Judged]) -> list[str]:
    """Two or three sentences: `You were right about 5 of 8.`, `You underrate what starting a process takes.`"""
    told = [each for each in judged if each.right is not None]
    if not told:
        return ["No prediction was made, so there is nothing to sum up."]
    right = sum(bool(each.right) for each in told)
    if right == len(told):
        first = "You were right about the only question." if right == 1 else f"You were right about all {right}."
    else:
        first = f"You were right about {right} of {len(told)}."
    low, high = _leanings(told)
    more = [f"You {verb} {listed(names)}." for verb, names in (("underrate", low), ("overrate", high)) if names]
    return [first, *more]


def _leanings(told: list[Judged]) -> tuple[list[str], list[str]]:
    """Quantities that were mostly predicted too low, and too high."""
    leaning: defaultdict[str, int] = defaultdict(int)
    for each in told:
        if (off := each.off_by) is not None and not each.right and not 1 / CLOSE < off < CLOSE:
            leaning[quantity(each.asked.quantity).title] += 1 if off > 1 else -1
    return [name for name, sign in leaning.items() if sign < 0], [name for name, sign in leaning.items() if sign > 0]
