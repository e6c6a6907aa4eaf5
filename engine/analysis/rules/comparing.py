"""Rules that set a run against another one of the same items in this session."""

from __future__ import annotations

from ...text.quantities import duration
from ...text.words import capital
from ..facts import Facts
from ..snapshot import Finding
from .base import OTHERS

_MANY = {"process": "processes", "interpreter": "interpreters"}


def _meanwhile(facts: Facts) -> str:
    """What makes a start-up long that would be short without it."""
    return f", while {OTHERS} used {facts.crowded_by:.1f} cores" if facts.crowded_by else ""


def answers_differ(facts: Facts) -> Finding | None:
    """Two runs of the same items came to different results."""
    if not facts.differs_from:
        return None
    text = (
        f"This run and an earlier one with {facts.differs_from} had the same items, and their results differ: at least "
        "one of them is wrong."
    )
    return Finding("answers differ", "Different answers.", text, "bad")


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
