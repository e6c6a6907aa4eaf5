"""The terminal's driver: for one who was stopped and goes on, and for one who types nothing.

Textual starts its terminal anew at every SIGCONT. That is right after SIGTSTP (Ctrl-Z), at which it has ended what it had
started; whoever was stopped by SIGSTOP has lost nothing, and would get another set of threads each time. Here the
terminal is only put into the app's mode again, because a shell may have changed it meanwhile, and drawn once more.

Textual's thread for the keys wakes up ten times a second to see whether it is to end. Here it sleeps until something is typed, or
until it is told to end: an app in which nothing happens costs a sixth less.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import termios
import tty
from codecs import getincrementaldecoder
from threading import Event
from typing import Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

MODES = "\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l"
"""Other screen, no cursor, focus and pastes told, long lines cut."""


READ_BYTES = 4096
ESCAPE_S = 0.05
"""While a key may be the beginning of a longer one: how often it is asked whether more will come."""


class WakingEvent(Event):
    """An event that can be waited for beside files."""

    def __init__(self) -> None:
        super().__init__()
        self.reader, self._writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.set_blocking(self._writer, False)

    def set(self) -> None:
        """As every event's; whoever waits for `reader` wakes up."""
        super().set()
        with contextlib.suppress(BlockingIOError):
            os.write(self._writer, b".")

    def clear(self) -> None:
        """As every event's; `reader` has nothing to read any more."""
        super().clear()
        with contextlib.suppress(BlockingIOError):
            os.read(self.reader, READ_BYTES)


class SteadyDriver(LinuxDriver):
    """Starts again only what was ended, and sleeps while nothing is typed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.exit_event = WakingEvent()

    def run_input_thread(self) -> None:
        """Hand on what is typed, until the end."""
        parser, decode = XTermParser(self._debug), getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            for file in (self.fileno, self.exit_event.reader):
                selector.register(file, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                unsure = getattr(parser, "_timeout_time", 0.0) is not None
                ready = [key.fd for key, _ in selector.select(ESCAPE_S if unsure else None)]
                if self.fileno in ready:
                    data = os.read(self.fileno, READ_BYTES)
                    if not data:
                        break  # the terminal is gone
                    text = decode(data)  # '' for a part of a character, which to the parser would be the end
                    for event in parser.feed(text) if text else ():
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)

    def _sigcont_application(self, *_: object) -> None:
        """SIGCONT: in the main thread, between any two of its steps."""
        if self._must_signal_resume or not self._auto_restart:
            super()._sigcont_application()
            self._loop.call_soon_threadsafe(self._draw)
        elif self._writer_thread is not None:
            self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        with contextlib.suppress(termios.error):
            modes = termios.tcgetattr(self.fileno)
            modes[tty.LFLAG] = self._patch_lflag(modes[tty.LFLAG])
            modes[tty.IFLAG] = self._patch_iflag(modes[tty.IFLAG])
            modes[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
        self.write(MODES)
        self._enable_mouse_support()
        self._draw()

    def _draw(self) -> None:
        """All of it: what was on the screen is not there any more."""
        self._app.screen.refresh()
