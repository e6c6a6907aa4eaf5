"""Processes that ask for items through a pipe of their own, and hand back results the same way.

Each process has its own interpreter, its own GIL and its own memory: items and results are pickled, sent through the
pipe and unpickled on the other side. Handing over a chunk of items at once makes that cheaper. A pipe that ends is how
the parent learns that a process was killed; a queue shared by all of them would keep it waiting.
"""

from collections.abc import Callable, Iterator
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from traceback import format_exc

TITLE = "processes"
KIND = "many"
WORKER = "process"
USES = "Process"
ABOUT = "Each process has its own interpreter and memory; items and results are pickled."
NEEDS = ""
PLACE = 60


def worker(work: Callable, pipe: Connection) -> None:
    """Do chunks of items until None comes; what an item raises is sent in place of results."""
    try:
        pipe.send([])
        while (chunk := pipe.recv()) is not None:
            pipe.send([work(item) for item in chunk])
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


def run(work: Callable, items: list, workers: int, chunk: int = 1) -> Iterator:
    """Yield each result as it is finished."""
    chunks = iter([items[start : start + chunk] for start in range(0, len(items), chunk)])
    processes, missing = {}, len(items)
    try:
        for _ in range(workers):
            pipe, end = Pipe()
            process = Process(target=worker, args=(work, end))
            process.start()
            end.close()
            processes[pipe] = process
        while missing:
            for pipe in wait(processes):
                results = receive(pipe, processes[pipe])
                if task := next(chunks, None):
                    pipe.send(task)
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
