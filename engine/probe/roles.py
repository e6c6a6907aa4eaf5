"""What a thread or a process of the run is for: pure functions over what the system says about it.

Counts are shown by role so that they agree with `htop` and still make sense: a process pool of 4 workers has more than
4 processes and far more than 4 threads, and all of them should be accounted for.
"""

from __future__ import annotations

import re

RESOURCE_TRACKER = b"from multiprocessing.resource_tracker import main"
FORK_SERVER = b"from multiprocessing.forkserver import main"

_EXECUTOR = re.compile(
    r"""ThreadPoolExec | asyncio_\d | InterpreterPool   # pools' threads that have not had an item yet
    | .*ExecutorManager                               # what moves a process pool's items about
    | Thread-\d+\ \(_h(and|an|a|$) | Thread-\d+\ \(_handle_ # multiprocessing.Pool's three; the kernel keeps 15 characters
    """,
    re.VERBOSE,
)
_FEEDER = "QueueFeederThre"  # as far as the kernel's 15 characters go
_MANAGER = re.compile(r"\w*Manager-\d")


def thread_role(pid: int, tid: int, lane: int, name: str) -> str:
    """`main`, `worker`, `executor`, `feeder` or `helper`; `name` is Python's own or the kernel's 15 characters of it."""
    if pid == tid:
        return "main"
    if lane:
        return "worker"
    if name.startswith(_FEEDER):
        return "feeder"
    return "executor" if _EXECUTOR.match(name) else "helper"


def process_role(*, lab: bool, has_lane: bool, command: bytes, parent_command: bytes, name: str) -> str:
    """`lab`, `worker`, `helper` or `child`.

    A fork server's children are forks of it and keep its command line, to the byte: so a command line that names a
    helper says something only where the parent's is a different one. `name` is what the lab calls the process, or ''.
    """
    if lab:
        return "lab"
    if has_lane:
        return "worker"
    is_helper = RESOURCE_TRACKER in command or FORK_SERVER in command
    if (is_helper and command != parent_command) or _MANAGER.match(name):
        return "helper"
    return "child"
