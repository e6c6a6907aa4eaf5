"""Whether the witness works here, and if not, why, and what would help."""

from __future__ import annotations

import os
import platform

from .proc_files import Files, SystemFiles, read_whole
from .runtime import Images
from .syscalls import ARCHITECTURES

_YAMA = {
    b"1": "the system lets a process be looked into by its own ancestors only (Yama's ptrace_scope is 1): start the "
    "program with concviz instead of attaching to it, or run concviz as root",
    b"2": "the system lets only root look into processes (Yama's ptrace_scope is 2): run concviz as root",
    b"3": "the system lets nobody look into processes (Yama's ptrace_scope is 3), until it is started again",
}


def available(
    pid: int,
    *,
    root: str = "/proc",
    files: Files | None = None,
    machine: str | None = None,
    user: int | None = None,
) -> str:
    """Why the witness can't tell what threads of this process wait for, and what would help; "" if it can.

    Args:
        pid: a process that lives.
        root: `/proc`.
        files: answers instead of the operating system; for tests.
        machine: as `platform.machine()` says.
        user: who asks; the effective user id.
    """
    files, machine = files or SystemFiles(), machine or platform.machine()
    if machine not in ARCHITECTURES:
        return f"the numbers of system calls on {machine} aren't known here, only those of x86-64 and aarch64"
    try:
        files.owner(f"{root}/self")
    except OSError:
        return f"there is no {root} here: the kernel's words about threads are read from it, so it takes Linux"
    process = f"{root}/{pid}"
    try:
        owner = files.owner(process)
    except OSError:
        return f"process {pid} has ended, or {root} hides it (mounted with hidepid): run concviz as its user or as root"
    thread = f"{process}/task/{pid}"
    return (
        _schedstat_missing(files, thread)
        or _syscall_denied(files, root, thread, owner, os.geteuid() if user is None else user)
        or _interpreter_unknown(files, root, pid)
    )


def _schedstat_missing(files: Files, thread: str) -> str:
    help_ = "it takes a kernel built with CONFIG_SCHED_INFO"
    try:
        words = read_whole(files, f"{thread}/schedstat").split()
    except FileNotFoundError:
        return f"this kernel doesn't count how long threads run and wait for a core (no schedstat): {help_}"
    except OSError as error:
        return f"how long threads run may not be read ({error.strerror}): run concviz as the program's user"
    if len(words) < 3 or words[2] == b"0":
        return f"this kernel counts no time of threads (schedstat stays zero): {help_}"
    return ""


def _syscall_denied(files: Files, root: str, thread: str, owner: int, user: int) -> str:
    try:
        read_whole(files, f"{thread}/syscall")
    except FileNotFoundError:
        return (
            "this system doesn't tell in which system call a thread waits (no /proc/PID/syscall): it takes Linux's own "
            "kernel, built with CONFIG_HAVE_ARCH_TRACEHOOK"
        )
    except OSError:
        if user not in (0, owner):
            return f"the process belongs to another user (id {owner}): run concviz as that user or as root"
        try:
            scope = read_whole(files, f"{root}/sys/kernel/yama/ptrace_scope").strip()
        except OSError:
            scope = b""
        return _YAMA.get(scope) or (
            "the system doesn't let this process be looked into (a container or a security module denies it, or the "
            "program forbids it): give the container the capability SYS_PTRACE, or run concviz beside the program"
        )
    return ""


def _interpreter_unknown(files: Files, root: str, pid: int) -> str:
    images = Images(files, root)
    try:
        if images.wordsize(pid) != 8:
            return "the program is none for 64-bit processors, and its system calls have other numbers"
        place = images.place(pid)
    except OSError:
        return "the memory map of the process may not be read: run concviz as its user or as root"
    return place.unknown
