"""What runs in a cluster's workers: the item with its clocks around it, and what the worker says about itself.

A worker has Dask and nothing of concviz. So all of this is sent by value, as `cloudpickle` writes it: what stands here may use the
standard library, what stands in here itself, and what a Dask worker has. A span comes back in the same message as its result: where
one arrives so does the other, and none has to be waited for. Times are the worker's own `perf_counter_ns`.
"""

from __future__ import annotations

import os
import platform
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple

OURS, TASKS = "concviz.engine.lab.", "concviz.engine.lab.tasks."
BOOT_ID = "/proc/sys/kernel/random/boot_id"


class Span(NamedTuple):
    """One item on one thread of a worker."""

    address: str
    pid: int
    tid: int
    gil: bool
    start_ns: int
    end_ns: int
    cpu_ns: int
    thread_cpu_ns: int
    """The thread's own clock at the end."""
    core: int


Answer = tuple[Any, tuple[str, str, str] | None, tuple[Any, ...], tuple[Any, ...] | None]
"""The result, (type, message, traceback) of what it raised or None, the fields of its span, and those of a `Reading` now and then."""


def measured(work: Callable[[Any], Any], beside: str, numbered: tuple[int, Any]) -> tuple[int, Answer]:
    """Does one item, and says which it was; `beside` is the name of the plugin that knows what else there is to tell."""
    from distributed import get_worker

    index, item = numbered
    result, raised = None, None
    cpu_ns, start_ns = time.thread_time_ns(), time.perf_counter_ns()
    try:
        result = work(item)
    except BaseException as problem:
        raised = type(problem).__name__, str(problem), lines_of(problem)
    end_ns, thread_cpu_ns = time.perf_counter_ns(), time.thread_time_ns()
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    worker = get_worker()
    known: Any = worker.plugins.get(beside)
    span = (
        worker.address, os.getpid(), threading.get_native_id(), gil,
        start_ns, end_ns, thread_cpu_ns - cpu_ns, thread_cpu_ns, current_core(),
    )  # fmt: skip
    return index, (result, raised, span, known.due() if known is not None else None)


def nothing(item: Any) -> None:
    """Work that takes no time, to see what handing it out costs."""


def lines_of(problem: BaseException) -> str:
    """The traceback from the task's first frame on; what is sent keeps the name of the module that it is of."""
    lines = problem.__traceback__
    while lines is not None and lines.tb_frame.f_globals.get("__name__", "").startswith(OURS):
        if lines.tb_frame.f_globals["__name__"].startswith(TASKS):
            break
        lines = lines.tb_next
    return "".join(traceback.format_exception(type(problem), problem, lines)) if lines is not None else ""


def current_core() -> int:
    """The logical core that runs the caller right now, -1 where the system does not tell."""
    try:
        import ctypes

        return ctypes.PyDLL(None).sched_getcpu()
    except (ImportError, AttributeError, OSError, TypeError):
        return -1


def about() -> tuple[str, int, int, str]:
    """(what tells its machine from others, process, usable cores, version of its Python)."""
    try:
        with open(BOOT_ID, encoding="ascii") as file:
            machine = file.read().strip()
    except OSError:
        machine = platform.node()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return machine, os.getpid(), cores, platform.python_version()


def clock() -> int:
    """Its `perf_counter_ns`."""
    return time.perf_counter_ns()
