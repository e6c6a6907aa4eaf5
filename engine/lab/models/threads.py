"""Threads that take items from one queue and put results into another.

All threads live in one process and share its memory, so nothing is copied. In a Python with a GIL only one of them
runs Python bytecode at any instant; those that wait for I/O, or run C code that lets go of the GIL, don't need it.
"""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Event, Thread

TITLE = "threads"
KIND = "many"
WORKER = "thread"
USES = "Thread"
ABOUT = "Threads of one process share its memory, and take items from a queue."
NEEDS = ""
PLACE = 40


def worker(work: Callable, tasks: SimpleQueue, results: SimpleQueue, stop: Event) -> None:
    """Do items until None comes; what an item raises is handed over in place of its result."""
    while not stop.is_set() and (item := tasks.get()) is not None:
        try:
            results.put((work(item), None))
        except BaseException as error:
            results.put((None, error))


def run(work: Callable, items: list, workers: int) -> Iterator:
    """Yield each result as it is finished."""
    tasks, results, stop = SimpleQueue(), SimpleQueue(), Event()
    for item in [*items, *[None] * workers]:
        tasks.put(item)

    threads = []
    try:
        for _ in range(workers):
            thread = Thread(target=worker, args=(work, tasks, results, stop))
            thread.start()
            threads.append(thread)
        for _ in items:
            result, error = results.get()
            if error is not None:
                raise error
            yield result
    finally:
        stop.set()
        for thread in threads:
            thread.join()
