"""How much of the machine an experiment may take: processes, threads and memory, and what limits them.

Standard library only. On Linux from `/proc` and the control groups; elsewhere only what `resource` tells.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None

MEMORY_SHARE = 0.7
TASKS_SHARE = 0.5
PLENTY = 1 << 30
"""More than any experiment starts."""


class Room:
    """What there was at the beginning, and how much of it may be taken."""

    def __init__(self, proc: Path = Path("/proc"), groups: Path = Path("/sys/fs/cgroup")) -> None:
        self._proc = proc
        self._groups = groups
        self.tasks, self.tasks_why = self._tasks()
        """How many processes or threads may be started, and the sentence for when they are."""
        self._free = free_memory(proc, groups)

    def _tasks(self) -> tuple[int, str]:
        room, why = PLENTY, ""
        for limit, used, name in task_limits(self._proc, self._groups):
            left = max(0, int(limit * TASKS_SHARE) - used)
            if left < room:
                room = left
                why = f"half of the {limit:,} processes and threads that {name} allows were in use ({used:,} of them before)"
        return room, why

    def memory_why(self) -> str:
        """The sentence for when 70% of the free memory, or of the process's own limit, is taken; '' as long as it isn't."""
        free = free_memory(self._proc, self._groups)
        if self._free and free is not None and free < (1 - MEMORY_SHARE) * self._free:
            return f"70% of the {self._free >> 20:,} MiB of free memory were taken"
        limit, size = address_limit(), address_space(self._proc)
        if limit and size and size > MEMORY_SHARE * limit:
            return f"70% of the {limit >> 20:,} MiB of addresses that a process may have (RLIMIT_AS) were taken"
        return ""


def task_limits(proc: Path, groups: Path) -> Iterator[tuple[int, int, str]]:
    """(limit, used, its name) of everything that limits processes and threads."""
    if resource is not None and os.getuid() != 0:  # the kernel does not hold root to it
        limit = resource.getrlimit(resource.RLIMIT_NPROC)[0]
        if limit != resource.RLIM_INFINITY:
            yield limit, tasks_of(os.getuid(), proc), "this user's limit (RLIMIT_NPROC)"
    for folder in group_folders(proc, groups, "pids"):
        limit, used = number(folder / "pids.max"), number(folder / "pids.current")
        if limit is not None and used is not None:
            yield limit, used, "the control group (pids.max)"
    whole = number(proc / "sys/kernel/threads-max")
    if whole:
        yield whole, running(proc), "the kernel (threads-max)"


def tasks_of(user: int, proc: Path) -> int:
    """Threads of all processes of that user, as far as they can be seen."""
    count = 0
    for folder in proc.glob("[0-9]*"):
        try:
            if folder.stat().st_uid == user:
                count += len(os.listdir(folder / "task"))
        except OSError:
            continue
    return count


def running(proc: Path) -> int:
    """Threads on the whole machine: the fourth field of /proc/loadavg is `running/all`."""
    try:
        return int((proc / "loadavg").read_text().split()[3].partition("/")[2])
    except (OSError, ValueError, IndexError):
        return 0


def free_memory(proc: Path, groups: Path) -> int | None:
    """Bytes that can be had without swapping: the machine's, or the control group's if that is less. None: unknown."""
    found: list[int] = []
    try:
        for line in (proc / "meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
    except (OSError, ValueError, IndexError):
        found = []
    for folder in group_folders(proc, groups, "memory"):
        for limit_name, used_name in (
            ("memory.max", "memory.current"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes"),
        ):
            limit, used = number(folder / limit_name), number(folder / used_name)
            if limit is not None and used is not None:
                found.append(max(0, limit - used + reclaimable(folder)))
    return min(found, default=None)


def reclaimable(folder: Path) -> int:
    """Bytes of a control group's usage that are only cached files and would be given back."""
    try:
        lines = (folder / "memory.stat").read_text().splitlines()
    except OSError:
        return 0
    facts = dict(line.split(maxsplit=1) for line in lines if " " in line)
    return int(facts.get("total_inactive_file", facts.get("inactive_file", "0")))


def group_folders(proc: Path, groups: Path, controller: str) -> Iterator[Path]:
    """The control groups over this process, version 2 and the given controller's of version 1, ours first."""
    try:
        lines = (proc / "self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, names, path = line.split(":", 2)
        if names and controller not in names.split(","):
            continue
        top = groups / controller if names else groups
        folder = top / path.strip("/")
        while True:
            if folder.is_dir():
                yield folder
            if folder in (top, folder.parent):
                break
            folder = folder.parent


def number(path: Path) -> int | None:
    """The whole number in a file; None for `max`, or if there is none."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def address_limit() -> int:
    """Bytes of addresses that this process may have, 0 for no limit."""
    if resource is None:
        return 0
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return 0 if limit == resource.RLIM_INFINITY else limit


def address_space(proc: Path) -> int:
    """Bytes of addresses that this process has, 0 if unknown."""
    try:
        return int((proc / "self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
