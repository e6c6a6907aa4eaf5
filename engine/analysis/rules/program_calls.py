"""Rules about what a watched program's threads ask of the kernel and of a library: calls that bring nothing, wakes for nothing, BLAS.

Only calls of read and write are counted by the kernel; a loop around another call shows time in the kernel, as any busy use of it does.
So only the first is called what it is, and the others by what was measured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from ...model.program_facts import ThreadTime
from ...text.quantities import percent, size
from ...text.words import capital, number_word, plural, worded
from ..facts import FULL, Facts
from ..program.program_asks import Asking
from ..program.program_limits import LIMITS, wanted_s, wants_s
from ..snapshot import Finding
from .any_program import thread_name
from .program_shapes import LONG_S, WANTS

CALLS, BYTES_A_CALL, SPINS = 200, 0.05, 0.5
"""Calls of read and write a second from which on they are spoken of; what moves fewer bytes than this a call moves nothing; and who could
go on for less than such a share of its time waits in between."""
TURNS, ASLEEP, WAKE_S = 200, 0.6, 0.0002
"""Wakes a second; share of the time asleep; CPU seconds a wake below which it does next to nothing."""
KERNEL, BUSY, FAULTS = 0.6, 0.5, 500
"""Share of its CPU time inside the kernel, of its time on a core; page faults a second above which that is what it does there."""


def spins(facts: Facts) -> Finding | None:
    """A thread whose calls of read or write bring nothing, again and again."""
    return _first(facts, _reads_nothing)


def asks_again(facts: Facts) -> Finding | None:
    """A thread that wakes only to sleep again, or is busy with nothing but system calls."""
    return _first(facts, _wakes_for_nothing) or _first(facts, _in_the_kernel)


def _first(facts: Facts, find: Callable[[Asking, ThreadTime], Finding | None]) -> Finding | None:
    threads = {(each.pid, each.tid): each for each in facts.program.threads if each.wall_s >= LONG_S}
    found = (find(one, threads[one.pid, one.tid]) for one in facts.asks if (one.pid, one.tid) in threads)
    return next((each for each in found if each is not None), None)


def _reads_nothing(one: Asking, thread: ThreadTime) -> Finding | None:
    if one.calls < CALLS or one.moved_bytes >= BYTES_A_CALL * one.calls or wants_s(thread) < SPINS * thread.wall_s:
        return None
    text = (
        f"{capital(thread_name(thread))} called read or write {one.calls:,.0f} times a second, and nothing came or went: it "
        f"asks again instead of waiting."
    )
    return Finding("spins", "Spins: system calls without progress.", text, "warn")


def _wakes_for_nothing(one: Asking, thread: ThreadTime) -> Finding | None:
    asleep, used = thread.asleep / thread.wall_s, thread.on_core / thread.wall_s
    if one.turns < TURNS or asleep < ASLEEP or used >= WAKE_S * one.turns:
        return None
    text = (
        f"{capital(thread_name(thread))} wakes {one.turns:,.0f} times a second and sleeps again, {percent(asleep)} of the time: an "
        f"event or a queue would wake it when there is something to do."
    )
    return Finding("asks again", "Polls: it wakes only to sleep again.", text)


def _in_the_kernel(one: Asking, thread: ThreadTime) -> Finding | None:
    used = thread.on_core / thread.wall_s
    if used < BUSY or one.kernel < KERNEL * used or one.faults >= FAULTS:
        return None
    moved = f"{size(round(one.moved_bytes))} a second" if one.moved_bytes >= 1 else "nothing"
    text = (
        f"{capital(thread_name(thread))} spends {percent(min(one.kernel / used, 1.0))} of its CPU time inside the kernel, and read and "
        f"wrote {moved}: a loop that asks again instead of waiting looks so, and so does much use of files or sockets."
    )
    return Finding("asks again", "Busy with system calls.", text)


def blas_here(facts: Facts) -> Finding | None:
    """The threads of a BLAS and those that call it are more than there are cores, and they wait for each other's."""
    program, each, wanted = facts.program, facts.library_threads, wanted_s(facts.program)
    if each < 2 or not wanted or program.wall_s < LONG_S or program.total("wait_core") < LIMITS * wanted:
        return None
    computing: defaultdict[int, int] = defaultdict(int)
    for thread in program.threads:
        if wants_s(thread) >= WANTS * thread.wall_s > 0:
            computing[thread.pid] += 1
    processes = [pid for pid, threads in computing.items() if threads >= each]
    threads = sum(computing[pid] for pid in processes)
    if threads <= facts.usable or program.cores_used < FULL * facts.usable:
        return None  # it isn't its own threads that take the cores from each other
    where = f", in each of {worded(len(processes), 'process')}" if len(processes) > 1 else ""
    text = (
        f"{facts.library} computes a call with {number_word(each)} threads{where}: {plural(threads, 'thread')} want one of "
        f"{plural(facts.usable, 'core')} and wait {percent(program.total('wait_core') / wanted)} of the time in which they could go on. "
        f"Try {facts.library_variable}=1 (or threadpoolctl) where the program has workers of its own."
    )
    return Finding("BLAS here", "BLAS threads fight for the cores.", text, "warn")
