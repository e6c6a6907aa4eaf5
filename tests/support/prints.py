"""Prints of many texts: ten letters each, enough to tell that one has changed.

What they stand for is written out in full for some cases elsewhere; prints hold all that lies between those.
"""

import hashlib
from collections.abc import Callable, Iterable


def print_of(text: str) -> str:
    """Ten letters of its hash."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def prints(cases: Iterable[tuple[object, Callable[[], str]]]) -> str:
    """A line a case: its name and its print."""
    return "".join(f"{name} {print_of(make())}\n" for name, make in cases)
