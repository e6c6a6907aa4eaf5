"""Items that don't end: noticed, and told with the lines of the user's at which his workers are.

After a while without an end of an item the workers are asked where they are (`lab/own/stacks.py`), and a moment later what they
wrote is read. It is told once, until an item ends again.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ...lab.own.stacks import PREFIX, SIGNAL
from ...platform.current import catches
from ...text.words import listed, plural
from .stack_lines import WORK, own_line, stacks

AFTER_S = 8.0
ANSWER_S = 0.4
"""From the question until what was answered is read."""
MOST_PLACES = 3


class StandstillWatch:
    """Of one run. Times are seconds of any steady clock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._done = -1
        self._since_s = 0.0
        self._asked_s: float | None = None
        self._told = False

    def observe(self, now_s: float, done: int, at_work: int, ask: Callable[[Path], None]) -> str:
        """What is to be told now, '' for nothing: `done` items have ended, `at_work` workers are at one."""
        if done != self._done or not at_work:
            self._done, self._since_s, self._asked_s, self._told = done, now_s, None, False
            return ""
        if self._told or now_s - self._since_s < AFTER_S:
            return ""
        if self._asked_s is None:
            self._asked_s = now_s
            ask(self._folder)
            return ""
        if now_s - self._asked_s < ANSWER_S:
            return ""
        self._told = True
        return sentence(now_s - self._since_s, at_work, places(self._folder))


def sentence(seconds: float, at_work: int, places: Counter[str]) -> str:
    """`No item has ended for 8 s: 4 workers are at waits.py line 66, in never()`."""
    text = f"No item has ended for {int(seconds)} s"
    if not places:
        return f"{text}: {plural(at_work, 'worker')} at work"
    said = [f"{plural(count, 'worker')} at {place}" for place, count in places.most_common(MOST_PLACES)]
    return f"{text}: {listed(said)}"


def ask(folder: Path) -> None:
    """Has every worker process write down where it is; only those that said that they answer."""
    for path in folder.glob(f"{PREFIX}*"):
        pid = int(path.name.removeprefix(PREFIX))
        if SIGNAL and catches(pid, SIGNAL):  # one that doesn't would be ended by it
            with contextlib.suppress(OSError):
                os.truncate(path, 0)
                os.kill(pid, SIGNAL)


def places(folder: Path) -> Counter[str]:
    """How many workers are at which line of the user's."""
    found: Counter[str] = Counter()
    for path in folder.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            for stack in stacks(path.read_text(encoding="utf-8", errors="replace")):
                if any(frame.file.endswith(WORK) for frame in stack) and (frame := own_line(stack)) is not None:
                    found[frame.said] += 1
    return found
