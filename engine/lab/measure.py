"""What models get as `work`: the task's own function, measured on the worker's lane.

A model is a page of idiomatic code that knows nothing of lanes. It calls `work(item)`, and what it is given opens the
worker's lane at the first call (one lane a thread in each process), brackets the task's function with `begin` and
`end`, and puts an exception into a `Failure`: so the lab hears which item it was before the model starts to end its
workers, and a model of the user's that takes no care of exceptions doesn't wait for the result for ever. For the same
reason a result that can't be pickled becomes a `Failure` before a queue's feeder thread gets to drop it silently.

An item is handed over as (index, item), and comes back as (index, result).
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable
from threading import get_ident
from typing import TYPE_CHECKING, Any

from .failure import Failure, failure_of, shorten
from .lanes.lane import Lane
from .life.system_limits import no_room_for_log
from .life.system_names import name_after
from .loading import load_task
from .own.importing import prepare
from .own.stacks import listen
from .pickle_cost import cost_of

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["AsyncWork", "Failure", "Work", "load_task"]

HANDED_OVER = frozenset({"process", "interpreter"})
"""Kinds of workers whose results are pickled on their way back."""
SCALARS = frozenset({int, float, str, bytes, bool, type(None)})
SHORT = 16
"""Tuples up to this length are looked through; testing longer ones is faster by pickling them."""

SPARE_CAPACITY = 256
"""Of a coroutine's lane beyond as many as were meant to be."""

_here = threading.local()
_of_interpreter: dict[tuple[str, int], Lane] = {}
"""Lanes by folder and thread. A call into a sub-interpreter enters it with a new thread state each time, so what is
thread-local there lasts for one item only."""
_functions: dict[str, Callable[[Any], Any]] = {}
_claimed: list[weakref.ref[Lane]] = []


