"""What one item is made of: the ledger of the loop, a part of an item for each of its shares.

Which computing needs the GIL is told by who held it, where the kernel could be asked (CPython 3.13 and newer). Else by the threads run:
while threads wait for the GIL somebody holds it, nearly all the time, so of the CPU time that they used meanwhile one core's worth was
used with it. Where they hardly waited for it and used one core, nothing is said; where they used more, most of it needs no GIL.
"""

from __future__ import annotations

import numpy as np

from ....model.own.advice_facts import Evidence, ItemParts, Part, PartName
from ....model.states import THREAD_WAITS
from ....model.study_rows import BASELINE, Interval, Row
from ....text.quantities import percent
from ..statistics import six_digits

WAITED = 0.1
"""Share of threads' time spent waiting for the GIL from which on it is the limit."""
PARALLEL = 1.2
"""Cores that threads used at once from which on most of it is done without the GIL."""
SHOWN = 0.005
UNSEEN = 0.1
"""Share of the loop's time within items of which no look told what it was, from which on that is said instead of dealt out."""


def item_parts(found: Evidence) -> ItemParts | None:
    """The parts; None where the loop was not measured."""
    base = next((row for row in found.rows if row.name == BASELINE and row.wall_s), None)
    if base is None or base.ledger is None or not found.measured_items:
        return None
    times = np.asarray(found.item_times_s, dtype=float)
    item_s = float(times.mean()) if len(times) else base.median_s / found.measured_items
    ledger = base.ledger
    with_gil, why = gil_share(found, base)
    shares: dict[PartName, float] = {}
    if with_gil is None:
        shares["computing"] = ledger.on_core
    else:
        shares |= {"gil": ledger.on_core * with_gil, "free": ledger.on_core * (1 - with_gil)}
    for name in THREAD_WAITS:
        shares[name] = ledger.share(name)
    unseen = inside(item_s * found.measured_items, base) - sum(shares.values())
    if unseen >= UNSEEN:
        shares["other"] = unseen
    whole = sum(shares.values())
    parts = [
        Part(name, six_digits(item_s * share / whole), six_digits(share / whole))
        for name, share in shares.items()
        if whole > 0 and share / whole >= SHOWN
    ]
    interval = None
    if len(times) > 1:
        low, middle, high = (six_digits(float(each)) for each in np.percentile(times, (10, 50, 90)))
        interval = Interval(middle, low, high)
    return ItemParts(
        item_s=six_digits(item_s),
        parts=parts,
        gil_why=why,
        times_s=interval,
        longest_s=six_digits(float(times.max())) if len(times) else None,
        pickled=found.function.pickled,
        pickle_s=found.function.pickle_s,
        memory_bytes=base.memory_bytes,
        memory_kind=base.memory_kind,
    )


def inside(items_s: float, base: Row) -> float:
    """Share of the loop's time in which it was at an item; 1 at most."""
    return min(1.0, items_s / max(base.median_s - (base.startup_s or 0.0), 1e-9))


def gil_share(found: Evidence, base: Row) -> tuple[float | None, str]:
    """(share of computing that needs the GIL, how that is known); (None, why it isn't)."""
    on_core = base.ledger.on_core if base.ledger else 0.0
    if base.gil is False:
        return 0.0, "this Python has no GIL"
    if found.held is not None and on_core > 0:
        return min(1.0, found.held / on_core), "by who held the GIL in the loop"
    threads = next((row for row in found.rows if row.name == "threads" and row.ledger and row.cores_used), None)
    if threads is None or threads.ledger is None or not threads.cores_used or threads.workers < 2:
        return None, "threads were not measured, so what needs the GIL is not known"
    used, waited = threads.cores_used, threads.ledger.wait_gil
    if waited >= WAITED:
        return min(
            1.0, 1 / used
        ), f"by the threads, which waited for the GIL {percent(waited)} of the time and used {used:.2f} cores"
    if used >= PARALLEL:
        return None, f"most of it without the GIL: threads used {used:.2f} cores and hardly waited for it"
    return None, "threads hardly waited for the GIL and used no more than a core, so what needs it is not known"
