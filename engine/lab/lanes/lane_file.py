"""The file of a lane: where each 64-bit word lies, and how a worker gets a file of its own.

The header is written with one `write` before the file gets its full size, so a file of full size has a true
header. Its disk space is reserved at once: a disk that is full fails the claim with an OSError, where a
sparse file would kill the worker with SIGBUS in the middle of an item.

Numbers are drawn by appending one byte to the file `claims`: the position after an O_APPEND write is unique
and the kernel's own counter, so the ten-thousandth worker needs as many calls as the first. O_EXCL then
keeps the lane ours even where the append was not atomic (network file systems).
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import sys
import threading
from binascii import crc32
from collections.abc import Callable
from time import perf_counter_ns
from typing import Literal, NamedTuple, TypeVar, get_args

T = TypeVar("T")

MAGIC = int.from_bytes(b"CVLANE\x00\x02", "big")
"""First word of a lane: name and version of the format, wrong in a file of the other byte order."""
WorkerKind = Literal["main", "thread", "process", "interpreter", "coroutine"]
KINDS: tuple[WorkerKind, ...] = get_args(WorkerKind)
CLAIMS = "claims"
"""The file in the run's folder whose length is how many lane numbers were drawn."""

WORD = 8
HEADER_WORDS = 32
(H_MAGIC, H_NUMBER, H_PID, H_TID, H_KIND, H_GIL, H_CAPACITY, H_OPENED) = range(8)
(H_FIRST, H_THREAD_FIRST, H_ENDED, H_NODE) = range(8, 12)
"""Written once (0: not yet): start of the first item, the thread's CPU clock then, end of the worker; the machine it is on."""
(H_START, H_PAIR) = range(16, 18)
"""Start of the item begun last, and start and item combined (`pair_of`): two that fit were stored together."""
H_HEAD = 24
"""How many records were ever finished; alone in its cache line."""

RECORD_WORDS = 11
(R_ITEM, R_TAG, R_START, R_END, R_CPU) = range(5)
(R_ITEMS, R_WALL_TOTAL, R_CPU_TOTAL, R_LAST_END, R_THREAD_CPU, R_SEAL) = range(5, 11)
"""A record: its item, core and flag, times; the running totals as of it; what seals it (`seal_of`)."""

ITEM_SHIFT = 36
ITEM_SHIFT_MASK = (1 << ITEM_SHIFT) - 1
"""The item lies above these bits of a pair: starts that differ do so below, unless they are a multiple of 68.7 s apart."""
STRONG_ORDER = sys.maxsize > 2**32 and hasattr(os, "uname") and os.uname().machine in ("x86_64", "amd64", "s390x")
"""Whether this machine shows stores to others in the order in which they were made, 64 bits at once.

Writer and reader are on one machine, so it is the same for both.
"""

WHOLE, FAILED, RAN, READY = range(4)
"""Flags: a whole item, one that failed; of coroutines also a step, and ready but waiting for the loop."""
AWAITS = 4
"""From this bit of the flag on: what a coroutine awaits after the step, as a place in `awaits.AWAITED`."""


def has_gil() -> bool:
    """Whether this interpreter has a GIL right now; ask after the task's imports, they can turn it on."""
    enabled: Callable[[], bool] | None = getattr(sys, "_is_gil_enabled", None)
    return enabled() if enabled else True


def pair_of(start_ns: int, item: int) -> int:
    """The word that ties a current item to its start."""
    return start_ns ^ (item << ITEM_SHIFT)


def item_of(start_ns: int, pair: int) -> int:
    """The item whose start this is, -1 if the two words do not belong together."""
    item = start_ns ^ pair
    return -1 if item & ITEM_SHIFT_MASK else item >> ITEM_SHIFT


def seal_of(number: int, raw: bytes | memoryview) -> int:
    """The last word of record `number` (from 1) whose other words are `raw`: its number, or a checksum (see `STRONG_ORDER`)."""
    return number if STRONG_ORDER else crc32(raw, number)


def lane_path(folder: str, number: int) -> str:
    """Where lane `number` of a run lies."""
    return os.path.join(folder, f"lane-{number:05d}")


def open_file(path: str | os.PathLike[str], flags: int) -> int:
    """`os.open` for the owner alone, not inherited; raises the limit of open files where that is what hinders it."""
    return _with_files(lambda: os.open(path, flags | os.O_CLOEXEC, 0o600))


def map_file(descriptor: int, size: int, access: int) -> mmap.mmap:
    """Map a file without keeping a descriptor of it where Python can do that (3.13 and newer)."""
    if sys.version_info >= (3, 13):
        return mmap.mmap(descriptor, size, access=access, trackfd=False)
    return _with_files(lambda: mmap.mmap(descriptor, size, access=access))


def _with_files(take: Callable[[], T]) -> T:
    try:
        return take()
    except OSError as problem:
        if problem.errno != errno.EMFILE or not raise_file_limit():
            raise
    return take()


def raise_file_limit() -> bool:
    """Raise this process's limit of open files as far as allowed; whether that gave any more."""
    try:
        import resource
    except ImportError:
        return False
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return True


def open_next(folder: str) -> tuple[int, int]:
    """Draw a number and create its file: (number, descriptor)."""
    claims = open_file(os.path.join(folder, CLAIMS), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        while True:
            os.write(claims, b".")
            number = os.lseek(claims, 0, os.SEEK_CUR)
            with contextlib.suppress(FileExistsError):
                return number, open_file(lane_path(folder, number), os.O_RDWR | os.O_CREAT | os.O_EXCL)
    finally:
        os.close(claims)


class Elsewhere(NamedTuple):
    """A worker on another machine, whose lane is written for it."""

    node: int
    pid: int
    tid: int
    gil: bool


def new_header(number: int, kind: str, capacity: int, elsewhere: Elsewhere | None = None) -> memoryview:
    """The words of a header for the calling thread, or for a worker that can't write here."""
    header = memoryview(bytearray(HEADER_WORDS * WORD)).cast("q")
    header[H_MAGIC] = MAGIC
    header[H_NUMBER] = number
    header[H_PID] = os.getpid()
    header[H_TID] = threading.get_native_id()
    header[H_KIND] = KINDS.index(kind)
    header[H_GIL] = has_gil()
    header[H_CAPACITY] = capacity
    header[H_OPENED] = perf_counter_ns()
    if elsewhere is not None:
        header[H_NODE], header[H_PID], header[H_TID], header[H_GIL] = elsewhere
    return header


def reserve(descriptor: int, size: int) -> None:
    """Give the file its full size, with room on the disk where the system can promise that."""
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(descriptor, 0, size)
        except OSError as problem:
            if problem.errno not in (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS):
                raise
    os.ftruncate(descriptor, size)
