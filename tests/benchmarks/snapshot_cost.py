"""What one snapshot costs on made-up sessions: the app makes four a second. Budget: design §11."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from concviz.engine.analysis.build import snapshot
from concviz.engine.session.memory.log import Session
from table import Row, show

from tests.support.made_sessions import made_machine, made_run

REPEATS = 25


def cost_ms(session: Session, heads: Callable[[int], int], **window: int) -> float:
    """Median of building snapshots at these play heads, the first two left out; CPU time, ms."""
    taken = []
    for number in range(REPEATS):
        before = time.thread_time_ns()
        snapshot(session, heads(number), **window)
        taken.append((time.thread_time_ns() - before) / 1e6)
    return statistics.median(taken[2:])


def measure() -> list[Row]:
    """Live and past heads, on the usual and on the largest session."""
    rows = []
    cases = [
        ("16 cores, 32 threads under a GIL", 16, {"lanes": 32, "seconds": 30}, 3.0),
        ("16 cores, 32 coroutines", 16, {"kind": "io", "worker": "coroutine", "lanes": 32, "awaitable": True, "seconds": 30}, 3.0),
        ("16 cores, 16 processes", 16, {"worker": "process", "lanes": 16, "seconds": 10}, 3.0),
        ("256 cores, 1,000 threads under a GIL", 256, {"lanes": 1000, "seconds": 10}, 10.0),
        ("256 cores, 1,000 threads waiting for I/O", 256, {"kind": "io", "lanes": 1000, "seconds": 5}, 10.0),
    ]  # fmt: skip
    for what, cores, made, budget in cases:
        session = made_run(status="running", machine=made_machine(cores), **made)
        end = session.length_us
        rows.append(Row(f"{what}, live", cost_ms(session, lambda _, end=end: end), "ms", budget))
        step = (end - 3_000_000) // REPEATS
        past = cost_ms(session, lambda number, step=step: 3_000_000 + number * step)
        rows.append(Row(f"{what}, moving in the past", past, "ms", 16.0))
    rows.append(Row("the last one zoomed out to all of it", cost_ms(session, lambda _: end, timeline_us=end), "ms"))
    return rows


if __name__ == "__main__":
    show(measure())
