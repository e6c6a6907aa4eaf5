"""Rules about libraries that compute with threads of their own: BLAS, behind every product of matrices."""

from __future__ import annotations

from ...text.quantities import percent
from ...text.words import capital, noun, number_word, plural, worded
from ..facts import FULL, WAITED, Facts
from ..snapshot import Finding
from .base import LIBRARY_SHARE, OWN_CORES, QUEUES, in_short, looked_share, of_cores, tense, workers

TAKES_TURNS = "OpenBLAS"
"""Its calls that are computed with several threads take turns at its one set of them."""


def _computes(facts: Facts) -> bool:
    own = facts.usage.own_helpers_cores
    return own >= OWN_CORES or own >= LIBRARY_SHARE * facts.usage.cores_used > 0


def blas_threads(facts: Facts) -> Finding | None:
    """Workers whose BLAS has more threads than there are cores: they wait for a core, or for each other."""
    use, ledger, each = facts.usage, facts.ledger, facts.library_threads
    if not facts.settled or not facts.looked or facts.lanes < 2 or each < 2 or not _computes(facts):
        return None
    threads = facts.lanes + facts.processes * (each - 1)
    if threads <= facts.usable:
        return None
    instead = f" Try {facts.library_variable}=1 (or threadpoolctl): one thread for each worker."
    takes = f"{facts.library} computes a call with {number_word(each)} threads"
    if facts.processes == 1 and facts.library == TAKES_TURNS and facts.limited_by("wait_lock", QUEUES):
        if use.cores_used >= FULL * facts.usable:
            return None  # nobody would be faster for it
        text = (
            f"{takes}, one call at a time: {workers(facts)} {'waited' if facts.over else 'wait'} for a lock "
            f"{looked_share(facts, 'wait_lock')} of their time. Together they {tense(facts, 'use', 'used')} {of_cores(facts)}.{instead}"
        )
        short = in_short(facts, "BLAS takes turns.")
        return Finding("BLAS threads", "BLAS threads wait for each other.", text, "warn", verdict=short)
    if ledger.wait_core < WAITED:
        return None
    where = f", in each of {worded(facts.processes, 'process')}" if facts.processes > 1 else ""
    text = (
        f"{takes}{where}: {capital(plural(threads, 'thread'))} for {facts.usable:g} {noun(facts.usable, 'core')}, and the "
        f"workers {'waited' if facts.over else 'wait'} for one {percent(ledger.wait_core)} of their time.{instead}"
    )
    short = in_short(facts, "Too many BLAS threads.")
    return Finding("BLAS threads", "BLAS threads fight for the cores.", text, "warn", (("-", "fewer workers"),), short)
