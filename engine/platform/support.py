"""Whether concviz can work on an operating system at all. Imports nothing that only some systems have."""

from __future__ import annotations

import sys


def refusal(system: str = sys.platform) -> str:
    """Why it can't, in one line that says what to do; '' if it can."""
    if system in ("win32", "cygwin"):
        return "concviz needs process groups and pipes that Windows hasn't got: run it in WSL, the Linux that comes with Windows"
    return ""
