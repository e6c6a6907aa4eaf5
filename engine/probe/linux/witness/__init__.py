"""The witness: what each thread of a program waits for, asked of the Linux kernel instead of inferred.

It knows threads and processes, and nothing of labs or sessions. It never stops or changes what it looks at, needs no
root for processes of the same user (with Yama's ptrace_scope 1: for descendants), and works on x86-64 and aarch64, for
CPython 3.8 and newer on glibc, and for any other 64-bit program, which has no GIL.

    available(pid) -> str                          "" or, in a sentence, why not and what would help
    Witness(*, kept_files=600, clock=perf_counter_ns, root="/proc", files=None, machine=None)
        .observe(pids or (pid, tid) pairs) -> list[Look]   one each; name all every time: who isn't named is forgotten
        .has_gil(pid) -> bool | None               False in a free-threaded build; None unknown: before 3.13 it has one
        .close()
    Look(pid, tid, thread, at_ns, cpu_ns, wait_core_ns, turns, state, call, fd, holds_gil)
    Accounts()
        .add(looks, gap)                           deals the exact time since the look before
        .take_ended(looks) -> list[Totals]         of threads that aren't among these looks; forgets them
        .totals() -> list[Totals]                  of all others
    Totals(pid, tid, thread, first_ns, last_ns, spent_ns, looks, holder_looks, gil_held_…_ns)
        .wall_ns, .of(state)                    the states add up to wall_ns exactly
    Pace(*, seed=None)
        .wait(cost_ns, sleep) -> float             until the next round of looks; the seconds that it wanted

A thread of its own does it so (`stop` a `threading.Event`, `pids` all processes of a run):

    while not stop.is_set():
        before = time.thread_time_ns()
        looks = witness.observe(pids)
        accounts.add(looks)
        ended += accounts.take_ended(looks)
        pace.wait(time.thread_time_ns() - before, stop.wait)

What it can't tell: who holds the GIL before 3.13; the locks of the interpreter itself in a free-threaded build (of a
dict, of a stop of the world) from the program's own, both are "wait_lock"; which of several descriptors a poll waits for.
"""

from .available import available
from .look import STATES, Gap, Look
from .pace import Pace
from .totals import Accounts, Totals
from .witness import Witness

__all__ = ["STATES", "Accounts", "Gap", "Look", "Pace", "Totals", "Witness", "available"]
