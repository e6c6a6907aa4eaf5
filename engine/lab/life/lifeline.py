"""Ends this process and its whole group when the process that started it is gone.

The starter keeps the writing end of a pipe open whose reading end is our standard input. When it dies, however it dies,
the kernel closes that end. On Linux `O_ASYNC` with an owner of minus our group makes the kernel itself send SIGIO to every
process of the group at that moment, and SIGIO's default action ends a process. So no thread has to watch, and a lab
that is going to fork stays single-threaded. On every other system SIGIO is ignored by default: the kernel would end nobody, so a
thread reads the pipe there.

One process of the group must live a little longer: multiprocessing's resource tracker, which removes named semaphores and shared
memory of those that were killed. It ends by itself when the last of them is gone; `system_names` spares it the signal.

Tried and left: `PR_SET_PDEATHSIG` fires when the starting *thread* ends, not the process; a thread that reads the pipe
makes forking unsafe (3.12 and newer warn about it), so Linux has none; polling `getppid` needs a thread too.

Doubtful: a child that leaves the group (`setsid`) is not reached by the signal. `leavers` and the runner look for those.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading

TIDY_S = 0.5
"""How long whoever ignores SIGTERM is left alone: the resource tracker does, and needs a moment to tidy up."""


def take_stdin() -> int:
    """Moves standard input to a descriptor of its own, above the three standard ones, and puts the null device there.

    What the task reads from its standard input is then an empty file and never the life-line.
    """
    life = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return life


def read_line(descriptor: int) -> bytes:
    """One line from a descriptor, waiting until it is complete.

    Raises:
        EOFError: the other end was closed before the line was complete.
    """
    line = bytearray()
    while not line.endswith(b"\n"):
        block = os.read(descriptor, 65536)
        if not block:
            raise EOFError("the other end closed before the plan was complete")
        line += block
    return bytes(line)


def hold(descriptor: int) -> None:
    """From now on the end of whoever holds the other end is the end of our process group.

    Nothing more may be written to the pipe after this: any arrival of data is taken for the end.
    """
    if not (sys.platform == "linux" and _kernel_tells_the_group(descriptor)):
        threading.Thread(target=_wait_and_end, args=(descriptor,), name="life-line", daemon=True).start()
        return
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if poll.poll(0):
        # It closed before the kernel knew whom to tell.
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _kernel_tells_the_group(descriptor: int) -> bool:
    """Whether the kernel will send SIGIO to the whole group."""
    try:
        import fcntl

        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, -os.getpgrp())
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    except (ImportError, AttributeError, OSError):
        return False
    return True


def _wait_and_end(descriptor: int) -> None:
    """Waits for the end of the pipe, in a thread; then SIGTERM to the group, and SIGKILL a moment later, when we are gone too."""
    os.read(descriptor, 1)
    group = os.getpgrp()
    try:
        killing = ["/bin/sh", "-c", f"sleep {TIDY_S}; kill -9 -{group}"]
        os.posix_spawn(killing[0], killing, {"PATH": os.defpath}, setpgroup=0)
    except OSError:
        os.killpg(group, signal.SIGKILL)
    os.killpg(group, signal.SIGTERM)
