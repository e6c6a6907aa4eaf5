"""The witness: what each thread of some processes is doing, asked of the kernel, without stopping or changing them.

One look at a thread is two reads (4 µs): `schedstat`, whose three numbers say exactly how long it was on a core, how
long it waited for one and how often it got one; and `syscall`, which says in what it is blocked, if it is. Whoever has
not run since the last look and was blocked then is asked nevertheless: it may have been woken and wait for a core.

Looking takes a core from somebody, often from who holds the GIL. From then on waits end and none begin, so the later a
thread is looked at, the fewer short waits are found: of threads whose waits for a disk took 0.2 to 0.4 ms, a fifth of that
time was missed after 50 µs, more than a quarter after 150, and the GIL, which is waited for longer, had too much. So what is
blocked, and who holds the GIL, is read of all threads before anything else, 4 µs each, beginning with another each time.
Amounts may come after that: they are exact whenever they are read.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Callable, Iterable, Mapping

from .classify import OUTSIDE, Range, number_of, polls, running, waiting
from .look import SEVERAL, Look, State
from .proc_files import Files, Kept, Room, SystemFiles, read_whole
from .runtime import GilUnknownError, Images
from .syscalls import kinds
from .watched import Process

KEPT = 600
"""How many files are kept open if nothing else is said: 300 threads' two."""

Thread = tuple[int, int]
"""Process id, native thread id."""
Meaning = tuple[State, int | None, int]
"""State, system call, descriptor: as in `Look`."""


class _Watched:
    """What is kept of one thread between two looks.

    Attributes:
        counts, numbers: what schedstat said, as text and as numbers; since_ns: when it first said so.
        blocked: whether the thread was seen blocked with these counts.
        stopped: whether it was stopped with these counts; None: not asked.
        line, gils, meaning: what syscall said, where the GILs were then, and what that means.
        fresh: what it says in this round, if that has been read already.
    """

    __slots__ = (
        "blocked",
        "counts",
        "fresh",
        "gils",
        "line",
        "meaning",
        "number",
        "numbers",
        "path",
        "sched",
        "since_ns",
        "stopped",
        "words",
    )

    def __init__(self, files: Files, path: str, number: int, room: Room) -> None:
        self.path, self.number = path, number
        self.sched = Kept(files, path + "/schedstat", room)
        self.words = Kept(files, path + "/syscall", room)
        self.counts: bytes | None = None
        self.line = self.fresh = b""
        self.numbers: tuple[int, int, int] = (0, 0, 0)
        self.since_ns = 0
        self.blocked = False
        self.stopped: bool | None = None
        self.gils: tuple[Range, ...] = ()
        self.meaning: Meaning = ("on_core", None, -1)

    def close(self) -> None:
        """Let go of its files."""
        self.sched.close()
        self.words.close()


