"""Rules about processes and interpreters."""

from __future__ import annotations

from ...text.words import capital, worded
from ..facts import TALKS, Facts
from ..run.usage import PARALLEL_CORES
from ..snapshot import Finding
from .base import (
    AT_ONCE,
    at_once,
    compared,
    has_workers_of_its_own,
    in_short,
    of_cores,
    overlapping,
    run_at_once,
    spend,
)
from .thread_models import THREADS_OR_ASYNCIO


def processes_parallel(facts: Facts) -> Finding | None:
    """Items in processes that did run at the same time."""
    applies = facts.settled and facts.worker == "process"
    if not applies or facts.processes < 2 or facts.workers_cores <= PARALLEL_CORES:
        return None
    own = "interpreter and GIL" if facts.gil else "interpreter"
    text = (
        f"{capital(worded(facts.processes, 'process'))}, each with its own {own}, {run_at_once(facts)} "
        f"{of_cores(facts)}.{compared(facts)}"
    )
    return Finding("processes parallel", "Parallel.", text, "good", verdict=in_short(facts, AT_ONCE))


def interpreters_parallel(facts: Facts) -> Finding | None:
    """Items in the interpreters of one process."""
    applies = facts.settled and facts.worker == "interpreter"
    if not applies or facts.lanes < 2 or facts.workers_cores <= PARALLEL_CORES:
        return None
    own = ", each with its own GIL," if facts.gil else ""
    text = (
        f"{capital(worded(facts.lanes, 'interpreter'))} in one process{own} {run_at_once(facts)} "
        f"{of_cores(facts)}.{compared(facts)}"
    )
    short = in_short(facts, AT_ONCE)
    return Finding("interpreters parallel", "Parallel, in one process.", text, "good", verdict=short)


def processes_overlap_io(facts: Facts) -> Finding | None:
    """I/O-bound items in processes."""
    applies = facts.settled and facts.worker == "process" and facts.processes >= 2
    if not applies or not facts.usage.concurrent or not facts.limited_by("wait_io", TALKS):
        return None
    if has_workers_of_its_own(facts):
        return None  # what they wait for may be what those compute
    others = "Threads or coroutines" if facts.awaitable else "Threads"
    text = (
        f"{capital(worded(facts.processes, 'process'))} {spend(facts)}, {at_once(facts)}.{compared(facts)} {others} "
        f"wait as well, and weigh less."
    )
    tries = (("m", THREADS_OR_ASYNCIO if facts.awaitable else "threads"),)
    short = in_short(facts, overlapping(facts))
    return Finding("processes overlap I/O", "Concurrent: the waiting overlaps.", text, "good", tries, short)
