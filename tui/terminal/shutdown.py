"""How the app ends when it is told to from outside: by a signal, or because its terminal is gone.

Whatever the app does meanwhile. Its event loop may be held up (a terminal that nobody reads takes no more text, and the
main thread waits for it), so a thread of its own waits for the end. It asks the app to leave in order, and after two seconds
cuts it short.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable

from ...engine.platform.current import expect_end

PATIENCE_S = 2.0
"""How long the app may take to leave in order."""
CHILD = "concviz.engine.labs.process_group"
"""Not imported here: importing may wait, and where it isn't there yet, no lab is."""


def watch_over(leave: Callable[[int], object], terminal: int) -> None:
    """Listen from now on; `leave` is called with the exit code, on a thread of its own, and should return at once.

    Where this is not the main thread, signals keep their default action.
    """
    wait = expect_end(terminal)
    if wait is not None:
        threading.Thread(target=_watch, args=(leave, wait), name="ending", daemon=True).start()


def _watch(leave: Callable[[int], object], wait: Callable[[], int]) -> None:
    code = 128 + wait()
    until = time.monotonic() + PATIENCE_S
    with contextlib.suppress(Exception):
        leave(code)
    time.sleep(max(0.0, until - time.monotonic()))
    cut_short(code)


def cut_short(code: int) -> None:
    """End now, the labs first; nothing here can wait for anybody."""
    child = sys.modules.get(CHILD)
    if child is not None:
        child.kill_all()
    os._exit(code)
