"""How many cores two workers keep busy when both only compute."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from . import worker_functions
from .spawn import NoWorker, Worker, facts, start
from .workbench import Bench

WORKERS = 2
SECONDS = 0.7
TRIES = 2
QUIET = 0.15
"""If others took more than so many cores' worth from us, it is tried once more, and the quieter one counts."""


def measure(bench: Bench, kind: str) -> dict[str, Any]:
    """`spans`: [began, ended, CPU, waited for a core] of each, in ns; `gil`; `refused`."""
    told = {"gil": getattr(sys, "_is_gil_enabled", lambda: True)(), "asked": WORKERS, **facts(kind)}
    tries = []
    while len(tries) < TRIES:
        spans, refused = ([asyncio.run(_coroutines())], "") if kind == "coroutine" else _workers(bench, kind)
        tries.append({"spans": spans, "refused": refused, **told})
        if sum(span[3] for span in spans) < QUIET * SECONDS * 1e9:
            break
    return min(tries, key=lambda each: (each["refused"], sum(span[3] for span in each["spans"])))


def _workers(bench: Bench, kind: str) -> tuple[list[list[int]], str]:
    notes, ready, gate, refused = bench.notes(), bench.notes(), bench.gate(kind), ""
    workers: list[Worker] = []
    for _ in range(WORKERS):
        try:
            workers.append(start(kind, worker_functions.spin, notes.path, gate.handle, ready.path, SECONDS))
        except NoWorker as error:
            refused = str(error)
    ready.wait(len(workers))
    gate.open()
    spans = [line[2:] for line in notes.wait(len(workers), SECONDS + 2.0)]
    for worker in workers:
        worker.join(0.5)
    return spans, refused


async def _coroutines() -> list[int]:
    """Two coroutines that compute and give way to each other after every 2,000 steps."""
    began, cpu, waited = time.perf_counter_ns(), time.thread_time_ns(), worker_functions.waited_ns()
    end = began + int(SECONDS * 1e9)

    async def spin() -> None:
        while time.perf_counter_ns() < end:
            worker_functions.compute(2_000)
            await asyncio.sleep(0)

    await asyncio.gather(spin(), spin())
    return [began, time.perf_counter_ns(), time.thread_time_ns() - cpu, worker_functions.waited_ns() - waited]
