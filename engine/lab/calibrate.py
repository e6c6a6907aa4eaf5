"""How long one item takes, so that a size in seconds becomes a number of items."""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

from .collect import ItemFailed
from .failure import failure_of

MIN_ITEMS = 3


def try_out(task: ModuleType, items: list[Any], index: int) -> None:
    """Do one item.

    Raises:
        ItemFailed: it raised.
    """
    try:
        task.work(items[index])
    except Exception as problem:
        raise ItemFailed(failure_of(problem, 0, index)) from None


def seconds_per_item(task: ModuleType, items: list[Any], budget_s: float) -> tuple[float, float]:
    """Mean wall and CPU seconds of one item done alone, over items spread evenly through the list, within about `budget_s`.

    The first item is done once before and not counted: it pays for imports and connections. The mean, not the median: items
    may differ (the rows of a fractal do), and the sum is what has to fit the size.
    """
    try_out(task, items, 0)
    # A step prime to the length visits every item once, in an order that is spread over the whole list.
    step = next((n for n in (89, 97, 101, 103) if len(items) % n), 1)
    began = time.perf_counter()
    cpu_s = 0.0
    wall_s = 0.0
    done = 0
    while done < len(items) and (done < MIN_ITEMS or time.perf_counter() - began < budget_s):
        before, cpu_before = time.perf_counter(), time.thread_time()
        try_out(task, items, done * step % len(items))
        cpu_s += time.thread_time() - cpu_before
        wall_s += time.perf_counter() - before
        done += 1
    return max(wall_s / done, 1e-7), max(cpu_s / done, 1e-7)
