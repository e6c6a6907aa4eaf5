"""What Linux, macOS and the BSDs have in common."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

ENDING = (signal.SIGHUP, signal.SIGTERM)
"""Signals that ask a program to end."""


def send_to_group(group: int, number: int) -> bool:
    """Sends a signal to every process of a group (0 only asks); whether there is such a group, and it is ours."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def group_of(pid: int) -> int | None:
    """The process group of a process; None if that is gone, or not to be known."""
    try:
        return os.getpgid(pid)
    except OSError:
        return None


def wait_for_end(child: int, timeout_s: float) -> bool:
    """Waits for a child of ours to end, and leaves it there to be looked at and asked how; whether it has ended."""
    end, pause_s = time.monotonic() + timeout_s, 0.001
    while not _has_ended(child):
        left_s = end - time.monotonic()
        if left_s <= 0:
            return False
        time.sleep(min(pause_s, left_s))
        pause_s = min(2 * pause_s, 0.02)
    return True


def _has_ended(child: int) -> bool:
    if hasattr(os, "waitid"):
        return os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
    import psutil

    try:
        return psutil.Process(child).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def lock(file: int, *, otherwise: bool, shared: bool = False) -> bool:
    """Takes the lock on an open file, which tells the living from the dead: the system lets go of it if its holder dies.

    False if somebody else holds it; `otherwise` where the file's system has no locks. `shared`: with all who only ask whether
    there is a holder, who would else be taken for one by each other.
    """
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return otherwise
    return True


def expect_end(terminal: int) -> Callable[[], int] | None:
    """From now on `ENDING` signals no longer end this process. What is returned waits for one, and gives its number.

    It also gives SIGHUP when the terminal is gone, also where no signal says so because the session has no controlling
    terminal. It is for a thread of its own: the main one may be held up, and the kernel's signals reach any other through a
    pipe that the interpreter writes to as they come in. None from a thread other than the main one: signals keep their action.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in ENDING:
            signal.signal(number, _heard)
    except ValueError:
        os.close(reader)
        os.close(writer)
        return None
    return lambda: _wait(reader, terminal)


REAPER = """
trap '' HUP INT QUIT TERM
read -r _ && exit
sleep 1
mark=$1; shift
for _ in 1 2 3; do
  for file in $(grep -Fls -- "$mark" /proc/[0-9]*/environ); do
    pid=${file#/proc/}; pid=${pid%/environ}
    [ "$pid" = $$ ] || kill -9 "$pid"
  done
done
for prefix; do rm -rf -- "$prefix"*; done
"""
"""A line means that nothing is left. The end of the pipe: what the system ends with us, and the resource tracker, get a second first."""


def start_reaper(mark: str, prefixes: Sequence[str]) -> subprocess.Popen[bytes] | None:
    """A shell that ends whoever has `mark` in his environment, and removes what begins with `prefixes`, once we have ended.

    A line to its standard input tells it to go; nobody else may hold that open. None where there is no shell, or no process to be had.
    """
    try:
        return subprocess.Popen(
            ["/bin/sh", "-c", REAPER, "concviz-reaper", mark, *prefixes],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath}, cwd="/", start_new_session=True,
        )  # fmt: skip
    except OSError:
        return None


def _heard(_number: int, _frame: object) -> None:
    """The default action would be to end at once; the number is in the pipe."""


def _wait(signals: int, terminal: int) -> int:
    # Asking for no event of the terminal leaves only the hang-up to wake the thread: it costs nothing.
    poll = select.poll()
    poll.register(signals, select.POLLIN)
    poll.register(terminal, 0)
    while True:
        for descriptor, event in poll.poll():
            if descriptor == terminal and event & select.POLLHUP:
                return signal.SIGHUP
            if descriptor == terminal:
                poll.unregister(terminal)  # it can't be watched
                continue
            with contextlib.suppress(StopIteration):
                return next(number for number in os.read(signals, 64) if number in ENDING)
