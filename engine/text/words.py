"""Counts with their nouns, lists, and capitals: the small words of every sentence."""

from __future__ import annotations

from collections.abc import Sequence

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
IRREGULAR = {"child": "children", "main": "main", "lab": "lab"}
"""The last two are roles of processes and threads, and no nouns."""


def noun(number: float, word: str) -> str:
    """The word as it follows that number: `thread`, `threads`, `processes`, `children`."""
    if number == 1:
        return word
    return IRREGULAR.get(word) or word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def plural(number: float, word: str) -> str:
    """`1 thread`, `1,000 threads`, `2 processes`, `2 children`, `1.5 cores`."""
    return f"{number:{',' if isinstance(number, int) else 'g'}} {noun(number, word)}"


def number_word(number: int) -> str:
    """`no`, `one`, … `twelve`, `13`, `1,000`."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def worded(number: int, word: str) -> str:
    """`four threads`, `one process`, `20 threads`: for running text."""
    return f"{number_word(number)} {noun(number, word)}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; '' for none."""
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def capital(text: str) -> str:
    """With a capital at its beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]
