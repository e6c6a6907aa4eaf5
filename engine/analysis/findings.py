"""What you see: the few findings that are shown, chosen from all that the rules have to say."""

from __future__ import annotations

from .facts import Facts
from .rules import RULES
from .rules.base import OTHERS
from .snapshot import Finding

MOST = 3
ROOM = 4 * 90
"""Characters of all findings together: four lines of the panel. One that is lower shows fewer of them."""
FALLBACK = "in numbers"
AROUND = "machine busy"
"""Tells of other programs where no rule before it did."""
SPEAKS_OF_MODEL = frozenset(
    {
        "too small",
        "slower on a cluster",
        "one left",
        "threads take turns",
        "threads parallel",
        "released in threads",
        "processes parallel",
        "interpreters parallel",
        "loop blocked by CPU work",
        "loop blocked by a wait",
        "limited by a lock",
        "parallel by itself",
        "BLAS threads",
        "waits with the GIL",
        "asleep",
        "waits for children",
        "awaits overlap",
        "threads overlap I/O",
        "processes overlap I/O",
        "one at a time",
        "short of cores",
    }
)


def findings(facts: Facts) -> tuple[Finding, ...]:
    """At most three findings, the most important first, that fit the panel together."""
    shown: list[Finding] = []
    room = ROOM
    for rule in RULES:
        if len(shown) == MOST:
            break
        if rule.name == FALLBACK and any(finding.rule in SPEAKS_OF_MODEL for finding in shown):
            continue
        if rule.name == AROUND and any(OTHERS in finding.text for finding in shown):
            continue
        finding = rule.check(facts)
        if finding is None or (shown and length(finding) > room):
            continue
        shown.append(finding)
        room -= length(finding)
    return tuple(shown)


def length(finding: Finding) -> int:
    """Characters that a finding takes with the blanks around it (its tries are a line of their own)."""
    return len(finding.headline) + len(finding.text) + 2


def verdict(facts: Facts) -> str:
    """The findings as one line of text."""
    return " ".join(f"{finding.headline} {finding.text}" for finding in findings(facts))
