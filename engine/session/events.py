"""What a session is made of: one frozen struct for each kind of line.

A session is an ordered log. Every event is a small tuple of numbers and short words, written as one JSON array a
line whose first element is the kind (msgspec, `array_like=True, tag=...`). New fields are only ever added at the end,
with a default, so that old files open in new programs and new files in old ones.

Time is `t_us`: microseconds since the session began, on the monotonic clock that all processes of the machine share
(`time.perf_counter_ns`). Only the header names a calendar date. Nothing typed by the user, no user name, no host name
and no path under the home directory is ever put into an event, except what the user himself gives as a name, a chapter
or a note.

CPU and waiting times of threads come from the kernel as running totals. They are stored as they are read (totals, not
differences), so a lost line costs resolution and never truth; the codec that writes them to disk stores differences.
"""

from __future__ import annotations

from typing import Any

import msgspec

FORMAT_VERSION = 1


class Machine(msgspec.Struct, frozen=True, array_like=True):
    """What the session was recorded on."""

    system: str
    """`Linux 6.18 x86_64`: kernel name, release, architecture."""
    cpu: str
    """The processor's own name, or ''."""
    cores: int
    """Logical cores the kernel shows; the length of every per-core list."""
    physical_cores: int | None
    affinity: tuple[int, ...]
    """The logical cores this process may use (indices), all of them where the system has no affinity."""
    quota_cores: float | None
    """Cores' worth of CPU time that the cgroup allows, None for no limit."""
    usable_cores: float
    """min(len(affinity), quota_cores)."""
    memory_bytes: int
    python: str
    """The version of the Python that recorded, e.g. `3.14.2`."""


class Event(msgspec.Struct, frozen=True, array_like=True):
    """Base of every line."""


class Header(Event, frozen=True, array_like=True, tag="concviz"):
    """Line 1."""

    version: int
    created: str
    """UTC, ISO 8601, to the second."""
    program: str
    """Version of concviz that wrote it."""
    machine: Machine


class RunStarted(Event, frozen=True, array_like=True, tag="run"):
    """A plan was handed to a new lab."""

    t_us: int
    run: int
    """1 for the first run of a session."""
    plan: dict[str, Any]
    """`Plan.public()`: the plan with the interpreter's version instead of its path."""


class Phase(Event, frozen=True, array_like=True, tag="phase"):
    """The lab passed a point of its life. See `PHASES` for the names, in order."""

    t_us: int
    run: int
    name: str
    facts: dict[str, Any] = {}
    """e.g. `{"pid": 71, "python": "3.14.2", "gil": true, "nice": 10}` with `imported`."""


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

    t_us: int
    run: int
    lane: int
    """1, 2, 3 … in the order in which the workers began."""
    kind: str
    """`main`, `thread`, `process`, `interpreter` or `coroutine`."""
    pid: int
    tid: int
    """The operating system's own thread id."""
    gil: bool | None
    """Whether this worker's interpreter has a GIL, asked in the worker after its imports."""


class Spans(Event, frozen=True, array_like=True, tag="spans"):
    """Finished spans of one lane, oldest first; all lists have the same length.

    `flag`: 0 a whole item that stayed on its worker; 1 the item failed; for coroutines also the parts of an item:
    2 a step that ran, 3 ready and waiting for the loop. A coroutine's whole item (flag 0 or 1) follows its parts, with
    `cpu_us` summed over its steps. Not covered by parts = waiting for I/O.
    """

    t_us: int
    """When they were drained."""
    run: int
    lane: int
    item: list[int]
    start_us: list[int]
    wall_us: list[int]
    cpu_us: list[int]
    core: list[int]
    """The core at the end of the span, -1 where the system does not tell."""
    flag: list[int]


class LaneTotals(Event, frozen=True, array_like=True, tag="totals"):
    """Running totals of one lane: exact even where spans were lost or thinned."""

    t_us: int
    run: int
    lane: int
    items: int
    wall_us: int
    """Sum over whole items."""
    cpu_us: int
    """Sum over whole items."""
    thread_cpu_first_us: int
    """The thread's own CPU clock when the first item began …"""
    thread_cpu_last_us: int
    """… and when the last one ended (their difference counts the work between items too)."""
    first_us: int
    """Session time when the first item began."""
    last_us: int
    """Session time when the last finished item ended (0: none yet)."""
    dropped: int
    """Spans overwritten before they were read."""
    thinned: int
    """Spans counted but not kept because there were more than 2,000 a second."""
    current_item: int
    """The item being worked on, -1 for none."""
    current_start_us: int
    ended: bool
    """The worker is gone."""


class Cores(Event, frozen=True, array_like=True, tag="cores"):
    """What every core did between the last event of this kind and this one. Lists have one entry a logical core."""

    t_us: int
    dt_us: int
    busy_permille: list[int]
    """Share of `dt_us` that was not idle (user, system, nice, irq, softirq, steal; not iowait), 0 to 1000."""
    run_permille: list[int]
    """Share of `dt_us` spent for the run; at most busy. Empty where there is no run or the split can't be had."""
    run_total_permille: int = 0
    """The same over all cores together (1000 = one core), exact where the per-core split is an estimate."""


class Who(Event, frozen=True, array_like=True, tag="who"):
    """The run's threads, whenever the set or a role changed: row i of later `Threads` events is row i here."""

    t_us: int
    run: int
    rows: list[tuple[int, int, str, int]]
    """(pid, tid, role, lane). Roles: `main` (a process's main thread), `worker` (a lane's own thread that is no main
    thread), `executor`, `feeder`, `helper` (all other threads). lane 0: none; a lane can sit on a main thread, and
    several coroutine lanes share one (then it is the first)."""
    processes: list[tuple[int, int, str]] = []
    """(pid, parent pid, role). Roles: `lab`, `worker` (has a lane, and is not the lab), `helper` (resource tracker,
    fork server, manager), `child` (any other)."""


