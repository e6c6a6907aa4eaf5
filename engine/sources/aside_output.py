"""What a program prints that doesn't have our terminal: read as it comes, the first 64 KiB of it kept.

It gets a terminal nobody sees (so it prints line by line, as it does for people) and no input. A thread reads what it prints to the
end, also what isn't kept: a program whose output nobody reads would stand still.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import subprocess
import threading
from collections.abc import Sequence

KEPT = 64 * 1024
"""Bytes."""
COLUMNS, ROWS = 120, 40
LAST_WORDS_S = 0.5


class AsideOutput:
    """One program's."""

    def __init__(self) -> None:
        self._ours, self._its = os.openpty()
        with contextlib.suppress(ImportError, OSError):
            import termios

            termios.tcsetwinsize(self._its, (ROWS, COLUMNS))
        self._lock = threading.Lock()
        self._fresh = bytearray()
        self._room = KEPT
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._thread = threading.Thread(target=self._read, name="concviz-output", daemon=True)

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Starts a program with it, in a session of its own: keys that are pressed for us don't end it.

        Raises:
            OSError: it can't be started.
        """
        try:
            program = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=self._its, stderr=self._its, start_new_session=True
            )
        finally:
            os.close(self._its)
            self._thread.start()
        return program

    def settle(self) -> None:
        """The program has ended: waits a little for its last words (its children may go on printing)."""
        self._thread.join(LAST_WORDS_S)

    def printed(self) -> str:
        """What is new of it."""
        with self._lock:
            fresh, self._fresh = bytes(self._fresh), bytearray()
        return self._decoder.decode(fresh).replace("\r\n", "\n")

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._ours, 1 << 16)
            except OSError:
                data = b""  # what a terminal says whose other end is closed
            if not data:
                os.close(self._ours)
                return
            with self._lock:
                self._fresh += data[: self._room]
                self._room = max(0, self._room - len(data))
