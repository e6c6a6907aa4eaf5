"""The oldest of the pools: processes that are all started at once, and an iterator over results as they come in."""

from collections.abc import Callable, Iterator
from multiprocessing import Pool

TITLE = "multiprocessing pool"
KIND = "many"
WORKER = "process"
USES = "Pool"
ABOUT = "multiprocessing.Pool: processes started at once, results in any order."
NEEDS = ""


def run(work: Callable, items: list, workers: int, chunk: int = 1) -> Iterator:
    """Yield each result as it is finished."""
    with Pool(workers) as pool:
        yield from pool.imap_unordered(work, items, chunksize=chunk)
        pool.close()
        pool.join()
