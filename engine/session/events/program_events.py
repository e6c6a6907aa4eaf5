"""What is told of a watched program beside its samples: what its threads wait for, their lines of Python, its asyncio tasks.

Each line is the whole of what is known at its moment and stands until the next one. Files are named without their folders.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ...model.numbers import Micros, Number, Process, Thread
from .fields import Event

MOST_ROWS = 256
"""Threads or tasks in a line; of more the first ones are told."""

ThreadWords = Annotated[list[tuple[Process, Thread, str]], Meta(max_length=MOST_ROWS)]
"""(pid, tid, words) of the threads that there is something to say of."""


class Targets(Event, frozen=True, array_like=True, tag="targets"):
    """What threads that wait for I/O wait for: `file data.db`, `pipe → process 71`, `socket → 10.0.0.5:5432`."""

    t_us: Micros
    run: Number
    rows: ThreadWords


class CodeLines(Event, frozen=True, array_like=True, tag="lines"):
    """The line of Python that each thread is at: `app.py:31 fetch`."""

    t_us: Micros
    run: Number
    rows: ThreadWords


class AsyncTasks(Event, frozen=True, array_like=True, tag="tasks"):
    """The asyncio tasks of the program's event loops."""

    t_us: Micros
    run: Number
    rows: Annotated[list[tuple[Process, Thread, str, str, str]], Meta(max_length=MOST_ROWS)]
    """(pid, tid of the loop's thread, name, where its coroutine stands, names of the tasks that await it)."""
    more: Number = 0
    """How many there are beside these."""


class Asks(Event, frozen=True, array_like=True, tag="asks"):
    """What busy threads, and those that wake often, asked of the kernel since they were last asked: see `probe.linux.repeated_calls`."""

    t_us: Micros
    run: Number
    dt_us: Micros
    rows: Annotated[list[tuple[Process, Thread, Micros, Number, Number, Number, Number]], Meta(max_length=MOST_ROWS)]
    """(pid, tid, µs inside the kernel, turns on a core, calls of read and write, bytes that they moved, page faults)."""


class Pythons(Event, frozen=True, array_like=True, tag="pythons"):
    """Which of the program's processes have a Python in them; told when that changes, and not where it can't be known."""

    t_us: Micros
    run: Number
    pids: Annotated[list[Process], Meta(max_length=1 << 20)]
