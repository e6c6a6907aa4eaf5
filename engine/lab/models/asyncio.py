"""Coroutines of one thread, which take turns whenever one of them has to wait.

Nothing runs in parallel: the event loop goes on with another coroutine at each `await` that has to wait. Work that
only computes never waits, so it holds the loop until it is done. `workers` coroutines take items from one iterator;
only one of them runs at a time, so it needs no lock.
"""

import asyncio
from collections.abc import Callable

TITLE = "asyncio"
KIND = "one thread"
WORKER = "coroutine"
USES = "coroutines"
ABOUT = "Coroutines of one thread take turns at each await; computing blocks them all."
NEEDS = ""
PLACE = 20


async def run(work: Callable, items: list, workers: int) -> None:
    """Do all items, at most `workers` at a time."""
    todo = iter(items)

    async def worker() -> None:
        for item in todo:
            await work(item)
            await asyncio.sleep(0)  # a turn for the others, and for ctrl+C, also where work never waits

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(worker())
