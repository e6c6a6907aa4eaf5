"""`concviz` called within the test's own process: the same words, no second interpreter to start."""

from __future__ import annotations

import signal

from concviz.tui.cli import main

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def call(*words: object) -> int:
    """Exit code of a command; signal handlers are put back."""
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        return main.call([str(word) for word in words])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
