"""How the app ends: at once, with nothing left, whatever asks for it (`q`, a signal, a terminal that is gone).

The app's event loop can be held up (a terminal that nobody reads takes no more text; a busy machine; a hundred widgets to
be taken down), so what must be done is not its business: as soon as the app is asked to leave, a thread of its own ends what was
begun in the background, the run and the recording, while the app takes its screens down. It then waits a moment for the app,
gives the terminal back itself where that was not in time, and ends the process without taking Python down.
"""

from __future__ import annotations

import contextlib
import os
import sys
import termios
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn

from ...engine.platform.current import expect_end

APP_S = 0.4
"""How long the app may take to leave in order."""
CLOSE_S = 2.0
"""How long run and recording may take to end in order."""
CUT_SHORT = (
    ("concviz.engine.labs.cleanup.process_group", "kill_all"),
    ("concviz.engine.labs.cleanup.folders", "remove_all"),
)
"""What ends a run where nothing waits for it any more."""
REAPER = ("concviz.engine.labs.cleanup.folders", "dismiss_reaper")
"""Tells who would look for what is left that nothing is."""
BACKGROUND = (("concviz.engine.pythons.query", "end_all"), ("concviz.tui.export.export_job", "end_all"))
"""Who ends what was begun in the background. Not imported here: importing may wait, and where it isn't there yet, nothing was begun."""
GIVEN_BACK = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l"
    b"\x1b[<u\x1b[0m\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""What the terminal is told when it is given back: no pastes, mouse or focus told, long lines wrapped, the old screen, a cursor."""


class Ending:
    """The end of one app in one terminal."""

    def __init__(self, close: Callable[[], object], terminal: int, farewell: Callable[[], str] = str) -> None:
        """`close` ends run and recording, from any thread; `farewell` is said last, in the terminal."""
        self._close, self._terminal, self._farewell = close, terminal, farewell
        self._modes = _modes(terminal)
        self._lock = threading.Lock()
        self._begun = False
        self._closed, self._left = threading.Event(), threading.Event()

    def listen(self, leave: Callable[[int], object]) -> None:
        """End at a signal, or when the terminal is gone: `leave` asks the app for it, with the exit code, and returns at once.

        Where this is not the main thread, signals keep their default action.
        """
        wait = expect_end(self._terminal)
        if wait is not None:
            threading.Thread(target=self._listen, args=(leave, wait), name="listening", daemon=True).start()

    def _listen(self, leave: Callable[[int], object], wait: Callable[[], int]) -> None:
        code = 128 + wait()
        self.begin(code)
        with contextlib.suppress(Exception):
            leave(code)

    def begin(self, code: int) -> None:
        """The app is asked to leave: from now on nothing holds the end up. From any thread; once."""
        with self._lock:
            begun, self._begun = self._begun, True
        if not begun:
            threading.Thread(target=self._end, args=(code,), name="ending", daemon=True).start()

    def _end(self, code: int) -> None:
        until = time.monotonic() + APP_S
        threading.Thread(target=self._close_all, name="closing", daemon=True).start()
        closed = self._closed.wait(CLOSE_S)
        if not self._left.wait(max(0.0, until - time.monotonic())):
            self._give_back()
            self._end_now(code, closed=closed)

    def _close_all(self) -> None:
        with contextlib.suppress(Exception):
            self._close()
        self._closed.set()

    def finish(self, code: int) -> NoReturn:
        """The app has left: wait until run and recording have ended, say farewell, and end the process."""
        self._left.set()
        self.begin(code)
        closed = self._closed.wait(CLOSE_S)
        self._end_now(code, closed=closed)

    def _give_back(self) -> None:
        """The terminal, as it was; it may be gone, or take nothing more."""
        with contextlib.suppress(OSError, ValueError, termios.error):
            if self._modes is not None:
                termios.tcsetattr(self._terminal, termios.TCSANOW, self._modes)
            _write(GIVEN_BACK)

    def _end_now(self, code: int, *, closed: bool) -> NoReturn:
        """End the process; nothing here can wait for anybody."""
        if not closed:
            for one in (*CUT_SHORT, *BACKGROUND):
                _do(one)
        else:
            _do(REAPER)
        with contextlib.suppress(Exception):
            if text := self._farewell():
                _say(f"{text}\n".encode(sys.stdout.encoding or "ascii", "replace"))
        os._exit(code)


def _modes(terminal: int) -> list[Any] | None:
    try:
        return termios.tcgetattr(terminal)
    except (termios.error, OSError):
        return None


def _write(text: bytes) -> None:
    """To standard output, as far as it takes it at once."""
    out = sys.__stdout__.fileno() if sys.__stdout__ is not None else 1
    os.set_blocking(out, False)
    os.write(out, text)


def _say(text: bytes) -> None:
    """To standard output, or to standard error where that carries the app's drawing to something else than a terminal."""
    if os.environ.get("TEXTUAL_DRIVER"):
        os.write(2, text)
    else:
        _write(text)


def end_background() -> None:
    """End what goes on in the background: exports, and Pythons that are asked for their version."""
    for one in BACKGROUND:
        _do(one)


def _do(one: tuple[str, str]) -> None:
    module = sys.modules.get(one[0])
    if module is not None:
        with contextlib.suppress(Exception):
            getattr(module, one[1])()
