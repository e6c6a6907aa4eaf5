"""A pool of interpreters: threads of one process, but each with an interpreter, and a GIL, of its own.

They run Python bytecode at the same time, as processes do, without being processes; as with processes, items and
results are pickled and nothing is shared. Some C extensions, NumPy among them, can't be imported in them yet.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import InterpreterPoolExecutor, as_completed

TITLE = "interpreters"
KIND = "many"
WORKER = "interpreter"
USES = "Executor"
ABOUT = "InterpreterPoolExecutor: threads of one process, each with its own GIL."
NEEDS = "3.14"
PLACE = 90


def run(work: Callable, items: list, workers: int) -> Iterator:
    """Yield each result as it is finished."""
    pool = InterpreterPoolExecutor(workers)
    try:
        futures = [pool.submit(work, item) for item in items]
        for future in as_completed(futures):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)  # after an error `with` would first do all the other items
