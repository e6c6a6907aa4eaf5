"""Bytecode for the processes that tests start, where `PYTHONDONTWRITEBYTECODE` forbids each to leave its own for the next.

Images of containers like to set it. Every process then compiles all that it imports: a fifth of the CPU of a start of ours, and half of
what another Python takes to load asyncio and multiprocessing, hundreds of times in a run of the tests. So it is done once, before. What
tests write themselves stays uncompiled: a module that is changed within a second of its first import would be taken for the old one.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOADED = (
    "asyncio, concurrent.futures.process, http.client, json, multiprocessing.pool, sqlite3, tempfile, urllib.request"
)
"""Between them they import most of what labs and tasks do."""


def compile_ours() -> None:
    """The program's own modules, for this Python."""
    if sys.dont_write_bytecode:
        for layer in ("engine", "tui"):
            compileall.compile_dir(ROOT / layer, quiet=2)


def compile_for(python: str) -> None:
    """What labs load under another Python: the lab, and its part of the standard library; where that takes too long, each does it."""
    if sys.dont_write_bytecode:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        script = f"import compileall, {LOADED}; compileall.compile_dir({str(ROOT / 'engine' / 'lab')!r}, quiet=2)"
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                [python, "-P", "-s", "-c", script], env=environment, capture_output=True, check=False, timeout=120
            )
