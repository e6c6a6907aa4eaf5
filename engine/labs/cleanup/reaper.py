"""Reaper: a small shell that outlives this process by a moment, whatever ended it, and takes away what is left of its labs.

The life-line ends the groups of our labs with us. Two things it can't reach, if we are killed and have no say any more: processes that
left their group for a session of their own, as daemons do, and the folders of the runs. The reaper waits for the end of a pipe that we
hold open, in a session of its own. Labs and worlds carry a mark in their environment, which whoever they start inherits: by that it
finds the processes (on Linux; elsewhere nobody may read it), and the folders have it in their names.

It is started with the first folder and told to go at an end in which nothing is left. If it is killed too, the next
start of concviz removes the folders.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path

from ...platform.current import start_reaper

PREFIX = "concviz-"
SEMAPHORE = "sem."
"""How glibc begins the name of a named semaphore's file; a lab's have the name of the run's folder (`lab/life/system_names.py`)."""
KINDS = ("", SEMAPHORE)
"""How files in memory begin that are named after a folder: blocks of shared memory, and semaphores."""
VARIABLE = "CONCVIZ_OWNER"

GONE_S = 0.2
"""How long it may take to go."""


class Reaper:
    """The reaper of this process, and what it finds by."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shell: subprocess.Popen[bytes] | None = None
        self.token = f"{os.getpid()}.{secrets.token_hex(4)}"
        """What marks folders and processes of this process, and of no other."""

    @property
    def mark(self) -> dict[str, str]:
        """The environment's variable by which processes below us are found."""
        return {VARIABLE: self.token}

    @property
    def prefix(self) -> str:
        """How the names of our folders begin."""
        return f"{PREFIX}{self.token}-"

    def watch(self, parents: Iterable[Path]) -> None:
        """From now on our folders below these are removed when we end, and marked processes ended; where there is a shell."""
        with self._lock:
            if self._shell is None or self._shell.poll() is not None:
                self._shell = start_reaper(
                    f"{VARIABLE}={self.token}",
                    [f"{each}/{kind}{self.prefix}" for each in parents for kind in KINDS],
                )

    def dismiss(self) -> None:
        """Nothing is left: it may go."""
        with self._lock:
            if self._shell is not None and self._shell.stdin is not None:
                with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                    self._shell.stdin.write(b"\n")
                    self._shell.stdin.close()
                    self._shell.wait(GONE_S)
            self._shell = None

    def forget(self) -> None:
        """In a fork of ours, which must not hold the pipe open when we have ended, and has labs and a reaper of its own."""
        shell = self._shell
        self.__init__()
        if shell is not None and shell.stdin is not None:
            with contextlib.suppress(OSError):
                os.close(shell.stdin.fileno())


REAPER = Reaper()


os.register_at_fork(after_in_child=REAPER.forget)
