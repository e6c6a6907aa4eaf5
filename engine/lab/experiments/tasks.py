"""What each model is good for: its speed-up on work that computes and on work that waits, over one after the other.

The models are the lab's own, as a run uses them. The waiting is real: a request over HTTP to a server in a process of its own,
which answers late. Both sides of a speed-up are measured one right after the other, starting the workers
included, and how long that took is told as well.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from . import work_items
from .workbench import Bench

MODELS = {"thread": "threads", "process": "processes", "interpreter": "interpreters", "coroutine": "asyncio"}
STEPS = 100_000
CPU_S = 0.45
TRIES = 2
BUDGET_S = 0.9
"""No further try begins after so long."""
CPU_WORKERS = 2
REQUESTS = 16
REQUEST_WORKERS = 8


def measure(bench: Bench, kind: str, address: str) -> dict[str, Any]:
    """`gil`; `cpu` and `io`: items, workers, seconds one after the other and with the model, or `error`. No address: no `io`."""
    model = importlib.import_module(f"..models.{MODELS[kind]}", __package__)
    compute, fetch = work_items.compute_item, work_items.fetch_item
    if kind == "coroutine":
        compute, fetch = work_items.compute_async, work_items.fetch_async
    began = time.perf_counter()
    work_items.compute_item(STEPS)
    items = max(8, min(400, round(CPU_S / (time.perf_counter() - began))))
    found = {"gil": getattr(sys, "_is_gil_enabled", lambda: True)()}
    found["cpu"] = _best(model, work_items.compute_item, compute, [STEPS] * items, CPU_WORKERS)
    if address:
        found["io"] = _compare(model, work_items.fetch_item, fetch, [address] * REQUESTS, REQUEST_WORKERS)
    return found


def _best(model: Any, plain: Callable, work: Callable, items: list[Any], workers: int) -> dict[str, Any]:
    """Both sides in turn, some times over, the fastest of each: others on this machine can only make it slower."""
    tries = [_compare(model, plain, work, items, workers)]
    end = time.monotonic() + BUDGET_S
    while len(tries) < TRIES and "error" not in tries[-1] and time.monotonic() < end:
        tries.append(_compare(model, plain, work, items, workers))
    if "error" in tries[-1]:
        return tries[-1]
    alone = min(tries, key=lambda each: each["sequential_s"])
    together = min(tries, key=lambda each: each["model_s"])
    equal = all(each["equal"] for each in tries)
    sides = {"sequential_s": alone["sequential_s"], "sequential_cpu_s": alone["sequential_cpu_s"], "equal": equal}
    return {**together, **sides, "tries": len(tries)}


def _compare(model: Any, plain: Callable, work: Callable, items: list[Any], workers: int) -> dict[str, Any]:
    numbers: dict[str, Any] = {"items": len(items), "workers": workers, "tries": 1}
    try:
        began, cpu = time.perf_counter_ns(), time.process_time()
        expected = [plain(item)[0] for item in items]
        numbers["sequential_s"] = (time.perf_counter_ns() - began) / 1e9
        numbers["sequential_cpu_s"] = time.process_time() - cpu
        busy, own = busy_s(), own_s()
        began = time.perf_counter_ns()
        results = _drive(model, work, items, workers)
        wall = (time.perf_counter_ns() - began) / 1e9
        numbers["model_s"] = wall
        numbers["others_cores"] = max(0.0, (busy_s() - busy - own_s() + own) / wall)
        numbers["startup_s"] = (min(first for _, first in results) - began) / 1e9
    except Exception as error:
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        return {**numbers, "error": f"{type(error).__name__}: {error}" if str(error) else type(error).__name__}
    return {**numbers, "equal": [result for result, _ in results] == expected}


def _drive(model: Any, work: Callable, items: list[Any], workers: int) -> list[Any]:
    if not inspect.iscoroutinefunction(model.run):
        # Workers that are processes have ended by now, so what they used is known to `own_s`.
        return list(model.run(work, items, workers))
    import asyncio

    results: list[Any] = []

    async def keep(item: Any) -> None:
        results.append(await work(item))

    asyncio.run(model.run(keep, items, workers))
    return results


def busy_s() -> float:
    """Seconds that the cores we may use have been busy since boot, with anybody's work; 0 where the system does not tell."""
    try:
        mine = {f"cpu{core}" for core in os.sched_getaffinity(0)}
        with open("/proc/stat") as file:
            rows = [line.split() for line in file if line.startswith("cpu")]
    except (OSError, AttributeError):
        return 0.0
    # Fields 4 and 5 are idle and waiting for a disk; 9 and 10 are contained in 1 and 2.
    ticks = sum(int(row[index]) for row in rows if row[0] in mine for index in (1, 2, 3, 6, 7, 8))
    return ticks / os.sysconf("SC_CLK_TCK")


def own_s() -> float:
    """Seconds of CPU that we and our ended children have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
