"""What a developer is advised about a function of his, and everything that it was concluded from.

The same Struct is what `--json` prints, what the API comes back with and what is saved. All figures are of this machine and these
inputs; what was not measured is None, and no sentence is made of it.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from ..machine_facts import MachineFacts
from ..numbers import Amount, Count
from ..states import ThreadState
from ..study_rows import Interval, Pickled, Row
from .function_facts import FunctionFacts

VERSION = 1
PartName = Literal["gil", "free", "computing", "helpers", ThreadState, "other"]
"""What an item's time goes to. `gil`, `free`: computing with the GIL and without; `computing`: which of them isn't known."""
Use = Literal["loop", "threads", "process-pool", "asyncio", "interpreters", ""]
"""What is recommended; '' for nothing."""
WarningKind = Literal[
    "varies", "wrong", "state", "refused", "unpicklable", "cached", "parallel", "order", "loop", "start-method", "disturbed"
]  # fmt: skip


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out, before anything is concluded."""

    function: FunctionFacts
    rows: Annotated[list[Row], Meta(max_length=64)]
    """The loop's (`sequential`) first."""
    chunks: dict[str, Count] = {}
    """Items handed over at once, by the row's name; 1 where it isn't there."""
    measured_items: Count
    item_times_s: Annotated[list[Amount], Meta(max_length=1_000)] = []
    """Wall seconds of single items in the loop's typical run, or a selection of them."""
    least_times_s: Annotated[list[Amount], Meta(max_length=1_000)] = []
    """The least that each item, or each of a selection of them, took in any of the loop's runs, in order of length; empty where there was
    only one run, of which nothing tells what its items took because others were busy."""
    held: Amount | None = None
    """Share of the loop's time in which its thread held the GIL; None where that can't be known (before CPython 3.13)."""
    helper_threads: Count = 0
    """Most threads that it had of its own beside the one that called it, in the loop's typical run."""
    child_processes: Count = 0
    io_on: dict[str, Count] = {}
    """What the loop waited for when it waited for I/O (`socket → 10.0.0.5:5432`, `file orders.db`), to in how many looks; '' where
    that could not be told."""
    usable_cores: Amount = 1.0
    free_threaded: str = ""
    """The label of a free-threaded Python on this machine; '' for none."""


class Part(msgspec.Struct, frozen=True):
    """One part of an item's time."""

    name: PartName
    seconds: Amount
    share: Amount


class ItemParts(msgspec.Struct, frozen=True, kw_only=True):
    """What one item is made of, in a loop that does one after the other."""

    item_s: Amount
    """In the mean."""
    parts: Annotated[list[Part], Meta(max_length=16)]
    gil_why: str = ""
    """How it is known what needs the GIL, or why it isn't."""
    times_s: Interval | None = None
    """The median over the items, and the tenth and ninetieth percentile."""
    longest_s: Amount | None = None
    pickled: Pickled | None = None
    pickle_s: Amount | None = None
    memory_bytes: Count | None = None
    """The most that all of it needed, the interpreter and the inputs included."""
    memory_kind: str = ""


class BreakEven(msgspec.Struct, frozen=True, kw_only=True):
    """From how much on a pool of processes pays."""

    chunk: Count | None = None
    """The smallest number of items in a chunk with which it does; None where no chunk does."""
    items: Count | None = None
    """And the smallest number of items in all, as starting it has to be paid for; None where no number does."""
    good_chunk: Count = 1
    """Handing over costs at most a twentieth with it."""


class ModelAdvice(msgspec.Struct, frozen=True, kw_only=True):
    """What a model makes of the function, and what limits it."""

    name: str
    title: str
    workers: Count
    chunk: Count
    limit: str


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """What to do."""

    use: Use = ""
    workers: Count = 1
    chunk: Count = 1
    sentences: Annotated[list[str], Meta(max_length=16)]
    """The first says it, the others what follows from it."""


class AdviceWarning(msgspec.Struct, frozen=True):
    """What to look out for, from evidence."""

    kind: WarningKind
    text: str


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """The whole page."""

    version: Count = VERSION
    function: str
    """`resize()`"""
    place: str
    """`images.py`, `shop.core`; never a path."""
    python: str
    environment: str = ""
    machine: MachineFacts | None = None
    inputs: Count
    measured_items: Count
    runs: Count
    calls: Count
    item: ItemParts | None = None
    models: Annotated[list[ModelAdvice], Meta(max_length=64)] = []
    recommendation: Recommendation
    break_even: BreakEven | None = None
    warnings: Annotated[list[AdviceWarning], Meta(max_length=32)] = []
    code: str = ""
    code_file: str = ""
    evidence: Evidence
