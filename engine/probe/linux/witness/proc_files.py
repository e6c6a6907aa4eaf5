"""Reading /proc: the few calls to the operating system that the witness makes, so that a test can answer them instead.

A descriptor under `/proc/PID` is tied to the process (or thread), not to its number: once that is gone, reading fails,
though the number be given to another. So there are no start times to compare. Reading an open file takes one `pread`
(1 µs for schedstat, 2.5 µs for syscall); opening it anew costs 5 more.
"""

from __future__ import annotations

import os
from typing import Protocol


class Files(Protocol):
    """What is asked of the operating system. Every method raises OSError when what it is about is gone or denied."""

    def open(self, path: str) -> int:
        """An open file, to be read."""
        ...

    def read(self, handle: int, size: int, offset: int, /) -> bytes:
        """Up to `size` bytes of an open file."""
        ...

    def close(self, handle: int) -> None:
        """Let go of an open file."""
        ...

    def names(self, path: str) -> list[str]:
        """The names in a folder."""
        ...

    def count(self, path: str) -> int:
        """A number that changes with how many folders there are in a folder; cheaper than their names."""
        ...

    def link(self, path: str) -> str:
        """Where a symbolic link points."""
        ...

    def identity(self, handle: int) -> tuple[int, int, int]:
        """Which file this is: device, inode, time of change in ns."""
        ...

    def owner(self, path: str) -> int:
        """The user id that a file belongs to."""
        ...


def _no_pread(handle: int, size: int, offset: int, /) -> bytes:
    raise OSError("this system has no /proc to read")


class SystemFiles:
    """The operating system's own answers."""

    def open(self, path: str) -> int:
        """See `Files`."""
        return os.open(path, os.O_RDONLY)

    read = staticmethod(os.pread) if hasattr(os, "pread") else _no_pread

    def close(self, handle: int) -> None:
        """See `Files`."""
        os.close(handle)

    def names(self, path: str) -> list[str]:
        """See `Files`."""
        return os.listdir(path)

    def count(self, path: str) -> int:
        """See `Files`."""
        return os.stat(path).st_nlink

    def link(self, path: str) -> str:
        """See `Files`."""
        return os.readlink(path)

    def identity(self, handle: int) -> tuple[int, int, int]:
        """See `Files`."""
        facts = os.fstat(handle)
        return facts.st_dev, facts.st_ino, facts.st_mtime_ns

    def owner(self, path: str) -> int:
        """See `Files`."""
        return os.stat(path).st_uid


class Kept:
    """One small file that is read again and again: kept open from its first read on, while `room` allows it."""

    __slots__ = ("_files", "_handle", "_path", "_room")

    def __init__(self, files: Files, path: str, room: Room) -> None:
        self._files, self._path, self._room = files, path, room
        self._handle = -1

    def read(self, size: int, offset: int = 0) -> bytes:
        """Up to `size` bytes of it as they are now.

        Raises:
            OSError: when what it tells about is gone.
        """
        if self._handle >= 0:
            return self._files.read(self._handle, size, offset)
        handle = self._files.open(self._path)
        if self._room.take():
            self._handle = handle
            return self._files.read(handle, size, offset)
        try:
            return self._files.read(handle, size, offset)
        finally:
            self._files.close(handle)

    def close(self) -> None:
        """Let go of it; idempotent."""
        if self._handle >= 0:
            self._files.close(self._handle)
            self._handle = -1
            self._room.give()


class Room:
    """How many files may still be kept open."""

    __slots__ = ("left",)

    def __init__(self, limit: int) -> None:
        self.left = limit

    def take(self) -> bool:
        """Take a place, if there is one."""
        if self.left <= 0:
            return False
        self.left -= 1
        return True

    def give(self) -> None:
        """Give a place back."""
        self.left += 1


def read_whole(files: Files, path: str, *, most_bytes: int = 16 << 20) -> bytes:
    """All of a file of /proc, whose size nobody knows beforehand.

    Raises:
        OSError: when it is gone or may not be read.
    """
    handle = files.open(path)
    try:
        parts: list[bytes] = []
        offset = 0
        while offset < most_bytes and (part := files.read(handle, 1 << 16, offset)):
            parts.append(part)
            offset += len(part)
        return b"".join(parts)
    finally:
        files.close(handle)
