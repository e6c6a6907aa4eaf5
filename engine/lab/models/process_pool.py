"""A pool of processes with the interface of a thread pool: change one word and threads become processes.

A thread of the parent pickles the items and sends them, a chunk at a time. If a process dies, the pool notices and
raises BrokenProcessPool. The processes leave ctrl+C to the parent: interrupted at their queue, one may die with the lock
that the others need.
"""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

TITLE = "process pool"
KIND = "many"
WORKER = "process"
USES = "Executor"
ABOUT = "ProcessPoolExecutor: processes, handed pickled items by a pool."
NEEDS = ""
PLACE = 70


def each(work: Callable, chunk: list) -> list:
    """Do the items of a chunk."""
    return [work(item) for item in chunk]


def run(work: Callable, items: list, workers: int, chunk: int = 1) -> Iterator:
    """Yield each result as it is finished."""
    chunks = [items[start : start + chunk] for start in range(0, len(items), chunk)]
    pool = ProcessPoolExecutor(workers, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        futures = [pool.submit(each, work, chunk) for chunk in chunks]
        for future in as_completed(futures):
            yield from future.result()
    finally:
        pool.shutdown(cancel_futures=True)  # after an error `with` would first do all the other items
