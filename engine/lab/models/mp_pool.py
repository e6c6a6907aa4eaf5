"""The oldest of the pools: processes that are all started at once, and an iterator over results as they come in.

It starts another process where one was killed, but what that one worked on is lost, and the pool waits for it without
end. So whoever uses it has to look whether the processes that it began with are still there. A process that ends with a
lock in hand stops the others for good. So they leave ctrl+C to the parent, and after an error they hand back what is
left undone, before `with` terminates them.
"""

import signal
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import Pool, RawValue, TimeoutError, active_children
from typing import Any

TITLE = "multiprocessing pool"
KIND = "many"
WORKER = "process"
USES = "Pool"
ABOUT = "multiprocessing.Pool: processes started at once, results in any order."
NEEDS = ""
PLACE = 80


shared = {}  # what a process was given: "stop", a number in memory of all, is 1 where what is left is not to be done


def begin(stop: Any) -> None:
    """In each process, before its first item."""
    shared["stop"] = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def each(work: Callable, chunk: list) -> list:
    """Do the items of a chunk."""
    return [] if shared["stop"].value else [work(item) for item in chunk]


def check(processes: list) -> None:
    """Raise RuntimeError if one of the processes has ended."""
    for process in processes:
        if not process.is_alive():
            raise RuntimeError(f"{process.name} ended with exit code {process.exitcode}")


def drain(results: Any) -> list:
    """Wait until nothing is handed back any more; the errors of items that failed meanwhile."""
    errors = []
    while True:
        try:
            results.next(timeout=0.5)
        except (StopIteration, TimeoutError):
            return errors
        except Exception as error:
            errors.append(error)


def run(work: Callable, items: list, workers: int, chunk: int = 1) -> Iterator:
    """Yield each result as it is finished."""
    chunks = [items[start : start + chunk] for start in range(0, len(items), chunk)]
    stop = RawValue("b")
    with Pool(workers, begin, (stop,)) as pool:
        processes = active_children()
        results = pool.imap_unordered(partial(each, work), chunks)
        try:
            while True:
                try:
                    yield from results.next(timeout=0.1)
                except TimeoutError:
                    check(processes)
                except StopIteration:
                    break
        except BaseException as first:
            stop.value = 1
            for error in drain(results):
                first.add_note(f"another item failed too: {error!r}")
            raise
        pool.close()
        pool.join()
