"""Workers that died in the middle of an item: which, at what, and of what."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace

import psutil

from ...lab.lanes.lane_file import WorkerKind
from ...model.run_facts import RunError
from ...text.words import listed

MOST_NAMED = 8
"""So many items are named one by one."""


@dataclass(frozen=True, slots=True)
class Death:
    """A process that ended while a worker in it was in the middle of an item."""

    lane: int
    kind: WorkerKind
    pid: int
    item: int
    signal: int | None
    """The signal that ended it, None if it was none or the system doesn't tell."""
    exit_code: int | None = None
    """What it ended itself with, None if it didn't or the system doesn't tell."""
    beside: tuple[int, ...] = ()
    """Items that other workers in the same process were at: then whose it was isn't known."""

    @property
    def error(self) -> RunError:
        """As the run's."""
        if self.beside:
            return RunError(message=self._sentence, signal=self.signal)
        return RunError(message=self._sentence, item=self.item, lane=self.lane, signal=self.signal)

    @property
    def _sentence(self) -> str:
        if self.exit_code is not None:
            how = f"ended with exit code {self.exit_code}"
        elif self.signal:
            how = f"was killed by signal {self.signal} ({signal.Signals(self.signal).name})"
        else:
            how = "was killed by something outside"
        if self.beside:
            return f"process {self.pid} {how}{at_items((self.item, *self.beside))}"
        return f"{self.kind} {self.lane} (pid {self.pid}) {how} while it worked on item {self.item + 1:,}"


def at_items(items: Sequence[int]) -> str:
    """` while 4 workers were at items 35, 36, 37 and 38`: which of them it was isn't known. '' for none."""
    if not items:
        return ""
    numbers = [f"{item + 1:,}" for item in sorted(items)]
    named = f"{numbers[0]} to {numbers[-1]}" if len(numbers) > MOST_NAMED else listed(numbers)
    return f" while {len(numbers):,} workers were at items {named}"


def of_process(hands: list[Death], pid: int, killer: int | None, exit_code: int | None) -> Death | None:
    """What it was that a process ended with, of all that is in hand."""
    mine = [each for each in hands if each.pid == pid]
    if not mine:
        return None
    return replace(mine[0], signal=killer, exit_code=exit_code, beside=tuple(each.item for each in mine[1:]))


def gone(pid: int) -> bool:
    """Whether the process has ended, even if nobody has asked for its exit code yet."""
    try:
        return psutil.Process(pid).status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False
