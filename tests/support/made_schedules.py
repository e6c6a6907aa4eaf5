"""Made-up schedules: who ran when, exactly, for tests that then look at what the analysis makes of it.

Each function plays one kind of scheduling to its end on a clock of its own (µs from 0) and returns one `Worker` a lane.
Nothing here is measured and nothing is random.
"""

from __future__ import annotations

import functools
import heapq
from dataclasses import dataclass, field

import numpy as np

SWITCH_US = 5_000
SLICE_US = 10_000
"""Who has to share a core gets its share of every stretch of this length."""
RAN, READY = 2, 3


@dataclass
class Worker:
    """One lane's true history."""

    spans: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    """(item, start, end, cpu, flag), by end; whole items and coroutines' steps."""
    ran: list[tuple[int, int]] = field(default_factory=list)
    """When its thread was on a core for it (start, end)."""
    core_wait_share: float = 0.0
    """Of the time in items, how much was waiting for a core."""

    def whole(self) -> list[tuple[int, int, int, int, int]]:
        """Its finished items."""
        return [span for span in self.spans if span[4] < RAN]

    def cpu_at(self, times: np.ndarray) -> np.ndarray:
        """CPU used by each of these times."""
        if not self.ran:
            return np.zeros(len(times))
        return np.interp(times, *self._curve)

    @functools.cached_property
    def _curve(self) -> tuple[np.ndarray, np.ndarray]:
        starts, ends = np.array(self.ran, dtype=float).T
        done = np.cumsum(ends - starts)
        return np.stack([starts, ends], axis=1).ravel(), np.stack([done - (ends - starts), done], axis=1).ravel()


def take_turns(lanes: int, seconds: float, item_us: int = 2_000, cpu_share: float = 1.0) -> list[Worker]:
    """Threads under a GIL: one runs for a switch interval, then the next, in a ring.

    Whoever has its turn gets `cpu_share` of a core, and waits for one the rest of it, with the GIL in its hand.
    """
    workers = [Worker(core_wait_share=(1 - cpu_share) / max(lanes, 1)) for _ in range(lanes)]
    left, begun, items = [0] * lanes, [0] * lanes, [-1] * lanes
    now, lane, next_item, end = 0, 0, 0, int(seconds * 1e6) if lanes else 0
    while now < end:
        until = now + SWITCH_US
        workers[lane].ran.append((now, now + round(SWITCH_US * cpu_share)))
        while now < until:
            if left[lane] == 0:
                left[lane], begun[lane], items[lane] = item_us, now, next_item
                next_item += 1
            step = min(left[lane], round((until - now) * cpu_share) or 1)
            now, left[lane] = min(now + round(step / cpu_share), until), left[lane] - step
            if left[lane] == 0:
                workers[lane].spans.append((items[lane], begun[lane], now, item_us, 0))
        lane = (lane + 1) % lanes
    return workers


def side_by_side(lanes: int, seconds: float, item_us: int = 2_000, cpu_share: float = 1.0) -> list[Worker]:
    """Workers that run at the same time; each gets `cpu_share` of a core, and waits for one the rest of its time."""
    workers = [Worker(core_wait_share=1 - cpu_share) for _ in range(lanes)]
    wall = round(item_us / cpu_share)
    for number, start in enumerate(range(0, int(seconds * 1e6), wall)):
        for lane, worker in enumerate(workers):
            worker.spans.append((number * lanes + lane, start, start + wall, item_us, 0))
            for since in range(start, start + wall, min(wall, SLICE_US)):
                length = min(SLICE_US, start + wall - since)
                worker.ran.append((since, since + round(length * cpu_share)))
    return workers


def waiting(lanes: int, seconds: float, io_us: int = 40_000, cpu_us: int = 500) -> list[Worker]:
    """Workers that ask and wait for the answer: CPU at both ends of every item."""
    workers = [Worker() for _ in range(lanes)]
    wall = io_us + cpu_us
    for lane, worker in enumerate(workers):
        for number, start in enumerate(range(lane * cpu_us, int(seconds * 1e6), wall)):
            worker.spans.append((number * lanes + lane, start, start + wall, cpu_us, 0))
            worker.ran += [(start, start + cpu_us // 2), (start + wall - cpu_us + cpu_us // 2, start + wall)]
    return workers


def on_a_loop(lanes: int, seconds: float, io_us: int = 40_000, step_us: int = 250) -> list[Worker]:
    """Coroutines: a step, an answer awaited, a step; one loop runs whoever has been ready longest."""
    workers = [Worker() for _ in range(lanes)]
    queue = [(0, lane, True, lane, 0) for lane in range(lanes)]
    now, next_item, end = 0, lanes, int(seconds * 1e6)
    while queue:
        ready, lane, first, item, begun = heapq.heappop(queue)
        start = max(now, ready)
        begun = start if first else begun
        if start > ready and not first:
            workers[lane].spans.append((item, ready, start, 0, READY))
        now = start + step_us
        workers[lane].spans.append((item, start, now, step_us, RAN))
        workers[lane].ran.append((start, now))
        if first:
            heapq.heappush(queue, (now + io_us, lane, False, item, begun))
            continue
        workers[lane].spans.append((item, begun, now, 2 * step_us, 0))
        if now < end:
            heapq.heappush(queue, (now, lane, True, next_item, 0))
            next_item += 1
    return workers


def blocking_a_loop(seconds: float, cpu_us: int = 2_000, io_us: int = 0) -> list[Worker]:
    """Coroutines that never await: each item is one step, and only one lane is ever needed."""
    worker = Worker()
    wall = cpu_us + io_us
    for item, start in enumerate(range(0, int(seconds * 1e6), wall)):
        worker.spans += [(item, start, start + wall, cpu_us, RAN), (item, start, start + wall, cpu_us, 0)]
        worker.ran.append((start, start + cpu_us))
    return [worker]
