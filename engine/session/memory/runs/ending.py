"""How a run ended, in so few bytes that those of all runs can be in memory."""

from __future__ import annotations

import sys

import msgspec

from ...events import RunEnded


class Ending(msgspec.Struct, frozen=True):
    """What is asked of many runs at once: for the time bar, and to find earlier runs of the same items."""

    t_us: int
    status: str
    python: str = ""
    gil: bool | None = None
    wall_s: float | None = None
    digest: str = ""
    on_cluster: bool = False
    inputs: str = ""
    """The digest of its inputs; '' where there are none, or it wasn't told."""


def ending_of(end: RunEnded, inputs: str) -> Ending:
    """The same words are the same objects, for all runs."""
    result, word = end.result, sys.intern
    words = (word(end.status), word(result.python), result.gil, result.wall_s, word(result.digest))
    return Ending(end.t_us, *words, bool(result.nodes), word(inputs))
