"""The terminal's driver, for one who was stopped and goes on.

Textual starts its terminal anew at every SIGCONT. That is right after SIGTSTP (Ctrl-Z), at which it has ended what it had
started; whoever was stopped by SIGSTOP has lost nothing, and would get another set of threads each time. Here the
terminal is only put into the app's mode again, because a shell may have changed it meanwhile, and drawn once more.
"""

from __future__ import annotations

import contextlib
import termios
import tty

from textual.drivers.linux_driver import LinuxDriver

MODES = "\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l"
"""Other screen, no cursor, focus and pastes told, long lines cut."""


class SteadyDriver(LinuxDriver):
    """Starts again only what was ended."""

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
