"""Processes that take items from one queue and put results into another.

Each process has its own interpreter, its own GIL and its own memory: items and results are pickled, sent through a
pipe and unpickled on the other side. Handing over a chunk of items at once makes that cheaper.
"""

from collections.abc import Callable, Iterator
from multiprocessing import Process, Queue, SimpleQueue
from typing import Any

TITLE = "processes"
KIND = "many"
WORKER = "process"
USES = "Process"
ABOUT = "Each process has its own interpreter and memory; items and results are pickled."
NEEDS = ""


def worker(work: Callable, tasks: Any, results: Any) -> None:
    """Do chunks of items until None comes."""
    while (chunk := tasks.get()) is not None:
        results.put([work(item) for item in chunk])


def run(work: Callable, items: list, workers: int, chunk: int = 1) -> Iterator:
    """Yield each result as it is finished."""
    chunks = [items[start : start + chunk] for start in range(0, len(items), chunk)]
    tasks, results = Queue(), SimpleQueue()

    processes = [Process(target=worker, args=(work, tasks, results)) for _ in range(workers)]
    for process in processes:
        process.start()
    for task in [*chunks, *[None] * workers]:
        tasks.put(task)
    for _ in chunks:
        yield from results.get()
    for process in processes:
        process.join()
