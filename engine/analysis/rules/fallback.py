"""The rule that speaks where no other one of the models does: the definitions and the numbers, no explanation."""

from __future__ import annotations

from ...text.words import capital, noun, worded
from ..facts import Facts
from ..run.usage import CONCURRENT
from ..snapshot import Finding
from .base import OWN_CORES, at_once, compared, could_be_parallel, in_short, of_cores, tense

HARDLY_ANY = 0.5
"""Items in hand below which there was none more than half of the time: the workers wait for one, or hand it out."""


def in_numbers(facts: Facts) -> Finding | None:
    """Concurrent or parallel by definition, and where the time went, without a cause that was not measured."""
    if not facts.settled:
        return None
    where = f" in {worded(facts.processes, 'process')}" if facts.processes > 1 and facts.worker != "process" else ""
    nouns = {"main": "worker", "": "worker"}
    workers = capital(worded(facts.lanes, nouns.get(facts.worker, facts.worker)))
    verb = tense(facts, "uses" if facts.lanes == 1 else "use", "used")
    text = f"{workers}{where}, with {at_once(facts)}, {verb} {of_cores(facts)}{_handing_out(facts)}.{compared(facts)}"
    short = in_short(facts, who=capital(noun(facts.lanes, nouns.get(facts.worker, facts.worker))))
    if facts.usage.parallel and facts.usage.concurrent:
        return Finding("in numbers", "Parallel.", text, "good", verdict=short)
    if facts.usage.concurrent:
        crowded = facts.crowded_by > 0 and could_be_parallel(facts)
        headline = "Concurrent, on busy cores." if crowded else "Concurrent, not parallel."
        return Finding("in numbers", headline, text, verdict=short)
    if facts.usage.in_flight > CONCURRENT:
        no_core = facts.lanes * max(facts.ledger.wait_core, facts.loop_no_core)
        starved = facts.usage.overlap + no_core > CONCURRENT
        busy = "On busy cores." if facts.crowded_by and not facts.throttled else "On too few cores."
        return Finding("in numbers", busy if starved else "One after the other.", text, verdict=short)
    if facts.usage.in_flight < HARDLY_ANY:
        return Finding("in numbers", "Mostly no item in hand.", text, verdict=short)
    return Finding("in numbers", "One at a time.", text, verdict=short)


def _handing_out(facts: Facts) -> str:
    """`, 0.6 of them to hand out items and collect results`."""
    used = facts.usage.model_cores
    return f", {used:.1f} of them to hand out items and collect results" if used >= OWN_CORES else ""
