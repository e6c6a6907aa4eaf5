"""System calls in which a thread can sit and wait: their numbers, and what waiting in each of them means.

Numbers: x86-64 from `arch/x86/entry/syscalls/syscall_64.tbl` of the Linux source, aarch64 from
`include/uapi/asm-generic/unistd.h`; both never change, they are the kernel's promise to programs. What the arguments
are: section 2 of the manual pages. A call that isn't listed is one on files by their names (open, stat, rename …), and
a thread that is blocked in such a call waits for a file system.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["futex", "lock", "control", "sleep", "poll", "select", "descriptor", "child", "restart", "files"]
"""What waiting in a call means, and what its arguments say:

- futex: for a word in memory whose address is argument 0: the GIL or a lock
- lock: for a lock of the kernel's (semaphores of System V, `flock`, several futexes, the map of the memory)
- control: fcntl; for a lock on a file if argument 1 says so
- sleep: for a time to come, or for a signal
- poll: for any of (argument 1) descriptors; asleep with none
- select: for descriptors below argument 0; asleep with none
- descriptor: for what the descriptor in argument 0 leads to
- child: for a child process to end, or to begin its program (vfork)
- restart: as before a stop, with the same arguments, in what is left of its time: a wait that began with one
- files: for a file system
"""

Numbers = tuple[int, int]
"""On x86-64, on aarch64; -1 where it doesn't exist."""

_CALLS: dict[Kind, dict[str, Numbers]] = {
    "futex": {"futex": (202, 98), "futex_wait": (455, 455), "futex_requeue": (456, 456)},
    "lock": {
        "futex_waitv": (449, 449),
        "semop": (65, 193),
        "semtimedop": (220, 192),
        "flock": (73, 32),
        "mmap": (9, 222),
        "munmap": (11, 215),
        "mremap": (25, 216),
        "mprotect": (10, 226),
        "madvise": (28, 233),
        "brk": (12, 214),
    },
    "control": {"fcntl": (72, 25)},
    "sleep": {
        "nanosleep": (35, 101),
        "clock_nanosleep": (230, 115),
        "pause": (34, -1),
        "rt_sigsuspend": (130, 133),
        "rt_sigtimedwait": (128, 137),
    },
    "restart": {"restart_syscall": (219, 128)},
    "poll": {"poll": (7, -1), "ppoll": (271, 73)},
    "select": {"select": (23, -1), "pselect6": (270, 72)},
    "descriptor": {
        "read": (0, 63),
        "write": (1, 64),
        "close": (3, 57),
        "lseek": (8, 62),
        "ioctl": (16, 29),
        "pread64": (17, 67),
        "pwrite64": (18, 68),
        "readv": (19, 65),
        "writev": (20, 66),
        "preadv": (295, 69),
        "pwritev": (296, 70),
        "preadv2": (327, 286),
        "pwritev2": (328, 287),
        "sendfile": (40, 71),
        "splice": (275, 76),
        "tee": (276, 77),
        "vmsplice": (278, 75),
        "copy_file_range": (326, 285),
        "connect": (42, 203),
        "accept": (43, 202),
        "accept4": (288, 242),
        "sendto": (44, 206),
        "recvfrom": (45, 207),
        "sendmsg": (46, 211),
        "recvmsg": (47, 212),
        "recvmmsg": (299, 243),
        "sendmmsg": (307, 269),
        "fsync": (74, 82),
        "fdatasync": (75, 83),
        "syncfs": (306, 267),
        "sync_file_range": (277, 84),
        "ftruncate": (77, 46),
        "fallocate": (285, 47),
        "fstat": (5, 80),
        "getdents64": (217, 61),
        "epoll_wait": (232, -1),
        "epoll_pwait": (281, 22),
        "epoll_pwait2": (441, 441),
        "io_uring_enter": (426, 426),
        "mq_timedsend": (242, 182),
        "mq_timedreceive": (243, 183),
    },
    "child": {
        "wait4": (61, 260),
        "waitid": (247, 95),
        "vfork": (58, -1),
        "clone": (56, 220),
        "clone3": (435, 435),
    },
}

ARCHITECTURES: dict[str, int] = {"x86_64": 0, "AMD64": 0, "aarch64": 1, "arm64": 1}
"""By `platform.machine()`: which of the two numbers is meant."""


def kinds(machine: str) -> dict[int, Kind]:
    """What waiting in a call of this number means; calls on files by their names are left out.

    Raises:
        KeyError: when the numbers of this architecture (`platform.machine()`) aren't known.
    """
    which = ARCHITECTURES[machine]
    return {numbers[which]: kind for kind, calls in _CALLS.items() for numbers in calls.values() if numbers[which] >= 0}


def numbers(name: str) -> Numbers:
    """The numbers of a call, by its name.

    Raises:
        KeyError: when it isn't listed.
    """
    return next(calls for group in _CALLS.values() for known, calls in group.items() if known == name)


def names() -> list[str]:
    """All calls that are listed."""
    return [name for calls in _CALLS.values() for name in calls]
