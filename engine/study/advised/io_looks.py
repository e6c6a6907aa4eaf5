"""What the loop waits for when it waits for I/O: looked at some 20 times a second while it runs, and counted in words.

The words are kept here and in the advice alone: a recording names no host and no file.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...probe.linux.descriptors import Descriptors
from ...probe.watcher import IoWait
from ..pure.advise.io_words import SEVERAL

if TYPE_CHECKING:
    from ...sources.instrument import Instrument

MOST = 16
"""Different ones that are told."""
AGAIN_S = 0.05
"""Connections of a function last as long as an item: the network's tables are read at each look that finds a new one."""


class IoLooks:
    """Those of the runs of one row."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._descriptors = Descriptors(again_s=AGAIN_S)
        self._seen: Counter[str] = Counter()

    def look(self) -> None:
        """Count what the workers of the run that is under way wait for now."""
        session = self._instrument.session
        runs = session.runs()
        who = session.who(runs[-1].run) if runs else None
        if who is None or session.run_end(runs[-1].run) is not None:
            return
        workers = {(pid, tid) for pid, tid, _, lane in who.rows if lane}
        children = [pid for pid, _, _ in who.processes]
        for wait in self._instrument.io_now():
            if (wait.pid, wait.tid) in workers:
                self._seen[self._words(wait, children)] += 1

    def _words(self, wait: IoWait, children: list[int]) -> str:
        if wait.link:
            return self._descriptors.words(wait.pid, wait.fd, children, wait.link).partition(" → process")[0]
        return SEVERAL if wait.several else ""

    def seen(self) -> dict[str, int]:
        """How often it was what, the most frequent first; '' where that could not be told."""
        return dict(self._seen.most_common(MOST))
