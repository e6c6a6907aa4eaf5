"""Which workers were started, remembered for when one of them dies or another can't be started.

A model that notices has ended and joined all its workers before its error reaches the lab, so nothing is left to count or to ask.
What they were is kept here: `start` of threads and processes is the one place that all models go through.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.process import BaseProcess
from signal import SIGTERM
from threading import Thread
from typing import Any

FEEDER = "QueueFeederThread"
"""The name of the thread that a `multiprocessing.Queue` starts for itself."""


class Starts:
    """The processes that were started, and how many threads."""

    def __init__(self) -> None:
        self.processes: list[BaseProcess] = []
        self.threads = 0

    def watch(self) -> None:
        """From now on every start in this process is noted."""
        Thread.start = _noted(Thread.start, self._thread)
        BaseProcess.start = _noted(BaseProcess.start, self.processes.append)

    def _thread(self, thread: Thread) -> None:
        self.threads += type(thread) is Thread and thread.name != FEEDER

    @property
    def count(self) -> int:
        """Workers: processes, or else threads that aren't a library's own."""
        return len(self.processes) or self.threads

    def died(self) -> BaseProcess | None:
        """The process that ended unasked, if one did: rather not one that SIGTERM ended, as models end the others with it."""
        ended = [process for process in self.processes if process.exitcode]
        return min(ended, key=lambda process: process.exitcode == -SIGTERM, default=None)


def _noted(start: Callable[[Any], None], note: Callable[[Any], object]) -> Any:
    def noted(self: Any) -> None:
        start(self)
        note(self)

    return noted
