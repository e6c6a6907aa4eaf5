"""Rules about how the items were divided among the workers."""

from __future__ import annotations

from ...text.quantities import duration
from ...text.words import worded
from ..facts import Facts
from ..snapshot import Finding
from .base import in_short, of_cores, tense

ALONE = 0.5
"""Share of compute in which only one worker had an item left from which on it is said."""


def one_left(facts: Facts) -> Finding | None:
    """At the end one worker had the last items, and the others none: items of uneven length, or chunks."""
    use = facts.usage
    if not facts.settled or not facts.over or facts.lanes < 2 or use.alone_s < ALONE * use.compute_s:
        return None
    text = (
        f"For the last {duration(use.alone_s)} of {duration(use.compute_s)} only one of {worded(facts.lanes, _noun(facts))} "
        f"had an item, and none was left for the others. Together they {tense(facts, 'use', 'used')} {of_cores(facts)}."
    )
    short = in_short(facts, "One had the last items.")
    return Finding("one left", "Unevenly divided.", text, "warn", verdict=short)


def _noun(facts: Facts) -> str:
    return "worker" if facts.worker in ("", "main") else facts.worker
