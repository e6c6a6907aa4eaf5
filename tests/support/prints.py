"""Prints of many texts: ten letters each, enough to tell that one has changed.

What they stand for is written out in full for some cases elsewhere; prints hold all that lies between those.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass

import msgspec
import numpy as np
from concviz.engine.analysis.snapshot import LaneViews

EMPTY = (None, False, "", "0", [], {})


def print_of(text: str) -> str:
    """Ten letters of its hash."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def prints(cases: Iterable[tuple[object, Callable[[], str]]]) -> str:
    """A line a case: its name and its print."""
    return "".join(f"{name} {print_of(make())}\n" for name, make in cases)


def digits(value: float, number: int) -> str:
    """To so many digits, the same on every processor, whose last bit differs where sums are made in another order: nothing is nothing,
    and halves go up."""
    return f"{0.0 if abs(value) < 1e-9 else value * (1 + 1e-9):.{number}g}"


def plain(value: object) -> object:
    """Plain values: numbers to the seventh digit, arrays as lists, structs and dataclasses as (name, value) of what isn't empty: a field
    that is new, and empty where nobody gave it, changes no print."""
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, float):
        return digits(value, 7)
    if isinstance(value, list | tuple | LaneViews):
        return [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, msgspec.Struct):
        return _told(value, value.__struct_fields__)
    if is_dataclass(value):
        return _told(value, [each.name for each in fields(value)])
    return value


def _told(value: object, names: Iterable[str]) -> list[tuple[str, object]]:
    told = ((name, plain(getattr(value, name))) for name in names)
    return [(name, each) for name, each in told if each not in EMPTY]
