"""Numbers of the experiments as a lab reports them, one Struct an experiment; `engine/lab/experiments/` says how each is measured."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class ThreadId(NamedTuple):
    """Whose a worker is, by its own word."""

    pid: int
    tid: int


class Refusable(msgspec.Struct, frozen=True, kw_only=True):
    """What each experiment may have to say of the workers it wanted."""

    refused: str = ""
    """What the system said when one more was asked for."""
    start_method: str = ""
    """Of processes."""


class TreeNumbers(Refusable, frozen=True, kw_only=True):
    """Who was there."""

    workers: list[ThreadId]
    lab: ThreadId
    asked: int


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """Times of handing over so much in one way, in ns."""

    ns: list[int]
    copy_ns: list[int] = []
    """Of it, to copy in by hand."""
    error: str = "no time left"
    """Why there are none."""


class SharingNumbers(Refusable, frozen=True, kw_only=True):
    """What a worker changed by three, and the times of handing over."""

    changes: dict[str, tuple[int, int]]
    """Of an argument, a global, a function: as the worker saw it, and as the parent did afterwards."""
    ways: dict[str, dict[str, Handover]]
    """By the size in MB."""


class WeightNumbers(Refusable, frozen=True, kw_only=True):
    """How long each took to begin (ns), and how many were alive between the two looks."""

    start_ns: list[int]
    alive: int


class Busy(NamedTuple):
    """A worker that computed, in ns."""

    began: int
    ended: int
    cpu: int
    waited: int
    """For a core."""


class ParallelismNumbers(Refusable, frozen=True, kw_only=True):
    """Workers that computed at the same time."""

    spans: list[Busy]
    gil: bool
    asked: int


class SpeedupNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """One after the other, and with a model; with an `error` nothing else is sure to be there."""

    items: int
    workers: int
    tries: int = 1
    sequential_s: float = 0.0
    sequential_cpu_s: float = 0.0
    model_s: float = 0.0
    startup_s: float = 0.0
    others_cores: float = 0.0
    equal: bool = False
    error: str = ""

    @property
    def speedup(self) -> float:
        """Of the model, starting its workers included."""
        return self.sequential_s / self.model_s

    @property
    def speedup_started(self) -> float:
        """Without the time that starting them took."""
        return self.sequential_s / (self.model_s - self.startup_s)


class TasksNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """Computing and waiting."""

    gil: bool | None = None
    cpu: SpeedupNumbers | None = None
    io: SpeedupNumbers | None = None
    """None where there was no server."""


class CrowdNumbers(Refusable, frozen=True, kw_only=True):
    """How many were alive at once."""

    alive: int
    most: int
    wall_ns: int
    stopped: str
    """Why no more."""


class Updates(msgspec.Struct, frozen=True, kw_only=True):
    """Of one way of adding to one number."""

    expected: int
    lost: int
    rounds: int
    rounds_lost: int


class RaceNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """Updates lost; ways that were not tried yet are None."""

    threads: int
    gil: bool
    call: Updates | None = None
    lock: Updates | None = None
    bare: Updates | None = None


class PicklingNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """What was tried, and the error or ''."""

    objects: list[tuple[str, str]]


Numbers = (
    TreeNumbers
    | SharingNumbers
    | WeightNumbers
    | ParallelismNumbers
    | TasksNumbers
    | CrowdNumbers
    | RaceNumbers
    | PicklingNumbers
)
NUMBERS: dict[str, type[Numbers]] = {
    "tree": TreeNumbers,
    "sharing": SharingNumbers,
    "weight": WeightNumbers,
    "parallelism": ParallelismNumbers,
    "tasks": TasksNumbers,
    "number": CrowdNumbers,
    "race": RaceNumbers,
    "pickling": PicklingNumbers,
}
"""By experiment."""


def numbers_of(experiment: str, value: object) -> Numbers:
    """What a lab reported of that experiment.

    Raises:
        ValueError: it is not what it had to be (`msgspec.ValidationError` is one).
    """
    return msgspec.convert(value, NUMBERS[experiment])
