"""Marks that stand: a log is only added to, so a mark is taken back by another one like it that says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from ..events import Chapter, Note

Mark = TypeVar("Mark", Chapter, Note)


def standing(marks: Sequence[Mark]) -> list[Mark]:
    """Those that nobody has taken back, in the order in which they were set."""
    found: list[Mark] = []
    for mark in marks:
        if not mark.gone:
            found.append(mark)
            continue
        like = msgspec.structs.replace(mark, gone=False)
        for at in range(len(found) - 1, -1, -1):
            if found[at] == like:
                del found[at]
                break
    return found
