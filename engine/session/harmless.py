"""Words in a session that can't act: a title or an answer is read, whoever wrote it, and never obeyed by a terminal.

What people type and what tasks return or print may hold control characters, escape sequences, marks that turn the reading
direction, or halves of characters. They become the replacement character; line ends and tabs become blanks except in what
has lines by nature (a traceback, a program's output).
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)
MARK = "\ufffd"
LINED = frozenset(("traceback", "evidence", "output"))
SKIPPED = frozenset(("cells", "curve", "rows", "processes"))
DEEPEST = 12
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ENDS = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")


def plain(text: str, *, lined: bool = False) -> str:
    """The text as it may be shown: on one line, or with its lines (`\\n` and tabs)."""
    if text.isprintable() and not _ACTING.search(text):
        return text
    text = text.replace("\r\n", "\n") if lined else _ENDS.sub(" ", text)
    return _ACTING.sub(MARK, text)


def harmless(event: S) -> S:
    """The same event (or machine) with plain words; itself where there is nothing to change."""
    changes: dict[str, Any] = {}
    for name in event.__struct_fields__:
        if name not in SKIPPED:
            value = getattr(event, name)
            lined = name in LINED or (name == "text" and type(event).__name__ == "Output")
            clean = _value(value, lined, 0)
            if clean is not value:
                changes[name] = clean
    return msgspec.structs.replace(event, **changes) if changes else event


def _value(value: Any, lined: bool, depth: int) -> Any:
    if isinstance(value, str):
        return plain(value, lined=lined)
    if depth > DEEPEST:
        return value
    if isinstance(value, dict):
        clean = {
            _value(key, False, depth + 1): _value(each, lined or key in LINED, depth + 1) for key, each in value.items()
        }
        return clean if clean != value else value
    if isinstance(value, list | tuple):
        made = [_value(each, lined, depth + 1) for each in value]
        return value if all(new is old for new, old in zip(made, value, strict=True)) else type(value)(made)
    return value
