"""What is told of a watched program a few times a second beside samples: names, what its threads wait for, chapters by rule."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..analysis.program.program_time import program_time
from ..analysis.program.program_view import SUBJECT
from ..probe.linux.descriptors import Descriptors
from ..probe.thread_names import command_of, name_of
from ..probe.watcher import IoWait
from ..session.events import Chapter, ProcessTable, Targets, ThreadNames
from ..session.events.program_events import MOST_ROWS
from ..session.memory.log import Session
from .program import program_name
from .program_chapters import ProgramChapters
from .program_closer import ProgramCloser
from .program_pythons import ProgramPythons

TARGETS_US = 450_000
"""How often it is asked what threads wait for …"""
CHAPTERS_US, RAREST_US = 2_000_000, 8_000_000
"""… and whether what happened meanwhile is worth a chapter, as often as the next allows."""
MOST_CORES = 0.0008
"""Part of a core that looking for chapters may cost: two milliseconds with 20 threads, more with many or on a busy machine."""
RENAMED_US = 5_000_000
"""Threads and processes can change their names; they are asked again so often."""

Waiting = Callable[[], list[IoWait]]
"""Who waits for I/O now."""


class ProgramWords:
    """Appends them to the session; `tell` is called again and again, by one thread."""

    def __init__(
        self, session: Session, run: int, waiting: Waiting, cpu_ns: Callable[[], int] = time.thread_time_ns
    ) -> None:
        self._session, self._run, self._waiting, self._cpu_ns = session, run, waiting, cpu_ns
        self._who: ProcessTable | None = None
        self._names: dict[tuple[int, int], str] = {}
        self._asked_us = 0
        self._descriptors = Descriptors()
        self._targets: list[tuple[int, int, str]] = []
        self._targets_at = self._chapters_at = 0
        self._chapters_us = CHAPTERS_US
        self._chapters, self._closer = ProgramChapters(), ProgramCloser(session, run)
        self._pythons = ProgramPythons(session, run)

    def tell(self) -> None:
        """Whatever is due."""
        now, who = self._session.now_us(), self._session.who(self._run)
        if who is None:
            return
        self._tell_names(now, who)
        self._pythons.tell(now, [pid for pid, _, _ in who.processes])
        if now - self._targets_at >= TARGETS_US:
            self._targets_at = now
            self._tell_targets(now, [pid for pid, _, _ in who.processes])
        if now - self._chapters_at >= self._chapters_us:
            before = self._cpu_ns()
            self._tell_chapters(now, who, now - self._chapters_at)
            self._chapters_at = now
            earned_us = round((self._cpu_ns() - before) / 1000 / MOST_CORES)
            self._chapters_us = min(max(CHAPTERS_US, earned_us), RAREST_US)

    def _tell_names(self, now: int, who: ProcessTable) -> None:
        again = now - self._asked_us >= RENAMED_US
        if who is self._who and not again:
            return
        self._who = who
        if again:
            self._asked_us = now
        subjects = [(pid, SUBJECT) for pid, _, _ in who.processes]
        fresh: list[tuple[int, int, str]] = []
        for pid, tid in [*subjects, *((pid, tid) for pid, tid, *_ in who.rows)]:
            if (pid, tid) in self._names and not again:
                continue
            name = name_of(pid, tid) if tid != SUBJECT else _called(pid)
            if name != self._names.get((pid, tid)):
                if name:
                    fresh.append((pid, tid, name))
                self._names[pid, tid] = name
        if fresh:
            self._session.append(ThreadNames(now, self._run, fresh))

    def _tell_targets(self, now: int, among: list[int]) -> None:
        rows: list[tuple[int, int, str]] = []
        for pid, tid, fd, link in self._waiting()[:MOST_ROWS]:
            words = self._descriptors.words(pid, fd, among, link) if fd >= 0 else ""
            if words:
                rows.append((pid, tid, words))
        if rows != self._targets:
            self._targets = rows
            self._session.append(Targets(now, self._run, rows))

    def _tell_chapters(self, now: int, who: ProcessTable, since_us: int) -> None:
        lately = program_time(self._session, self._run, max(now - since_us, 0), now)
        self._closer.tell(now, lately)
        processes = {pid: self._names.get((pid, SUBJECT), "") for pid, _, _ in who.processes}
        for title in self._chapters.titles(now, lately, processes, len(who.rows)):
            self._session.append(Chapter(now, title))


def _called(pid: int) -> str:
    """A process by the program that it runs; its arguments can hold secrets and are left out."""
    command = command_of(pid)
    return program_name(command) if command else ""
