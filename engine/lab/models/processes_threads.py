"""A process per core, and threads in each: the way web servers are run.

The processes use the cores, the threads wait for I/O. `workers` are the threads of all processes together, dealt out
evenly; with no more workers than cores, each process has one thread.
"""

import os
from collections.abc import Callable, Iterator
from multiprocessing import Process, Queue, SimpleQueue
from threading import Thread
from typing import Any

TITLE = "processes × threads"
KIND = "many"
WORKER = "thread"
USES = "Process, Thread"
ABOUT = "A process per core with threads in each, as web servers do."
NEEDS = ""


def thread(work: Callable, tasks: Any, results: Any) -> None:
    """Do items until None comes."""
    while (item := tasks.get()) is not None:
        results.put(work(item))


def process(threads: int, *args: Any) -> None:
    """Start the threads of one process, and wait for them."""
    group = [Thread(target=thread, args=args) for _ in range(threads)]
    for each in group:
        each.start()
    for each in group:
        each.join()


def run(work: Callable, items: list, workers: int) -> Iterator:
    """Yield each result as it is finished."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    shares = [len(range(first, workers, cores)) for first in range(min(cores, workers))]
    tasks, results = Queue(), SimpleQueue()

    processes = [Process(target=process, args=(threads, work, tasks, results)) for threads in shares]
    for each in processes:
        each.start()
    for item in [*items, *[None] * workers]:
        tasks.put(item)
    for _ in items:
        yield results.get()
    for each in processes:
        each.join()
