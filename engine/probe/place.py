"""Which core did the run's work? An estimate, and how it stays honest.

The kernel says how much CPU time each thread had (`schedstat`, in ns) and on which core it ran last (`stat`, field 39),
but not how its time was divided among cores. Three things follow.

*A thread that moved* between two samples ran on both cores, in shares that nobody recorded. Half goes to each, which is
wrong for one sample and right on average.

*The two clocks disagree a little.* A core's own counters move in steps of 10 ms, a thread's in steps of 4 ms while it
runs. So a thread can seem to have used 96 ms of a core that was busy for 90. That excess of at most 14 ms is an error in
time, not in place: it is carried over to the next sample of the *same* core. Were it moved to another core, a stranger's
busy core would show some per cent of "this run" for ever, and that is the falsehood that this program must not tell.

*What is more than that* is an error in place: the thread was somewhere else in between. It goes to cores that were busy
and have room, first to those that the run was seen on, then to the others.

The total over all cores is known exactly (it needs no place), and is passed on as it is, unclipped. CPU time of threads
that ended between two samples is in that total as well, through the process's own clock; it has no core, and is placed
like an excess.
"""

from __future__ import annotations

COUNTER_ERROR_NS = 14_000_000
"""One step of a core's counters and one of a thread's: the largest disagreement that is only about time."""


class Demand:
    """CPU time that the run was seen to use since it was last settled."""

    def __init__(self, cores: int) -> None:
        self.on = [0] * cores
        """ns seen on each core."""
        self.floating = 0
        """ns without a known core."""
        self.total = 0
        """ns altogether, exact."""
        self.foreign_core = -1
        """A core number that the machine's list has not; -1 while there was none."""

    def add(self, ns: int, before: int, now: int) -> None:
        """A thread used `ns`; it was last seen on core `before`, and now on core `now` (-1: unknown)."""
        cores = len(self.on)
        if now >= cores:
            self.foreign_core = now
        if not 0 <= now < cores:
            self.floating += ns
        elif before == now or not 0 <= before < cores:
            self.on[now] += ns
        else:
            self.on[before] += ns // 2
            self.on[now] += ns - ns // 2


class Placer:
    """Fits the run's demand into what the cores were busy, and remembers what the counters still owe it."""

    def __init__(self, cores: int) -> None:
        self._owed = [0] * cores

    def settle(self, demand: Demand, busy_ns: list[int]) -> list[int]:
        """ns of each core that were the run's: at most `busy_ns`, together `demand` where there is room."""
        run: list[int] = []
        homeless = demand.floating
        for core, busy in enumerate(busy_ns):
            wanted = demand.on[core] + self._owed[core]
            given = min(wanted, busy)
            self._owed[core] = min(wanted - given, COUNTER_ERROR_NS)
            homeless += wanted - given - self._owed[core]
            run.append(given)
        if homeless > 0:
            seen = [core for core, ns in enumerate(demand.on) if ns]
            others = [core for core, ns in enumerate(demand.on) if not ns]
            homeless = _spread(homeless, seen, run, busy_ns)
            _spread(homeless, others, run, busy_ns)
        return run


def _spread(ns: int, cores: list[int], run: list[int], busy_ns: list[int]) -> int:
    """Give `ns` to `cores` in proportion to their room; returns what found none."""
    room = sum(busy_ns[core] - run[core] for core in cores)
    if ns <= 0 or room <= 0:
        return ns
    spread = min(ns, room)
    for core in cores:
        run[core] += (busy_ns[core] - run[core]) * spread // room
    return ns - spread
