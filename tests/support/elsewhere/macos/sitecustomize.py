"""Makes the Python that imports it at its start one of macOS, as far as Linux lets it: what macOS lacks is taken away.

Gone are `/proc`, `/sys` and `/dev/shm`, the calls and constants that Python has on Linux alone, SIGIO's default action, and what
psutil may not ask there of other processes. psutil itself goes on reading `/proc`, in the place of what macOS has for it. Put
its folder into `PYTHONPATH`: processes that are started inherit it.
"""

import builtins
import errno
import fcntl
import io
import os
import platform
import resource
import selectors
import signal
import socket
import sys
import sysconfig
import time
import types

HIDDEN = ("/proc", "/sys", "/dev/shm")
LINUX_ALONE = {
    os: (
        "sched_getaffinity", "sched_setaffinity", "waitid", "pidfd_open", "pipe2", "memfd_create", "eventfd", "getxattr",
        "setxattr", "copy_file_range", "splice", "posix_fallocate", "posix_fadvise", "fdatasync", "getresuid", "setresuid",
        "unshare", "setns", "O_PATH", "O_TMPFILE", "O_DIRECT", "O_NOATIME", "P_PIDFD", "sched_setscheduler",
    ),
    fcntl: ("F_SETOWN", "F_GETOWN", "F_SETSIG", "F_SETPIPE_SZ", "F_GETPIPE_SZ", "F_NOTIFY", "F_ADD_SEALS"),
    signal: ("sigtimedwait", "sigwaitinfo", "SIGSTKFLT", "SIGPWR", "SIGPOLL", "SIGRTMIN", "SIGRTMAX", "SIGCLD"),
    resource: ("prlimit", "RUSAGE_THREAD"),
    time: ("pthread_getcpuclockid", "CLOCK_BOOTTIME", "CLOCK_TAI"),
    socket: ("AF_NETLINK", "SO_PEERCRED", "SO_PASSCRED", "SOCK_CLOEXEC"),
}  # fmt: skip


def hidden(path: object) -> bool:
    """Whether macOS has no such path; psutil, which asks other ways there, may see it."""
    try:
        text = os.fspath(path) if not isinstance(path, int) else ""
    except TypeError:
        return False
    text = text.decode(errors="replace") if isinstance(text, bytes) else text
    if not any(text == each or text.startswith(f"{each}/") for each in HIDDEN):
        return False
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] == "psutil":
            return False
        frame = frame.f_back
    return True


def without(call, answer=None):
    """A call that finds nothing there."""

    def asked(path=".", *more, **named):
        if not hidden(path):
            return call(path, *more, **named)
        if answer is not None:
            return answer
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))

    return asked


for name in ("open", "stat", "lstat", "listdir", "scandir", "readlink", "statvfs"):
    setattr(os, name, without(getattr(os, name)))
os.access = without(os.access, answer=False)
builtins.open = io.open = without(io.open)

real_signal = signal.signal
ignored = (signal.SIGIO, signal.SIGURG, signal.SIGCHLD, signal.SIGWINCH)


def signal_of_macos(number, action):
    """SIGIO ends nobody by default."""
    return real_signal(number, signal.SIG_IGN if number == signal.SIGIO and action == signal.SIG_DFL else action)


signal.signal = signal_of_macos
real_signal(signal.SIGIO, signal.SIG_IGN)

try:
    import psutil
except ImportError:  # a worker's own Python has none, and asks nobody
    pass
else:
    psutil.LINUX, psutil.MACOS, psutil.OSX = False, True, True
    psutil.PROCFS_PATH = "/proc"
    own_threads = psutil.Process.threads

    def threads(self):
        """Of others only root may ask."""
        if self.pid != os.getpid():
            raise psutil.AccessDenied(self.pid)
        return own_threads(self)

    psutil.Process.threads = threads
    for name in ("cpu_affinity", "io_counters", "cpu_num", "rlimit", "ionice"):
        if hasattr(psutil.Process, name):
            delattr(psutil.Process, name)

for module, names in LINUX_ALONE.items():
    for name in names:
        if hasattr(module, name):
            delattr(module, name)

proxies = sys.modules["_scproxy"] = types.ModuleType("_scproxy")  # asks macOS for the proxies that are set there
proxies._get_proxy_settings = proxies._get_proxies = dict
selectors.DefaultSelector = selectors.SelectSelector  # kqueue's place: neither knows epoll
_, node, _, _, _ = os.uname()
os.uname = lambda: os_uname
os_uname = os.uname_result(("Darwin", node, "24.0.0", "Darwin Kernel Version 24.0.0", "arm64"))
platform.system = lambda: "Darwin"
platform.machine = lambda: "arm64"
platform.release = lambda: "24.0.0"
sysconfig.get_config_vars()  # read while its file still has its own name
sys.platform = "darwin"
