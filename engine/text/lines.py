"""Lines of text within a width: words are never broken, parts and columns go to further lines or are named as left out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

LEAST = 20
"""Cells that text beside a head must have; with less it stands below it."""
STEP = 4
"""Cells by which it is then moved to the right."""


def wrapped(text: str, width: int, indent: int = 0, more: int = 0) -> list[str]:
    """The text, `indent` cells from the left and its further lines `more` cells further; a word that is too long stays whole."""
    first, rest = " " * indent, " " * (indent + more)
    return textwrap.wrap(
        text,
        max(1, width),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def hanging(head: str, text: str, width: int, more: int = 0) -> list[str]:
    """`head`, and beside it the text; where that leaves too little room, below it.

    Args:
        head: what the first line begins with, padded to where the text is to begin.
        text: one paragraph.
        width: cells of a line.
        more: cells by which further lines are moved to the right.
    """
    if not text:
        return [head.rstrip()]
    if width - len(head) < max(min(LEAST, len(text)), *map(len, text.split()), 1):
        begin = len(head) - len(head.lstrip()) + STEP
        return [head.rstrip(), *wrapped(text, width, begin, more)]
    lines = wrapped(text, width - len(head), 0, more)
    return [head + lines[0], *(" " * len(head) + line for line in lines[1:])]


def packed(parts: Sequence[str], width: int, gap: str = "  ", indent: int = 0, more: int = 0) -> Iterator[str]:
    """As many parts a line as fit, `gap` between them; a part that is wider than a line is wrapped."""
    line = ""
    begin = indent
    for part in parts:
        wider = f"{line}{gap}{part}" if line else " " * begin + part
        if line and len(wider) > width:
            yield from wrapped(line.strip(), width, len(line) - len(line.lstrip())) if len(line) > width else (line,)
            begin = indent + more
            wider = " " * begin + part
        line = wider
    if line:
        yield from wrapped(line.strip(), width, begin) if len(line) > width else (line,)
