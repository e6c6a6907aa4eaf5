"""Small files of /proc, read quickly and never mistaken for another process's.

A process's folder is opened once, and everything under it is opened relative to that. The kernel ties such an open
folder to the process and not to its number: when the process is gone and the number is given to another one, reading
fails instead of telling about a stranger. So there is no start time to compare.

An open file is read with one `pread` (1 µs for schedstat, 3 µs for stat; opening them anew costs 6 and 8). Where the
limit on open files is low, files beyond three quarters of it are
opened for each read, those first that are read more rarely.
"""

from __future__ import annotations

import os


class Handles:
    """How many files may be kept open."""

    def __init__(self, limit: int | None = None) -> None:
        self.left = _most_of_the_limit() if limit is None else limit
        self.half = self.left // 2


class Folder:
    """An open folder of one process.

    Raises:
        OSError: from every method, when the process is gone or can't be seen.
    """

    def __init__(self, path: str, handles: Handles) -> None:
        self.handles = handles
        self._fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        self._threads_fd = -1

    def read(self, name: str, size: int = 4096) -> bytes:
        """The beginning of a file in it."""
        return _read_once(name, size, self._fd)

    def open(self, name: str) -> int:
        """A file in it, kept open: its descriptor."""
        return os.open(name, os.O_RDONLY, dir_fd=self._fd)

    def thread_count(self) -> int:
        """How many threads there are, without listing them (0.9 µs); the kernel counts them as the folder's links."""
        return os.fstat(self._threads()).st_nlink - 2

    def thread_ids(self) -> list[int]:
        """The native ids of all threads; empty when the process is gone."""
        return sorted(int(name) for name in os.listdir(self._threads()))

    def close(self) -> None:
        """Let go of it; idempotent."""
        for fd in (self._fd, self._threads_fd):
            if fd >= 0:
                os.close(fd)
        self._fd = self._threads_fd = -1

    def _threads(self) -> int:
        if self._threads_fd < 0:
            self._threads_fd = os.open("task", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._fd)
        return self._threads_fd


class Kept:
    """One small file, kept open from its first read on, while `handles` allow it (half of them, if read `rarely`)."""

    __slots__ = ("_fd", "_folder", "_name", "_reserve")

    def __init__(self, folder: Folder, name: str, *, rarely: bool = False) -> None:
        self._folder = folder
        self._name = name
        self._reserve = folder.handles.half if rarely else 0
        self._fd = -1

    def read(self, size: int) -> bytes:
        """The beginning of the file as it is now.

        Raises:
            OSError: when what it tells about is gone.
        """
        if self._fd < 0:
            handles = self._folder.handles
            if handles.left <= self._reserve:
                return self._folder.read(self._name, size)
            self._fd = self._folder.open(self._name)
            handles.left -= 1
        return os.pread(self._fd, size, 0)

    def close(self) -> None:
        """Let go of it; idempotent."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            self._folder.handles.left += 1


def stat_fields(text: bytes, count: int = -1) -> list[bytes]:
    """The fields of `/proc/PID/stat` from the third on: field n of the manual is number n - 3 here.

    The second field is the program's name in brackets. It may hold spaces and brackets of its own, so what counts is
    the last closing one. Only the first `count` are told apart, if given; the rest is the last of the list.
    """
    return text[text.rindex(b")") + 2 :].split(b" ", count)


def key_values(text: bytes) -> dict[bytes, int]:
    """The whole numbers of a file of `Name:   123 kB` lines."""
    facts: dict[bytes, int] = {}
    for line in text.splitlines():
        name, _, value = line.partition(b":")
        words = value.split()
        if words and words[0].isdigit():
            facts[name] = int(words[0])
    return facts


def _read_once(name: str, size: int, dir_fd: int) -> bytes:
    fd = os.open(name, os.O_RDONLY, dir_fd=dir_fd)
    try:
        return os.pread(fd, size, 0)
    finally:
        os.close(fd)


def _most_of_the_limit() -> int:
    try:
        import resource
    except ImportError:
        return 128
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 4096 if soft == resource.RLIM_INFINITY else min(4096, soft * 3 // 4)
