"""Rules about threads, and about doing one item after the other."""

from __future__ import annotations

from ...text.quantities import percent
from ...text.words import capital, worded
from ..facts import Facts
from ..run.usage import PARALLEL_CORES
from ..snapshot import Finding
from .base import at_once, compared, of_cores

WAITS = 0.2
"""Share of the workers' time spent waiting for I/O from which on it is said that they wait."""
OVERLAPS = 1.5
"""Items in hand at once, on average, from which on waiting is said to overlap."""


def threads_take_turns(facts: Facts) -> Finding | None:
    """CPU-bound items in threads of one process, under a GIL."""
    applies = facts.settled and facts.kind == "cpu" and facts.worker == "thread" and facts.gil is True
    if not applies or facts.threads < 2 or facts.processes != 1:
        return None
    if facts.usage.cores_used > PARALLEL_CORES or facts.ledger.wait_gil < 0.15:
        return None
    text = (
        f"{capital(worded(facts.threads, 'thread'))} take turns: only the one that holds the GIL runs Python bytecode, "
        f"so together they use {of_cores(facts)}."
    )
    tries = (("m", "processes"), ("p", "a Python without a GIL"))
    return Finding("threads take turns", "Concurrent, not parallel.", text, "warn", tries)


def threads_parallel(facts: Facts) -> Finding | None:
    """CPU-bound items in threads of one process, without a GIL."""
    applies = facts.settled and facts.kind in ("cpu", "released") and facts.worker == "thread"
    if not applies or facts.gil is not False or facts.threads < 2 or facts.processes != 1:
        return None
    if not facts.usage.parallel:
        return None
    threads = worded(facts.threads, "thread")
    text = f"This Python has no GIL: {threads} run at the same time and use {of_cores(facts)}.{compared(facts)}"
    return Finding("threads parallel", "Parallel threads.", text, "good")


def released_in_threads(facts: Facts) -> Finding | None:
    """C code that lets go of the GIL, in threads of one process under a GIL."""
    frees = facts.kind == "released" or (facts.kind == "io" and facts.ledger.wait_io < WAITS)
    applies = facts.settled and frees and facts.worker == "thread" and facts.gil is True
    if not applies or facts.threads < 2 or facts.processes != 1 or not facts.usage.parallel:
        return None
    text = (
        f"This task's C code lets go of the GIL while it works, so {worded(facts.threads, 'thread')} use "
        f"{of_cores(facts)}.{compared(facts)}"
    )
    return Finding("released in threads", "Parallel threads, in spite of the GIL.", text, "good")


def threads_overlap_io(facts: Facts) -> Finding | None:
    """I/O-bound items in threads."""
    applies = facts.settled and facts.kind == "io" and facts.worker == "thread" and facts.threads >= 2
    if not applies or facts.usage.in_flight < OVERLAPS or facts.ledger.wait_io < WAITS:
        return None
    lets_go = "a thread that waits lets go of the GIL" if facts.gil else "they wait at the same time"
    text = (
        f"{capital(worded(facts.threads, 'thread'))} spend {percent(facts.ledger.wait_io)} of their time waiting for I/O, "
        f"and {lets_go}: {at_once(facts)}, on {of_cores(facts)}."
        f"{compared(facts)}"
    )
    return Finding("threads overlap I/O", "Concurrent: the waiting overlaps.", text, "good")


def one_at_a_time(facts: Facts) -> Finding | None:
    """The sequential model."""
    if not facts.settled or facts.worker != "main" or facts.lanes != 1:
        return None
    if facts.kind == "io" and facts.ledger.wait_io >= 0.5:
        text = (
            f"The one thread waits for each answer before it asks for the next: {percent(facts.ledger.wait_io)} of its "
            f"time goes into waiting for I/O, and it uses {of_cores(facts)}."
        )
        return Finding("one at a time", "One after the other.", text, "plain", (("m", "threads or asyncio"),))
    if facts.usage.parallel:
        return None
    text = f"One thread does one item at a time, what the other models are compared with. It uses {of_cores(facts)}."
    return Finding("one at a time", "One after the other.", text)
