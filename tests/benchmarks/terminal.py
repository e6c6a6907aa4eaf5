"""A terminal for benchmarks: a program in a pty, what it writes with the time of each piece, and the screen that results.

What comes in is only stamped and kept; the screen (pyte) is worked out when it is asked for, so that reading never waits
for drawing.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable

import pyte


class Terminal:
    """A program running in a pty of `columns` x `rows`; a context manager that ends it."""

    def __init__(self, command: list[str], columns: int = 120, rows: int = 40, **environ: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        env |= {"CONCVIZ_CONFIG": f"{os.devnull}/settings.toml", **environ}
        env.pop("NO_COLOR", None)
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True, close_fds=True
        )
        os.close(slave)
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.pieces: list[tuple[float, bytes]] = []
        self._drawn = 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            deadline = time.perf_counter() + 10
            while self.process.poll() is None and time.perf_counter() < deadline:
                self.read(0.05)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)

    def read(self, seconds: float) -> bool:
        """Take what comes within `seconds`; whether something came."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return False
        self.pieces.append((time.perf_counter(), data))
        return bool(data)

    def read_for(self, seconds: float) -> None:
        """Take everything that comes for so long."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self.read(left)

    def press(self, text: str) -> float:
        """Send keys; when."""
        now = time.perf_counter()
        os.write(self.master, text.encode())
        return now

    def until(self, seen: Callable[[list[str]], bool], seconds: float) -> float | None:
        """When the piece came after which the screen satisfies `seen`; None if that takes longer than `seconds`."""
        deadline = time.perf_counter() + seconds
        while True:
            while self._drawn < len(self.pieces):
                when, data = self.pieces[self._drawn]
                self._stream.feed(self._decoder.decode(data))
                self._drawn += 1
                if seen(self._screen.display):
                    return when
            left = deadline - time.perf_counter()
            if left <= 0:
                return None
            self.read(left)

    @property
    def display(self) -> list[str]:
        """The rows of the screen by now."""
        self.until(lambda _rows: False, 0.0)
        return list(self._screen.display)


def concviz(*arguments: str) -> list[str]:
    """The command that starts the app."""
    return [sys.executable, "-m", "concviz.tui", *arguments]
