"""Rules about what is around a run: other programs, too few cores, a quota."""

from __future__ import annotations

from ..facts import Facts
from ..snapshot import Finding
from .base import count, of_cores, percent, plural, sentence

BUSY_CORES = 0.5
"""Others that take less than this in total are not spoken of."""


def machine_busy(facts: Facts) -> Finding | None:
    """Something that is not the run keeps cores busy."""
    others = facts.around.rest_cores - facts.own_cores
    if others < BUSY_CORES or facts.status == "starting":
        return None
    named, over = facts.around.busy_cores, facts.over
    use, keep, is_ = ("used", "kept", "was") if over else ("use", "keep", "is")
    if facts.kind == "io" and facts.status != "none":
        busy = f"{others:.1f} cores {'were' if over else 'are'} busy"
        text = f"Outside this run {busy}: other programs, or what the task talks to."
    elif len(named) == 1:
        text = f"Core {named[0]} {is_} busy with another program, not yours."
    elif named:
        text = f"Other programs {keep} {len(named)} of {facts.machine.cores} cores busy, not yours."
    else:
        text = f"Other programs {use} {others:.1f} cores{' meanwhile' if over else ''}."
    return Finding("machine busy", "Not alone.", text)


def _could_be_parallel(facts: Facts) -> bool:
    """Whether the workers could all run at the same time if there were cores for them."""
    if facts.worker in ("process", "interpreter"):
        return facts.kind != "io"
    return facts.worker == "thread" and facts.kind != "io" and (facts.gil is False or facts.kind == "released")


def short_of_cores(facts: Facts) -> Finding | None:
    """No more workers than cores, and still they wait for one: it is in use otherwise, or withheld."""
    applies = facts.settled and _could_be_parallel(facts) and 2 <= facts.threads <= facts.usable
    if not applies or facts.usage.parallel or facts.ledger.wait_core < 0.3:
        return None
    text = (
        f"{sentence(count(facts.threads, 'worker'))} could run at the same time, but wait for a core "
        f"{percent(facts.ledger.wait_core)} of their time: they use {of_cores(facts)}."
    )
    return Finding("short of cores", "Short of cores.", text, "warn")


def more_workers_than_cores(facts: Facts) -> Finding | None:
    """More workers that could run at the same time than cores to run them on, and they wait for one."""
    applies = facts.settled and _could_be_parallel(facts) and facts.threads > facts.usable
    if not applies or facts.ledger.wait_core < 0.1:
        return None
    workers = sentence(count(facts.threads, "worker"))
    text = (
        f"{workers} share {facts.usable:g} usable {plural(facts.usable, 'core')} and wait for one "
        f"{percent(facts.ledger.wait_core)} of their time."
    )
    return Finding("more workers than cores", "More workers than cores.", text, "plain", (("-", "fewer workers"),))


def quota(facts: Facts) -> Finding | None:
    """The cgroup's CPU quota stopped the run."""
    limit = facts.machine.quota_cores
    if limit is None or facts.throttled_s < 0.05 or facts.throttled_periods < 2 or not facts.lanes:
        return None
    text = (
        f"This machine's CPU quota is {limit:g} {plural(limit, 'core')}; it held processes back in "
        f"{facts.throttled_periods:,} periods, {facts.throttled_s:.1f} s added up over cores."
    )
    return Finding("quota", "Throttled.", text, "warn")
