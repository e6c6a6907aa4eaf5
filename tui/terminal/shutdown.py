"""How the app ends when it is told to from outside: by a signal, or because its terminal is gone.

Whatever the app does meanwhile. Its event loop may be held up (a terminal that nobody reads takes no more text, and the
main thread waits for it), so a thread of its own listens: the kernel's signals reach it through a pipe that the
interpreter writes to as they come in, and a terminal that has hung up wakes it, also where no signal is sent because the
session has no controlling terminal. It asks the app to leave in order, and after two seconds cuts it short.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable

PATIENCE_S = 2.0
"""How long the app may take to leave in order."""
CHILD = "concviz.engine.labs.process_group"
"""Not imported here: importing may wait, and where it isn't there yet, no lab is."""
ENDING = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name))


def watch_over(leave: Callable[[int], object], terminal: int) -> None:
    """Listen from now on; `leave` is called with the exit code, on a thread of its own, and should return at once.

    Where the system has none of this, or this is not the main thread, signals keep their default action.
    """
    if not hasattr(select, "poll"):
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in ENDING:
            signal.signal(number, _heard)
    except ValueError:
        os.close(reader)
        os.close(writer)
        return
    threading.Thread(target=_watch, args=(leave, reader, terminal), name="ending", daemon=True).start()


def _heard(_number: int, _frame: object) -> None:
    """The default action would be to end at once; the number is in the pipe."""


def _watch(leave: Callable[[int], object], signals: int, terminal: int) -> None:
    code = 128 + _wait(signals, terminal)
    until = time.monotonic() + PATIENCE_S
    with contextlib.suppress(Exception):
        leave(code)
    time.sleep(max(0.0, until - time.monotonic()))
    cut_short(code)


def _wait(signals: int, terminal: int) -> int:
    """The number of the signal that ends the app; SIGHUP where the terminal is gone.

    Asking for no event of the terminal leaves only the hang-up to wake the thread: it costs nothing.
    """
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
            for number in os.read(signals, 64):
                if number in ENDING:
                    return number


def cut_short(code: int) -> None:
    """End now, the labs first; nothing here can wait for anybody."""
    child = sys.modules.get(CHILD)
    if child is not None:
        child.kill_all()
    os._exit(code)
