"""Is memory shared? What a worker changes (its argument, a global, a function), and the time to hand over 1, 10 and 100 MB in each way.

The time runs from having the bytes in hand on one side to having them in hand on the other; both read the same clock. Bytes are
the easiest thing there is to pickle, so for everything else pickling costs more than what is measured here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

from . import worker_functions
from .spawn import NoWorker, facts, start
from .workbench import Bench

CHANGED = ("argument", "global", "function")
MEGABYTES = (1, 10, 100)
REPEATS = 3
BUDGET_S = 2.5
TOLD_S = 3.0
Way = Callable[[bytes], tuple[int, int, int]]
"""Hands over; returns when it began, when the other side had it (both ns), and when copying in by hand was done (0: nothing to copy)."""


def measure(bench: Bench, kind: str, block: str) -> dict[str, Any]:
    """`changes`: of each thing that a worker changed by three, what it saw and what the parent saw afterwards; `ways`: for each, and
    each size in MB, the times in ns.

    `block` is the name that shared memory gets, so that whoever started us can remove it whatever happens to us.
    """
    if kind == "coroutine":
        import asyncio

        return asyncio.run(_coroutines())
    try:
        changes = _change(bench, kind)
        with_ways = {"thread": _thread, "process": _process, "interpreter": _interpreter}[kind]
        ways = with_ways(block)
        return {"changes": changes, "ways": ways, "refused": "", **facts(kind)}
    except NoWorker as error:
        return {"changes": {}, "ways": {}, "refused": str(error), **facts(kind)}


def _change(bench: Bench, kind: str) -> dict[str, tuple[int, int]]:
    notes, argument = bench.notes(), []
    start(kind, worker_functions.change_and_note, notes.path, argument).join(2.0)
    lines = notes.wait(1)
    return _beside(lines[0][2:] if lines else (0, 0, 0), argument)


def _beside(inside: Sequence[int], argument: list[int]) -> dict[str, tuple[int, int]]:
    """What the worker saw beside what is seen here."""
    return dict(zip(CHANGED, zip(inside, (len(argument), *worker_functions.seen()), strict=True), strict=True))


def _timed(ways: dict[str, Way]) -> dict[str, Any]:
    """Each size in each way, some times over, as long as there is time; a size that fails says why."""
    found: dict[str, Any] = {name: {} for name in ways}
    end = time.monotonic() + BUDGET_S
    for megabytes in MEGABYTES:
        for name, way in ways.items():
            cell: dict[str, Any] = {"ns": [], "copy_ns": []}
            found[name][str(megabytes)] = cell
            try:
                data = bytes(megabytes * 1_000_000)
                while len(cell["ns"]) < REPEATS and (time.monotonic() < end or not cell["ns"]):
                    began, had, copied = way(data)
                    cell["ns"].append(had - began)
                    cell["copy_ns"].append(max(0, copied - began))
            except (MemoryError, OSError, EOFError, RuntimeError) as error:
                cell["error"] = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
                if not isinstance(error, MemoryError):
                    return found
    return found


def _thread(_: str) -> dict[str, Any]:
    there: SimpleQueue[bytes] = SimpleQueue()
    back: SimpleQueue[int] = SimpleQueue()

    def receive() -> None:
        while there.get():
            back.put(time.perf_counter_ns())

    def hand_over(data: bytes) -> tuple[int, int, int]:
        began = time.perf_counter_ns()
        there.put(data)
        return began, back.get(), 0

    start("thread", receive)
    ways = _timed({"by reference": hand_over})
    there.put(b"")
    return ways


def _process(block: str) -> dict[str, Any]:
    from multiprocessing import Pipe, resource_tracker
    from multiprocessing.shared_memory import SharedMemory

    # Before the worker: else it would start a tracker of its own, which removes the block when the worker ends.
    resource_tracker.ensure_running()
    here, there = Pipe()
    worker: Any = start("process", receive, there)
    there.close()

    def pickled(data: bytes) -> tuple[int, int, int]:
        began = time.perf_counter_ns()
        here.send(data)
        return began, answer(), 0

    def shared(data: bytes) -> tuple[int, int, int]:
        began = time.perf_counter_ns()
        memory = SharedMemory(block, create=True, size=len(data))
        try:
            assert memory.buf is not None
            memory.buf[: len(data)] = data
            copied = time.perf_counter_ns()
            here.send((block, len(data)))
            return began, answer(), copied
        finally:
            memory.close()
            memory.unlink()

    def answer() -> int:
        if not here.poll(TOLD_S):
            raise OSError("the worker did not answer")
        told = here.recv()
        if isinstance(told, str):
            raise MemoryError(told)
        return told

    ways = _timed({"pickled": pickled, "shared_memory": shared})
    here.send(None)
    worker.join(1.0)
    return ways


def receive(connection: Any) -> None:
    """The worker's side: says when it had what it was sent. A pair is the name and the size of shared memory."""
    from multiprocessing.shared_memory import SharedMemory

    while True:
        try:
            data = connection.recv()
            if data is None:
                return
            if isinstance(data, tuple):
                memory = SharedMemory(data[0])
                assert memory.buf is not None
                first_and_last = memory.buf[0], memory.buf[data[1] - 1]
                had = time.perf_counter_ns()
                del first_and_last
                memory.close()
            else:
                had = time.perf_counter_ns()
            del data
            connection.send(had)
        except MemoryError:
            connection.send("not enough memory in the worker")
        except (EOFError, OSError):
            return


