"""Messages of a lab: each line of its report as a typed value. `engine/lab/report.py` writes what is read here."""

from __future__ import annotations

import msgspec

from ..model.own.function_facts import FunctionFacts
from ..model.run_facts import PhaseFacts, RunError


class Message(msgspec.Struct, frozen=True, tag_field="say"):
    """Base of every line. A field that is not known here is one of a newer lab, and is left out."""


class PhasePassed(Message, frozen=True, tag="phase"):
    """The lab passed a point of its life."""

    name: str
    t_ns: int
    """On `perf_counter_ns`."""
    facts: PhaseFacts = PhaseFacts()


class ItemsDone(Message, frozen=True, tag="progress"):
    """How far the run is, and its answer so far; the fields are those of the event `Progress`."""

    done: int
    total: int
    t_ns: int
    text: str = ""
    picture: tuple[int, int] | None = None
    cells: list[tuple[int, int, str]] = []
    curve: list[float] = []
    threads: dict[int, str] = {}
    """Names of the lab's threads by the system's id, where they have changed."""
    at: list[list[tuple[str, int, str]]] = []
    """Stacks of the workers that are threads of the lab, where they were looked at: file, line and name, the innermost first."""


class LabFailed(Message, frozen=True, tag="error"):
    """The lab gives up; an item is named where it was one that raised."""

    message: str
    item: int | None = None
    lane: int | None = None
    traceback: str = ""
    pid: int | None = None
    exit_code: int | None = None
    """Which of its processes ended on its own, and how: the lab knows no lanes."""

    @property
    def error(self) -> RunError:
        """As the session keeps it."""
        return RunError(message=self.message, item=self.item, lane=self.lane, traceback=self.traceback)


class NodeMet(Message, frozen=True, tag="node"):
    """A machine of the cluster that does the run: one that is new, or has another number of workers."""

    node: int
    workers: int
    cores: int
    python: str
    offset_ns: int
    within_ns: int


ThreadRow = tuple[int, ...]
"""tid, lane (0 none), whether it was there before the run (1 or 0), then a row of `labs/nodes/beside.py` from the CPU on."""


class NodeRead(Message, frozen=True, tag="read"):
    """What a worker process of a cluster said of itself, its machine and its threads: running totals, ns; times are ours."""

    node: int
    pid: int
    t_ns: int
    cpu_ns: int
    """Of the process and its ended children, by getrusage."""
    busy_ns: int = 0
    """Of all cores of the machine, for whomever."""
    moved_ns: int = 0
    """Fetching inputs and unpickling tasks."""
    sent_bytes: int = 0
    why: str = ""
    """Why its threads can't be looked at."""
    looks: list[tuple[int, list[ThreadRow]]] = []
    """What its threads did so far, and when that was, oldest first."""


class ItemsMade(Message, frozen=True, tag="prepared"):
    """A trial is about to begin its first item."""

    items: int


class InputShown(Message, frozen=True, tag="shown"):
    """One of the inputs in words."""

    text: str


class ItemTimed(Message, frozen=True, tag="timed"):
    """What a trial found."""

    item_wall_s: float
    item_cpu_s: float
    computing: float
    items: int
    calls: int = 0
    """How often it was called for that."""


class FunctionInspected(Message, frozen=True, tag="inspected"):
    """What looking at a function of the user's found."""

    facts: FunctionFacts


class LookAsked(Message, frozen=True, tag="look"):
    """An experiment wants to be looked at now, and goes on when the file `answer` is there."""

    what: str
    answer: str


class NumbersSoFar(Message, frozen=True, tag="live"):
    """An experiment's numbers as far as they are known."""

    numbers: object
    """See `engine/differences/experiment_numbers.py`."""


class NumbersFound(Message, frozen=True, tag="numbers"):
    """All of an experiment's numbers."""

    numbers: object
    """See `engine/differences/experiment_numbers.py`."""


LabMessage = (
    PhasePassed | ItemsDone | NodeMet | NodeRead | LabFailed | ItemsMade | InputShown | ItemTimed | FunctionInspected | LookAsked
    | NumbersSoFar | NumbersFound
)  # fmt: skip
