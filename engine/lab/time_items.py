"""How long one item takes, so that a size in seconds becomes a number of items; and whether it computes or waits."""

from __future__ import annotations

import threading
import time
import types
from collections.abc import Callable
from typing import Any, NamedTuple

from .collect import ItemFailed
from .failure import Failure, failure_of, shorten
from .own.short_text import short

MIN_ITEMS = 3
LONG_S = 2.0
"""An item that takes longer than this is timed once: doing it again would cost more than it tells."""
LONGEST = 200
"""Characters of an input that are shown."""
STRETCH_S = 0.001
"""Items are looked at together until they took this long: the clocks of a shorter stretch tell little."""


class Timing(NamedTuple):
    """One item done alone, in the mean."""

    wall_s: float
    cpu_s: float
    computing: float
    """Share of its time, less what it waited for a core, in which it computed: 0 to 1."""
    calls: int
    """How many were done for that."""


def try_out(task: types.ModuleType, items: list[Any], index: int) -> None:
    """Do one item.

    Raises:
        ItemFailed: it raised, or asked to end the process; the message says at which item.
    """
    try:
        task.work(items[index])
    except (Exception, SystemExit) as problem:
        raise ItemFailed(placed(failure_of(problem, 0, index), items)) from None


def placed(failure: Failure, items: list[Any], *, inputs: bool = False) -> Failure:
    """The failure with words that say at which item; `inputs`: the items are what the user called his function with, so they
    can be shown to him.
    """
    at = f"at item {failure.item + 1:,} of {len(items):,}"
    if inputs:
        at = f"{at}, the input {shorten(shown(items[failure.item]), LONGEST)}"
    return failure._replace(message=f"{failure.message}, {at}" if failure.message else at)


def shown(value: Any) -> str:
    """An input as a person reads it; never raises."""
    try:
        return short(value)
    except Exception:
        return f"a {type(value).__name__} that can't be shown"


def waited_s() -> float | None:
    """Seconds that this thread has waited for a core so far; None where the system doesn't tell (only Linux does)."""
    try:
        with open(f"/proc/self/task/{threading.get_native_id()}/schedstat", "rb") as file:
            on_core, waiting, _ = file.read().split()
    except (OSError, ValueError):
        return None
    # A kernel without these statistics has the file, and it says 0.
    return int(waiting) / 1e9 if int(on_core) else None


class Clocks:
    """Adds up what items take; `waited` is the clock of the time spent waiting for a core."""

    def __init__(self, waited: Callable[[], float | None] = waited_s) -> None:
        self._waited = waited
        self.wall_s = self.cpu_s = self.wait_s = 0.0
        self._stretch_wall_s = self._stretch_cpu_s = self._best = 0.0
        self._known = True

    def do(self, act: Callable[[], None]) -> float:
        """Does it, and returns its wall seconds."""
        waited = self._waited()
        before, cpu_before = time.perf_counter(), time.thread_time()
        act()
        cpu_s, wall_s = time.thread_time() - cpu_before, time.perf_counter() - before
        self.add(wall_s, cpu_s, _difference(waited, self._waited()))
        return wall_s

    def add(self, wall_s: float, cpu_s: float, wait_s: float | None) -> None:
        """One item more."""
        self.wall_s += wall_s
        self.cpu_s += cpu_s
        self.wait_s += wait_s or 0.0
        self._known = self._known and wait_s is not None
        self._stretch_wall_s += wall_s
        self._stretch_cpu_s += cpu_s
        if self._stretch_wall_s >= STRETCH_S:
            self._best = max(self._best, self._stretch_cpu_s / self._stretch_wall_s)
            self._stretch_wall_s = self._stretch_cpu_s = 0.0

    @property
    def computing(self) -> float:
        """The share of computing. Where waiting for a core can't be told, that of the stretch that was disturbed least."""
        best = self._best or self.cpu_s / max(self.wall_s, 1e-9)
        share = self.cpu_s / max(self.wall_s - self.wait_s, 1e-9) if self._known else best
        return min(1.0, share)


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def timing(task: types.ModuleType, items: list[Any], budget_s: float) -> Timing:
    """One item done alone, over items spread evenly through the list, within about `budget_s`.

    The first item is done once before and not counted: it pays for imports and connections. The mean, not the median: items
    may differ (the rows of a fractal do), and the sum is what has to fit the size.
    """
    first = Clocks()
    if first.do(lambda: try_out(task, items, 0)) > max(LONG_S, budget_s):
        return Timing(first.wall_s, max(first.cpu_s, 1e-7), first.computing, 1)
    # A step prime to the length visits every item once, in an order that is spread over the whole list.
    step = next((n for n in (89, 97, 101, 103) if len(items) % n), 1)
    began = time.perf_counter()
    clocks = Clocks()
    done = 0
    while done < len(items) and (done < MIN_ITEMS or time.perf_counter() - began < budget_s):
        at = done * step % len(items)
        clocks.do(lambda at=at: try_out(task, items, at))
        done += 1
    return Timing(max(clocks.wall_s / done, 1e-7), max(clocks.cpu_s / done, 1e-7), clocks.computing, 1 + done)
