"""How many workers can be alive at once: started until there are enough, or until something says stop.

Never a machine brought to its knees: it stops at 70 % of what memory is free, at half of the processes and threads that may
exist, and after some seconds, whichever comes first, and says which.
"""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any

from . import worker_functions
from .limits import Room
from .spawn import NoWorker, Worker, facts, start
from .workbench import Bench

MOST = {"thread": 1_000, "process": 100, "interpreter": 100, "coroutine": 10_000}
BUDGET_S = 3.0
STEP = {"thread": 25, "process": 1, "interpreter": 1, "coroutine": 500}
"""Memory is looked at after every so many."""


def measure(bench: Bench, kind: str) -> dict[str, Any]:
    """`alive`: all at once; `wall_ns`: from asking for the first to the last one's first instruction; `stopped`: why no more."""
    room = Room()
    if kind == "coroutine":
        return asyncio.run(_coroutines(bench, room))
    if not room.tasks:
        return {"alive": 0, "most": MOST[kind], "wall_ns": 0, "stopped": room.tasks_why, **facts(kind)}
    notes, gate = bench.notes(), bench.gate(kind)
    _warm_up(bench, kind)
    bench.observe("before")
    asked = time.perf_counter_ns()
    workers, stopped = _start(kind, notes.path, gate.handle, room)
    lines = notes.wait(len(workers), 1.5)
    if len(lines) < len(workers):
        stopped = stopped or f"{len(workers) - len(lines)} of those that were started never began"
    bench.observe("alive")
    wall_ns = max((line[2] for line in lines), default=asked) - asked
    gate.open()
    return {"alive": len(lines), "most": MOST[kind], "wall_ns": wall_ns, "stopped": stopped, **facts(kind)}


def _warm_up(bench: Bench, kind: str) -> None:
    """Imports, a fork server, a resource tracker: once, whatever the number. What can't be started is told by the experiment."""
    try:
        start(kind, worker_functions.begin, bench.notes().path).join(2.0)
    except NoWorker:
        return
    gc.collect()


def _start(kind: str, path: str, gate: int | str, room: Room) -> tuple[list[Worker], str]:
    workers: list[Worker] = []
    end = time.monotonic() + BUDGET_S
    while len(workers) < MOST[kind]:
        if len(workers) >= room.tasks:
            return workers, room.tasks_why
        if len(workers) % STEP[kind] == 0 and (why := room.memory_why()):
            return workers, why
        if time.monotonic() > end:
            return workers, f"the {BUDGET_S:g} seconds for it were over"
        try:
            workers.append(start(kind, worker_functions.stay, path, gate))
        except NoWorker as error:
            return workers, f"one more was refused: {error}"
    return workers, ""


async def _coroutines(bench: Bench, room: Room) -> dict[str, Any]:
    begun, go = [], asyncio.Event()

    async def stay() -> None:
        begun.append(time.perf_counter_ns())
        await go.wait()

    tasks, stopped = [], ""
    bench.observe("before")
    asked = time.perf_counter_ns()
    while len(tasks) < MOST["coroutine"]:
        if stopped := room.memory_why():
            break
        try:
            tasks += [asyncio.create_task(stay()) for _ in range(STEP["coroutine"])]
        except MemoryError:
            stopped = "one more was refused: MemoryError"
            break
    await asyncio.sleep(0)
    wall_ns = begun[-1] - asked if begun else 0
    bench.observe("alive")
    go.set()
    await asyncio.gather(*tasks)
    return {"alive": len(begun), "most": MOST["coroutine"], "wall_ns": wall_ns, "stopped": stopped}
