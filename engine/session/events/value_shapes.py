"""What a value has to look like, in small functions that go together: a value in, the value out, or `WRONG`.

A shape gives back the very object it was given where nothing is wrong with it, so looking at what is sound costs no copy. A
mapping loses what is wrong in it and stays.
"""

from __future__ import annotations

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


def count(value: Any) -> Any:
    """A whole number, 0 or more."""
    return value if type(value) is int and 0 <= value < LARGEST else WRONG


def maybe(shape: Shape) -> Shape:
    """None (not measured, none there), or that shape."""
    return lambda value: None if value is None else shape(value)


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


def record(fields: Mapping[str, Shape]) -> Shape:
    """A mapping of names, each to its shape; what is wrong is left out, and names that are not among the fields stay."""

    def look(value: Any) -> Any:
        if not isinstance(value, dict):
            return WRONG
        found = {name: fields[name](each) if name in fields else each for name, each in value.items()}
        sound = {name: each for name, each in found.items() if each is not WRONG}
        return value if len(sound) == len(value) and _same(sound.values(), value.values()) else sound

    return look


def _same(found: Iterable[Any], given: Iterable[Any]) -> bool:
    return all(new is old for new, old in zip(found, given, strict=True))
