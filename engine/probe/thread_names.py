"""What the system calls a thread: 15 characters; Python gives its threads' names to it from 3.14 on."""

from __future__ import annotations


def name_of(pid: int, tid: int) -> str:
    """The name; '' where the thread is gone or the system doesn't tell."""
    try:
        with open(f"/proc/{pid}/task/{tid}/comm", "rb") as file:
            return file.read(64).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def command_of(pid: int) -> list[str]:
    """The words of its command line; none where it is gone, belongs to the kernel, or the system doesn't tell."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read(1 << 14).decode("utf-8", "replace").rstrip("\0").split("\0")
    except OSError:
        return []
    return words if words[0] else []