class Work:
    """Does one item on this thread's lane. Can be pickled, and is cheap to unpickle: pools do so for every item."""

    __slots__ = ("_capacity", "_folder", "_handed_over", "_in_interpreter", "_kind", "_task")

    def __init__(self, task: str, folder: str, kind: str, capacity: int, handed_over: bool | None = None) -> None:
        """`task` as for `load_task`; `folder`, `kind` and `capacity` as for `Lane.claim`.

        `handed_over`: results are pickled on their way back; if not given, as is usual for that kind of worker.
        """
        self._task = task
        self._folder = folder
        self._kind = kind
        self._capacity = capacity
        self._handed_over = kind in HANDED_OVER if handed_over is None else handed_over
        self._in_interpreter = kind == "interpreter"
        prepare(task)  # the items, which are unpickled after this, may be of the user's classes

    def __reduce__(self) -> tuple[type[Work], tuple[str, str, str, int, bool]]:
        return Work, (self._task, self._folder, self._kind, self._capacity, self._handed_over)

    def __call__(self, numbered: tuple[int, Any]) -> tuple[int, Any]:
        """Does the item: (index, result), or (index, Failure), whatever it raises.

        Nobody presses Ctrl-C in a lab, which has a process group of its own: a KeyboardInterrupt is the item's too.
        """
        index, item = numbered
        try:
            lane: Lane = (
                _of_interpreter[self._folder, get_ident()] if self._in_interpreter else _here.lanes[self._folder]
            )
            work = _functions[self._task]
        except (AttributeError, KeyError):
            prepared = self._prepare(index)
            if isinstance(prepared, Failure):
                return index, prepared
            lane, work = prepared
        lane.begin(index)
        try:
            result = work(item)
        except BaseException as problem:  # a library's own, a GeneratorExit, a cancelled wait
            lane.end(True)
            return index, failure_of(problem, lane.number, index)
        lane.end()
        if self._handed_over and type(result) not in SCALARS:
            result = sendable(result, lane.number, index)
        return index, result

    def _prepare(self, index: int) -> tuple[Lane, Callable[[Any], Any]] | Failure:
        """This thread's lane and the task's function. The task is imported first: that can change the GIL."""
        try:
            task = load_task(self._task)
            work = _functions[self._task] = self._in_own_loop(task.awork) if hasattr(task, "OWN_LOOP") else task.work
        except (Exception, SystemExit) as problem:
            return failure_of(problem, 0, index)
        if self._in_interpreter:
            name_after(self._folder)
        else:
            listen(self._folder)
        try:
            return self._lane(), work
        except OSError as problem:
            return no_lane(problem, index)

    def _in_own_loop(self, awork: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """The user's coroutine in an event loop of its worker's, which tells the lane what is awaited."""
        import asyncio

        from .coroutine import measure_steps

        def work(item: Any) -> Any:
            lane = self._lane()
            return asyncio.run(measure_steps(awork(item), lane, lane.item))

        return work

    def _lane(self) -> Lane:
        """This worker's lane, claimed where it has none yet."""
        lane: Lane | None
        if self._in_interpreter:
            key = self._folder, get_ident()
            if (lane := _of_interpreter.get(key)) is None:
                lane = _of_interpreter[key] = claim(self._folder, self._kind, self._capacity)
            return lane
        lanes = _here.__dict__.setdefault("lanes", {})
        if (lane := lanes.get(self._folder)) is None:
            lane = lanes[self._folder] = claim(self._folder, self._kind, self._capacity)
        return lane


class AsyncWork:
    """Does items as coroutines of one loop, on as many lanes as items were ever under way at once.

    A coroutine ends with its item, so its lane is a place that the next one takes: first in, first out.
    """

    def __init__(
        self,
        task: str,
        folder: str,
        kind: str,
        capacity: int,
        *,
        workers: int,
        on_result: Callable[[int, Any], None] | None = None,
    ) -> None:
        """`on_result(index, result or Failure)` is called on the loop; what it raises leaves `await work(item)`.

        `workers` is how many items the model means to have under way at once. Where it has more, the lanes beyond that
        are short ones, because `capacity` was chosen for `workers` lanes.

        Raises:
            ImportError: the task can't be imported; and whatever it raises while it is imported.
        """
        module: ModuleType = load_task(task)
        listen(folder)
        self._awork: Callable[[Any], Any] | None = getattr(module, "awork", None)
        self._work: Callable[[Any], Any] | None = getattr(module, "work", None)
        self._lane = (folder, kind, capacity)
        self._free: deque[Lane] = deque()
        self._on_result = on_result
        self._workers = workers
        self._lanes = 0

    async def __call__(self, numbered: tuple[int, Any]) -> tuple[int, Any]:
        """Does the item: (index, result), or (index, Failure). Cancellation from outside goes through."""
        index, item = numbered
        try:
            lane = self._free.popleft() if self._free else self._claim()
        except OSError as problem:
            result: Any = no_lane(problem, index)
        else:
            try:
                result = await self._measure(lane, index, item)
            finally:
                self._free.append(lane)
        if self._on_result is not None:
            self._on_result(index, result)
        return index, result

    async def _measure(self, lane: Lane, index: int, item: Any) -> Any:
        from .coroutine import cancelled_from_outside, measure

        try:
            return await measure(self._item(item), lane, index)
        except (Exception, SystemExit, KeyboardInterrupt) as problem:
            return failure_of(problem, lane.number, index)
        except BaseException as problem:
            if cancelled_from_outside(problem):
                raise
            return failure_of(problem, lane.number, index)

    async def _item(self, item: Any) -> Any:
        """The task's own coroutine, or, where it can't be awaited, its work right here: that blocks the loop."""
        if self._awork is not None:
            return await self._awork(item)
        assert self._work is not None
        return self._work(item)

    def _claim(self) -> Lane:
        folder, kind, capacity = self._lane
        self._lanes += 1
        return claim(folder, kind, capacity if self._lanes <= self._workers else min(capacity, SPARE_CAPACITY))


def claim(folder: str, kind: str, capacity: int) -> Lane:
    """A new lane that is marked as ended when this process ends; raises as `Lane.claim`."""
    lane = Lane.claim(folder, kind, capacity)
    if not _claimed:
        atexit.register(end_lanes)
        # A multiprocessing child leaves through os._exit, which skips atexit.
        if util := sys.modules.get("multiprocessing.util"):
            util.Finalize(None, end_lanes, exitpriority=0)
    _claimed.append(weakref.ref(lane))
    return lane


def end_lanes() -> None:
    """Mark all lanes of this process as ended; it is about to end itself."""
    for reference in _claimed:
        if lane := reference():
            lane.mark_ended()


def sendable(result: Any, lane: int, index: int) -> Any:
    """The result itself if it can be pickled and unpickled, else a `Failure` that says why not."""
    if type(result) is tuple and len(result) <= SHORT and all(type(part) in SCALARS for part in result):
        return result
    try:
        cost_of(result)
    except Exception as problem:
        why = shorten(f"{type(problem).__name__}: {problem}", 500)
        message = f"its result, a {type(result).__name__}, can't be handed back (it must be picklable): {why}"
        return Failure(lane, index, "ResultError", message, "")
    return result


def no_lane(problem: OSError, index: int) -> Failure:
    """The failure of an item whose worker could not open its lane."""
    message = f"a worker could not open its log: {no_room_for_log(problem)}"
    return Failure(0, index, type(problem).__name__, message, "")


def _after_fork() -> None:
    """A forked child is a new worker; the lanes it inherited belong to its parent."""
    global _here  # noqa: PLW0603
    for reference in _claimed:
        if lane := reference():
            lane.abandon()
    _claimed.clear()
    _of_interpreter.clear()
    _here = threading.local()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
