"""Rules about processes and interpreters."""

from __future__ import annotations

from ...text.quantities import percent
from ...text.words import capital, worded
from ..facts import Facts
from ..snapshot import Finding
from .base import at_once, compared, of_cores
from .thread_models import OVERLAPS, WAITS


def processes_parallel(facts: Facts) -> Finding | None:
    """CPU-bound items in processes that did run at the same time."""
    applies = facts.settled and facts.kind in ("cpu", "released") and facts.worker == "process"
    if not applies or facts.processes < 2 or not facts.usage.parallel:
        return None
    own = "interpreter and GIL" if facts.gil else "interpreter"
    text = (
        f"{capital(worded(facts.processes, 'process'))}, each with its own {own}, run at the same time and use "
        f"{of_cores(facts)}.{compared(facts)}"
    )
    return Finding("processes parallel", "Parallel.", text, "good")


def interpreters_parallel(facts: Facts) -> Finding | None:
    """CPU-bound items in the interpreters of one process."""
    applies = facts.settled and facts.kind in ("cpu", "released") and facts.worker == "interpreter"
    if not applies or facts.lanes < 2 or not facts.usage.parallel:
        return None
    own = ", each with its own GIL," if facts.gil else ""
    text = (
        f"{capital(worded(facts.lanes, 'interpreter'))} in one process{own} run at the same time and use "
        f"{of_cores(facts)}.{compared(facts)}"
    )
    return Finding("interpreters parallel", "Parallel, in one process.", text, "good")


def processes_overlap_io(facts: Facts) -> Finding | None:
    """I/O-bound items in processes."""
    applies = facts.settled and facts.kind == "io" and facts.worker == "process" and facts.processes >= 2
    if not applies or facts.usage.in_flight < OVERLAPS or facts.ledger.wait_io < WAITS:
        return None
    text = (
        f"{capital(worded(facts.processes, 'process'))} spend {percent(facts.ledger.wait_io)} of their time waiting for "
        f"I/O, {at_once(facts)}.{compared(facts)} Threads or coroutines wait as well, "
        f"and weigh less."
    )
    tries = (("m", "threads or asyncio"),)
    return Finding("processes overlap I/O", "Concurrent: the waiting overlaps.", text, "good", tries)
