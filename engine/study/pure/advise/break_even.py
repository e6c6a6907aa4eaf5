"""From how many items on a pool of processes pays, by the item and by the chunk.

A chunk of c items costs a loop c·t. A pool of k workers gets through it in h + c·p + c·t/k: h for handing over a chunk in which there
is nothing to do, p for what the parent alone pickles and unpickles for an item. So the pool is faster from c = h / (t − t/k − p) on, and
never where that is not above 0. All of it was measured, on this machine, with these inputs; k is at most the cores that may be used.
Starting the pool takes S, which the whole has to win back: from S / (t − t/k − p − h/c) items on.
"""

from __future__ import annotations

import math

from ....model.own.advice_facts import BreakEven
from ....model.own.function_facts import FunctionFacts

SMALL = 0.05
"""Share of a chunk's time that handing it over may take in a good one."""
TURNS = 4
"""Chunks for each worker at least: with fewer some have nothing to do at the end."""
MOST_CHUNK = 100_000


def won_s(facts: FunctionFacts, workers: int) -> float:
    """What a pool wins at each item but for handing over a chunk; less than nothing where it loses."""
    item_s = facts.item_s or 0.0
    return item_s - item_s / max(1, workers) - (facts.pickle_s or 0.0)


def least_chunk(facts: FunctionFacts, workers: int) -> int | None:
    """Items in the smallest chunk with which a pool is faster than a loop; None where none is."""
    won = won_s(facts, workers)
    if facts.handover_s is None or won <= 0:
        return None
    return max(1, math.ceil(round(facts.handover_s / won, 3)))


def good_chunk(facts: FunctionFacts, workers: int) -> int:
    """Items in a chunk with which handing over costs little; 1 where that isn't known, or an item is long."""
    if facts.handover_s is None or not facts.item_s:
        return 1
    wanted = math.ceil(round(facts.handover_s / (SMALL * facts.item_s), 3))
    turns = max(1, facts.items // (TURNS * max(1, workers)))
    return max(1, min(wanted, turns, MOST_CHUNK))


def break_even(
    facts: FunctionFacts, workers: int, cores: float, startup_s: float | None, chunk: int
) -> BreakEven | None:
    """Both numbers; None where handing over was not measured.

    Args:
        facts: what the calls showed.
        workers: of the pool.
        cores: that may be used.
        startup_s: what starting the pool takes, measured; None where it was not.
        chunk: with which it was measured.
    """
    at_once = max(1, min(workers, math.floor(cores)))
    if facts.handover_s is None or facts.item_s is None:
        return None
    won = won_s(facts, at_once) - facts.handover_s / max(1, chunk)
    items = math.ceil(startup_s / won) if startup_s is not None and won > 0 else None
    return BreakEven(chunk=least_chunk(facts, at_once), items=items, good_chunk=good_chunk(facts, at_once))
