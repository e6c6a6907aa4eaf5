"""Threads that take items from one queue and put results into another.

All threads live in one process and share its memory, so nothing is copied. In a Python with a GIL only one of them
runs Python bytecode at any instant; those that wait for I/O, or run C code that lets go of the GIL, don't need it.
"""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread

TITLE = "threads"
KIND = "many"
WORKER = "thread"
USES = "Thread"
ABOUT = "Threads of one process share its memory, and take items from a queue."
NEEDS = ""


def worker(work: Callable, tasks: SimpleQueue, results: SimpleQueue) -> None:
    """Do items until None comes."""
    while (item := tasks.get()) is not None:
        results.put(work(item))


def run(work: Callable, items: list, workers: int) -> Iterator:
    """Yield each result as it is finished."""
    tasks, results = SimpleQueue(), SimpleQueue()
    for item in [*items, *[None] * workers]:
        tasks.put(item)

    threads = [Thread(target=worker, args=(work, tasks, results)) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for _ in items:
        yield results.get()
    for thread in threads:
        thread.join()
