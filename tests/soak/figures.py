"""What a program holds at one moment, and how fast each of it grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import psutil

HELD = ("memory_bytes", "descriptors", "threads", "processes", "file_bytes", "leftovers")
SETTLED = 0.25
"""The part of the time in which it warms up, and which no growth is told of."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held at one moment."""

    at_s: float
    runs: int
    memory_bytes: int
    """Of its own: what would be free without it."""
    descriptors: int
    threads: int
    processes: int
    """Below it, those of a run that goes on included."""
    file_bytes: int
    """The recording."""
    leftovers: int
    """Files and folders of runs in memory and among the temporary ones."""


def held(process: psutil.Process, at_s: float, runs: int, file_bytes: int, leftovers: int) -> Held:
    """What that process holds now.

    Raises:
        psutil.Error: it is gone.
    """
    below = len(process.children(recursive=True))
    memory, threads = process.memory_full_info().uss, process.num_threads()
    return Held(at_s, runs, memory, process.num_fds(), threads, below, file_bytes, leftovers)


def growth(seen: Sequence[Held], what: str, per: str = "runs") -> float:
    """How much more of it there is for each run (or second: `at_s`), by a line through the settled part."""
    begin = seen[0].at_s + SETTLED * (seen[-1].at_s - seen[0].at_s)
    settled = [each for each in seen if each.at_s >= begin]
    at = np.array([getattr(each, per) for each in settled], float)
    if len(set(at)) < 2:
        return 0.0
    return float(np.polyfit(at - at.mean(), [getattr(each, what) for each in settled], 1)[0])


def page_of(seen: Sequence[Held], rows: int = 12) -> str:
    """Some of the moments, and what grows, as a table in Markdown."""
    lines = [
        "| at | runs | memory | descriptors | threads | processes | recording | left over |",
        "| --- |" + " --- |" * 7,
    ]
    step = max(1, (len(seen) - 1) // rows)
    for each in [*seen[:-1:step], seen[-1]]:
        memory, file = each.memory_bytes / 1e6, each.file_bytes / 1e6
        lines.append(
            f"| {each.at_s / 60:.0f} min | {each.runs} | {memory:.1f} MB | {each.descriptors} | {each.threads} "
            f"| {each.processes} | {file:.2f} MB | {each.leftovers} |"
        )
    told = ", ".join(f"{name} {growth(seen, name):+,.2f}" for name in HELD)
    return "\n".join([*lines, "", f"More of it with each run: {told}."]) + "\n"
