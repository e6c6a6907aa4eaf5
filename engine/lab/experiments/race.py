"""Four threads add to one number: how many of their updates are lost.

`count = step(count)` reads, calls, and writes. Since CPython 3.10 the GIL is only handed over at calls and where a loop goes back, so
another thread may come in while `step` is called, and what it wrote is then overwritten. Between the read and the write of a bare
`count += 1` on a plain number there is no such place: under that GIL it loses nothing. That is how this implementation happens to
work, no promise; without a GIL it loses most.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from .workbench import Bench

THREADS = 4
UPDATES = 200_000
LOCKED_UPDATES = 20_000
ROUNDS = 5
BUDGET_S = {"call": 1.2, "lock": 0.6, "bare": 0.6}
"""The race itself goes on a little longer if nothing has been lost yet: it needs a switch at the wrong moment."""

count = 0
lock = threading.Lock()


def step(value: int) -> int:
    """One more."""
    return value + 1


def with_call(times: int) -> None:
    """Read, call, write."""
    global count  # noqa: PLW0603
    for _ in range(times):
        count = step(count)


def with_lock(times: int) -> None:
    """The same, and nobody else in between."""
    global count  # noqa: PLW0603
    for _ in range(times):
        with lock:
            count = step(count)


def bare(times: int) -> None:
    """Read, add, write: no call."""
    global count  # noqa: PLW0603
    for _ in range(times):
        count += 1


WAYS: dict[str, tuple[Callable[[int], None], int]] = {
    "call": (with_call, UPDATES),
    "lock": (with_lock, LOCKED_UPDATES),
    "bare": (bare, UPDATES),
}


def measure(bench: Bench) -> dict[str, Any]:
    """For each way: updates that should have been counted, how many were lost, and in how many of how many rounds."""
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    found: dict[str, Any] = {"threads": THREADS, "gil": gil, "switch_interval_s": sys.getswitchinterval()}
    for name, (work, updates) in WAYS.items():
        way = found[name] = {"expected": 0, "lost": 0, "rounds": 0, "rounds_lost": 0}
        end = time.monotonic() + BUDGET_S[name]
        while not way["rounds"] or (
            time.monotonic() < end and (way["rounds"] < ROUNDS or (name == "call" and not way["lost"]))
        ):
            lost = _round(work, updates)
            way["expected"] += THREADS * updates
            way["lost"] += lost
            way["rounds"] += 1
            way["rounds_lost"] += lost > 0
            bench.tell(**found)
    return found


def _round(work: Callable[[int], None], updates: int) -> int:
    """Updates lost. All threads begin together."""
    global count  # noqa: PLW0603
    count = 0
    together = threading.Barrier(THREADS)

    def run() -> None:
        together.wait()
        work(updates)

    threads = [threading.Thread(target=run, daemon=True) for _ in range(THREADS)]
    for index, thread in enumerate(threads):
        try:
            thread.start()
        except RuntimeError as error:
            together.abort()
            raise RuntimeError(f"only {index} of {THREADS} threads could be started: {error}") from None
    for thread in threads:
        thread.join()
    return THREADS * updates - count
