"""Makes the Python that imports it at its start one of Windows, as far as an answer of one line needs: what Windows lacks is taken away."""

import os
import signal
import subprocess  # noqa: F401  (these two ask Windows' own modules, which nobody has here)
import sys
from importlib.abc import MetaPathFinder

import click  # noqa: F401

ABSENT = {"fcntl", "grp", "posix_ipc", "pty", "pwd", "resource", "termios", "tty"}


class Absent(MetaPathFinder):
    """Modules that Windows hasn't got."""

    def find_spec(self, name, path=None, target=None):
        """Refuses them."""
        if name in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Absent())
for module, names in {
    os: (
        "fork",
        "getpgid",
        "getpgrp",
        "getuid",
        "killpg",
        "nice",
        "setpgid",
        "setsid",
        "uname",
        "openpty",
        "sched_getaffinity",
    ),
    signal: (
        "SIGHUP",
        "SIGKILL",
        "SIGSTOP",
        "SIGUSR1",
        "SIGQUIT",
        "SIGIO",
        "pause",
        "sigwait",
        "pthread_kill",
        "setitimer",
    ),
}.items():
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
sys.platform = "win32"
