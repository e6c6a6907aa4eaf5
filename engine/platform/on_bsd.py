"""What macOS and the BSDs have in place of what only Linux has: for these four, nothing."""

from __future__ import annotations

from pathlib import Path


def catches(pid: int, number: int) -> bool:
    """Nobody is told."""
    return False


def enlarge_pipe(descriptor: int, size_bytes: int) -> None:
    """Pipes grow by themselves there, to 64 KiB, and no further."""


def memory_folder() -> Path | None:
    """No folder lies in memory."""
    return None


def signal_that_ended(pid: int) -> int | None:
    """Only a parent is told."""
    return None
