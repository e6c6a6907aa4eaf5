"""What a value has to look like, in small functions that go together: a value in, the value out, or `WRONG`.

A shape gives back the very object it was given where nothing is wrong with it, so looking at what is sound costs no copy. A
mapping loses what is wrong in it and stays, unless something is missing that it can't be without.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...model.numbers import LARGEST

WRONG: Any = object()
"""What a shape gives for a value that does not fit."""
Shape = Callable[[Any], Any]


def text(value: Any) -> Any:
    """Words."""
    return value if isinstance(value, str) else WRONG


def yes_no(value: Any) -> Any:
    """True or False."""
    return value if isinstance(value, bool) else WRONG


def anything(value: Any) -> Any:
    """Whatever it is: nobody reads it."""
    return value


def whole(value: Any) -> Any:
    """A whole number that a float has too."""
    return value if type(value) is int and abs(value) < LARGEST else WRONG


def count(value: Any) -> Any:
    """A whole number, 0 or more."""
    return value if type(value) is int and 0 <= value < LARGEST else WRONG


def number(value: Any) -> Any:
    """A finite number of a size that can be measured."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST
    return value if fits and math.isfinite(value) else WRONG


def amount(value: Any) -> Any:
    """Such a number, 0 or more."""
    return value if number(value) is not WRONG and value >= 0 else WRONG


def maybe(shape: Shape) -> Shape:
    """None (not measured, none there), or that shape."""
    return lambda value: None if value is None else shape(value)


def either(first: Shape, second: Shape) -> Shape:
    """The first shape, or else the second."""

    def look(value: Any) -> Any:
        found = first(value)
        return second(value) if found is WRONG else found

    return look


def when(shape: Shape, rule: Callable[[Any], bool]) -> Shape:
    """That shape, with a rule that a value of it keeps."""

    def look(value: Any) -> Any:
        found = shape(value)
        return found if found is not WRONG and rule(found) else WRONG

    return look


def every(shape: Shape, most: int) -> Shape:
    """A list of at most `most`, all of that shape."""

    def look(value: Any) -> Any:
        if not isinstance(value, list | tuple) or len(value) > most:
            return WRONG
        found = [shape(each) for each in value]
        if any(each is WRONG for each in found):
            return WRONG
        return value if _same(found, value) else found

    return look


def table(shape: Shape, most: int) -> Shape:
    """A mapping of at most `most` words, all to that shape."""

    def look(value: Any) -> Any:
        if not isinstance(value, dict) or len(value) > most or not all(isinstance(name, str) for name in value):
            return WRONG
        found = {name: shape(each) for name, each in value.items()}
        if any(each is WRONG for each in found.values()):
            return WRONG
        return value if _same(found.values(), value.values()) else found

    return look


def record(
    fields: Mapping[str, Shape], *, needs: Iterable[str] = (), other: Callable[[str], Shape | None] | None = None
) -> Shape:
    """A mapping of names, each to its shape; what is wrong is left out, and without all it `needs` it is none.

    `other` gives the shape of names that are not among the fields; else they are left as they are.
    """
    needed = frozenset(needs)

    def look(value: Any) -> Any:
        if not isinstance(value, dict):
            return WRONG
        found = {
            name: shape(each) if (shape := fields.get(name) or (other and other(name))) else each
            for name, each in value.items()
        }
        sound = {name: each for name, each in found.items() if each is not WRONG}
        if not needed <= sound.keys():
            return WRONG
        return value if len(sound) == len(value) and _same(sound.values(), value.values()) else sound

    return look


def _same(found: Iterable[Any], given: Iterable[Any]) -> bool:
    return all(new is old for new, old in zip(found, given, strict=True))
