"""A task that kills its worker wherever that is a process of its own."""

import multiprocessing
import os
import signal

TITLE = "Dies in children"
KIND = "cpu"
ABOUT = ("Adds numbers up.", "The result is their sum.", "A worker process is killed at its first item.")
REQUIRES = ()
WORLD = ()
OPTIONS = {}


def items(count: int, seed: int) -> list:
    """Numbers."""
    return list(range(count))


def work(item: int) -> int:
    """A sum, or the end."""
    if multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return sum(range(20_000)) + item


def combine(results: list) -> str:
    """The sum."""
    return str(sum(results))
