"""A Dask cluster: a scheduler that gives tasks to worker processes, which could as well be on other machines.

`LocalCluster` starts both on this machine: a scheduler in this process, and workers with one thread each. The client sends the function
and the items pickled, and results come back to it the same way. Each task costs client, scheduler and worker some milliseconds,
so short items are better handed over a chunk at a time. Where a worker is killed, the scheduler gives what it had to another one.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

TITLE = "Dask"
KIND = "many"
WORKER = "process"
USES = "LocalCluster"
ABOUT = "Dask distributed: a scheduler hands pickled items to worker processes, and again where one dies."
NEEDS = ""
PLACE = 110
REQUIRES = ("dask", "distributed")
START_METHOD = "spawn"
RETRIES = True


def each(work: Callable, chunk: list) -> list:
    """Do the items of a chunk."""
    return [work(item) for item in chunk]


def addresses(workers: dict, threads: int) -> list:
    """The first workers that have so many threads together, or all of them."""
    chosen = []
    for address, about in workers.items():
        if threads > 0:
            chosen.append(address)
            threads -= about["nthreads"]
    return chosen


@contextmanager
def own_cluster(workers: int, scratch: str | None) -> Iterator[str]:
    """A scheduler and workers on this machine, with a folder in `scratch`; yields the scheduler's address."""
    import dask
    from distributed import LocalCluster

    own = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with dask.config.set({"temporary-directory": scratch}), LocalCluster(**own) as cluster:
        yield cluster.scheduler_address


def run(
    work: Callable, items: list, workers: int, chunk: int = 1, scratch: str | None = None, cluster: str = ""
) -> Iterator:
    """Yield each result as it is finished.

    `cluster` is the address of a scheduler that runs; without it one is started here, with a folder in `scratch`.
    """
    from distributed import Client, as_completed

    chunks = [items[start : start + chunk] for start in range(0, len(items), chunk)]
    with ExitStack() as stack:
        client = stack.enter_context(Client(cluster or stack.enter_context(own_cluster(workers, scratch))))
        there = addresses(client.scheduler_info(n_workers=-1)["workers"], workers)
        futures = client.map(partial(each, work), chunks, pure=False, workers=there, allow_other_workers=True)
        for _, results in as_completed(futures, with_results=True):
            yield from results
