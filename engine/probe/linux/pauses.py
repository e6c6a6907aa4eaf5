"""When processes were stopped from outside: no thread of theirs could run, whatever it was doing.

A signal (SIGSTOP, Ctrl+Z), a debugger, a control group that is frozen. Whose time that is no state of a thread tells: a stopped
thread still says in which call it was. While only the processes stand still that are looked at, looks find them "stopped". Where who
looks was stopped as well nobody could look, and that is concluded afterwards:

- *The looker was stopped*: it came far later than it wanted to, and its process neither used the time nor waited for a core in it.
  Who is late on a busy machine has waited for a core, and says so in its schedstat; who is held up in its own process computes.
- *They were too*: to stop a thread, and to let it go on, the kernel wakes it. So each of them has had a turn on a core or more, but
  hardly any, and all together hardly any time on one. Where a single thread waited on undisturbed, none of them was stopped.

A machine that sleeps needs none of this: CLOCK_MONOTONIC, by which everything here is told, stands still with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from .witness import Gap, Look

LATE_NS = 500_000_000
"""So much later than it wanted to look, the looker may have been stopped."""
USED_SHARE, USED_NS = 0.05, 100_000_000
"""Of a pause, and beside it, what may be used by who was stopped in it: just before, and just after."""
TURNS = 8
"""Turns on a core of each thread beside those that it has in a quarter of a second anyway."""
EDGE_NS = 250_000_000


class Pause(NamedTuple):
    """Some processes were stopped, by the witness's clock."""

    begin_ns: int
    end_ns: int
    pids: frozenset[int]
    """Empty: all of them, and who looks at them."""


class Own(NamedTuple):
    """What the looker's process says of itself, running totals."""

    cpu_ns: int
    wait_core_ns: int
    """Of the thread that looks."""

    def since(self, earlier: Own) -> int:
        """What it used or waited for since then, ns."""
        return self.cpu_ns - earlier.cpu_ns + self.wait_core_ns - earlier.wait_core_ns


class Pauses:
    """Finds them, from all looks of each round.

    Args:
        own: asked after every round.
    """

    def __init__(self, own: Callable[[], Own]) -> None:
        self._own = own
        self._before: dict[int, Look] = {}
        self._last: tuple[int, Own] | None = None
        self._first: dict[int, Look] = {}
        self._going: dict[int, Pause] = {}
        self._found: list[Pause] = []

    def add(self, looks: Sequence[Look], now_ns: int, wanted_ns: int) -> Gap:
        """Take a round of looks; returns what lies between it and the one before.

        Args:
            looks: of all threads.
            now_ns: when the round began, by the witness's clock.
            wanted_ns: how long the looker wanted to wait since the last one.
        """
        own = self._own()
        at_ns, own_before = self._last or (now_ns, own)
        self._last = now_ns, own
        gap: Gap = "blind" if now_ns - at_ns - wanted_ns >= LATE_NS else ""
        if gap and _little(own.since(own_before), now_ns - at_ns) and self._stood_still(looks, now_ns - at_ns):
            gap = "stopped"
            self._found.append(Pause(at_ns, now_ns, frozenset()))
        self._note_stopped(looks, now_ns)
        self._before = {look.thread: look for look in looks}
        for look in looks:
            self._first.setdefault(look.thread, look)
        if len(self._first) > len(looks):
            self._first = {thread: first for thread, first in self._first.items() if thread in self._before}
        return gap

    def take(self) -> list[Pause]:
        """Those that ended since this was asked, and how long those that go on are by now; short ones are nobody's business."""
        found, self._found = [*self._found, *self._going.values()], []
        return [pause for pause in found if pause.end_ns - pause.begin_ns >= LATE_NS]

    def _stood_still(self, looks: Iterable[Look], length_ns: int) -> bool:
        pairs = [(before, look) for look in looks if (before := self._before.get(look.thread)) is not None]
        return bool(pairs) and all(self._woken_to_stop(*pair, length_ns) for pair in pairs)

    def _woken_to_stop(self, before: Look, look: Look, length_ns: int) -> bool:
        if not _little(look.cpu_ns - before.cpu_ns + look.wait_core_ns - before.wait_core_ns, length_ns):
            return False
        turns, first = look.turns - before.turns, self._first[look.thread]
        usual = (before.turns - first.turns) * EDGE_NS / max(before.at_ns - first.at_ns, EDGE_NS)
        return 1 <= turns <= TURNS + usual

    def _note_stopped(self, looks: Iterable[Look], now_ns: int) -> None:
        """Keep those that go on; what ended, ended by now."""
        stopped = {look.pid: look.at_ns for look in looks if look.state == "stopped"}
        for pid in [pid for pid in self._going if pid not in stopped]:
            self._found.append(self._going.pop(pid)._replace(end_ns=now_ns))
        for pid, at_ns in stopped.items():
            begun = self._going[pid].begin_ns if pid in self._going else self._last_ns(pid, at_ns)
            self._going[pid] = Pause(begun, at_ns, frozenset((pid,)))

    def _last_ns(self, pid: int, at_ns: int) -> int:
        """When it was last seen not to be."""
        return max((look.at_ns for look in self._before.values() if look.pid == pid), default=at_ns)


def _little(used_ns: int, length_ns: int) -> bool:
    return used_ns <= USED_NS + USED_SHARE * length_ns
