"""What one worker costs: the time from asking for it to its first instruction, and its memory."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

from . import worker_functions
from .spawn import NoWorker, facts, start
from .workbench import Bench

TIMES = 50
BUDGET_S = 2.4
ALIVE = {"thread": 100, "process": 10, "interpreter": 10, "coroutine": 5_000}
"""So many stay alive at once for the memory of one: enough to stand out from the noise of the allocator."""
ALIVE_S = 1.5


def measure(bench: Bench, kind: str) -> dict[str, Any]:
    """`start_ns`: of each that was started, `alive`: how many there were between the two looks, `refused`."""
    if kind == "coroutine":
        return asyncio.run(_coroutines(bench))
    begun, refused = _starts(bench, kind)
    gc.collect()
    bench.observe("before")
    alive, why = _crowd(bench, kind)
    return {"start_ns": begun, "alive": alive, "refused": refused or why, **facts(kind)}


def _starts(bench: Bench, kind: str) -> tuple[list[int], str]:
    """One after the other, so that each finds the machine as quiet as the first. The first warms up and doesn't count."""
    notes, asked = bench.notes(), []
    end = time.monotonic() + BUDGET_S
    try:
        while len(asked) <= TIMES and (time.monotonic() < end or len(asked) < 4):
            asked.append(time.perf_counter_ns())
            start(kind, worker_functions.begin, notes.path).join(2.0)
    except NoWorker as error:
        return _between(asked, notes.read())[1:], str(error)
    return _between(asked, notes.read())[1:], ""


def _between(asked: list[int], lines: list[list[int]]) -> list[int]:
    """One that was asked for and never began is left out: each begins before the next is asked for."""
    began = [line[2] for line in lines]
    pairs = zip(asked, [*asked[1:], time.perf_counter_ns()], strict=True)
    return [
        next(t for t in began if ask <= t < after) - ask for ask, after in pairs if any(ask <= t < after for t in began)
    ]


def _crowd(bench: Bench, kind: str) -> tuple[int, str]:
    """Many at once, looked at while all of them are there."""
    notes, gate, refused, workers = bench.notes(), bench.gate(kind), "", []
    end = time.monotonic() + ALIVE_S
    while len(workers) < ALIVE[kind] and time.monotonic() < end:
        try:
            workers.append(start(kind, worker_functions.stay, notes.path, gate.handle))
        except NoWorker as error:
            refused = str(error)
            break
    alive = len(notes.wait(len(workers), 1.0))
    bench.observe("alive")
    gate.open()
    return alive, refused


async def _coroutines(bench: Bench) -> dict[str, Any]:
    async def begin() -> int:
        return time.perf_counter_ns()

    async def stay() -> None:
        await go.wait()

    begun, go = [], asyncio.Event()
    for _ in range(TIMES + 1):
        asked = time.perf_counter_ns()
        begun.append(await asyncio.create_task(begin()) - asked)
    gc.collect()
    bench.observe("before")
    tasks = [asyncio.create_task(stay()) for _ in range(ALIVE["coroutine"])]
    await asyncio.sleep(0)
    bench.observe("alive")
    go.set()
    await asyncio.gather(*tasks)
    return {"start_ns": begun[1:], "alive": len(tasks), "refused": ""}
