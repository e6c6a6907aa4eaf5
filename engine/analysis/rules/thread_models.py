"""Rules about threads, and about doing one item after the other."""

from __future__ import annotations

from ...text.words import capital, worded
from ..facts import TALKS, Facts
from ..run.usage import PARALLEL_CORES
from ..snapshot import Finding
from .base import (
    AT_ONCE,
    QUEUES,
    at_once,
    compared,
    for_io,
    guess,
    has_workers_of_its_own,
    in_short,
    looked_share,
    of_cores,
    overlapping,
    run_at_once,
    spend,
    tense,
)
from .interference import short_of_cores
from .waits import waits_with_the_gil

TURNS = 0.15
"""Share of the workers' time spent waiting for the GIL from which on they are said to take turns."""
FULL = 0.8
"""Cores that threads must use together for the GIL to be called the reason that it isn't more."""
THREADS_OR_ASYNCIO = "threads or asyncio"
MORE_THAN_ONE = 1.05
"""Cores: what uses more doesn't use them because of the GIL, but beside it, in calls that let go of it."""


def threads_take_turns(facts: Facts) -> Finding | None:
    """Threads of one process that wait for the GIL more than for anything else."""
    if not facts.settled or not facts.share_one_gil or not facts.limited_by("wait_gil", TURNS):
        return None
    if facts.usage.parallel or waits_with_the_gil(facts) is not None or short_of_cores(facts) is not None:
        return None
    one_core = FULL <= facts.usage.cores_used < MORE_THAN_ONE and facts.ledger.idle < QUEUES
    so = ", so together they" if one_core else ". Together they"
    text = (
        f"{capital(worded(facts.threads, 'thread'))} {tense(facts, 'take', 'took')} turns{guess(facts, 'wait_gil')}: only the one "
        f"that holds the GIL runs Python bytecode{so} {tense(facts, 'use', 'used')} {of_cores(facts)}."
    )
    headline = "Concurrent, not parallel." if facts.usage.concurrent else "One after the other, at the GIL."
    tries = (("m", "processes"), ("p", "a Python without a GIL"))
    turns = "" if "wait_gil" in facts.ledger.inferred else "They take turns."
    return Finding("threads take turns", headline, text, "warn", tries, in_short(facts, turns))


def threads_parallel(facts: Facts) -> Finding | None:
    """Threads of one process that use more than a core, without a GIL."""
    applies = facts.settled and facts.worker == "thread"
    if not applies or facts.gil is not False or facts.threads < 2 or facts.processes != 1:
        return None
    if facts.workers_cores <= PARALLEL_CORES:
        return None
    threads = worded(facts.threads, "thread")
    text = f"This Python has no GIL: {threads} {run_at_once(facts)} {of_cores(facts)}.{compared(facts)}"
    return Finding("threads parallel", "Parallel threads.", text, "good", verdict=in_short(facts, AT_ONCE))


def released_in_threads(facts: Facts) -> Finding | None:
    """Threads of one process that use more than a core under a GIL: so some of them run without it."""
    if not facts.settled or not facts.share_one_gil or facts.workers_cores <= PARALLEL_CORES:
        return None
    text = (
        f"This task's C code lets go of the GIL while it works, so {worded(facts.threads, 'thread')} {tense(facts, 'use', 'used')} "
        f"{of_cores(facts)}.{compared(facts)}"
    )
    headline = "Parallel threads, in spite of the GIL."
    return Finding("released in threads", headline, text, "good", verdict=in_short(facts, AT_ONCE))


def threads_overlap_io(facts: Facts) -> Finding | None:
    """I/O-bound items in threads."""
    applies = facts.settled and facts.worker == "thread" and facts.threads >= 2
    if not applies or not facts.usage.concurrent or not facts.limited_by("wait_io", TALKS):
        return None
    if has_workers_of_its_own(facts):
        return None  # what they wait for may be what those compute
    lets_go = (
        "a thread that waits lets go of the GIL"
        if facts.gil
        else f"they {tense(facts, 'wait', 'waited')} at the same time"
    )
    text = (
        f"{capital(worded(facts.threads, 'thread'))} {spend(facts)}, "
        f"and {lets_go}: {at_once(facts)}, on {of_cores(facts)}."
        f"{compared(facts)}"
    )
    short = in_short(facts, overlapping(facts))
    return Finding("threads overlap I/O", "Concurrent: the waiting overlaps.", text, "good", verdict=short)


def one_at_a_time(facts: Facts) -> Finding | None:
    """The sequential model."""
    if not facts.settled or facts.worker != "main" or facts.lanes != 1 or has_workers_of_its_own(facts):
        return None
    if facts.ledger.wait_io >= 0.5:
        text = (
            f"The one thread {tense(facts, 'does', 'did')} one item at a time, and nothing else while it "
            f"{tense(facts, 'waits', 'waited')}: {looked_share(facts, 'wait_io')} of its "
            f"time {tense(facts, 'goes', 'went')} into waiting {for_io(facts)}, and it "
            f"{tense(facts, 'uses', 'used')} {of_cores(facts)}."
        )
        return Finding(
            "one at a time",
            "One after the other.",
            text,
            "plain",
            (("m", THREADS_OR_ASYNCIO if facts.awaitable else "threads"),),
            in_short(facts, "Nothing overlaps.", who="One thread"),
        )
    if facts.usage.parallel:
        return None
    text = (
        f"One thread {tense(facts, 'does', 'did')} one item at a time, what the other models are compared with. "
        f"It {tense(facts, 'uses', 'used')} {of_cores(facts)}."
    )
    short = in_short(facts, "One item after another.", who="One thread")
    return Finding("one at a time", "One after the other.", text, verdict=short)
