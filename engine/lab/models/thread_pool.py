"""A pool that starts threads as they are needed, and hands them items.

The same threads as in `threads`, with the queues, the waiting for results and the errors done by the standard library.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed

TITLE = "thread pool"
KIND = "many"
WORKER = "thread"
USES = "Executor"
ABOUT = "ThreadPoolExecutor: threads of one process, handed items by a pool."
NEEDS = ""
PLACE = 50


def run(work: Callable, items: list, workers: int) -> Iterator:
    """Yield each result as it is finished."""
    pool = ThreadPoolExecutor(workers)
    try:
        futures = [pool.submit(work, item) for item in items]
        for future in as_completed(futures):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)  # after an error `with` would first do all the other items