def _interpreter(_: str) -> dict[str, Any]:
    from concurrent import interpreters

    there: Any = interpreters.create_queue()  # pyright: ignore[reportAttributeAccessIssue]
    back: Any = interpreters.create_queue()  # pyright: ignore[reportAttributeAccessIssue]
    worker = start("interpreter", receive_in_interpreter, there, back)

    def copied(data: bytes) -> tuple[int, int, int]:
        began = time.perf_counter_ns()
        there.put(data)
        return began, back.get(timeout=TOLD_S), 0

    def viewed(data: bytes) -> tuple[int, int, int]:
        view = memoryview(data)
        began = time.perf_counter_ns()
        there.put(view)
        return began, back.get(timeout=TOLD_S), 0

    ways = _timed({"copied": copied, "memoryview": viewed})
    there.put(None)
    worker.join(1.0)
    return ways


def receive_in_interpreter(there: Any, back: Any) -> None:
    """The interpreter's side."""
    while (data := there.get()) is not None:
        had = time.perf_counter_ns()
        del data
        back.put(had)


async def _coroutines() -> dict[str, Any]:
    import asyncio

    argument: list[int] = []
    there: asyncio.Queue[bytes] = asyncio.Queue()
    back: asyncio.Queue[int] = asyncio.Queue()

    async def change() -> tuple[int, int, int]:
        return worker_functions.change(argument)

    async def receive() -> None:
        while await there.get():
            back.put_nowait(time.perf_counter_ns())

    inside = await asyncio.create_task(change())
    receiver = asyncio.create_task(receive())
    cells: dict[str, Any] = {}
    for megabytes in MEGABYTES:
        try:
            data, cells[str(megabytes)] = bytes(megabytes * 1_000_000), {"ns": [], "copy_ns": []}
        except MemoryError:
            cells[str(megabytes)] = {"ns": [], "copy_ns": [], "error": "MemoryError"}
            continue
        for _ in range(REPEATS):
            began = time.perf_counter_ns()
            there.put_nowait(data)
            cells[str(megabytes)]["ns"].append(await back.get() - began)
            cells[str(megabytes)]["copy_ns"].append(0)
    there.put_nowait(b"")
    await receiver
    return {"changes": _beside(inside, argument), "ways": {"by reference": cells}, "refused": ""}
