"""Rules about what workers were seen waiting for: a lock, a child, a sleep, the GIL in the wrong hands. Silent where nobody looked."""

from __future__ import annotations

from ...text.quantities import percent
from ...text.words import capital, noun
from ..facts import Facts
from ..run.usage import PARALLEL_CORES, holder_unclear, queue_at_a_lock
from ..snapshot import Finding
from .base import BLOCKED, QUEUES, cores, has_workers_of_its_own, in_short, looked_share, of_cores, tense, workers
from .blas_rules import blas_threads

SLEEPS = 0.3
BUSY = 0.8
"""Of one core: so much together wants to compute all the time."""
HELD = 0.15
"""Share of compute in which the GIL was in the wrong hands from which on it is said …"""
CONCLUDED = 0.25
"""… and where that is concluded, because the system doesn't tell who holds it."""
FOR = {"wait_child": "a child to end", "wait_lock": "a lock", "wait_gil": "the GIL", "wait_io": "I/O"}
"""What those wait for whose items have workers of their own."""


def _seen(facts: Facts) -> bool:
    return facts.settled and facts.looked


def _blocks_its_loop(facts: Facts) -> bool:
    """What coroutines wait for with `await` is their own; what holds up their loop another rule tells."""
    return facts.worker == "coroutine" and facts.loop_blocked >= BLOCKED


def _wait(facts: Facts, verb: str) -> str:
    """`Four threads wait`, `The one thread waits`, `Four threads waited` of a run that is over."""
    past = {"wait": "waited", "sleep": "slept"}[verb]
    return f"{capital(workers(facts))} {past if facts.over else verb + 's' * _is_one(facts)}"


def _is_one(facts: Facts) -> bool:
    return facts.worker in ("", "main") or facts.lanes == 1


def _their(facts: Facts) -> str:
    return "its" if _is_one(facts) else "their"


def _at(facts: Facts) -> str:
    """` (mostly at work.py line 31, in job())` where that is known."""
    return f" (mostly at {facts.place})" if facts.place else ""


def _they_use(facts: Facts) -> str:
    return f"{'It' if _is_one(facts) else 'They'} {tense(facts, 'uses' if _is_one(facts) else 'use', 'used')} {of_cores(facts)}."


def limited_by_a_lock(facts: Facts) -> Finding | None:
    """Workers that queue at a lock that is not the GIL."""
    if not _seen(facts) or facts.lanes < 2 or _blocks_its_loop(facts) or not facts.limited_by("wait_lock", QUEUES):
        return None
    if has_workers_of_its_own(facts):
        return None  # who waits for one's own threads waits at a lock too
    share = looked_share(facts, "wait_lock")
    at = _at(facts)
    if blas_threads(facts) is not None:
        return None
    if not queue_at_a_lock(facts.usage.in_flight, facts.lanes, facts.ledger):
        text = (
            f"{_wait(facts, 'wait')} {share} of their time for a signal from somebody else{at}, at a lock, a condition or a "
            f"queue: no worker {tense(facts, 'holds', 'held')} what they {tense(facts, 'wait', 'waited')} for, and they "
            f"{tense(facts, 'wait', 'waited')} at the same time. {_they_use(facts)}"
        )
        return Finding("limited by a lock", "Waiting to be signalled.", text)
    if holder_unclear(facts.usage.in_flight, facts.lanes, facts.ledger):
        text = (
            f"{_wait(facts, 'wait')} {share} of their time at a lock, a condition or a queue{at}, which is not the GIL; the others "
            f"mostly waited for a core, so whether one of them holds what they wait for can't be told. {_they_use(facts)}"
        )
        return Finding("limited by a lock", "Waiting at a lock.", text)
    which = "one of asyncio's" if facts.worker == "coroutine" else "not the GIL"
    text = (
        f"{_wait(facts, 'wait')} for a lock {share} of their time{at}, which is {which}. "
        f"Together they {tense(facts, 'use', 'used')} {of_cores(facts)}. "
        f"More workers or more cores don't help: holding the lock for less time does"
        f"{', in so far as the work lets go of the GIL' if _keep_a_gil_busy(facts) else ''}."
    )
    headline = "Limited by a lock." if facts.usage.concurrent else "One after the other, at a lock."
    short = in_short(facts, "They queue at a lock.") if facts.worker == "thread" else ""
    return Finding("limited by a lock", headline, text, "warn", verdict=short)


def _keep_a_gil_busy(facts: Facts) -> bool:
    """Whether one of them computes, or could, all the time: without the lock they might take turns at their one GIL instead."""
    ledger = facts.ledger
    wants = (ledger.on_core + ledger.wait_core + ledger.wait_gil) * facts.lanes
    return facts.share_one_gil and wants >= BUSY


