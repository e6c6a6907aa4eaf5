"""A closer look at a watched program every two seconds: what its busy threads ask of the kernel, and whether it has a BLAS with threads."""

from __future__ import annotations

import psutil

from ..model.program_facts import ProgramTime, ThreadTime
from ..probe.library_threads import library_threads
from ..probe.linux.repeated_calls import Asked, asked_of
from ..session.events import Asks, Library
from ..session.memory.log import Session

MOST_THREADS = 64
"""Are looked at so, the busiest first."""
BUSY, SLEEPS = 0.5, 0.6
"""Share of its time in which a thread could go on, or is asleep, from which on it is."""
LEAST_CALLS, LEAST_TURNS, LEAST_KERNEL = 100, 100, 0.1
"""A second, of which one must be reached for a thread to be told of."""
MOST = (1 << 31) - 1
TRIES = 3
"""How often a process is asked for its libraries: they are loaded after its start, and their threads begin later still."""
PLAIN_THREADS = 1


class ProgramCloser:
    """Appends what it finds to the session."""

    def __init__(self, session: Session, run: int) -> None:
        self._session, self._run = session, run
        self._asked: dict[tuple[int, int], Asked] = {}
        self._at_us: int | None = None
        self._tried: dict[int, int] = {}
        self._library_told = False

    def tell(self, now_us: int, lately: ProgramTime) -> None:
        """Look again; `lately` is the program's account since the last time."""
        self._tell_asks(now_us, [each for each in lately.threads if _is_of_interest(each)][:MOST_THREADS])
        if not self._library_told:
            self._tell_library(now_us, {each.pid for each in lately.threads if each.tid != each.pid})

    def _tell_asks(self, now_us: int, threads: list[ThreadTime]) -> None:
        found = {(each.pid, each.tid): asked_of(each.pid, each.tid) for each in threads}
        dt_us = now_us - self._at_us if self._at_us is not None else 0
        grown = [
            (*who, asked.since(self._asked[who]))
            for who, asked in found.items()
            if asked is not None and who in self._asked
        ]
        rows = [
            (pid, tid, more.kernel_us, more.turns, more.calls, min(more.moved_bytes, MOST), more.faults)
            for pid, tid, more in grown
            if _is_much(more, dt_us)
        ]
        if rows and dt_us:
            self._session.append(Asks(now_us, self._run, dt_us, rows))
        self._asked = {who: asked for who, asked in found.items() if asked is not None}
        self._at_us = now_us

    def _tell_library(self, now_us: int, pids: set[int]) -> None:
        for pid in pids:
            tried = self._tried[pid] = self._tried.get(pid, 0) + 1
            if tried > TRIES:
                continue
            cores = len(self._session.machine.affinity) or self._session.machine.cores
            found = library_threads(pid, PLAIN_THREADS, cores, environment_of(pid))
            if found is not None:
                self._library_told = True
                self._session.append(Library(now_us, self._run, *found))
                return


def _is_of_interest(thread: ThreadTime) -> bool:
    wants = thread.on_core + thread.wait_core + thread.wait_gil
    return thread.wall_s > 0 and (wants >= BUSY * thread.wall_s or thread.asleep >= SLEEPS * thread.wall_s)


def _is_much(more: Asked, dt_us: int) -> bool:
    seconds = dt_us / 1e6
    often = more.turns >= LEAST_TURNS * seconds or more.calls >= LEAST_CALLS * seconds
    return often or more.kernel_us >= LEAST_KERNEL * dt_us


def environment_of(pid: int) -> dict[str, str]:
    """The environment with which a process was begun; nothing where it may not be read. It is never recorded."""
    try:
        return psutil.Process(pid).environ()
    except (psutil.Error, OSError):
        return {}
