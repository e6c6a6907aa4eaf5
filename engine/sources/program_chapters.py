"""Chapters that a watched program sets by itself: a spike, a new child, another limit. Each is told once, and not too often."""

from __future__ import annotations

from collections import Counter, deque
from statistics import median

from ..analysis.program.program_limits import Limit, limit_of
from ..model.program_facts import ProgramTime

APART_US = 2_000_000
"""Between two chapters of one kind."""
MOST = 60
"""In a session, of all kinds."""
OF_A_NAME = 3
"""New processes of one name that are told: who starts the same one again and again has the first in its chapters."""
LATELY = 30
"""So many readings are what is usual."""
ENOUGH = 4
"""With fewer nothing is unusual."""
TIMES, LEAST_CORES, LEAST_THREADS = 2.0, 0.5, 8
"""A spike is so many times what is usual, and at least so much more."""
LIMITED = {
    "GIL": "Limited by the GIL",
    "cores": "Short of cores",
    "nothing": "Computes unhindered",
    "little": "Computes little",
}


class ProgramChapters:
    """Finds them; is asked every two seconds, more rarely where that is much to compute."""

    def __init__(self) -> None:
        self._cores: deque[float] = deque(maxlen=LATELY)
        self._threads: deque[float] = deque(maxlen=LATELY)
        self._last: dict[str, int] = {}
        self._limit: Limit = ""
        self._next: Limit = ""
        self._high: dict[str, bool] = {}
        self._known: set[int] = set()
        self._told: Counter[str] = Counter()
        self._count = 0

    def titles(self, t_us: int, lately: ProgramTime, processes: dict[int, str], threads: int) -> list[str]:
        """What happened.

        Args:
            t_us: session time.
            lately: the program's account since the last time.
            processes: those that are there, by number, with their names.
            threads: how many there are.
        """
        found = [
            ("child", self._child(processes)),
            ("cores", self._spike("cores", self._cores, lately.cores_used, LEAST_CORES)),
            ("threads", self._spike("threads", self._threads, threads, LEAST_THREADS)),
            ("limit", self._other_limit(limit_of(lately))),
        ]
        return [title for kind, title in found if title and self._may(kind, t_us)]

    def _may(self, kind: str, t_us: int) -> bool:
        if self._count >= MOST or t_us - self._last.get(kind, -APART_US) < APART_US:
            return False
        self._last[kind] = t_us
        self._count += 1
        return True

    def _child(self, processes: dict[int, str]) -> str:
        new = processes.keys() - self._known
        first = not self._known
        self._known |= new
        if first or not new:
            return ""
        self._told.update({processes[pid] for pid in new})
        fresh = [pid for pid in new if self._told[processes[pid]] <= OF_A_NAME]
        if not fresh:
            return ""
        pid = min(fresh)
        name = processes[pid] or f"process {pid}"
        return f"{len(new)} new processes" if len(new) > 1 else f"New process: {name} ({pid})"

    def _spike(self, what: str, lately: deque[float], value: float, least: float) -> str:
        usual = median(lately) if len(lately) >= ENOUGH else None
        lately.append(value)
        high = usual is not None and value >= TIMES * usual and value >= usual + least
        begins = high and not self._high.get(what, False)
        self._high[what] = high
        amount = f"{value:.1f}" if what == "cores" else f"{value:.0f}"
        return f"Spike: {amount} {what}, usually {usual:.1f}" if begins and usual is not None else ""

    def _other_limit(self, limit: Limit) -> str:
        """Another one than before that has stood for two readings."""
        stands, self._next = limit == self._next, limit
        if not limit or limit == self._limit or not stands:
            return ""
        first, self._limit = not self._limit, limit
        return "" if first else LIMITED[limit]
