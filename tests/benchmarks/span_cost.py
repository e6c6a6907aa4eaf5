"""What it costs a worker to be seen: one span, one step of a coroutine, one drained span.

Costs are the best of many short rounds, because a busy machine only ever adds to them. A span's anchor is what reading the
thread's CPU clock twice takes on this machine, which no account of an item's CPU time could do without once; the budgets
are 1.5 µs, and 2.0 without a GIL, on a machine where the anchor is 1.2. `python tests/benchmarks/span_cost.py` runs it alone; under
another Python, its own concviz must be importable there.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter_ns, thread_time_ns

from concviz.engine.lab.coroutine import MeasuredLoop
from concviz.engine.lab.coroutine import measure as measure_item
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import FAILED, WHOLE, has_gil
from concviz.engine.lab.lanes.lane_reader import LaneReader
from concviz.engine.lab.measure import Work
from table import Row, show

BUDGET = (1.5 if has_gil() else 2.0) / 1.2
"""Of a span, in anchors."""
ROUNDS = 3_000
CALLS = 60
FEW_ROUNDS = 15
TASK = "def work(item):\n    return item\n"


def best_us(call: Callable[[int], object], calls: int = CALLS, count: int = ROUNDS) -> float:
    """Microseconds of one call, the loop around it included."""
    rounds = []
    for _ in range(count):
        before = perf_counter_ns()
        for item in range(calls):
            call(item)
        rounds.append((perf_counter_ns() - before) / calls / 1000)
    return min(rounds)


def measure() -> list[Row]:
    """All rows; costs in microseconds."""
    empty = best_us(lambda item: None)
    with tempfile.TemporaryDirectory() as folder:
        span = span_us(folder)
        anchor = 2 * (best_us(lambda item: thread_time_ns()) - empty)
        return [
            Row("one span (begin + end)", span, "us", note=f"{span / empty:.0f} times an empty function call"),
            Row("its anchor: reading the thread's CPU clock twice", anchor, "us"),
            Row("one span, in anchors", span / anchor, "times", BUDGET),
            Row("an empty function call", empty, "us"),
            Row("an item through Work, less its function", work_us(folder) - empty, "us"),
            Row("a step of a coroutine, less its own", step_us(folder), "us", note="with sleep(0), on one lane"),
            Row("a span drained", drain_us(folder), "us", note="in the reader"),
            Row("a lane claimed, 1,024 spans", claim_us(folder), "us", note="once a worker"),
        ]


def span_us(folder: str) -> float:
    """One span of a lane that wraps."""
    lane = Lane.claim(folder, "main", 1024)

    def span(item: int) -> None:
        lane.begin(item)
        lane.end()

    cost = best_us(span)
    lane.close()
    return cost


def work_us(folder: str) -> float:
    """One item as a model hands it over, by a task that does nothing."""
    path = Path(folder, "nothing.py")
    path.write_text(TASK)
    work = Work(str(path), folder, "main", 1024)
    return best_us(lambda item: work((item, item)))


def step_us(folder: str, steps: int = 500) -> float:
    """What driving adds to one step of a coroutine, on the measuring loop against the usual one."""

    async def waits() -> None:
        for _ in range(steps):
            await asyncio.sleep(0)

    def once(loop: Callable[[], asyncio.AbstractEventLoop], driven: bool) -> float:
        with asyncio.Runner(loop_factory=loop) as runner:
            before = perf_counter_ns()
            runner.run(measure_item(waits(), lane, 0) if driven else waits())
            return (perf_counter_ns() - before) / steps / 1000

    lane = Lane.claim(folder, "coroutine", 1024)
    plain = min(once(asyncio.SelectorEventLoop, False) for _ in range(FEW_ROUNDS))
    driven = min(once(MeasuredLoop, True) for _ in range(FEW_ROUNDS))
    lane.close()
    return driven - plain


def drain_us(folder: str) -> float:
    """One span read by a reader that has 1,024 of them to fetch."""
    lane = Lane.claim(folder, "main", 1024)
    reader = LaneReader(f"{folder}/lane-{lane.number:05d}")
    rounds = []
    for _ in range(FEW_ROUNDS):
        for item in range(1024):
            lane.begin(item)
            lane.end(item % 2 == FAILED - WHOLE)
        before = perf_counter_ns()
        count = len(reader.drain())
        rounds.append((perf_counter_ns() - before) / count / 1000)
    reader.close()
    lane.close()
    return min(rounds)


def claim_us(folder: str) -> float:
    """One lane opened and closed."""
    return best_us(lambda item: Lane.claim(folder, "main", 1024).close(), 10, FEW_ROUNDS)


if __name__ == "__main__":
    print(f"Python {sys.version}")
    show(measure())
