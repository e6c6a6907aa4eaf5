"""The processes of this machine that one may look at: Python's first, the busiest of them first."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import psutil

MOST = 2_000
FIELDS = ("pid", "name", "cmdline", "num_threads", "cpu_times", "uids", "exe")


@dataclass(frozen=True, slots=True)
class Watchable:
    """One process."""

    pid: int
    name: str
    """Its program; of a Python its script or module."""
    python: bool
    threads: int
    cpu_s: float
    """That it has used since it began."""
    refusal: str = ""
    """Why only its cores could be seen; '' where all can."""


def watchable(named: Callable[[list[str]], str]) -> list[Watchable]:
    """All of them but concviz itself and the kernel's own threads, as a person would look for them.

    Args:
        named: a command's name.
    """
    found: list[Watchable] = []
    for process in psutil.process_iter(FIELDS):
        words = process.info["cmdline"]
        if not words or process.pid == os.getpid():
            continue
        used = process.info["cpu_times"]
        uids, me = process.info["uids"], os.geteuid() if hasattr(os, "geteuid") else 0
        other = me != 0 and uids is not None and uids.real != me
        found.append(
            Watchable(
                pid=process.pid,
                name=named(words) or process.info["name"] or "",
                python=is_python(process.info["exe"] or "", words),
                threads=process.info["num_threads"] or 0,
                cpu_s=used.user + used.system if used is not None else 0.0,
                refusal="belongs to another user" if other else "",
            )
        )
    found.sort(key=lambda each: (bool(each.refusal), not each.python, -each.cpu_s, each.pid))
    return found[:MOST]


def is_python(program: str, words: list[str]) -> bool:
    """Whether that is an interpreter, by the file that runs or by what it was called."""
    return any(os.path.basename(each).startswith(("python", "pypy")) for each in (program, *words[:1]))
