"""The oldest of the pools: processes that are all started at once, and an iterator over results as they come in.

It starts another process where one was killed, but what that one worked on is lost, and the pool waits for it without
end. So whoever uses it has to look whether the processes that it began with are still there. For the same reason they
leave ctrl+C to the parent: interrupted at its queue, a process may die with the lock that the others need.
"""

import signal
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import Pool, TimeoutError, active_children

TITLE = "multiprocessing pool"
KIND = "many"
WORKER = "process"
USES = "Pool"
ABOUT = "multiprocessing.Pool: processes started at once, results in any order."
NEEDS = ""
PLACE = 80


def each(work: Callable, chunk: list) -> list:
    """Do the items of a chunk."""
    return [work(item) for item in chunk]


def check(processes: list) -> None:
    """Raise RuntimeError if one of the processes has ended."""
    for process in processes:
        if not process.is_alive():
            raise RuntimeError(f"{process.name} ended with exit code {process.exitcode}")


def run(work: Callable, items: list, workers: int, chunk: int = 1) -> Iterator:
    """Yield each result as it is finished."""
    chunks = [items[start : start + chunk] for start in range(0, len(items), chunk)]
    with Pool(workers, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)) as pool:
        processes = active_children()
        results = pool.imap_unordered(partial(each, work), chunks)
        while True:
            try:
                yield from results.next(timeout=0.1)
            except TimeoutError:
                check(processes)
            except StopIteration:
                break
        pool.close()
        pool.join()
