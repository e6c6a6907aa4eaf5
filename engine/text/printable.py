"""Text that can be shown anywhere: nothing in it acts on a terminal or turns its direction."""

from __future__ import annotations

import re

MARK = "\ufffd"
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ENDS = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")


def printable(text: str, *, lined: bool = False) -> str:
    """The text as it may be shown: on one line, or with its lines (`\\n` and tabs)."""
    if text.isprintable() and (text.isascii() or not _ACTING.search(text)):
        return text
    text = text.replace("\r\n", "\n") if lined else _ENDS.sub(" ", text)
    return _ACTING.sub(MARK, text)
