"""What can be sent to another process, and what the error is for what can't. Really sent, through a pipe of multiprocessing."""

from __future__ import annotations

import io
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

from .workbench import Bench


class Plain:
    """An ordinary class of a module."""

    def __init__(self) -> None:
        self.number = 7


def plain() -> int:
    """An ordinary function of a module."""
    return 7


def measure(bench: Bench) -> dict[str, Any]:
    """`objects`: [what, the error or ''] of each."""
    here, there = multiprocessing.Pipe()
    found = []
    for name, make in objects(bench.folder):
        thing = make()
        try:
            here.send(thing)
            there.recv()
            found.append([name, ""])
        except Exception as error:
            found.append([name, f"{type(error).__name__}: {error}"])
        if isinstance(thing, io.IOBase):
            thing.close()
    return {"objects": found}


def objects(folder: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is tried, by the name that a person would give it."""

    def local() -> int:
        return 7

    class Local:
        pass

    yield "a list of numbers", lambda: [1, 2, 3]
    yield "a function of a module", lambda: plain
    yield "an object of a module's class", Plain
    yield "a lambda", lambda: lambda: 7
    yield "a function inside a function", lambda: local
    yield "an object of a class inside a function", Local
    yield "an open file", lambda: open(os.path.join(folder, "open"), "w")  # noqa: SIM115
    yield "a threading.Lock", threading.Lock
    yield "a multiprocessing.Lock", multiprocessing.Lock
    yield "a generator", lambda: (number for number in range(3))
    yield "a thread", threading.Thread
    yield "a module", lambda: os
