"""The Lab in words, for who hears a screen and doesn't see it: what changed, once a second.

    0:01  π by Monte Carlo, 4 threads: starting.
    0:02  1.0 of 2 cores now, 0.1 by other programs. 4 worker threads and 2 others, 1 process. 12% of the items.
    0:02  One after the other, at the GIL. Four threads take turns: only the one that holds the GIL runs Python bytecode.
    0:05  1.4 of 2 cores now. 61% of the items.
    0:07  Done in 5.1 s, on 1.0 of 2 cores.

Every line is made of the same snapshot that the panels draw. A figure is said again where it differs from what was said
last by more than a listener would call the same; a sentence where it is another.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....engine.analysis.build import snapshot
from ....engine.analysis.run_title import run_title
from ....engine.analysis.snapshot import Snapshot
from ....engine.session.memory.log import Session
from ....engine.text.clocks import clock
from ....engine.text.words import capital, listed, plural

STEP_US = 1_000_000
SAME_CORES = 0.15
"""Cores that differ by less are not said again."""
TENTHS = 10
"""Progress is said at each tenth."""


class Narrator:
    """Says of one snapshot after the other what is new."""

    def __init__(self) -> None:
        self._said: dict[str, object] = {}

    def lines(self, seen: Snapshot) -> list[str]:
        """Whole lines, none where nothing changed."""
        now = clock(seen.t_us)
        figures = [words for words in (self._cores(seen), self._counts(seen), self._progress(seen)) if words]
        told = [self._title(seen), " ".join(figures), *self._findings(seen), self._caption(seen)]
        return [f"{now}  {words}" for words in told if words]

    def _new(self, what: str, value: object) -> bool:
        """Whether it is another than the last one, which is forgotten."""
        before = self._said.get(what)
        self._said[what] = value
        return before != value

    def _title(self, seen: Snapshot) -> str:
        title, run = run_title(seen), seen.run
        if title is None or run is None or not self._new("state", (run.run, run.status)):
            return ""
        if run.result is None:
            return f"{title.task}, {title.workers}: {run.status}."
        of = f", on {_cores_of(seen.run_cores, seen)}" if seen.run_cores is not None else ""
        return f"{capital(title.state)}{of}."

    def _cores(self, seen: Snapshot) -> str:
        if seen.run is None or seen.run.result is not None or not seen.cores.measured:
            return ""
        own, rest = seen.used_now, 0.0 if seen.nodes else seen.cores.rest_used
        told = self._said.get("cores")
        if isinstance(told, tuple) and abs(told[0] - own) < SAME_CORES and abs(told[1] - rest) < SAME_CORES:
            return ""
        self._said["cores"] = (own, rest)
        others = "" if seen.nodes else f", {rest:.1f} by other programs"  # of a cluster's machines it isn't known
        return f"{_cores_of(own, seen)} now{others}."

    def _counts(self, seen: Snapshot) -> str:
        counts = seen.counts
        parts = [
            *([plural(counts.coroutines, "coroutine")] if counts.coroutines else []),
            *([plural(sum(counts.threads.values()), "thread")] if counts.threads else []),
            *([plural(sum(counts.processes.values()), "process")] if counts.processes else []),
        ]
        if seen.run is None or seen.run.result is not None or not parts or not self._new("counts", tuple(parts)):
            return ""
        return f"{listed(parts)}."

    def _progress(self, seen: Snapshot) -> str:
        done, total = seen.answer.done, seen.answer.total
        if seen.run is None or not 0 < done < total or not self._new("tenth", TENTHS * done // total):
            return ""
        return f"{100 * done // total}% of the items."

    def _findings(self, seen: Snapshot) -> Iterator[str]:
        for finding in seen.findings:
            if seen.run is not None and self._new(f"finding {finding.rule}", (seen.run.run, finding.headline)):
                yield f"{finding.headline} {finding.text}".strip()

    def _caption(self, seen: Snapshot) -> str:
        return f"{seen.caption.rstrip('.')}." if self._new("caption", seen.caption) and seen.caption else ""


def _cores_of(used: float | None, seen: Snapshot) -> str:
    if seen.nodes:
        cores = sum(node.cores for node in seen.nodes)
        return f"{used:.1f} of {plural(cores, 'core')} on {plural(len(seen.nodes), 'node')}"
    return f"{used:.1f} of {plural(seen.machine.usable_cores, 'core')}"


def narrated(session: Session, from_us: int = 0) -> Iterator[str]:
    """A recording from a moment to its end, as it would have been said while it was made."""
    narrator = Narrator()
    for t_us in [*range(from_us, session.length_us, STEP_US), session.length_us]:
        yield from narrator.lines(snapshot(session, t_us))
