"""Takes results as they come in and tells the runner how far the run is.

The answer so far is made in the lab's main thread, which shares a GIL with the workers of a threads run. So that
watching does not change what is watched, making previews may take at most one fiftieth of the time: after a preview
that took 20 ms there is none for a second. It is told four times a second at most, as often as a screen is drawn.
"""

from __future__ import annotations

import threading
import time
from types import ModuleType
from typing import Any

from .digest import digest_of
from .measure import Failure
from .own.frames import Looks
from .report import Report

PERIOD_NS = 250_000_000
PREVIEW_SHARE = 50


class ItemFailed(Exception):
    """An item raised; the run is over."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Collector:
    """Results in item order, and the progress of the run."""

    def __init__(self, task: ModuleType, total: int, report: Report) -> None:
        self._task = task
        self._report = report
        self._missing = object()
        self._results: list[Any] = [self._missing] * total
        self._fresh: list[tuple[int, Any]] = []
        self._next_ns = 0
        self._looks = Looks(time.perf_counter_ns())
        self._names: dict[int, str] = {}
        self.done = 0

    def add(self, index: int, result: Any) -> None:
        """One more result.

        Raises:
            ItemFailed: the result is a failure.
        """
        if isinstance(result, Failure):
            raise ItemFailed(result)
        if self._results[index] is not self._missing:
            raise RuntimeError(f"the model did item {index} twice")
        self._results[index] = result
        self._fresh.append((index, result))
        self.done += 1
        if time.perf_counter_ns() >= self._next_ns:
            self.tell()

    def tell(self) -> None:
        """Sends progress and the answer so far."""
        began, cpu_began = time.perf_counter_ns(), time.thread_time_ns()
        message: dict[str, Any] = {"done": self.done, "total": len(self._results), "t_ns": began}
        so_far = [result for result in self._results if result is not self._missing]
        if so_far:
            message["text"] = str(self._task.combine(so_far))
        if hasattr(self._task, "preview"):
            message.update(self._task.preview(self._fresh, len(self._results)))
        self._fresh = []
        names = {thread.native_id: described(thread) for thread in threading.enumerate() if thread.native_id}
        if stacks := self._looks.at(began):
            message["at"] = stacks
        if names != self._names:
            self._names = names
            message["threads"] = names
        self._report.send("progress", **message)
        # CPU time: waiting for a GIL that the workers hold takes nothing away from them.
        took = time.thread_time_ns() - cpu_began
        self._next_ns = began + max(PERIOD_NS, PREVIEW_SHARE * took)

    def numbered(self) -> list[tuple[int, Any]]:
        """Results as workers hand them back: (index, result), in item order, those that are there."""
        return [(index, result) for index, result in enumerate(self._results) if result is not self._missing]

    def finish(self) -> tuple[str, str]:
        """Answer and digest of the complete run.

        Raises:
            RuntimeError: the model left items undone.
        """
        if self.done != len(self._results):
            raise RuntimeError(f"the model did {self.done} of {len(self._results)} items")
        self.tell()
        return str(self._task.combine(self._results)), digest_of(self._results)


def described(thread: threading.Thread) -> str:
    """Its name, and its class where it has one of its own: an executor's manager thread is only called "Thread-1"."""
    kind = type(thread).__name__
    return thread.name if kind == "Thread" else f"{thread.name} ({kind})"
