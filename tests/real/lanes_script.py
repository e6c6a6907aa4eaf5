"""Runs every kind of worker once; started by test_lanes_on_pythons.py under each Python, with nothing installed."""

import asyncio
import multiprocessing
import sys
import threading

from concviz.engine.lab.coroutine import MeasuredLoop
from concviz.engine.lab.measure import AsyncWork, Work

TASK = "concviz.engine.lab.tasks.pi"
ITEMS = list(enumerate(range(6)))


def do(work, results):
    """One process's share."""
    results.put([work(item) for item in ITEMS])


def threads(folder):
    work = Work(TASK, folder, "thread", 32)
    workers = [threading.Thread(target=lambda: [work(item) for item in ITEMS]) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def processes(folder, method):
    context = multiprocessing.get_context(method)
    results = context.SimpleQueue()
    worker = context.Process(target=do, args=(Work(TASK, folder, "process", 32), results))
    worker.start()
    assert len(results.get()) == len(ITEMS)
    worker.join()


def interpreters(folder):
    if sys.version_info < (3, 14):
        return
    from concurrent.futures import InterpreterPoolExecutor

    with InterpreterPoolExecutor(1) as pool:
        assert len(list(pool.map(Work(TASK, folder, "interpreter", 32), ITEMS))) == len(ITEMS)


async def coroutines(folder, task):
    work = AsyncWork(task, folder, "coroutine", 32, workers=1)
    for item in ITEMS:
        await work(item)


def main(folder, task):
    Work(TASK, folder, "main", 32)(ITEMS[0])
    for method in multiprocessing.get_all_start_methods():
        processes(folder, method)
    threads(folder)
    interpreters(folder)
    with asyncio.Runner(loop_factory=MeasuredLoop) as runner:
        runner.run(coroutines(folder, task))


if __name__ == "__main__":
    main(*sys.argv[1:])
