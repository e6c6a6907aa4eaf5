"""What only Linux has."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")


def enlarge_pipe(descriptor: int, size_bytes: int) -> None:
    """Lets a pipe hold more, as far as the system allows."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, size_bytes)


def memory_folder() -> Path | None:
    """A folder that lies in memory and can be written; None where there is none."""
    usable = SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK | os.X_OK)
    return SHARED_MEMORY if usable else None


def catches(pid: int, number: int) -> bool:
    """Whether a process catches a signal; False where that can't be told."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (number - 1) & 1)


def signal_that_ended(pid: int) -> int | None:
    """The signal that ended a process whose parent hasn't asked for its exit code yet: the last field of its `stat`."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            code = int(file.read().rpartition(b")")[2].split()[-1])
    except (OSError, ValueError, IndexError):
        return None
    return code & 0x7F or None
