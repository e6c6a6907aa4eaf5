"""Which models are worth measuring for a function, with how many workers, and with how many of its inputs.

Decided by what a few calls showed (`FunctionFacts`): how long one takes, how much of it waits, and whether it is awaited. One that computes
is given as many workers as there are cores. One that waits gets as many threads as keep the cores busy: cores over the share of
an item in which it computes (Goetz et al., "Java Concurrency in Practice", 8.2), and no more than 32, which is where most servers ask
their clients to stop.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ....model.own.function_facts import FunctionFacts
from ....model.study_rows import BASELINE
from .break_even import good_chunk

SAMPLE_S = 2.0
"""So long the loop is to take: long enough for the kernel's words to divide its time."""
MOST_THREADS = 32
COMPUTES = 0.1
"""With a smaller share of waiting it computes."""
WAITS = 0.8
"""With a larger one it waits, and neither processes nor a Python without a GIL are what it needs."""
ROUNDS = 2
"""Items for each worker at least."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row to be measured."""

    name: str
    """As `compare` takes it: `threads`, `threads@3.13.5t`."""
    workers: int
    chunk: int = 1


def wanted_rows(
    facts: FunctionFacts, cores: float, *, free_threaded: str, interpreters: bool, gil: bool
) -> list[Wanted]:
    """The rows, the loop first.

    Args:
        facts: what the calls showed.
        cores: that may be used.
        free_threaded: the label of a free-threaded Python on this machine, '' for none.
        interpreters: whether the function's own Python has them.
        gil: whether it has a GIL.
    """
    whole = max(2, math.floor(cores))
    waiting = facts.waiting
    many = thread_workers(waiting, whole)
    rows = [Wanted(BASELINE, 1)]
    rows += [Wanted("asyncio", max(many, whole))] if facts.asynchronous else []
    rows.append(Wanted("threads", many))
    if waiting < WAITS:
        if not facts.unpicklable:
            rows.append(Wanted("process-pool", whole, good_chunk(facts, whole)))
            rows += [Wanted("interpreters", whole)] if interpreters else []
        if free_threaded and gil:
            rows.append(Wanted(f"threads@{free_threaded}", whole))
    return rows


def thread_workers(waiting: float, cores: int) -> int:
    """How many threads keep the cores busy."""
    if waiting < COMPUTES:
        return cores
    return min(MOST_THREADS, max(cores, math.ceil(round(cores / max(1 - waiting, 1e-6), 3))))


def sample(facts: FunctionFacts, rows: list[Wanted], given: int | None) -> int:
    """How many of the inputs are measured: all that were asked for, else as many as make the loop take `SAMPLE_S`."""
    if given is not None:
        return min(given, facts.items) if facts.items else given
    most = max(row.workers for row in rows)
    wanted = math.ceil(SAMPLE_S / facts.item_s) if facts.item_s else facts.items
    return max(1, min(facts.items, max(wanted, ROUNDS * most)))
