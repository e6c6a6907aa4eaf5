"""A function of the user's as it was looked at in a lab: called a few times, alone, before anything is measured."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..numbers import Amount, Count
from ..study_rows import Pickled

Calls = Literal["one", "none", "keywords", "positions"]
"""How an input becomes arguments: as the one there is, not at all, a dict's keys as names, a tuple's values as positions."""
Seconds = Annotated[list[Amount], Meta(max_length=1_000)]


class StateWritten(msgspec.Struct, frozen=True):
    """A name at the top of one of the user's modules whose value was another one after the calls than before."""

    name: str
    place: str
    """`results.py, line 34`: where a function of the module writes it, else the module's file."""


class FunctionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What looking at it found."""

    items: Count
    """How many inputs there are."""
    calls: Count = 0
    """How often it was called for this."""
    wall_s: Seconds = []
    """Of each call, less what it waited for a core."""
    cpu_s: Seconds = []
    """Of each, by the calling thread, by others that it has and by children that have ended."""
    called: Calls = "one"
    pickled: Pickled | None = None
    """Bytes of an item and of a result, in the mean; None where one of them can't be pickled, or nobody looked."""
    pickle_s: Amount | None = None
    """What pickling and unpickling both takes for one item, in the mean: the part of it that the parent does."""
    handover_s: Amount | None = None
    """Wall time of a pool for one chunk in which there is nothing to do."""
    unpicklable: str = ""
    """Why an input or a result can't be handed to another process; '' if it can."""
    refused: str = ""
    """Why `pool.map` would refuse the function itself in a program of the user's; '' if it wouldn't."""
    cached: bool = False
    """A cache of `functools` stands before it."""
    asynchronous: bool = False
    written: Annotated[list[StateWritten], Meta(max_length=256)] = []
    start_method: str = ""
    """Which its module sets for `multiprocessing`; '' for none."""
    threads_left: Count = 0
    """Threads that it began and that were still there after the calls."""

    @property
    def item_s(self) -> float | None:
        """Seconds of a call in the mean, without the first where there are others: that one pays for imports and connections."""
        later = self.wall_s[1:] or self.wall_s
        return sum(later) / len(later) if later else None

    @property
    def waiting(self) -> float:
        """Share of a call in which nothing was computed; 0 where it wasn't called, and where it keeps more than a core busy."""
        wall, cpu = (sum(each[1:] or each) for each in (self.wall_s, self.cpu_s))
        return min(1.0, max(0.0, 1 - cpu / wall)) if wall > 0 else 0.0
