"""Ends this process and its whole group when the process that started it is gone.

The starter keeps the writing end of a pipe open whose reading end is our standard input. When it dies, however it dies,
the kernel closes that end. `O_ASYNC` with an owner of minus our group makes the kernel itself send SIGIO to every
process of the group at that moment, and SIGIO's default action ends a process. So no thread has to watch, and a lab
that is going to fork stays single-threaded.

Tried and left: `PR_SET_PDEATHSIG` fires when the starting *thread* ends, not the process; a thread that reads the pipe
makes forking unsafe (3.12 and newer warn about it); polling `getppid` needs a thread too.

Doubtful: a child that leaves the group (`setsid`) is not reached by the signal. The runner looks for those.
"""

from __future__ import annotations

import os
import select
import signal
import threading


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
    try:
        import fcntl

        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, -os.getpgrp())
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    except (ImportError, AttributeError, OSError):
        threading.Thread(target=_wait_and_end, args=(descriptor,), name="life-line", daemon=True).start()
        return
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if poll.poll(0):
        # It closed before the kernel knew whom to tell.
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _wait_and_end(descriptor: int) -> None:
    """For systems without O_ASYNC on pipes: a thread that waits for the end of the pipe."""
    os.read(descriptor, 1)
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
