"""Rules about a program of which only the system tells: cores, processes and threads, and nothing of workers or items."""

from __future__ import annotations

from ...text.words import capital, plural, worded
from ..facts import BUSY_CORES, Facts
from ..program.program_limits import ENOUGH_S
from ..snapshot import Finding
from .base import OTHERS


def in_counts(facts: Facts) -> Finding | None:
    """How many there are, and how many cores they use now."""
    if facts.source.states and facts.program.wall_s >= ENOUGH_S:
        return None  # where its time went is told, and its cores with it
    if facts.over:
        return Finding("in counts", "It has ended.", "Going back shows what it did.")
    if facts.status == "none" or not facts.seen_processes:
        return Finding("in counts", "Nothing to see yet.", "No process has been seen so far.")
    cores = f"{facts.cores_now:.1f} of {plural(facts.usable, 'core')}"
    verb = "uses" if facts.seen_processes == 1 else "use"
    who = f"{worded(facts.seen_processes, 'process')} with {worded(facts.seen_threads, 'thread')}"
    others = f"; {OTHERS} use {facts.others:.1f}" if facts.others >= BUSY_CORES else ""
    return Finding("in counts", f"{cores}.", f"{capital(who)} {verb} {cores} now{others}.")