class Threads(Event, frozen=True, array_like=True, tag="threads"):
    """The run's threads at one instant: totals since each thread began, in the order of the last `Who`."""

    t_us: int
    run: int
    cpu_us: list[int]
    wait_us: list[int]
    """Waited for a core while ready to run (schedstat). Empty where the system does not tell."""
    core: list[int]
    """The core it last ran on, -1 unknown."""


class Memory(Event, frozen=True, array_like=True, tag="memory"):
    """Once a second, one entry a process of the last `Who.processes`."""

    t_us: int
    run: int
    rss_bytes: list[int]
    pss_bytes: list[int]
    """Proportional share (shared pages divided among their users). Empty where the system has none."""
    voluntary: list[int] = []
    """Context switches because a thread waited, totals."""
    involuntary: list[int] = []
    """Context switches because the kernel took the core away, totals."""


class Own(Event, frozen=True, array_like=True, tag="own"):
    """What concviz itself costs, once a second, in thousandths of one core."""

    t_us: int
    program_permille: int
    """The whole process of concviz, probe and recorder included."""
    probe_permille: int
    """The sampler thread alone."""


class Throttled(Event, frozen=True, array_like=True, tag="throttled"):
    """The cgroup's CPU quota stopped processes of this group; totals since boot."""

    t_us: int
    periods: int
    throttled_us: int


class Progress(Event, frozen=True, array_like=True, tag="progress"):
    """How far the run is, at most 10 times a second."""

    t_us: int
    run: int
    done: int
    total: int
    text: str = ""
    """The answer so far, for a person: `π ≈ 3.1416`."""
    picture: tuple[int, int] | None = None
    """Columns and rows of the picture that `cells` paints, where the task makes one."""
    cells: list[tuple[int, int, str]] = []
    """(item, offset into the picture in row order, one hexadecimal digit of brightness a pixel)."""
    curve: list[float] = []
    """A small curve of the answer so far, replacing the last one."""


class RunEnded(Event, frozen=True, array_like=True, tag="end"):
    """The run is over and nothing of it is left."""

    t_us: int
    run: int
    status: str
    """`done`, `failed` or `stopped`."""
    result: dict[str, Any] = {}
    """The fields of `run --json` (design §9)."""
    error: dict[str, Any] = {}
    """`{"message", "item", "lane", "signal", "traceback"}`, the missing ones left out."""


class Missing(Event, frozen=True, array_like=True, tag="missing"):
    """Something that this machine does not let us measure, said once."""

    t_us: int
    what: str
    """A short key: `schedstat`, `per-core split`, `pss`, `quota`, `recording` …"""
    why: str
    """One plain sentence."""


class Output(Event, frozen=True, array_like=True, tag="output"):
    """What the run's processes printed; at most 64 KiB of it is kept a run."""

    t_us: int
    run: int
    text: str


class Chapter(Event, frozen=True, array_like=True, tag="chapter"):
    """A place to come back to."""

    t_us: int
    title: str


class Note(Event, frozen=True, array_like=True, tag="note"):
    """A caption shown at this moment."""

    t_us: int
    text: str


class Study(Event, frozen=True, array_like=True, tag="study"):
    """One step of a comparison, a sweep or another experiment that is made of several runs."""

    t_us: int
    study: int
    """1 for the first study of a session."""
    kind: str
    """`compare`, `sweep` or `differences`."""
    step: str
    """`begun` (facts: what is asked), `next` (the run about to begin, and the time left), `run` (which run was for which
    row, and whether it counts), `row` (a row of the result as far as it is known), `ended` (the whole result)."""
    facts: dict[str, Any] = {}


class Difference(Event, frozen=True, array_like=True, tag="difference"):
    """One cell of the table of differences: what was measured of one property of one kind of worker, under one Python.

    A cell comes at least twice, as `measuring` and as what became of it; the latest one counts.
    """

    t_us: int
    name: str
    """The property: `type`, `relation`, `sharing`, `weight`, `parallelism`, `tasks`, `number`, `race`, `pickling`."""
    column: str
    """`threading`, `multiprocessing`, `asyncio` or `interpreters`."""
    python: str
    """`3.14.2` or `3.13.5t`."""
    state: str
    """`measuring`, `done`, `failed` (the machine did not let us measure it) or `stopped`."""
    value: str = ""
    """A few words and numbers: `1.00 cores`."""
    evidence: list[str] = []
    """What was seen, a line each."""
    claim: str = ""
    """What is usually said about it."""
    source: str = ""
    """Who says so: `course` (the table that courses show) or `docs` (Python's own documentation)."""
    agrees: bool | None = None
    """Whether what was measured agrees with the claim; None if it can't be told."""
    why: str = ""
    """One sentence on that."""
    facts: dict[str, Any] = {}
    """The numbers."""
    step: int = 0
    """This is experiment `step` …"""
    steps: int = 0
    """… of so many that were asked for."""


AnyEvent = (
    Header
    | RunStarted
    | Phase
    | LaneOpened
    | Spans
    | LaneTotals
    | Cores
    | Who
    | Threads
    | Memory
    | Own
    | Throttled
    | Progress
    | RunEnded
    | Missing
    | Output
    | Chapter
    | Note
    | Study
    | Difference
)
