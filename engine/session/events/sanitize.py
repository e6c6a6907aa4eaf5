"""Words in a session that can't act: a title or an answer is read, whoever wrote it, and never obeyed by a terminal.

What people type and what tasks return or print may hold control characters, escape sequences, marks that turn the reading
direction, or halves of characters. They become the replacement character; line ends and tabs become blanks except in what
has lines by nature (a traceback, a program's output).
"""

from __future__ import annotations

import functools
from typing import Any, TypeVar, get_args

import msgspec

from ...text.printable import printable

S = TypeVar("S", bound=msgspec.Struct)
LINED = frozenset(("traceback", "evidence", "output"))
SKIPPED = frozenset(("cells", "curve"))
DEEPEST = 12
LONGEST, LONGEST_LINED = 4_096, 1 << 16
"""Characters of a text on one line, and of one with lines; what is longer was made to hurt."""


def sanitized(event: S) -> S:
    """The same event (or machine) with plain words; itself where there is nothing to change."""
    return _struct(event, 0)


def _struct(struct: S, depth: int) -> S:
    changes: dict[str, object] = {}
    for name, lined in _worded(type(struct)):
        value = getattr(struct, name)
        clean = _value(value, lined, depth)
        if clean is not value:
            changes[name] = clean
    return msgspec.structs.replace(struct, **changes) if changes else struct


@functools.cache
def _worded(kind: type[msgspec.Struct]) -> tuple[tuple[str, bool], ...]:
    """The fields of such events that can hold words, and whether these may have lines."""
    return tuple(
        (field.name, field.name in LINED or (field.name == "text" and kind.__name__ == "Output"))
        for field in msgspec.structs.fields(kind)
        if field.name not in SKIPPED and _holds_words(field.type)
    )


def _holds_words(hint: Any) -> bool:
    """Whether a value of that type can have text in it: all but numbers, truth values and what is made of them."""
    parts = get_args(hint)
    return any(map(_holds_words, parts)) if parts else hint not in (int, float, bool, type(None), Ellipsis)


def _value(value: Any, lined: bool, depth: int) -> Any:
    if isinstance(value, str):
        longest = LONGEST_LINED if lined else LONGEST
        return printable(value if len(value) <= longest else value[:longest], lined=lined)
    if depth > DEEPEST:
        return value
    if isinstance(value, msgspec.Struct):
        return _struct(value, depth + 1)
    if isinstance(value, dict):
        clean = {
            _value(key, False, depth + 1): _value(each, lined or key in LINED, depth + 1) for key, each in value.items()
        }
        return clean if clean != value else value
    if isinstance(value, list | tuple):
        made = [_value(each, lined, depth + 1) for each in value]
        return value if all(new is old for new, old in zip(made, value, strict=True)) else type(value)(made)
    return value
