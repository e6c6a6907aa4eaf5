"""What the operating system says at one instant: cores, threads and processes, and what it does not say."""

from __future__ import annotations

from msgspec import field

from ...model.numbers import Core, Count, Flag, Lane, Micros, Node, Number, Permille, Process, Thread
from .fields import Event


class Cores(Event, frozen=True, array_like=True, tag="cores"):
    """What every core did between the last event of this kind and this one. Lists have one entry a logical core."""

    t_us: Micros
    dt_us: Micros
    busy_permille: list[Permille]
    """Share of `dt_us` that was not idle (user, system, nice, irq, softirq, steal; not iowait), 0 to 1000."""
    run_permille: list[Permille]
    """Share of `dt_us` spent for the run; at most busy. Empty where there is no run or the split can't be had."""
    run_total_permille: Permille = 0
    """The same over all cores together (1000 = one core), exact where the per-core split is an estimate."""
    node: Node = 0


class ProcessTable(Event, frozen=True, array_like=True, tag="who"):
    """The run's threads, whenever the set or a role changed: row i of later `Threads` events is row i here."""

    t_us: Micros
    run: Number
    rows: list[tuple[Process, Thread, str, Lane]]
    """(pid, tid, role, lane). Roles: `main` (a process's main thread), `worker` (a lane's own thread that is no main
    thread), `executor`, `feeder`, `helper` (all other threads). lane 0: none; a lane can sit on a main thread, and
    several coroutine lanes share one (then it is the first)."""
    processes: list[tuple[Process, Process, str]] = field(default_factory=list)
    """(pid, parent pid, role). Roles: `lab`, `worker` (has a lane, and is not the lab), `helper` (resource tracker,
    fork server, manager), `child` (any other)."""
    node: Node = 0
    """Each node has a table of its own: what says "the last `ProcessTable`" means that of the same node."""


class ThreadNames(Event, frozen=True, array_like=True, tag="names"):
    """What the system calls threads of a watched program, as they came up: one line tells only what is new or changed."""

    t_us: Micros
    run: Number
    names: list[tuple[Process, Thread, str]]
    """(pid, tid, name); the kernel keeps 15 characters of it."""
    node: Node = 0


class Threads(Event, frozen=True, array_like=True, tag="threads"):
    """The run's threads at one instant: totals since each thread began, in the order of the last `ProcessTable`."""

    t_us: Micros
    run: Number
    cpu_us: list[Micros]
    wait_us: list[Micros]
    """Waited for a core while ready to run (schedstat). Empty where the system does not tell."""
    core: list[Core]
    """The core it last ran on, -1 unknown."""
    node: Node = 0


class Awaits(Event, frozen=True, array_like=True, tag="awaits"):
    """What the run's coroutines were suspended for, as their driver saw it: running totals over all of them, told when they have
    grown."""

    t_us: Micros
    run: Number
    io_us: Micros
    lock_us: Micros = 0
    """Asyncio's own locks, conditions, events and queues."""
    asleep_us: Micros = 0
    child_us: Micros = 0
    other_us: Micros = 0
    """Not known: tasks and threads of their own, futures. Before it was told of its own it was I/O."""


class HiddenCpu(Event, frozen=True, array_like=True, tag="hidden"):
    """CPU time that no sample of a thread tells: of threads and children that lived between two samples, and what threads
    did after their last one. A running total, told when it has grown by a millisecond or more."""

    t_us: Micros
    run: Number
    cpu_us: Micros


class States(Event, frozen=True, array_like=True, tag="states"):
    """What the run's threads did off the cores, by looks at them: totals since each thread was first looked at, in the order of
    the last `ProcessTable`. A list of times that is zero for all threads is left empty."""

    t_us: Micros
    run: Number
    state: list[Flag]
    """At the last look, as a place in `model.states.THREAD_STATES`."""
    looks: list[Count]
    """0: it was never looked at, or may not be."""
    gil_us: list[Micros] = field(default_factory=list)
    lock_us: list[Micros] = field(default_factory=list)
    io_us: list[Micros] = field(default_factory=list)
    child_us: list[Micros] = field(default_factory=list)
    asleep_us: list[Micros] = field(default_factory=list)
    unseen_us: list[Micros] = field(default_factory=list)
    """Off the cores, and no look has told why."""
    held_us: list[Micros] = field(default_factory=list)
    """Held the GIL, on a core or not. Empty where that can't be told."""
    held_no_core_us: list[Micros] = field(default_factory=list)
    """The part of it in which the thread could run and had no core …"""
    held_waiting_us: list[Micros] = field(default_factory=list)
    """… and in which it was blocked: a wait that doesn't let go of the GIL."""
    node: Node = 0


class Stopped(Event, frozen=True, array_like=True, tag="stopped"):
    """Processes of the run were stopped from outside: none of their threads could run. Told again while it goes on, with the same
    beginning; what is told last holds."""

    t_us: Micros
    run: Number
    begin_us: Micros
    end_us: Micros
    pids: list[Process] = field(default_factory=list)
    """Empty: all of them, and concviz too, so nobody could look."""


class Memory(Event, frozen=True, array_like=True, tag="memory"):
    """Once a second, one entry a process of the last `ProcessTable.processes`."""

    t_us: Micros
    run: Number
    rss_bytes: list[Count]
    pss_bytes: list[Count]
    """Proportional share (shared pages divided among their users). Empty where the system has none."""
    voluntary: list[Count] = field(default_factory=list)
    """Context switches because a thread waited, totals."""
    involuntary: list[Count] = field(default_factory=list)
    """Context switches because the kernel took the core away, totals."""
    node: Node = 0


class OwnUsage(Event, frozen=True, array_like=True, tag="own"):
    """What concviz itself costs, once a second, in thousandths of one core."""

    t_us: Micros
    program_permille: Permille
    """The whole process of concviz, probe and recorder included."""
    probe_permille: Permille
    """The threads alone that sample and look."""


class Throttled(Event, frozen=True, array_like=True, tag="throttled"):
    """The cgroup's CPU quota stopped processes of this group; totals since boot."""

    t_us: Micros
    periods: Count
    throttled_us: Micros


class Missing(Event, frozen=True, array_like=True, tag="missing"):
    """Something that this machine does not let us measure, said once."""

    t_us: Micros
    what: str
    """A short key: `schedstat`, `per-core split`, `pss`, `quota`, `recording` …"""
    why: str
    """One plain sentence."""
