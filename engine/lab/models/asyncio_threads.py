"""An event loop that hands work which would block it to threads.

The way to call a library that can't be awaited from a program that is written with asyncio: the threads wait in the
loop's place. Under a GIL, threads that compute still make the loop wait for its turn, some milliseconds each time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

TITLE = "asyncio + threads"
KIND = "many"
WORKER = "thread"
USES = "to_thread"
ABOUT = "An event loop that hands each item to a thread, and goes on while the threads wait."
NEEDS = ""
PLACE = 30


async def run(work: Callable, items: list, workers: int) -> AsyncIterator:
    """Yield each result as it is finished."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(workers))
    jobs = [asyncio.create_task(asyncio.to_thread(work, item)) for item in items]
    try:
        for job in asyncio.as_completed(jobs):
            yield await job
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
