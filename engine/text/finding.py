"""Finding rows by typing: which fit what was typed, the likeliest first. Pure: words in, places out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .suggest import nearest


@dataclass(frozen=True, slots=True)
class Sought:
    """What can be found: what it is called, and what else is said of it."""

    label: str
    more: str = ""


def score(typed: str, sought: Sought) -> int:
    """How well it fits: 0 not at all; a beginning is worth more than a word's beginning, that more than any place in it."""
    label, more = sought.label.casefold(), sought.more.casefold()
    wanted = typed.casefold().split()
    if not wanted:
        return 1
    if label.startswith(" ".join(wanted)):
        return 5
    words = [_place(each, label, more) for each in wanted]
    return min(words)


def _place(word: str, label: str, more: str) -> int:
    if any(each.startswith(word) for each in _words(label)):
        return 4
    if word in label:
        return 3
    if any(each.startswith(word) for each in _words(more)):
        return 2
    return 1 if word in more else 0


def _words(text: str) -> list[str]:
    return "".join(each if each.isalnum() else " " for each in text).split()


def found(typed: str, rows: Sequence[Sought]) -> list[int]:
    """The places of those that fit, the best first, else in their order; where none fits, of those that are spelled nearly so."""
    scores = [score(typed, row) for row in rows]
    if fitting := [place for place, each in enumerate(scores) if each]:
        return sorted(fitting, key=lambda place: -scores[place])
    near = nearest(typed, [row.label for row in rows], cutoff=0.6)
    return [next(place for place, row in enumerate(rows) if row.label == label) for label in near]
