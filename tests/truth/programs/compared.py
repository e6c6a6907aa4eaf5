"""What was said of a watched program beside what its threads noted themselves: thread by thread, cores, and who held the GIL."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from concviz.engine.analysis.program.share_error import half_width
from concviz.engine.model.program_facts import ThreadTime

from tests.truth.referee import off, truth, worst

HOLDS_ASLEEP, HOLDS = ("sleep_with_gil",), ("compute", "half_sleep", "sleep_with_gil")
"""Functions that hold the GIL whenever they compute; and those that hold it while they sleep, too."""


TICKS = 2.0
"""Points."""


@dataclass(frozen=True, slots=True)
class Program:
    """Threads by what they call, in how many processes.

    Attributes:
        rest: what the time of its threads is that no clock of their own explains, where there is a GIL.
    """

    name: str
    threads: str
    processes: int = 0
    rest: str = "wait_gil"


PROGRAMS = (
    Program("scenario", "compute,compute,compress,only_sleep,blocked,held,timed,timed_queue"),
    Program("one computes", "compute"),
    Program("they compute", "compute,compute,compute,compute"),
    Program("half asleep", "half_sleep,half_sleep,half_sleep,only_sleep"),
    Program("C without the GIL", "free_hash,free_hash,compute"),
    Program("locks", "lock_sleep,lock_sleep,lock_hash,two_at_once,two_at_once,two_at_once"),
    Program("queues", "from_queue,condition,compute,timed_queue"),
    Program("I/O", "pipe,select_socket,sync_file,blocked"),
    Program("children", "short_child,sleeping_child"),
    Program("asleep with the GIL", "sleep_with_gil,sleep_with_gil,compute"),
    Program("SQLite", "sqlite,sqlite,sqlite", rest="wait_lock"),
    Program("processes", "compute,only_sleep,pipe", processes=3),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One program under one Python.

    Attributes:
        threads: of each thread that noted something its shares by state, said and true.
        missed: how many of them nobody told of.
        cores: said, true.
        points: of each of those threads how far off its shares may be, as is said of it.
        held: of each thread whose holding is known the share of its time, said, and the least and the most that is true.
    """

    threads: tuple[Mapping[str, tuple[float, float]], ...]
    missed: int
    cores: tuple[float, float]
    held: tuple[tuple[float, float, float], ...] = ()
    points: tuple[float, ...] = ()

    @property
    def within(self) -> int:
        """How many of the threads are off by no more than what is said of them, and two points for the ticks of clocks."""
        return sum(worst(each) <= most + TICKS for each, most in zip(self.threads, self.points, strict=True))

    @property
    def off(self) -> float:
        """Points by which the worst state of the worst thread is off."""
        return max((worst(each) for each in self.threads), default=0.0)

    @property
    def cores_off(self) -> float:
        """Percent; a hundredth of a core is nothing."""
        said, true = self.cores
        return 100 * abs(said / true - 1) if true and abs(said - true) >= 0.01 else 0.0

    @property
    def held_off(self) -> float:
        """Points."""
        return max((100 * max(least - said, said - most, 0.0) for said, least, most in self.held), default=0.0)


def compared(
    said: Mapping, notes: Iterable[str], used: Mapping[str, float], rest: str, *, has_gil: bool = True
) -> Told:
    """Set both beside each other.

    Args:
        said: what `concviz watch --json` printed.
        notes: the threads' own, one line of JSON a call.
        used: what the program said of itself at its end: `used_s`, `alive_s`.
        rest: as of `Program`.
        has_gil: without one nobody holds it.
    """
    own: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for line in notes:
        note = json.loads(line)
        own[note["pid"], note["tid"]].append(line)
    told = {(each["pid"], each["tid"]): each for each in said["time"]["threads"]}
    rows, held, points = [], [], []
    for key, lines in own.items():
        if key not in told:
            continue
        mine = told[key]
        wall_s = mine["wall_s"]
        shares = {state: mine[state] / wall_s for state in STATES} if wall_s else {}
        real = truth(lines, rest=rest).shares
        rows.append(off(shares, real))
        points.append(100 * half_width([msgspec.convert(mine, ThreadTime)]))
        least = _least_held(json.loads(lines[0])["thread"], real)
        if has_gil and mine.get("held_gil") is not None and least is not None and wall_s:
            held.append((mine["held_gil"] / wall_s, least, least + real.get("wait_core", 0.0)))
    cores = said["time"]["cpu_s"] / said["time"]["wall_s"], used["used_s"] / used["alive_s"]
    return Told(tuple(rows), len(own) - len(rows), cores, tuple(held), tuple(points))


STATES = ("on_core", "wait_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep", "unseen")


def _least_held(function: str, real: Mapping[str, float]) -> float | None:
    """The share of its time in which a thread certainly held the GIL; it may have waited for a core with it or without."""
    if function not in HOLDS:
        return None
    return real.get("on_core", 0.0) + (real.get("asleep", 0.0) if function in HOLDS_ASLEEP else 0.0)
