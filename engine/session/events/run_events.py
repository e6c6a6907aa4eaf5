"""What is known of a run: its plan, the points of its life, its workers and what they did, its answer and its end."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from ...model import numbers
from ...model.numbers import Core, Count, Flag, Item, Items, Lane, Micros, Number, Process, Real, Signed, Thread
from ...model.run_facts import PhaseFacts, Result, RunError, RunPlan
from ...model.vocabulary import EndStatus, WorkerKind
from .fields import Event, Facts, Word, settle


class RunStarted(Event, frozen=True, array_like=True, tag="run"):
    """A plan was handed to a new lab."""

    t_us: Micros
    run: Number
    """1 for the first run of a session."""
    plan: Facts[RunPlan]

    def __post_init__(self) -> None:
        """Settle the plan."""
        settle(self, "plan", RunPlan)


class Phase(Event, frozen=True, array_like=True, tag="phase"):
    """The lab passed a point of its life. See `PHASES` for the names, in order."""

    t_us: Micros
    run: Number
    name: str
    facts: Facts[PhaseFacts] = PhaseFacts()
    """e.g. `{"python": "3.14.2", "gil": true, "nice": 10}` with `imported`."""

    def __post_init__(self) -> None:
        """Settle the facts."""
        settle(self, "facts", PhaseFacts)


PHASES = (
    "asked",  # the runner was asked for the run
    "started",  # the interpreter runs its first line
    "imported",  # the task and the model are imported
    "items_ready",  # the list of items exists
    "workers_asked",  # the model's run() is called: wall_s begins
    "results_in",  # the last result is in hand: wall_s ends
    "workers_gone",  # the model's run() has returned
    "combined",  # answer and digest exist
)


class LaneOpened(Event, frozen=True, array_like=True, tag="lane"):
    """A worker began its first item."""

    t_us: Micros
    run: Number
    lane: Lane
    """1, 2, 3 … in the order in which the workers began."""
    kind: Word[WorkerKind]
    pid: Process
    tid: Thread
    """The operating system's own thread id."""
    gil: bool | None
    """Whether this worker's interpreter has a GIL, asked in the worker after its imports."""
    node: numbers.Node = 0


class Node(Event, frozen=True, array_like=True, tag="node"):
    """A machine of the cluster that does the run, as it was met, and again when it has another number of workers."""

    t_us: Micros
    run: Number
    node: numbers.Node
    """From 1; 0 is the machine that this session is made on."""
    workers: Count
    """Processes."""
    cores: Count
    """That a worker may use."""
    python: str
    offset_us: Signed
    """How far its clock was from ours; times of the session are ours …"""
    within_us: Micros
    """… and those of its lanes are wrong by so much at most."""


class NodeUse(Event, frozen=True, array_like=True, tag="use"):
    """What one machine of the cluster that does the run has used: running totals since its first worker was heard."""

    t_us: Micros
    run: Number
    node: numbers.Node
    over_us: Micros
    """How long that is."""
    cpu_us: Micros
    """Of its worker processes and their ended children, by getrusage."""
    busy_us: Micros = 0
    """Of all its cores, for whomever; 0: not known."""
    moved_us: Micros = 0
    """Its workers fetched inputs and unpickled tasks, added up."""
    sent_bytes: Count = 0
    """Results and inputs, from its workers to whomever."""


class Spans(Event, frozen=True, array_like=True, tag="spans"):
    """Finished spans of one lane, oldest first; all lists have the same length.

    `flag`: 0 a whole item that stayed on its worker; 1 the item failed; for coroutines also the parts of an item:
    2 a step that ran, 3 ready and waiting for the loop. A coroutine's whole item (flag 0 or 1) follows its parts, with
    `cpu_us` summed over its steps. Not covered by parts = waiting for I/O.
    """

    t_us: Micros
    """When they were drained."""
    run: Number
    lane: Lane
    item: list[Item]
    start_us: list[Micros]
    wall_us: list[Micros]
    cpu_us: list[Micros]
    core: list[Core]
    """The core at the end of the span, -1 where the system does not tell."""
    flag: list[Flag]


class LaneTotals(Event, frozen=True, array_like=True, tag="totals"):
    """Running totals of one lane: exact even where spans were lost or thinned."""

    t_us: Micros
    run: Number
    lane: Lane
    items: Items
    wall_us: Micros
    """Sum over whole items."""
    cpu_us: Micros
    """Sum over whole items."""
    thread_cpu_first_us: Micros
    """The thread's own CPU clock when the first item began …"""
    thread_cpu_last_us: Micros
    """… and when the last one ended (their difference counts the work between items too)."""
    first_us: Micros
    """Session time when the first item began."""
    last_us: Micros
    """Session time when the last finished item ended (0: none yet)."""
    dropped: Count
    """Spans overwritten before they were read."""
    thinned: Count
    """Spans counted but not kept because there were more than 2,000 a second."""
    current_item: Item
    """The item being worked on, -1 for none."""
    current_start_us: Signed
    ended: bool
    """The worker is gone."""


class Progress(Event, frozen=True, array_like=True, tag="progress"):
    """How far the run is, at most 10 times a second."""

    t_us: Micros
    run: Number
    done: Items
    total: Items
    text: str = ""
    """The answer so far, for a person: `π ≈ 3.1416`."""
    picture: tuple[Items, Items] | None = None
    """Columns and rows of the picture that `cells` paints, where the task makes one."""
    cells: list[tuple[Item, Items, str]] = field(default_factory=list)
    """(item, offset into the picture in row order, one hexadecimal digit of brightness a pixel)."""
    curve: Annotated[list[Real], Meta(max_length=10_000)] = field(default_factory=list)
    """A small curve of the answer so far, replacing the last one."""


class RunEnded(Event, frozen=True, array_like=True, tag="end"):
    """The run is over and nothing of it is left."""

    t_us: Micros
    run: Number
    status: Word[EndStatus]
    result: Facts[Result] = Result()
    error: Facts[RunError] = RunError()

    def __post_init__(self) -> None:
        """Settle result and error."""
        settle(self, "result", Result)
        settle(self, "error", RunError)


class Output(Event, frozen=True, array_like=True, tag="output"):
    """What the run's processes printed; at most 64 KiB of it is kept a run."""

    t_us: Micros
    run: Number
    text: str


class Places(Event, frozen=True, array_like=True, tag="places"):
    """At which lines of the user's the workers were when they were looked at: all looks of the run so far."""

    t_us: Micros
    run: Number
    looks: Count
    """One a worker and time."""
    places: list[tuple[str, Count]] = field(default_factory=list)
    """`waits.py line 66, in never()`, and how often; those met most. It names files without their folders."""


class Library(Event, frozen=True, array_like=True, tag="library"):
    """A library that computes with threads of its own, in each of the run's processes: see `probe.library_threads`."""

    t_us: Micros
    run: Number
    name: str
    threads: Count
    """That a call of it is computed with, the caller's included."""
    variable: str = ""
    """The environment variable with which they are limited."""


class Standstill(Event, frozen=True, array_like=True, tag="still"):
    """No item has ended for so long that it is worth a word; it holds until one does."""

    t_us: Micros
    run: Number
    done: Count
    """Items that had ended by then."""
    text: str
    """One sentence: where the workers are, by lines of the user's. It names files without their folders."""
