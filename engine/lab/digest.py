"""Digest of results: equal for results that are equal, in whatever order a set was walked or a dict was filled.

SHA-256 is fed value by value, so a large result is never turned into text as a whole. Sets, frozensets and the keys of dicts go in
by the order of their own digests: the order in which they are walked differs from process to process (PYTHONHASHSEED) and says
nothing about the result. Containers say what they are and how many they hold, so `[[1], 2]` and `[1, [2]]` differ. An object that
is none of the known kinds is told by its `repr`, without the address that a default one has in it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
"""In the text of an object that has none of its own; it differs from run to run and says nothing about the result."""
PLAIN = frozenset((int, float, complex, bool, str, bytes, type(None)))
"""Types whose `repr` says all there is."""
SPREAD, INPUTS_DIGITS = 1_000, 16
"""Inputs that are looked at, about; hexadecimal digits of their digest."""
LONGEST_TEXT = 1 << 20
"""Characters and bytes of a list that are told by their text."""
DEEPEST = 200
"""Containers inside each other; what lies deeper is told by its `repr`."""


def digest_of(value: Any) -> str:
    """The SHA-256 of a value, as hexadecimal digits."""
    return _digest(value, ()).hex()


def digest_of_inputs(items: Sequence[Any]) -> str:
    """By which two runs of as many inputs tell whether they had the same; of many, of a thousand evenly spread ones."""
    step = max(1, len(items) // SPREAD)
    return digest_of([len(items), items[::step], items[-1:]])[:INPUTS_DIGITS]


def _digest(value: Any, outer: tuple[int, ...]) -> bytes:
    feed = hashlib.sha256()
    for block in _blocks(value, outer):
        feed.update(block)
    return feed.digest()


def _blocks(value: Any, outer: tuple[int, ...]) -> Iterable[bytes | memoryview]:
    """What SHA-256 is fed for a value; `outer` are the ids of the containers that it is in."""
    if isinstance(value, bytes | bytearray):
        return (_head(value, len(value)), memoryview(value))
    if isinstance(value, str):
        text = value.encode("utf-8", "surrogatepass")
        return (_head(value, len(text)), text)
    if value is None or isinstance(value, bool | int | float | complex):
        return _text(value)
    if id(value) in outer or len(outer) >= DEEPEST:
        return _text(value)
    inner = (*outer, id(value))
    if isinstance(value, list | tuple):
        if _is_short(value):  # the text of a list of numbers is made a hundred times as fast as its digests
            return (_head(value, len(value)), repr(list(value)).encode("utf-8", "backslashreplace"))
        return (_head(value, len(value)), *(_digest(each, inner) for each in value))
    if isinstance(value, set | frozenset):
        return (_head(value, len(value)), *sorted(_digest(each, inner) for each in value))
    if isinstance(value, dict):
        pairs = sorted((_digest(key, inner), _digest(each, inner)) for key, each in value.items())
        return (_head(value, len(value)), *(part for pair in pairs for part in pair))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value) if field.compare]
        return (_head(value, len(fields)), *(_digest(field, inner) for field in fields))
    return _array(value) or _text(value)


def _is_short(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether it holds plain values alone, whose text is not much longer than they are many."""
    if not PLAIN.issuperset(map(type, value)):
        return False
    return sum(len(each) for each in value if isinstance(each, str | bytes)) <= LONGEST_TEXT


def _head(value: Any, length: int) -> bytes:
    return f"{type(value).__name__}:{length}:".encode()


def _text(value: Any) -> tuple[bytes, ...]:
    try:
        text = repr(value)
    except Exception as error:  # a __repr__ of the user's, or one too deep
        text = type(error).__name__
    return (_head(value, 0), ADDRESS.sub("", text).encode("utf-8", "backslashreplace"))


def _array(value: Any) -> tuple[bytes, ...]:
    """Of what gives out its memory (arrays): all of it. The `repr` of a large array shows its corners only."""
    try:
        view = memoryview(value)
        if "O" in view.format or "P" in view.format:
            return ()  # addresses
        return (_head(value, view.nbytes), f"{view.format}{view.shape}".encode(), view.tobytes())
    except (TypeError, ValueError, BufferError):
        return ()
