"""A process per core, and threads in each: the way web servers are run.

The processes use the cores, the threads wait for I/O. `workers` are the threads of all processes together, dealt out
evenly; with no more workers than cores, each process has one thread. The items are dealt out, too: each process gets
its share through a pipe, and sends each result back as it is finished.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from traceback import format_exc

TITLE = "processes × threads"
KIND = "many"
WORKER = "thread"
USES = "Process, Executor"
ABOUT = "A process per core with threads in each, as web servers do."
NEEDS = ""
PLACE = 100


def serve(work: Callable, pipe: Connection, threads: int) -> None:
    """Do a share of items in threads, until None comes; what an item raises is sent in place of a result."""
    with ThreadPoolExecutor(threads) as pool:
        try:
            while (share := pipe.recv()) is not None:
                for future in as_completed([pool.submit(work, item) for item in share]):
                    pipe.send([future.result()])
        except BaseException as error:
            error.add_note(format_exc())
            pipe.send(error)


def receive(pipe: Connection, process: Process) -> list:
    """The results that a process sent; raises what it raised, or RuntimeError if it has ended."""
    try:
        answer = pipe.recv()
    except (EOFError, OSError):
        process.join()
        raise RuntimeError(f"{process.name} ended with exit code {process.exitcode}") from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def run(work: Callable, items: list, workers: int) -> Iterator:
    """Yield each result as it is finished."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    count = min(cores, workers)
    processes, missing = {}, len(items)
    try:
        for number in range(count):
            pipe, end = Pipe()
            process = Process(target=serve, args=(work, end, len(range(number, workers, count))))
            process.start()
            end.close()
            processes[pipe] = process
            pipe.send(items[number::count])
        while missing:
            for pipe in wait(processes):
                results = receive(pipe, processes[pipe])
                missing -= len(results)
                yield from results
        for pipe in processes:
            pipe.send(None)
    except BaseException:
        for process in processes.values():
            process.terminate()
        raise
    finally:
        for process in processes.values():
            process.join()
