"""What the system calls a thread: 15 characters; Python gives its threads' names to it from 3.14 on."""

from __future__ import annotations


def name_of(pid: int, tid: int) -> str:
    """The name; '' where the thread is gone or the system doesn't tell."""
    try:
        with open(f"/proc/{pid}/task/{tid}/comm", "rb") as file:
            return file.read(64).decode("utf-8", "replace").strip()
    except OSError:
        return ""
