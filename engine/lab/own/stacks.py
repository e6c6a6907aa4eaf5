"""Where every thread of a worker is, written down when somebody asks from outside.

For items that never end: the worker itself can't be asked, because it sits in a lock or in C code. `faulthandler` answers a signal
without running any Python, so a worker that hangs costs nothing until it is asked. The signal is one that programs hardly use; who
uses it is left alone, and nobody is sent it who has not made his file here.
"""

from __future__ import annotations

import os
import signal
from typing import BinaryIO

SIGNAL = int(getattr(signal, "SIGRTMAX", 2)) - 2
"""0 where the system has no such signals: nothing can be asked there."""
PREFIX = "stacks-"
_files: dict[int, BinaryIO] = {}
"""The file of this process, by its id: a forked child inherits its parent's, and makes its own."""


def listen(folder: str) -> None:
    """From now on this process answers, into `folder/stacks-PID`; once, and not where the program has a use for the signal itself."""
    pid = os.getpid()
    if pid in _files or not SIGNAL:
        return
    import faulthandler

    if not _files and signal.getsignal(SIGNAL) not in (signal.SIG_DFL, None):
        return
    try:
        _files[pid] = file = open(os.path.join(folder, f"{PREFIX}{pid}"), "ab", buffering=0)  # noqa: SIM115
        faulthandler.register(SIGNAL, file=file, all_threads=True)
    except (OSError, ValueError, AttributeError, RuntimeError):  # no file to be had, or no such function here
        return
