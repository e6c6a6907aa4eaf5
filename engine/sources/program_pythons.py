"""Which processes of a watched program have a Python in them: a program without any has no GIL, and that is to be said."""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..probe.linux.pythons_in import PythonsIn
from ..session.events import Pythons
from ..session.memory.log import Session

AGAIN_US = 400_000
"""Who has none is asked again after so long, then after as long as it has been there: it may begin another program, or load one."""


class ProgramPythons:
    """Appends it to the session whenever it changes; `tell` is called again and again.

    Args:
        session: where it goes.
        run: the program's number.
        has_python: as `PythonsIn.has_python`.
    """

    def __init__(self, session: Session, run: int, has_python: Callable[[int], bool | None] | None = None) -> None:
        self._session, self._run = session, run
        self._has_python = has_python or PythonsIn().has_python
        self._found: dict[int, bool | None] = {}
        self._first_us: dict[int, int] = {}
        self._due_us: dict[int, int] = {}
        self._told: list[int] | None = None

    def tell(self, now_us: int, pids: Collection[int]) -> None:
        """Ask who hasn't been asked of late; nothing is told of processes that may not be asked."""
        for gone in self._found.keys() - set(pids):
            del self._found[gone], self._first_us[gone], self._due_us[gone]
        for pid in pids:
            if self._found.get(pid) or now_us < self._due_us.get(pid, 0):
                continue
            self._found[pid] = self._has_python(pid)
            first = self._first_us.setdefault(pid, now_us)
            self._due_us[pid] = now_us + max(AGAIN_US, now_us - first)
        with_one = sorted(pid for pid, found in self._found.items() if found)
        known = bool(with_one) or (bool(self._found) and None not in self._found.values())
        if known and with_one != self._told:
            self._told = with_one
            self._session.append(Pythons(now_us, self._run, with_one))
