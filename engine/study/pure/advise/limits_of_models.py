"""What limits each model, in a few words: from the ledger of its typical run, and from what starting and handing over took."""

from __future__ import annotations

from ....model.own.advice_facts import Evidence, ModelAdvice
from ....model.states import IDLE, LEDGER, ON_CORE
from ....model.study_rows import BASELINE, Row
from ....text.quantities import duration, percent, size

FULL = 0.9
"""Share of the usable cores from which on they are what limits."""
MUCH = 0.1
"""Share of the time from which on a wait is worth a word."""
WAITS = {
    **{state.name: state.words for state in LEDGER if state not in (ON_CORE, IDLE)},
    "wait_gil": "the GIL",
    "wait_lock": "a lock",
    "wait_loop": "waiting for the event loop",
    "wait_child": "waiting for children",
    "asleep": "sleeping",
}
OVERLAP = ("wait_io", "wait_child", "asleep")
"""Waits that more workers overlap."""
NO_AWAIT = "never awaits, so nothing overlaps"
TITLES = {BASELINE: "the loop", "process-pool": "processes"}


def title_of(name: str) -> str:
    """What a row is called: `the loop`, `threads on 3.13.5t`."""
    model, at, python = name.partition("@")
    return f"{TITLES.get(model, model)}{f' on {python}' if at else ''}"


def models(found: Evidence) -> list[ModelAdvice]:
    """Each model that was measured, and asyncio where it is clear without."""
    told = [
        ModelAdvice(
            name=row.name,
            title=title_of(row.name),
            workers=row.workers,
            chunk=found.chunks.get(row.name, 1),
            limit=limit(row, found),
        )
        for row in found.rows
    ]
    if not found.function.asynchronous:
        told.append(ModelAdvice(name="asyncio", title="asyncio", workers=1, chunk=1, limit=NO_AWAIT))
    if found.function.unpicklable and not any(row.name == "process-pool" for row in found.rows):
        told.append(
            ModelAdvice(name="process-pool", title="processes", workers=1, chunk=1, limit=found.function.unpicklable)
        )
    return told


def limit(row: Row, found: Evidence) -> str:
    """What keeps this row from being faster; '' where nothing can be said."""
    if row.wall_s is None:
        return row.error or "not measured"
    parts = [handing_over(row, found), waiting(row, found.usable_cores)]
    return ", ".join(part for part in parts if part)


def handing_over(row: Row, found: Evidence) -> str:
    """`63 ms to start, 1.2 MiB pickled an item`; '' of workers that share the memory."""
    if row.model not in ("process-pool", "processes", "interpreters"):
        return ""
    told = [f"{duration(row.startup_s)} to start"] if row.startup_s is not None else []
    pickled = row.pickled_bytes
    if pickled is not None and found.measured_items:
        told.append(f"{size(pickled.total / found.measured_items)} pickled an item")
    return ", ".join(told)


def waiting(row: Row, usable_cores: float) -> str:
    """The largest wait, the cores where they are all used, or the one core that a loop has."""
    ledger, used = row.ledger, row.cores_used or 0.0
    if ledger is None:
        return ""
    busy = ledger.wait_core if row.disturbed else 0.0
    name = max((each for each in WAITS if not (busy and each == "wait_core")), key=ledger.share)
    share = ledger.share(name)
    if busy >= MUCH:
        others = f"other programs: its workers waited for a core, {percent(busy)} of the time"
        return others if share < MUCH else f"{WAITS[name]}, {percent(share)} of the time; {others}"
    if row.name != BASELINE and used >= FULL * usable_cores:
        return f"the cores: {used:.2f} of {usable_cores:g} used"
    if share < MUCH:
        return one_at_a_time(row, used)
    inferred = " (inferred)" if name in ledger.inferred else ""
    if name in OVERLAP and row.name != BASELINE:
        return f"{WAITS[name]}, {percent(share)} of the time{inferred}: more workers would overlap more of it"
    return f"{WAITS[name]}, {percent(share)} of the time{inferred}"


def one_at_a_time(row: Row, used: float) -> str:
    """Where nobody waits for anything: one core, or nothing that was measured."""
    if row.name == BASELINE:
        return f"one item at a time, on {used:.2f} cores"
    return f"nothing that was seen: {used:.2f} cores used"
