"""Libraries that compute with threads of their own, as a process has loaded them: BLAS, behind every product of matrices.

Such a library starts its threads when it is loaded or first used, one a core unless it was told otherwise, and nothing in a program's
own code shows it. Which it is says the map of the process's memory (0.1 ms, Linux alone); how many threads it computes with says what
it was told by the environment, which is believed only where the process has so many threads.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

NAMES: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"openblas", "OpenBLAS", ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS")),
    (b"libmkl_", "MKL", ("MKL_NUM_THREADS", "OMP_NUM_THREADS")),
    (b"libblis", "BLIS", ("BLIS_NUM_THREADS", "OMP_NUM_THREADS")),
)
"""A part of its file's name, what it is called, and the variables that say how many threads, the first that is set."""


class LibraryThreads(NamedTuple):
    """A library, and how many threads a call of it is computed with, the caller's included."""

    name: str
    threads: int
    variable: str
    """The environment variable with which its threads are limited."""


def library_threads(
    pid: int, own_threads: int, cores: int, environment: Mapping[str, str], root: str = "/proc"
) -> LibraryThreads | None:
    """The library of that kind that a process has loaded; None for none, or one that computes with the caller alone.

    Args:
        pid: the process.
        own_threads: how many of its threads are known to be no library's.
        cores: that it may use, as the kernel counts them: what such a library counts.
        environment: that it was meant to get; what it was started with counts before that.
        root: `/proc`.
    """
    try:
        with open(f"{root}/{pid}/maps", "rb") as file:
            loaded = file.read()
        alive = os.stat(f"{root}/{pid}/task").st_nlink - 2
    except OSError:
        return None
    found = next(((name, variables) for part, name, variables in NAMES if part in loaded), None)
    if found is None:
        return None
    name, variables = found
    environment = {**environment, **_started_with(pid, root)}
    told = next((environment[each] for each in variables if environment.get(each, "").isdecimal()), "")
    threads = int(told) if told else cores
    enough = threads > 1 and alive >= own_threads + threads - 1
    return LibraryThreads(name, threads, variables[0]) if enough else None


def _started_with(pid: int, root: str) -> dict[str, str]:
    """The environment that its program was started with; who starts workers may have given them another one."""
    try:
        with open(f"{root}/{pid}/environ", "rb") as file:
            entries = os.fsdecode(file.read()).split("\0")
    except OSError:
        return {}
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)
