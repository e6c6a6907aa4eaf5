"""Conditions over measured figures, as a lesson states them: `gil and cores_used < 1.3`, `threads.wall_s / one.wall_s > 0.8`.

A grammar of a few lines, read by hand: a lesson is a file from anywhere, and nothing in it is ever evaluated as Python.

    condition  = comparison { "and" comparison }
    comparison = [ "not" ] name | term ("<" | "<=" | ">" | ">=" | "==") term
    term       = atom [ ("*" | "/") atom ]
    atom       = number | name
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Figures = Mapping[str, float]
"""What was measured by its name: `cores_used`, `threads.wall_s`; a yes is 1."""
_WORD = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w@.-]*)|(?P<sign><=|>=|==|[<>*/]))")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}
Atom = float | str


@dataclass(frozen=True, slots=True)
class Term:
    """A number or a name, or two of them multiplied or divided."""

    first: Atom
    sign: str = ""
    second: Atom = 1.0

    def names(self) -> tuple[str, ...]:
        """The figures that it needs."""
        return tuple(each for each in (self.first, self.second) if isinstance(each, str))

    def value(self, figures: Figures) -> float:
        """Its value; NaN where a figure is missing or something is divided by nothing."""
        first, second = _atom(self.first, figures), _atom(self.second, figures)
        if self.sign == "/":
            return first / second if second else math.nan
        return first * second


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison, and how it was written."""

    text: str
    left: Term
    sign: str
    right: Term

    def holds(self, figures: Figures) -> bool | None:
        """Whether it does; None where a figure that it needs was not measured."""
        left, right = self.left.value(figures), self.right.value(figures)
        return None if math.isnan(left) or math.isnan(right) else _COMPARE[self.sign](left, right)


class Condition:
    """Comparisons that all have to hold. No dataclass: those msgspec would read from a mapping, and this is read from a text."""

    __slots__ = ("comparisons", "text")

    def __init__(self, text: str, comparisons: tuple[Comparison, ...]) -> None:
        self.text, self.comparisons = text, comparisons

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Condition({self.text!r})"

    def names(self) -> tuple[str, ...]:
        """The figures that it needs."""
        return tuple(name for each in self.comparisons for name in (*each.left.names(), *each.right.names()))

    def holds(self, figures: Figures) -> bool | None:
        """Whether all do; None where that can't be told."""
        told = [each.holds(figures) for each in self.comparisons]
        return False if False in told else None if None in told else True


ALWAYS = Condition("", ())
"""Asks for nothing."""


def condition(text: str) -> Condition:
    """The condition that is written there.

    Raises:
        ValueError: it is none, and where it stops being one.
    """
    words, at = [], 0
    while text[at:].strip():
        found = _WORD.match(text, at)
        if found is None:
            raise ValueError(f"{text!r} can't be read from {text[at:].strip()!r} on")
        words.append(found[0].strip())
        at = found.end()
    parts: list[list[str]] = [[]]
    for word in words:
        if word == "and":
            parts.append([])
        else:
            parts[-1].append(word)
    return Condition(text, tuple(_comparison(part, text) for part in parts))


def _comparison(words: list[str], text: str) -> Comparison:
    told = " ".join(words)
    wanted = 0.0 if words[:1] == ["not"] else 1.0
    name = words[1:] if not wanted else words
    if len(name) == 1 and _is_name(name[0]):
        return Comparison(told, Term(name[0]), "==", Term(wanted))
    places = [place for place, word in enumerate(words) if word in _COMPARE]
    if len(places) != 1:
        raise ValueError(f"{text!r} is no condition: it says things like cores_used < 1.2, or gil, joined by and")
    (place,) = places
    return Comparison(told, _term(words[:place], text), words[place], _term(words[place + 1 :], text))


def _term(words: list[str], text: str) -> Term:
    if len(words) == 1:
        return Term(_read(words[0], text))
    if len(words) == 3 and words[1] in ("*", "/"):
        return Term(_read(words[0], text), words[1], _read(words[2], text))
    raise ValueError(
        f"{text!r} compares {' '.join(words)!r}, which is neither a figure nor two with * or / between them"
    )


def _read(word: str, text: str) -> Atom:
    if _is_name(word):
        return word
    try:
        return float(word)
    except ValueError:
        raise ValueError(f"{text!r} has {word!r} where a number or a figure belongs") from None


def _is_name(word: str) -> bool:
    return word[0].isalpha() or word[0] == "_"


def _atom(atom: Atom, figures: Figures) -> float:
    return figures.get(atom, math.nan) if isinstance(atom, str) else atom
