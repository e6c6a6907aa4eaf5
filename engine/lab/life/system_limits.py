"""Which limit of the system an error comes of, in words, and what helps."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator

PROCESSES = "the limit on the user's threads and processes is reached (ulimit -u, or a container's pids.max): end some of them, or raise it"
FILES = "as many files are open as may be (ulimit -n): allow more"
MEMORY = "there is not enough memory (see free -h, ulimit -v and the container's limit)"
NO_SPACE = "no space is left in /dev/shm: see what is there (concviz doctor --clean removes what dead runs have left), or enlarge it"
SHARED_MEMORY = "/dev/shm"
STARTING = "start new thread"
_WORDS = {
    errno.EAGAIN: PROCESSES,
    errno.EMFILE: FILES,
    errno.ENFILE: FILES,
    errno.ENOMEM: MEMORY,
}


def limit_of(error: BaseException) -> str:
    """What is reached and what to do about it; '' where it comes of no limit.

    An error in taking leave hides the one that it comes of, which is looked at too.
    """
    return next(filter(None, map(_limit_of, _chain(error))), "")


def why_not(error: OSError) -> str:
    """The same, or what the system said, without number and path."""
    return limit_of(error) or error.strerror or str(error)


def no_room_for_log(error: OSError) -> str:
    """Why a lane can't be opened, which lies in memory."""
    return NO_SPACE if error.errno == errno.ENOSPC else why_not(error)


def _limit_of(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, RuntimeError):
        return PROCESSES if STARTING in str(error) else ""
    if not isinstance(error, OSError):
        return ""
    if error.errno == errno.ENOSPC:
        return NO_SPACE if _in_memory(error) else ""
    return _WORDS.get(error.errno or 0, "")


def _in_memory(error: OSError) -> bool:
    """Whether it is about a file there: by its name, or because multiprocessing makes its semaphores there, and names none."""
    if error.filename is not None:
        return str(error.filename).startswith(SHARED_MEMORY)
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = last.tb_frame.f_code.co_filename if last is not None else ""
    return os.path.basename(os.path.dirname(where)) == "multiprocessing"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
