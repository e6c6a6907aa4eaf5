"""Asking Pythons: one short-lived child each, and none of them outlives whoever stops asking.

Some files are slow to answer, or never do (a network drive, a shim that hangs). Threads that wait for them are daemons, so
that leaving waits for nobody, and `end_all` ends the children that are still thinking.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from ..platform.current import send_to_group

A = TypeVar("A")
AT_ONCE = 4


class Abandoned(subprocess.SubprocessError):
    """Whoever was asked was ended, or nobody asks any more."""


UNANSWERED = (subprocess.TimeoutExpired, Abandoned, BlockingIOError, MemoryError)
"""It does not answer in time (broken, or the machine is busy), was ended, or no process can be started now: nothing to remember."""

_asked: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()
_searches: set[threading.Event] = set()
"""Of each time that many are asked: set by `end_all`, so that no more of them are."""
_mine = threading.local()
"""`ended`: the event of the search that this thread asks for."""


def output_of(command: Sequence[str], patience_s: float) -> bytes:
    """What a command writes.

    Raises:
        Abandoned: by `end_all`, or by somebody else.
        subprocess.SubprocessError: it failed, or did not answer in time.
        OSError: it can't be started.
    """
    with _lock:  # so that nobody is asked behind the back of `end_all`
        if _is_over():
            raise Abandoned
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _asked.add(child)
    try:
        told, _ = child.communicate(timeout=patience_s)
    except BaseException:
        _end(child)
        raise
    finally:
        with _lock:
            _asked.discard(child)
    if child.returncode < 0:
        raise Abandoned
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return told


def _end(child: subprocess.Popen[bytes]) -> None:
    """With all that it has started: a shim asks others."""
    send_to_group(child.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(1)
    if child.stdout is not None:
        child.stdout.close()


def end_all() -> None:
    """Nobody waits for an answer any more; from any thread. Whoever asks many (`all_of`) asks no more of them."""
    with _lock:
        for ended in _searches:
            ended.set()
        for child in _asked:
            send_to_group(child.pid, signal.SIGKILL)


def _is_over() -> bool:
    """Whether this thread asks for a search that was ended meanwhile."""
    ended: threading.Event | None = getattr(_mine, "ended", None)
    return ended is not None and ended.is_set()


def all_of(ask: Callable[[str], A | None], paths: Sequence[str]) -> list[A | None]:
    """The answer of each, some at once; one after another where no thread can be started."""
    answers: list[A | None] = [None] * len(paths)
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(paths)):
        waiting.put(number)
    ended = threading.Event()
    with _lock:
        _searches.add(ended)

    def work() -> None:
        _mine.ended = ended
        try:
            while not ended.is_set():
                number = waiting.get_nowait()
                answers[number] = ask(paths[number])
        except queue.Empty:
            pass
        finally:
            _mine.ended = None

    threads = [threading.Thread(target=work, name="asking", daemon=True) for _ in range(min(AT_ONCE, len(paths)))]
    begun = [thread for thread in threads if _begins(thread)]
    if not begun:
        work()
    for thread in begun:
        thread.join()
    with _lock:
        _searches.discard(ended)
    return answers


def _begins(thread: threading.Thread) -> bool:
    try:
        thread.start()
    except RuntimeError:
        return False
    return True
