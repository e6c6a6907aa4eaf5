"""A coroutine seen step by step: running, ready but waiting for its loop, or waiting for something outside.

Python tells nobody when a coroutine runs. But whoever drives it knows: `send` returns when the coroutine has reached
an `await` that has to wait. So `measure` stands between the loop's task and the coroutine, passes everything through
both ways (values, exceptions, cancellation, close) and takes the time of each step.

What the driver can't see is the moment in which the coroutine became ready again: its future has been resolved, and
the loop has put the task's next step into its queue, where it waits until the steps before it are done. That moment is
the call of `loop.call_soon` with a method of the task, so `MeasuredLoop` notes its time. asyncio does that in its C
code, too: it looks `call_soon` up on the loop. (`callback.__self__` is the task in CPython 3.11 to 3.15; the tests
would notice if that changed.)

A sleep is over when it is due, whether or not the loop comes to notice: from then on the coroutine is ready.

One doubt remains. A blocked loop does not look at its sockets. An answer that lies in the kernel while another
coroutine computes counts as waiting for I/O until the loop looks, and only then as ready: so waiting for the loop is
shown too short, never too long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from time import perf_counter_ns, thread_time_ns
from typing import Any

from .awaits import ASLEEP, awaited, due_in_s
from .lanes.lane import Lane
from .lanes.lane_file import AWAITS, RAN, READY


class MeasuredLoop(asyncio.SelectorEventLoop):
    """The usual event loop, which notes when a waiting coroutine became ready."""

    def __init__(self, selector: Any = None) -> None:
        super().__init__(selector)
        self.ready_ns: dict[int, int] = {}
        """By `id` of a task that waits: when it became ready, 0 if not yet. Kept by the driver."""

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Any = None) -> asyncio.Handle:
        """As in any loop; a waiting task's own step or wake-up is stamped."""
        key = id(getattr(callback, "__self__", None))
        if self.ready_ns.get(key) == 0:
            self.ready_ns[key] = perf_counter_ns()
        return super().call_soon(callback, *args, context=context)


async def measure(coro: Coroutine[Any, Any, Any], lane: Lane, item: int) -> Any:
    """Runs `coro` to its end on `lane`, writing its steps and then the whole item; returns or raises what it does.

    On another loop than `MeasuredLoop` the time in which it was ready counts as waiting, but after a bare `yield`.
    """
    return await _Driver(coro, lane, item)


async def measure_steps(coro: Coroutine[Any, Any, Any], lane: Lane, item: int) -> Any:
    """The same within an item that the lane's thread has begun and will end itself: only its steps are written."""
    return await _Driver(coro, lane, item, within=True)


def cancelled_from_outside(problem: BaseException) -> bool:
    """False for a CancelledError that the coroutine raised of itself: no one asked its task to be cancelled."""
    task = asyncio.current_task()
    return not isinstance(problem, asyncio.CancelledError) or task is None or task.cancelling() > 0


class _Driver:
    """An awaitable around a coroutine, as `yield from` would be, with a clock at each step."""

    __slots__ = ("_begun", "_coro", "_cpu", "_due_ns", "_end", "_item", "_lane", "_within")

    def __init__(self, coro: Coroutine[Any, Any, Any], lane: Lane, item: int, *, within: bool = False) -> None:
        self._coro = coro
        self._lane = lane
        self._item = item
        self._within = within
        self._begun = self._end = self._cpu = self._due_ns = 0

    def __await__(self) -> Generator[Any, Any, Any]:
        ready_ns: dict[int, int] = getattr(asyncio.get_running_loop(), "ready_ns", {})
        task = id(asyncio.current_task())
        start = self._begun = perf_counter_ns() if self._within else self._lane.begin(self._item)
        step: Callable[[Any], Any] = self._coro.send
        value: Any = None
        while True:
            try:
                waits_for = self._step(start, step, value)
            except StopIteration as stop:
                self._end_item(failed=False)
                return stop.value
            except BaseException:
                self._end_item(failed=True)
                raise
            ready_ns[task] = 0
            try:
                value = yield waits_for
                step = self._coro.send
            except GeneratorExit:
                self._close()
                raise
            except BaseException as problem:
                value, step = problem, self._coro.throw
            finally:
                stamp = ready_ns.pop(task, 0)
            start = self._resume(self._end if waits_for is None else stamp)

    def _step(self, start_ns: int, step: Callable[[Any], Any], value: Any) -> Any:
        """Lets the coroutine run up to its next wait; what it waits for."""
        before = thread_time_ns()
        waits_for = None
        try:
            waits_for = step(value)
            return waits_for
        finally:
            cpu = thread_time_ns() - before
            self._end = perf_counter_ns()
            self._cpu += cpu
            awaits = 0 if waits_for is None else awaited(self._coro)
            flag = RAN | awaits << AWAITS
            self._due_ns = self._due() if awaits == ASLEEP else 0
            self._lane.part(self._item, flag, start_ns, self._end, cpu)

    def _resume(self, ready_ns: int) -> int:
        """The coroutine goes on now; returns the time. It was ready since `ready_ns`, 0 if that is not known."""
        now = perf_counter_ns()
        if self._due_ns and self._due_ns < (ready_ns or now):
            ready_ns = self._due_ns
        if ready_ns:
            self._lane.part(self._item, READY, ready_ns, now, 0)
        return now

    def _due(self) -> int:
        """When the sleep is over that it has just begun; 0 where that isn't known."""
        seconds = due_in_s(self._coro)
        return 0 if seconds is None else perf_counter_ns() + round(seconds * 1e9)

    def _end_item(self, *, failed: bool) -> None:
        if not self._within:
            self._lane.whole(self._item, self._begun, self._end, self._cpu, failed)

    def _close(self) -> None:
        """The task was thrown away while it waited, e.g. because its loop was closed."""
        try:
            self._coro.close()
        finally:
            self._end = perf_counter_ns()
            self._end_item(failed=True)