class Witness:
    """Looks at threads of processes that it may look at (see `available`).

    Args:
        root: `/proc`.
        files: answers instead of the operating system; for tests.
        clock: ns; the time of a look, and of nothing else.
        machine: whose system call numbers are meant, as `platform.machine()` says.
        kept_files: how many files may be kept open; what is beyond is opened for each read (5 µs more).
        begin_with: with which of so many threads a round of looks begins.

    Raises:
        KeyError: when the system call numbers of this machine aren't known.
    """

    def __init__(
        self,
        *,
        root: str = "/proc",
        files: Files | None = None,
        clock: Callable[[], int] = time.perf_counter_ns,
        machine: str | None = None,
        kept_files: int = KEPT,
        begin_with: Callable[[int], int] = random.randrange,
    ) -> None:
        self._root, self._clock = root, clock
        self._files = files or SystemFiles()
        self._kinds = kinds(machine or platform.machine())
        self._room = Room(kept_files)
        self._images = Images(self._files, root)
        self._processes: dict[int, Process] = {}
        self._threads: dict[Thread, _Watched] = {}
        self._tasks: dict[int, tuple[int, set[int]]] = {}
        """Of processes: how many threads there were when they were listed, and which."""
        self._numbers = 0
        self._begin_with = begin_with

    def observe(self, who: Iterable[int | Thread]) -> list[Look]:
        """Look once at each thread of these processes, or at these threads.

        Threads that are gone are left out, and so are those of processes that may not be looked at, or whose GIL can't be
        told from a lock. What isn't named any more is forgotten, so name all of them each time.
        """
        self._read_words()
        who = list(who)
        wanted, whole = self._group(who), {one for one in who if isinstance(one, int)}
        looks: list[Look] = []
        for pid, tids in [*wanted.items()]:
            process = self._processes.get(pid)
            if process is None:
                process = self._processes[pid] = Process(self._files, self._root, pid, self._images, self._room)
            try:
                process.begin_look(self._clock(), len(tids))
                looks.extend(self._look_into(process, tids))
                if pid in whole and pid not in self._tasks:
                    wanted[pid] = self._threads_of(pid)  # one was gone, so another may have come in its place
                    looks.extend(self._look_into(process, wanted[pid] - tids))
            except (OSError, GilUnknownError):
                continue  # it has just ended, or `available` says why not
        self._forget(wanted)
        return looks

    def has_gil(self, pid: int) -> bool | None:
        """Whether threads of this process share a GIL; None where it isn't known, or not yet (needs two threads)."""
        process = self._processes.get(pid)
        return process.has_gil if process else None

    def close(self) -> None:
        """Let go of everything; idempotent."""
        self._forget({})

    def _read_words(self) -> None:
        """Read in what every known thread is blocked, all in one go: see the essay above."""
        for process in self._processes.values():
            process.ask_holders()
        every = [*self._threads.values()]
        first = self._begin_with(len(every)) if every else 0
        for watched in every[first:] + every[:first]:
            try:
                watched.fresh = watched.words.read(256)
            except OSError:
                watched.fresh = b""  # asked again in its turn, where what is wrong is told apart

    def _group(self, who: Iterable[int | Thread]) -> dict[int, set[int]]:
        wanted: dict[int, set[int]] = {}
        for one in who:
            if isinstance(one, int):
                try:
                    wanted[one] = self._threads_of(one)
                except OSError:
                    continue  # it has just ended
            else:
                wanted.setdefault(one[0], set()).add(one[1])
        return wanted

    def _threads_of(self, pid: int) -> set[int]:
        """Its threads. They are listed again when their number changes, or after one of them was found gone."""
        folder = f"{self._root}/{pid}/task"
        count = self._files.count(folder)
        known = self._tasks.get(pid)
        if known is None or known[0] != count:
            known = self._tasks[pid] = count, {int(name) for name in self._files.names(folder)}
        return known[1]

    def _look_into(self, process: Process, tids: set[int]) -> list[Look]:
        holders = self._believed(process, tids)
        looks: list[Look] = []
        for tid in tids:
            watched = self._watch(process.pid, tid)
            try:
                looks.append(self._look_at(process, tid, watched, holders))
            except (FileNotFoundError, ProcessLookupError, ValueError):
                watched.close()
                del self._threads[process.pid, tid]
                self._tasks.pop(process.pid, None)
        if looks and self._all_stopped(looks):
            return [look._replace(state="stopped", call=None, fd=-1) for look in looks]
        return looks

    def _all_stopped(self, looks: list[Look]) -> bool:
        """Whether these threads of one process are stopped, which are all or none: each still says in which call it was.

        To stop a thread the kernel wakes it, so one that was asked with the same counts needs no asking again, and while any of
        them gets on nobody does.
        """
        each = [(self._threads[look.pid, look.tid], look) for look in looks]
        if any(watched.since_ns == look.at_ns for watched, look in each):
            return False
        first = each[0][0]
        if first.stopped is None:
            try:
                first.stopped = self._is_stopped(first)
            except (OSError, ValueError):
                first.stopped = False  # it has just ended
        return first.stopped

    def _look_at(self, process: Process, tid: int, watched: _Watched, holders: frozenset[int] | None) -> Look:
        counts = watched.sched.read(64)
        at_ns = self._clock()
        line, watched.fresh = watched.fresh or watched.words.read(256), b""
        if counts != watched.counts:
            cpu, wait, turns = counts.split()
            watched.numbers = int(cpu), int(wait), int(turns)
            watched.counts, watched.since_ns, watched.blocked = counts, at_ns, False
            watched.stopped = None
        if line.startswith(b"running"):
            meaning = running(unchanged_ns=at_ns - watched.since_ns, was_blocked=watched.blocked), None, -1
        else:
            watched.blocked = True
            if line != watched.line or process.gils is not watched.gils:
                self._understand(process, watched, line)
            meaning = watched.meaning
        holds = None if holders is None else tid in holders
        # Not by its name: a named tuple's own constructor costs 0.7 µs more, a fifth of what reading one file does.
        return tuple.__new__(Look, (process.pid, tid, watched.number, at_ns, *watched.numbers, *meaning, holds))

    def _understand(self, process: Process, watched: _Watched, line: bytes) -> None:
        call = number_of(line)
        stopped = call == OUTSIDE and self._is_stopped(watched)
        state, fd = waiting(line, call, self._kinds, process.gils_now, stopped)
        entry, entries = polls(line, call, self._kinds)
        watched.meaning = state, call, process.polled(entry) if entries == 1 else SEVERAL if entries else fd
        # The same words, and yet it may have been stopped since, or the entry's memory may hold another descriptor.
        watched.line = b"" if call == OUTSIDE or entries == 1 else line
        watched.gils = process.gils

    def _believed(self, process: Process, tids: set[int]) -> frozenset[int] | None:
        """Who holds a GIL; None if it isn't known, or said of threads that the process hasn't (another namespace)."""
        if not process.holders_known:
            return None
        for tid in process.holders - tids:
            try:
                self._files.owner(f"{self._root}/{process.pid}/task/{tid}")
            except OSError:
                return None
        return process.holders

    def _is_stopped(self, watched: _Watched) -> bool:
        """Whether a thread that is blocked outside of a call was stopped by a signal or a debugger.

        Raises:
            ProcessLookupError: when it has ended and only waits to be reaped.
        """
        text = read_whole(self._files, watched.path + "/stat")
        letter = text[text.rindex(b")") + 2 :][:1]
        if letter in (b"Z", b"X"):
            raise ProcessLookupError
        return letter in (b"T", b"t")

    def _watch(self, pid: int, tid: int) -> _Watched:
        watched = self._threads.get((pid, tid))
        if watched is None:
            self._numbers += 1
            watched = _Watched(self._files, f"{self._root}/{pid}/task/{tid}", self._numbers, self._room)
            self._threads[pid, tid] = watched
        return watched

    def _forget(self, wanted: Mapping[int, set[int]]) -> None:
        """Let go of everything but this."""
        for pid in [pid for pid in self._processes if pid not in wanted]:
            self._processes.pop(pid).close()
            self._tasks.pop(pid, None)
        gone = [key for key in self._threads if key[1] not in wanted.get(key[0], ())]
        for key in gone:
            self._threads.pop(key).close()
