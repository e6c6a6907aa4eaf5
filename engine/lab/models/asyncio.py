"""Coroutines of one thread, which take turns whenever one of them has to wait.

Nothing runs in parallel: the event loop goes on with another coroutine at each `await` that has to wait. Work that
only computes never waits, so it holds the loop until it is done. The semaphore lets at most `workers` items be under
way at once.
"""

import asyncio
from collections.abc import Callable

TITLE = "asyncio"
KIND = "one thread"
WORKER = "coroutine"
USES = "coroutines"
ABOUT = "Coroutines of one thread take turns at each await; computing blocks them all."
NEEDS = ""


async def run(work: Callable, items: list, workers: int) -> None:
    """Do all items, at most `workers` at a time."""
    limit = asyncio.Semaphore(workers)

    async def worker(item: object) -> None:
        async with limit:
            await work(item)

    async with asyncio.TaskGroup() as group:
        for item in items:
            group.create_task(worker(item))