def already_parallel(facts: Facts) -> Finding | None:
    """A function whose own threads and children do the computing."""
    own, all_ = facts.usage.own_helpers_cores, facts.usage.cores_used
    if not has_workers_of_its_own(facts) or blas_threads(facts) is not None:
        return None
    waiting = max(FOR, key=facts.ledger.share)
    told = facts.looked and facts.ledger.share(waiting) >= QUEUES and waiting not in facts.ledger.inferred
    waited = f" {_wait(facts, 'wait')} for {FOR[waiting]} {looked_share(facts, waiting)} of {_their(facts)} time."
    waits = waited if told else ""
    headline = f"{facts.library} has threads of its own." if facts.library else "The function has workers of its own."
    if facts.usage.parallel:
        by_itself = all_ > PARALLEL_CORES * max(facts.usage.in_flight, 1.0)
        headline = "Parallel by itself." if by_itself else "Parallel, with workers of its own."
    text = (
        f"{_starts(facts)}: they {tense(facts, 'use', 'used')} {own:.1f} of the {cores(facts)} "
        f"{noun(float(f'{all_:.1f}'), 'core')} that the run {tense(facts, 'uses', 'used')}, of {facts.usable:g}.{waits}"
    )
    return Finding("parallel by itself", headline, text)


def _starts(facts: Facts) -> str:
    if facts.library_threads > 1:
        return f"{facts.library}, which the function calls, computes with threads of its own"
    return "The function starts threads or processes itself"


def asleep(facts: Facts) -> Finding | None:
    """Workers that sleep, whoever wanted it: a library that tries again and again, as SQLite at a locked database, sleeps as well."""
    if not _seen(facts) or _blocks_its_loop(facts) or not facts.limited_by("asleep", SLEEPS):
        return None
    if facts.ledger.asleep < facts.ledger.on_core:
        return None  # computing is what it does most
    share = f"{looked_share(facts, 'asleep')} of {_their(facts)} time"
    text = f"{_wait(facts, 'sleep')} {share}{_at(facts)}: nothing is computed in it. {_they_use(facts)}"
    if facts.usage.concurrent:
        short = in_short(facts, "Their sleeping overlaps.")
        return Finding("asleep", "Concurrent: the sleeping overlaps.", text, "good", verdict=short)
    tries = (("m", "threads"),) if facts.worker in ("", "main") else ()
    return Finding("asleep", "Asleep.", text, "plain", tries)


def waits_for_children(facts: Facts) -> Finding | None:
    """Workers that wait for programs that they have started, and that use hardly a core."""
    if not _seen(facts) or _blocks_its_loop(facts) or not facts.limited_by("wait_child", SLEEPS):
        return None
    if has_workers_of_its_own(facts) or facts.ledger.wait_child < facts.ledger.on_core:
        return None  # the children compute, or the workers do
    share = f"{looked_share(facts, 'wait_child')} of {_their(facts)} time"
    text = f"{_wait(facts, 'wait')} for child processes to end {share}. {_they_use(facts)}"
    if facts.usage.concurrent:
        weigh, tries = (
            (" Threads wait as well, and weigh less.", (("m", "threads"),)) if facts.worker == "process" else ("", ())
        )
        short = in_short(facts, "Their waiting overlaps.")
        return Finding("waits for children", "Concurrent: the waiting overlaps.", text + weigh, "good", tries, short)
    tries = (("m", "threads"),) if facts.worker in ("", "main") else ()
    return Finding("waits for children", "Waiting for child processes.", text, "plain", tries)


def waits_with_the_gil(facts: Facts) -> Finding | None:
    """Whoever holds the GIL is blocked, and with it everybody else."""
    if not _seen(facts) or facts.gil is not True or facts.worker != "thread" or facts.processes != 1:
        return None
    held, least, from_on = facts.held_waiting, "", HELD
    if held is None:
        held, least, from_on = _held_by_nobody_running(facts), "at least ", CONCLUDED
    if held < from_on:
        return None
    text = (
        f"For {least}{percent(min(held, 1.0))} of the time the thread that held the GIL was itself blocked: a call that waits "
        f"without letting go of the GIL. Meanwhile no other thread {tense(facts, 'can', 'could')} run Python."
    )
    return Finding("waits with the GIL", "A wait that keeps the GIL.", text, "warn", (("m", "processes"),))


def _held_by_nobody_running(facts: Facts) -> float:
    """Share of compute in which the GIL was waited for, at least, and no thread of the run was on a core or wanted one.

    It is held whenever it is waited for. Where the system doesn't tell by whom, it still can't have been one that computes.
    """
    ledger, use = facts.ledger, facts.usage
    ready = max(facts.lanes * ledger.on_core, use.cores_used) + facts.lanes * ledger.wait_core
    return ledger.wait_gil - ready


def gil_without_a_core(facts: Facts) -> Finding | None:
    """Whoever holds the GIL that all share has no core, so nobody runs Python."""
    held = facts.held_no_core
    if not _seen(facts) or held is None or held < HELD or not facts.share_one_gil:
        return None
    text = (
        f"For {percent(min(held, 1.0))} of the time the thread that held the GIL was waiting for a core, so none of the "
        f"threads could run Python: together they {tense(facts, 'use', 'used')} {of_cores(facts)}."
    )
    return Finding("GIL without a core", "The GIL is held without a core.", text, "warn")
