"""Rules about what is around a run: other programs, too few cores, a quota."""

from __future__ import annotations

from ...text.quantities import duration, percent
from ...text.words import capital, plural, worded
from ..facts import BUSY_CORES, WAITED, WAITS, Facts
from ..snapshot import Finding
from .base import OTHERS, could_be_parallel, in_short, of_cores, tense

SHORT = 0.3
"""Share of the workers' time spent waiting for a core from which on that is what limits the run."""

SHARED = 0.1
"""Cores' worth of CPU above the physical cores from which on some were certainly shared."""
ONE_CORE = 1.25
"""Others that take more than this in total are more than one busy core."""


def machine_busy(facts: Facts) -> Finding | None:
    """Something that is not the run keeps cores busy."""
    others, named = facts.others, facts.around.busy_cores
    if others < BUSY_CORES or facts.status == "starting":
        return None
    amount = f"{others:.1f} of {plural(facts.machine.cores, 'core')}"
    if facts.waits_for_others and facts.status != "none":
        text = f"{capital(OTHERS)}, perhaps what the task waits for among them, {'used' if facts.over else 'use'} {amount}."
    elif len(named) == 1 and others < ONE_CORE:
        text = f"Core {named[0]} {'was' if facts.over else 'is'} busy with something that is not this run."
    else:
        text = f"{capital(OTHERS)} {'used' if facts.over else 'use'} {amount}{' meanwhile' if facts.over else ''}."
    return Finding("machine busy", "Not alone.", text)


def short_of_cores(facts: Facts) -> Finding | None:
    """Workers that could run at the same time wait for a core: others have them, or they are withheld.

    With more workers than cores they would wait in any case: then only others that were measured are a reason. Where others are, it is
    said too of workers that wait for something else as well, if what they wait for most is a core: who takes turns at the GIL, say.
    """
    could, mostly = could_be_parallel(facts), _mostly_for_a_core(facts)
    if not facts.settled or not (could or mostly) or facts.threads < 2 or facts.usage.parallel or facts.throttled:
        return None  # what a quota allows is shared with nobody: that rule speaks
    if facts.ledger.wait_core < SHORT or not (facts.crowded_by or facts.threads <= facts.usable):
        return None
    return Finding(
        "short of cores",
        "Short of cores.",
        _short(facts, could),
        "warn",
        verdict=in_short(facts, "They wait for cores."),
    )


def _mostly_for_a_core(facts: Facts) -> bool:
    """Whether workers of a crowded machine wait for a core more than for anything else."""
    many = facts.worker in ("thread", "process", "interpreter")
    return many and facts.crowded_by > 0 and all(facts.ledger.wait_core > facts.ledger.share(name) for name in WAITS)


def _short(facts: Facts, could: bool) -> str:
    workers, waits = capital(worded(facts.threads, "worker")), percent(facts.ledger.wait_core)
    wait, use = tense(facts, "wait", "waited"), tense(facts, "use", "used")
    if not could:
        at_the_gil = facts.ledger.wait_gil if facts.share_one_gil and "wait_gil" not in facts.ledger.inferred else 0.0
        gil = (
            f", and {percent(at_the_gil)} for the GIL, which one of them holds at a time"
            if at_the_gil >= WAITED
            else ""
        )
        return f"{workers} {wait} for a core {waits} of their time{gil}: they {use} {of_cores(facts)}."
    if facts.machine.quota_cores is not None and facts.crowded_by:
        return (
            f"{workers} {wait} for a core {waits} of their time. Their quota allows them {plural(facts.usable, 'core')}, and "
            f"{OTHERS} {tense(facts, 'don', 'didn')}'t leave them that much: they {use} {of_cores(facts)}."
        )
    if facts.threads > facts.usable:
        cores = plural(facts.usable, "usable core")
        return (
            f"{workers} {tense(facts, 'share', 'shared')} {cores} with {OTHERS} and {wait} for one {waits} of their time: "
            f"they {use} {of_cores(facts)}."
        )
    return f"{workers} could run at the same time, but {wait} for a core {waits} of their time: they {use} {of_cores(facts)}."


def more_workers_than_cores(facts: Facts) -> Finding | None:
    """More workers that could run at the same time than cores to run them on, and they wait for one."""
    applies = facts.settled and could_be_parallel(facts) and facts.threads > facts.usable
    if not applies or facts.ledger.wait_core < WAITED or short_of_cores(facts) is not None:
        return None
    workers = capital(worded(facts.threads, "worker"))
    crowded = facts.crowded_by and facts.machine.quota_cores is None
    others = f" with {OTHERS}, which {tense(facts, 'use', 'used')} {facts.crowded_by:.1f} of them," if crowded else ""
    text = (
        f"{workers} {tense(facts, 'share', 'shared')} {plural(facts.usable, 'usable core')}{others} and "
        f"{tense(facts, 'wait', 'waited')} for one {percent(facts.ledger.wait_core)} of their time."
    )
    return Finding("more workers than cores", "More workers than cores.", text, "plain", (("-", "fewer workers"),))


def shared_cores(facts: Facts) -> Finding | None:
    """More processors at work than there are cores: some of them are two on one core, and two such are slower than two cores."""
    physical, used = facts.machine.physical_cores, facts.usage.cores_used
    if not facts.settled or not physical or physical >= facts.machine.cores or used < physical + SHARED:
        return None
    text = (
        f"The {plural(facts.machine.cores, 'core')} here are processors of {plural(physical, 'physical core')}, and {used:.1f} "
        f"{'were' if facts.over else 'are'} in use: two that share a core compute less than two cores."
    )
    return Finding("shared cores", "Two processors on one core.", text)


def quota(facts: Facts) -> Finding | None:
    """The cgroup's CPU quota stopped the run."""
    limit = facts.machine.quota_cores
    if limit is None or not facts.throttled or not facts.lanes:
        return None
    text = (
        f"This machine's CPU quota is {plural(limit, 'core')}; it held processes back in "
        f"{plural(facts.throttled_periods, 'period')}, {duration(facts.throttled_s)} added up over cores."
    )
    return Finding("quota", "Throttled.", text, "warn")
