"""Processes below us that have left our group, as daemons do: a signal to the group does not reach them, and they would outlive the run.

Linux can make a process the parent of every orphan below it. Then whoever has left is still our descendant when the run
is over, however many parents of his have ended. On other systems only the runner looks for them, by what it has seen.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

PR_SET_CHILD_SUBREAPER = 36
ROUNDS = 8
"""A process that is killed hands its children on to us: they are found in the next round."""


def adopt_orphans() -> None:
    """From now on orphans below this process become its children, where the system can do that."""
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import ctypes

            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_leavers() -> None:
    """Kills everybody below this process who is in another group."""
    if sys.platform != "linux":
        return
    for _ in range(ROUNDS):
        found = leavers()
        for pid in found:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if not found:
            return


def leavers() -> list[int]:
    """Those below this process who live in another group."""
    mine, group = os.getpid(), os.getpgrp()
    known = {int(name): _parent_and_group(name) for name in os.listdir("/proc") if name.isdecimal()}
    return [
        pid
        for pid, (parent, its_group) in known.items()
        if its_group not in (0, group) and _leads_to(mine, parent, known)
    ]


def _leads_to(ancestor: int, pid: int, known: dict[int, tuple[int, int]]) -> bool:
    for _ in known:
        if pid in (ancestor, 0):
            break
        pid = known.get(pid, (0, 0))[0]
    return pid == ancestor


def _parent_and_group(pid: str) -> tuple[int, int]:
    """(0, 0) for one that has ended, or is only waiting to be asked how."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            state, parent, group = file.read().rpartition(b")")[2].split()[:3]
    except (OSError, ValueError):
        return 0, 0
    return (int(parent), 0 if state in (b"Z", b"X") else int(group))
