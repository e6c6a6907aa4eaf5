"""Rules about coroutines on an event loop."""

from __future__ import annotations

from ...text.quantities import percent
from ...text.words import capital, worded
from ..facts import TALKS, Facts
from ..run.usage import CONCURRENT
from ..snapshot import Finding
from .base import BLOCKED, at_once, compared, has_workers_of_its_own, in_short, of_cores, overlapping, tense

COMPUTES = 0.5
"""Share of the coroutines' time on a core, or in a queue for the core or the loop, from which on they are said to compute."""
BLOCKING = {
    "asleep": "a sleep",
    "wait_lock": "for a lock",
    "wait_child": "for a child process",
    "wait_io": "for I/O",
}


def _on_one_loop(facts: Facts) -> bool:
    return facts.settled and facts.worker == "coroutine" and facts.threads == 1


def loop_blocked_by_cpu(facts: Facts) -> Finding | None:
    """Items that compute on the event loop: whole ones, one after the other, or parts of several in turn."""
    ledger = facts.ledger
    if (
        not _on_one_loop(facts)
        or ledger.on_core + ledger.wait_core + ledger.wait_loop < COMPUTES
        or facts.usage.parallel
    ):
        return None
    if facts.usage.concurrent or facts.loop_blocked >= BLOCKED:
        return None
    if facts.workers_cores < COMPUTES * (1 - facts.loop_no_core):
        return None  # it wanted a core more than it blocked anybody
    tries = (("m", "processes"),)
    if facts.usage.in_flight > CONCURRENT:  # so they do await, and compute in between
        return _loop_busy(facts, tries) if facts.ledger.wait_loop >= TALKS else None
    text = (
        "A coroutine gives the loop back only where it awaits, and what computes has nothing to await: the items "
        f"{tense(facts, 'run', 'ran')} one after the other in one thread, on {of_cores(facts)}."
    )
    short = in_short(facts, "One after the other.", who="Event loop")
    return Finding("loop blocked by CPU work", "The event loop is blocked.", text, "warn", tries, short)


def _loop_busy(facts: Facts, tries: tuple[tuple[str, str], ...]) -> Finding:
    text = (
        f"What the items compute between one await and the next {tense(facts, 'is', 'was')} done one after the other, in one "
        f"thread: a coroutine that could go on {tense(facts, 'waits', 'waited')} for the loop "
        f"{percent(facts.ledger.wait_loop)} of its time. {at_once(facts)}, on {of_cores(facts)}."
    )
    short = in_short(facts, "It is busy.", who="Event loop")
    return Finding("loop blocked by CPU work", "The event loop is busy.", text, "warn", tries, short)


def loop_blocked_by_wait(facts: Facts) -> Finding | None:
    """A call on the event loop that waits itself instead of being awaited."""
    if not _on_one_loop(facts) or facts.loop_blocked < BLOCKED:
        return None
    by = max(BLOCKING, key=facts.ledger.share)
    what = f" ({BLOCKING[by]})" if facts.looked and facts.ledger.share(by) >= BLOCKED / 2 else ""
    text = (
        f"A call in the items {tense(facts, 'waits', 'waited')} without await{what}: for {percent(min(facts.loop_blocked, 1.0))} "
        f"of the time it {tense(facts, 'holds', 'held')} up the loop, and no other coroutine {tense(facts, 'can', 'could')} go on. "
        f"{at_once(facts)}, on {of_cores(facts)}."
    )
    tries, short = (("m", "threads"),), in_short(facts, "It is blocked.", who="Event loop")
    return Finding("loop blocked by a wait", "The event loop is blocked.", text, "warn", tries, short)


def awaits_overlap(facts: Facts) -> Finding | None:
    """Waiting that is awaited, many coroutines on one loop."""
    ledger = facts.ledger
    if not _on_one_loop(facts) or ledger.wait_io < TALKS or not facts.usage.concurrent or has_workers_of_its_own(facts):
        return None
    if ledger.wait_io < max(ledger.wait_lock, ledger.asleep):
        return None  # what it awaits most is no answer
    own = "wait_io" in ledger.inferred  # they await what may go on in threads of their own
    who = (
        f"{capital(worded(facts.lanes, 'coroutine'))} on one loop"
        if own
        else f"One thread, {worded(facts.lanes, 'coroutine')}"
    )
    turns = tense(facts, "awaits, the loop runs", "awaited, the loop ran")
    text = f"{who}: while one {turns} another. {at_once(facts)}, on {of_cores(facts)}.{compared(facts)}"
    headline = "Concurrent: the waiting overlaps." if own else "Concurrent in one thread."
    return Finding("awaits overlap", headline, text, "good", verdict=in_short(facts, overlapping(facts)))
