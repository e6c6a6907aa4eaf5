"""What a rule is, and the words that rules share."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ...text.quantities import duration, percent, ratio
from ...text.words import capital, noun, plural, worded
from ..facts import Facts
from ..snapshot import Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing worth saying. `find` returns None where it does not apply."""

    name: str
    find: Callable[[Facts], Finding | None]
    lanes: bool = True
    """Whether it speaks of sources that tell of workers and items, or of those that don't."""
    cluster: bool = False
    """Of the latter: whether it speaks of those that tell of a cluster's workers, or of those that tell of processes."""

    def check(self, facts: Facts) -> Finding | None:
        """The finding, or None for silence."""
        fits = facts.source.lanes == self.lanes and facts.source.tasks == self.cluster
        return self.find(facts) if fits else None


SPREAD = 0.05
"""Standard error of a share from which on it is only said about."""
NEAR = 0.15
"""So near to a whole number of cores, that number is said from afar."""
AT_ONCE = "They really run at once."
COMPUTE = 0.5
"""Share of the workers' time on a core or waiting for one from which on they are said to compute."""
QUEUES = 0.2
"""Share of the workers' time spent on one wait from which on that wait is spoken of."""
OWN_CORES = 0.1
"""Cores' worth of CPU that a function's own threads and children must use to be spoken of …"""
OWN_SHARE = 0.5
"""… and the share of all that the run used."""
LIBRARY_SHARE = 0.2
"""The same of a library whose threads help: the worker that calls it computes beside them, so of two they have half."""
BLOCKED = 0.2
"""Share of compute in which a step of a coroutine stood still from which on it is said to block the loop."""
OTHERS = "other programs"
"""What everything that is not the run is called."""


def tense(facts: Facts, present: str, then: str) -> str:
    """What a run does is said in the present, also once it is done; what one did that came to no end, in the past."""
    return then if facts.status in ("failed", "stopped") else present


def run_at_once(facts: Facts) -> str:
    """`run at the same time and use`: what comes next is how many cores."""
    return f"{tense(facts, 'run', 'ran')} at the same time and {tense(facts, 'use', 'used')}"


def spend(facts: Facts) -> str:
    """`spend 35% of their time waiting for I/O`."""
    return f"{tense(facts, 'spend', 'spent')} {looked_share(facts, 'wait_io')} of their time waiting {for_io(facts)}"


def of_cores(facts: Facts) -> str:
    """`1.0 of 8 cores`: used over compute, of those that can be used.

    Where others left the run too few: `0.4 of 2 cores, while other programs use 1.6`.
    """
    used = f"{cores(facts)} of {plural(facts.usable, 'core')}"
    return f"{used}, while {OTHERS} {tense(facts, 'use', 'used')} {facts.crowded_by:.1f}" if facts.crowded_by else used


def could_be_parallel(facts: Facts) -> bool:
    """Whether the workers could all run at the same time if there were cores for them: they compute, or wait for one."""
    ledger = facts.ledger
    if facts.worker not in ("thread", "process", "interpreter") or ledger.on_core + ledger.wait_core < COMPUTE:
        return False
    at_the_gil = 0.0 if "wait_gil" in ledger.inferred else ledger.wait_gil
    if facts.share_one_gil and at_the_gil > QUEUES * (ledger.on_core + at_the_gil):
        return False  # on a crowded machine even those who take turns mostly wait for a core
    return max(ledger.wait_gil, ledger.wait_lock, ledger.asleep, ledger.wait_io, ledger.wait_child) < QUEUES


def has_workers_of_its_own(facts: Facts) -> bool:
    """Whether threads and children that the function starts itself do most of the computing."""
    own = facts.usage.own_helpers_cores
    least = LIBRARY_SHARE if facts.library_threads > 1 else OWN_SHARE
    return facts.settled and own >= OWN_CORES and own >= least * facts.usage.cores_used


def cores(facts: Facts) -> str:
    """`1.0`, or `less than 0.1`: cores used over compute."""
    used = facts.usage.cores_used
    return f"{used:.1f}" if used >= 0.05 else "less than 0.1"


def at_once(facts: Facts) -> str:
    """`3.9 items in hand at once`: on average over compute."""
    number = f"{facts.usage.in_flight:.1f}"
    return f"{number} {'item' if number == '1.0' else 'items'} in hand at once"


def compared(facts: Facts) -> str:
    """How long it took against a measured sequential run of the same items, or ''."""
    baseline, wall = facts.sequential, facts.usage.wall_s
    if facts.status != "done" or facts.differs_from or baseline is None or wall <= 0 or baseline.wall_s < 1.1 * wall:
        return ""
    return f" {duration(wall)} against {duration(baseline.wall_s)} sequential: {ratio(baseline.wall_s / wall)} times as fast."


def guess(facts: Facts, name: str) -> str:
    """` (inferred)` where that figure is."""
    return " (inferred)" if name in facts.ledger.inferred else ""


def looked_share(facts: Facts, name: str) -> str:
    """`73%` of the workers' time, `about 75%` where so few looks divided it that it may well be five points off.

    What coroutines await is measured by their driver, and what nobody looked at isn't known by looks.
    """
    share, looks = facts.ledger.share(name), facts.ledger.looks
    return about(
        share,
        math.sqrt(share * (1 - share) / looks) if looks and 0 < share < 1 and facts.worker != "coroutine" else 0.0,
    )


def about(share: float, spread: float) -> str:
    """`73%`, or `about 75%` of a share whose standard error is so large that it may well be five points off."""
    return f"about {percent(round(share * 20) / 20)}" if spread > SPREAD else percent(share)


def in_short(facts: Facts, then: str = "", *, who: str = "") -> str:
    """`Threads: 1 core. They take turns.`: who, the cores that they used, and what else was measured; at most eight words."""
    used = facts.usage.cores_used
    whole = round(used)
    near = whole > 0 and abs(used - whole) <= NEAR
    number = f"{whole}" if near else f"{used:.1f}"
    told = "hardly a core" if used < 0.05 else f"{number} {noun(float(number), 'core')}"
    return f"{who or capital(noun(facts.lanes, facts.worker))}: {told}. {then}".strip()


def overlapping(facts: Facts) -> str:
    """What is said from afar where waiting for I/O overlaps; nothing where that it is I/O was inferred."""
    return "" if "wait_io" in facts.ledger.inferred else "Their waiting overlaps."


def for_io(facts: Facts) -> str:
    """`for I/O`, ` (inferred)` where it is; of a worker's own event loop the kernel doesn't tell an answer from a time that has to come."""
    return "for what the items await" if facts.awaits else f"for I/O{guess(facts, 'wait_io')}"


def workers(facts: Facts) -> str:
    """`four threads`, `the one thread`, `eight processes`."""
    if facts.worker in ("", "main"):
        return "the one thread"
    return worded(facts.lanes, facts.worker)
