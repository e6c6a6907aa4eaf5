"""A closer look at a run that goes on for a while: at which lines of the user's its workers are, which libraries have threads.

The lab's main thread tells the lines whenever it tells how far the run is (`lab/own/frames.py`): it sees the threads beside it, no
other process's. Libraries are looked for from outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...probe.library_threads import LibraryThreads, library_threads
from ..blas import environment
from .stack_lines import Frame, own_line

MOST_PLACES = 8
FIRST_S, AGAIN_S, TRIES = 0.5, 1.0, 6
"""After the first item began; between two tries; how many: libraries are loaded with the first items."""


class Lines:
    """Of one run: at which lines of the user's its workers were, whenever they were looked at."""

    def __init__(self) -> None:
        self._places: Counter[str] = Counter()
        self._looks = 0

    def add(self, stacks: Sequence[Sequence[tuple[str, int, str]]]) -> tuple[int, list[tuple[str, int]]]:
        """Counts the workers' stacks, the innermost frame of each first; all looks so far, and the places met most."""
        for stack in stacks:
            self._looks += 1
            frame = own_line([Frame(*frame) for frame in stack])
            if frame is not None:
                self._places[frame.said] += 1
        return self._looks, self._places.most_common(MOST_PLACES)


class LibraryWatch:
    """Of one run. Times are seconds of any steady clock."""

    def __init__(self, cores: int) -> None:
        self._cores = cores
        self._left = TRIES
        self._next_s: float | None = None

    def look(self, now_s: float, lanes: Sequence[tuple[int, int]]) -> LibraryThreads | None:
        """What was found now; `lanes` are process and thread of every worker. Once it is found, nothing more."""
        if not lanes or not self._left:
            return None
        if self._next_s is None:
            self._next_s = now_s + FIRST_S
        if now_s < self._next_s:
            return None
        self._next_s, self._left = now_s + AGAIN_S, self._left - 1
        pid = lanes[0][0]
        own = {tid for each, tid in lanes if each == pid} | {pid}
        found = library_threads(pid, len(own), self._cores, environment())
        if found is not None:
            self._left = 0
        return found
