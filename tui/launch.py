"""Starting the app in a terminal: what the terminal must be able to do, and how the app ends whatever happens."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from .app import ConcvizApp

LEAST = (40, 10)
"""Columns and rows that the smallest layout needs."""


def unfit(environ: Mapping[str, str], out: TextIO, into: TextIO, size: tuple[int, int] | None) -> str:
    """Why the app can't be shown here, in one line that says what is needed; '' if it can."""
    otherwise = "`concviz run TASK` works everywhere"
    if not (out.isatty() and into.isatty()):
        return f"the app needs a terminal for input and output; {otherwise}"
    if environ.get("TERM", "") in ("dumb", "") and os.name != "nt":
        return f"the app needs a terminal that can move the cursor, and TERM is {environ.get('TERM') or 'not set'!r}; {otherwise}"
    encoding = (getattr(out, "encoding", None) or "").lower().replace("-", "")
    if encoding not in ("utf8", "utf8sig", ""):
        return f"the app needs a UTF-8 terminal, and this one is {out.encoding}: set LC_ALL=C.UTF-8; {otherwise}"
    if size is not None and size != (0, 0) and (size[0] < LEAST[0] or size[1] < LEAST[1]):
        return f"the app needs {LEAST[0]} x {LEAST[1]} characters, and this terminal has {size[0]} x {size[1]}; {otherwise}"
    return ""


def launched(make: Callable[[], ConcvizApp]) -> int:
    """Make the app and run it until it is left; returns the exit code (2 where it can't be shown here).

    However it ends (`q`, a signal, an error), the run is stopped and the recording closed. If the terminal is gone and
    Textual can't end in order, a watchdog does it after two seconds.
    """
    size = shutil.get_terminal_size((0, 0))
    problem = unfit(os.environ, sys.stdout, sys.stdin, (size.columns, size.lines))
    if problem:
        print(f"concviz: {problem}", file=sys.stderr)
        return 2
    app = make()
    app.on_leave = lambda code: _watch(app, code)
    try:
        code = app.run()
    finally:
        app.close_backend()
    return code or app.return_code or 0


def _watch(app: ConcvizApp, code: int) -> None:
    """After a signal: whatever still hangs after 2 s is cut short, the run first."""

    def cut() -> None:
        app.close_backend()
        os._exit(code)

    timer = threading.Timer(2.0, cut)
    timer.daemon = True
    timer.start()
