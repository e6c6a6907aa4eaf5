"""One process that is witnessed: where its GILs lie, who holds them, and whether it still runs the same program.

A process may begin another program at any moment (`exec`), and then everything known of its memory is wrong. Its open
`/proc/PID/mem` belongs to the memory and not to the process: when the old memory is given up, reading it gives nothing.
Only between `vfork` and `exec` does that not help, as a child then lives in its parent's memory; so what was found is
looked for again at the next look and after a second.
"""

from __future__ import annotations

import sys

from .classify import Range
from .gils import Interpreters, union
from .proc_files import Files, Kept, Room
from .runtime import GilUnknownError, Images, Place

REFRESH_NS = 500_000_000
"""How often interpreters that began or ended are looked for …"""
YOUNG_NS = 1_000_000_000
"""… and how long after the first look the whole place is looked for once more."""


class Process:
    """One process. Nothing is read before it is needed: many live too short for it."""

    def __init__(self, files: Files, root: str, pid: int, images: Images, room: Room) -> None:
        self.pid = pid
        self._images = images
        self._memory = Kept(files, f"{root}/{pid}/mem", room)
        self._interpreters: tuple[Interpreters, ...] = ()
        self._first_ns: int | None = None
        self._placed = 0
        self._refreshed_ns = 0
        self._asked = False
        self._now_ns = 0
        self._begin = 0
        self.gils: tuple[Range, ...] = ()
        self.holders: frozenset[int] = frozenset()
        self.holders_known = False
        self.has_gil: bool | None = None

    def begin_look(self, now_ns: int, threads: int) -> None:
        """Bring what is known up to date, and ask who holds the GILs where nobody has in this round.

        Args:
            now_ns: the witness's clock.
            threads: how many threads are looked at; one alone never waits for the GIL, so nothing is read for it.

        Raises:
            OSError: when its memory may not be read or it is gone.
            GilUnknownError: when its GIL can't be told from a lock.
        """
        self._now_ns = now_ns
        if self._first_ns is None:
            self._first_ns = now_ns
        if self._placed and not self._is_same_program():
            self._forget()
        due = self._placed == 1 or (self._placed == 2 and now_ns - self._first_ns >= YOUNG_NS)
        if due or (not self._placed and threads > 1):
            self._place()
        elif self._placed and now_ns - self._refreshed_ns >= REFRESH_NS:
            self._refresh()
        if not self._asked:
            self.ask_holders()
        self._asked = False

    def gils_now(self) -> tuple[Range, ...]:
        """Where the words of its GILs lie.

        Raises:
            OSError: when its memory map may not be read or it is gone.
            GilUnknownError: when its GIL can't be told from a lock.
        """
        if not self._placed:
            self._place()
        return self.gils

    def polled(self, address: int) -> int:
        """The descriptor of the one entry that a `poll` has at that address; -1 where its memory may not be read."""
        try:
            return int.from_bytes(self._memory.read(4, address), sys.byteorder, signed=True)
        except OSError:
            return -1

    def close(self) -> None:
        """Let go of its memory; idempotent."""
        self._memory.close()

    def _is_same_program(self) -> bool:
        try:
            return bool(self._memory.read(8, self._begin))
        except OSError:
            return False

    def _forget(self) -> None:
        self._memory.close()
        self._interpreters, self._placed, self._first_ns = (), 0, self._now_ns
        self.gils, self.has_gil, self.holders_known = (), None, False

    def _place(self) -> None:
        self._memory.close()
        place: Place = self._images.place(self.pid)
        if place.unknown:
            raise GilUnknownError(place.unknown)
        self._begin = place.begin
        self._interpreters = tuple(
            Interpreters(lambda address, size: self._memory.read(size, address), runtime) for runtime in place.runtimes
        )
        self._placed = min(3, self._placed + 1)
        self._asked = False
        self._tell()

    def _refresh(self) -> None:
        for one in self._interpreters:
            one.refresh()
        self._tell()

    def _tell(self) -> None:
        self._refreshed_ns = self._now_ns
        if (gils := union(self._interpreters)) != self.gils:
            self.gils = gils  # else it stays the same object, by which threads know that nothing changed
        known = [one.has_gil for one in self._interpreters]
        self.has_gil = None if not known or None in known else any(known)
        self.holders_known = bool(known) and all(one.holders_known for one in self._interpreters)

    def ask_holders(self) -> None:
        """Who holds the GILs now, as far as it is known where they lie."""
        self._asked = True
        self.holders = frozenset()
        if not self.holders_known:
            return
        try:
            self.holders = frozenset(tid for one in self._interpreters for tid in one.holders())
        except OSError:
            self._forget()
