"""Rules about coroutines on an event loop."""

from __future__ import annotations

from ...text.quantities import percent
from ...text.words import worded
from ..facts import Facts
from ..run.usage import PARALLEL_CORES
from ..snapshot import Finding
from .base import at_once, compared, of_cores
from .thread_models import OVERLAPS


def _on_one_loop(facts: Facts) -> bool:
    return facts.settled and facts.worker == "coroutine" and facts.threads == 1


def loop_blocked_by_cpu(facts: Facts) -> Finding | None:
    """CPU-bound items on the event loop."""
    if not _on_one_loop(facts) or facts.kind == "io" or facts.ledger.wait_io > 0.2:
        return None
    if facts.usage.in_flight >= OVERLAPS or facts.usage.cores_used > PARALLEL_CORES:
        return None
    text = (
        "A coroutine gives the loop back only where it awaits, and CPU-bound work has nothing to await: the items run "
        f"one after the other in one thread, on {of_cores(facts)}."
    )
    tries = (("m", "processes"),)
    return Finding("loop blocked by CPU work", "The event loop is blocked.", text, "warn", tries)


def loop_blocked_by_io(facts: Facts) -> Finding | None:
    """I/O that can't be awaited, called on the event loop."""
    if not _on_one_loop(facts) or facts.kind != "io" or facts.awaitable or facts.usage.in_flight >= OVERLAPS:
        return None
    text = (
        "This task's I/O can't be awaited, so each item holds the loop while it waits: "
        f"{at_once(facts)}, and {percent(facts.ledger.wait_io)} of the time waiting."
    )
    tries = (("m", "threads"),)
    return Finding("loop blocked by I/O", "The event loop is blocked.", text, "warn", tries)


def awaits_overlap(facts: Facts) -> Finding | None:
    """I/O that is awaited, many coroutines on one loop."""
    if not _on_one_loop(facts) or facts.kind != "io" or facts.usage.in_flight < OVERLAPS:
        return None
    text = (
        f"One thread, {worded(facts.lanes, 'coroutine')}: while one awaits its answer, the loop runs another. "
        f"{at_once(facts)}, on {of_cores(facts)}.{compared(facts)}"
    )
    return Finding("awaits overlap", "Concurrent in one thread.", text, "good")
