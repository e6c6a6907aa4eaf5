"""Who is there: a few workers say who they are, and stay while somebody outside looks at us."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import Any

from . import worker_functions
from .spawn import NoWorker, Worker, facts, start
from .workbench import Bench

WORKERS = 3


def measure(bench: Bench, kind: str) -> dict[str, Any]:
    """`workers`: [process, thread] of each by its own word; `lab`: the same of whoever started them; `asked`; `refused`."""
    us = [os.getpid(), threading.get_native_id()]
    if kind == "coroutine":
        return {"workers": asyncio.run(_coroutines(bench)), "lab": us, "asked": WORKERS, "refused": ""}
    notes, gate, refused = bench.notes(), bench.gate(kind), ""
    workers: list[Worker] = []
    for _ in range(WORKERS):
        try:
            workers.append(start(kind, worker_functions.stay, notes.path, gate.handle))
        except NoWorker as error:
            refused = str(error)
            break
    seen = notes.wait(len(workers))
    bench.observe("alive")
    gate.open()
    for worker in workers:
        worker.join(1.0)
    return {"workers": [line[:2] for line in seen], "lab": us, "asked": WORKERS, "refused": refused, **facts(kind)}


async def _coroutines(bench: Bench) -> list[list[int]]:
    seen: list[list[int]] = []
    go = asyncio.Event()

    async def stay() -> None:
        seen.append([os.getpid(), threading.get_native_id()])
        await go.wait()

    tasks = [asyncio.create_task(stay()) for _ in range(WORKERS)]
    await asyncio.sleep(0)
    bench.observe("alive")
    go.set()
    await asyncio.gather(*tasks)
    return seen
