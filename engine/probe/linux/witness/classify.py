"""From the kernel's words about a thread to its state: pure functions.

`/proc/PID/task/TID/syscall` says `running` of a thread that runs or could; else the number of the system call in which
it is blocked, six arguments in hexadecimal, the stack pointer, the program counter; or `-1` and those two where it is
blocked outside of any (a page that must come from a disk, a signal that stopped it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .look import State
from .syscalls import Kind

Range = tuple[int, int]
"""Addresses from the first up to, not including, the second."""

LOCK_COMMANDS = frozenset({7, 38})
"""fcntl: F_SETLKW and F_OFD_SETLKW, the two that wait."""

OUTSIDE = -1
"""The number that stands for "blocked outside of a system call"."""

MOST_DESCRIPTORS = 1 << 31
"""Descriptors are below."""

FUTEX_PRIVATE, LAST_CLOCK, MOST_ENTRIES = 128, 15, 65_536
"""A flag of a futex's command; the highest number of a clock; more descriptors than a process has."""

TICK_NS = 12_000_000
"""Longer than the slowest tick (100 Hz), at which the kernel counts the time of a thread that goes on running."""


def number_of(line: bytes) -> int:
    """The number of the system call in which a thread is blocked.

    Raises:
        ValueError: when that isn't what the line says.
    """
    return int(line.partition(b" ")[0])


def waiting(
    line: bytes, number: int, kinds: Mapping[int, Kind], gils: Callable[[], Sequence[Range]], stopped: bool
) -> tuple[State, int]:
    """What a blocked thread waits for, and the descriptor, -1 for none or several.

    Args:
        line: the thread's `syscall`.
        number: the call's, as `number_of` says.
        kinds: of the architecture.
        gils: where the GILs of its process lie; only called for a futex.
        stopped: whether its state is T or t: stopped by a signal or a debugger. Only asked outside of a call.

    Raises:
        ValueError: when the line is none of a blocked thread.
    """
    if number == OUTSIDE:
        return ("stopped" if stopped else "wait_io"), -1
    words = line.split(b" ", 3)
    if len(words) < 4:
        raise ValueError(line)
    kind = kinds.get(number, "files")
    first = int(words[1], 16)
    if kind == "restart":
        kind = _restarted(first, int(words[2], 16))
    if kind == "futex":
        is_gil = any(begin <= first < end for begin, end in gils())
        return ("wait_gil" if is_gil else "wait_lock"), -1
    if kind == "descriptor":
        return "wait_io", first if first < MOST_DESCRIPTORS else -1
    return _simple(kind, first, int(words[2], 16)), -1


def _restarted(first: int, second: int) -> Kind:
    """What goes on after a stop, by its arguments. A sleep begins with the number of a clock, or names nothing but addresses; a futex has
    a command for its own process; else some entries are polled (of 128 and more, every other hundred looks like a futex)."""
    if first <= LAST_CLOCK or not 0 < second < MOST_ENTRIES:
        return "sleep"
    return "futex" if second & FUTEX_PRIVATE else "poll"


def polls(line: bytes, number: int, kinds: Mapping[int, Kind]) -> tuple[int, int]:
    """Where the entries lie for which a thread polls (a socket with a timeout is waited for so), and how many; (0, 0) in another call."""
    words = line.split(b" ", 3)
    return (int(words[1], 16), int(words[2], 16)) if kinds.get(number) == "poll" and len(words) > 3 else (0, 0)


def _simple(kind: Kind, first: int, second: int) -> State:
    """What a thread waits for in a call of this kind, by its first two arguments."""
    if kind == "sleep" or (kind == "poll" and not second) or (kind == "select" and not first & 0xFFFFFFFF):
        return "asleep"
    if kind == "child":
        return "wait_child"
    return "wait_lock" if kind == "lock" or (kind == "control" and second in LOCK_COMMANDS) else "wait_io"


def running(*, unchanged_ns: int, was_blocked: bool) -> State:
    """The state of a thread that isn't blocked.

    Args:
        unchanged_ns: for how long its time on a core and its turns on one have been the same; 0 if they aren't.
        was_blocked: whether it was blocked when they were last the same.

    A thread that could run and was not put on a core since it was seen blocked is waiting for one. One that was seen
    running before may be on it without having been asked: the kernel counts at every tick.
    """
    return "wait_core" if unchanged_ns > (0 if was_blocked else TICK_NS) else "on_core"
