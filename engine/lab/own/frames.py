"""At which lines the workers are that are threads of this process, now and then while a run goes on.

Asked for in the main thread, between two results, where it holds the GIL anyway: no signal is sent and nobody is stopped, so a run in
which C code would notice is left alone, and it costs some microseconds. Workers in other processes and interpreters aren't seen.
"""

from __future__ import annotations

import sys
import threading
from types import FrameType

FIRST_NS, AGAIN_NS = 1_000_000_000, 500_000_000
"""Of the run, before the first look; between two."""
MOST, DEEPEST = 40, 30
"""Looks of a run; frames of a stack."""
_WORK = "measure.py", "__call__"


class Looks:
    """Those of one run."""

    def __init__(self, begun_ns: int) -> None:
        self._next_ns, self._left = begun_ns + FIRST_NS, MOST

    def at(self, now_ns: int) -> list[list[tuple[str, int, str]]]:
        """File, line and name of the frames of every worker's item, the innermost first; empty where it is no time to look."""
        if now_ns < self._next_ns or not self._left:
            return []
        self._next_ns, self._left = now_ns + AGAIN_NS, self._left - 1
        here = threading.get_ident()
        found = (of_item(frame) for ident, frame in sys._current_frames().items() if ident != here)
        return [stack for stack in found if stack]


def of_item(frame: FrameType | None) -> list[tuple[str, int, str]]:
    """The frames of the item that a thread is at; none where it is at none."""
    stack: list[tuple[str, int, str]] = []
    for _ in range(DEEPEST):
        if frame is None:
            return []
        code = frame.f_code
        if code.co_name == _WORK[1] and code.co_filename.endswith(_WORK[0]) and "numbered" in code.co_varnames:
            return stack
        stack.append((code.co_filename, frame.f_lineno or 0, code.co_name))
        frame = frame.f_back
    return []
