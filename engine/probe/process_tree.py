"""Finding the run's processes among all of the machine's.

A process belongs to the run if the lab is its ancestor, or if it is in the process group or session that the lab leads
(that finds orphans, too). One that left both and whose parent has ended can't be told from a stranger, and isn't looked for.

Listing /proc costs 60 µs with 130 processes; reading `stat` of each costs 8 µs a process. A process that was found to be
a stranger stays one (nobody can join another session's group, and a parent never changes into one of ours), so only
numbers that are new in the list are read.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from .linux.procfs import stat_fields


class Kin(NamedTuple):
    """A process's place among the others."""

    parent: int
    group: int
    session: int


class Table:
    """Finds processes of the lab with process id `lab_pid`; without `children` that one alone."""

    def __init__(self, root: str, lab_pid: int, *, children: bool = True) -> None:
        self._root = root
        self._lab = lab_pid
        self._children = children
        self._strangers: set[int] = set()

    def find(self, known: set[int]) -> dict[int, int]:
        """New processes of the run, each with its parent; `known` are those found before.

        Raises:
            OSError: where there is no /proc.
        """
        present = {int(name) for name in os.listdir(self._root) if name.isdigit()}
        self._strangers &= present
        asked = {pid: self._kin(pid) for pid in sorted(present - known - self._strangers)}
        unknown = {pid: kin for pid, kin in asked.items() if kin is not None}
        found: dict[int, int] = {}
        grew = True
        while grew:
            new = [pid for pid, kin in unknown.items() if self._ours(pid, kin, known, found)]
            found.update((pid, unknown.pop(pid).parent) for pid in new)
            grew = bool(new)
        self._strangers.update(unknown)
        return found

    def _ours(self, pid: int, kin: Kin, known: set[int], found: dict[int, int]) -> bool:
        lab = self._lab
        if not self._children:
            return pid == lab
        return lab in (pid, kin.parent, kin.group, kin.session) or kin.parent in known or kin.parent in found

    def _kin(self, pid: int) -> Kin | None:
        """None when it is gone, or only waits for its parent to notice that it has ended."""
        try:
            with open(f"{self._root}/{pid}/stat", "rb", buffering=0) as file:
                state, parent, group, session = stat_fields(file.read(1024), 4)[:4]
        except OSError:
            return None
        return None if state in b"ZX" else Kin(int(parent), int(group), int(session))
