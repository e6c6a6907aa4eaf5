"""Rules that set a run against another one of the same items in this session."""

from __future__ import annotations

from ...text.quantities import duration
from ...text.words import capital, number_word
from ..facts import Facts
from ..snapshot import Finding
from .base import OTHERS

TWICE = 2
"""Sequential runs that agree from which on what differs is called wrong."""
_MANY = {"process": "processes", "interpreter": "interpreters"}


def _meanwhile(facts: Facts) -> str:
    """What makes a start-up long that would be short without it."""
    return f", while {OTHERS} used {facts.crowded_by:.1f} cores" if facts.crowded_by else ""


def answers_differ(facts: Facts) -> Finding | None:
    """Two runs of the same items came to different results."""
    if not facts.differs_from:
        return None
    if facts.agreeing >= TWICE:
        often = "twice" if facts.agreeing == TWICE else f"{number_word(facts.agreeing)} times"
        text = (
            f"Sequential came to the same results {often}, and this run of the same items did not: its answer is wrong."
        )
        return Finding("answers differ", "Wrong answer.", text, "bad")
    text = (
        f"This run and an earlier one with {facts.differs_from} had the same items, and their results differ: one of them is wrong, "
        "or they vary by themselves. Two sequential runs tell which."
    )
    return Finding("answers differ", "Different answers.", text, "bad", (("m", "sequential"),))


def answers_vary(facts: Facts) -> Finding | None:
    """Runs of the same items that come to other results each time, one after the other too."""
    if not facts.answers_vary:
        return None
    text = "Sequential runs of these items differ from each other as well, so other results say nothing about a model."
    return Finding("answers vary", "The results vary by themselves.", text)


def too_small(facts: Facts) -> Finding | None:
    """Processes whose start costs more than they save, by a measured sequential run or by their own start-up."""
    if facts.status != "done" or facts.worker not in _MANY or facts.waits_for_others or not facts.lanes:
        return None
    many, use = _MANY[facts.worker], facts.usage
    baseline = facts.sequential
    if baseline is not None:
        lost = use.wall_s - baseline.wall_s
        if lost <= 0.02 or use.startup_s < 0.5 * lost:
            return None
        text = (
            f"{capital(many)} took {duration(use.wall_s)}, sequential {duration(baseline.wall_s)} for the same items: starting "
            f"the workers took {duration(use.startup_s)} of it{_meanwhile(facts)}. For so little work that is more than they "
            "save."
        )
        return Finding("too small", "Slower than sequential.", text, "warn", (("m", "sequential"),))
    if use.startup_s <= use.compute_s or use.startup_s < 0.05:
        return None
    text = (
        f"Starting the {many} took {duration(use.startup_s)} and computing {duration(use.compute_s)}{_meanwhile(facts)}. Whether "
        "sequential is faster was not measured: there is no such run of these items here."
    )
    return Finding("too small", "More start-up than work.", text, "warn", (("m", "sequential, to compare"),))
