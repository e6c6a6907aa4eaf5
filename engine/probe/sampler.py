"""The probe: one thread that asks the operating system what is going on, and appends it to the session.

While a run is watched, it reads every core's counters and every thread of the run eight times a second (a screen is
drawn four times, and the 250 ms of a bar are two whole samples), and once a second adds memory, context switches,
throttling, and what concviz itself costs. With no run there is less to see: it reads the cores twice a second. See
`counters`, `place`, `process` and `table` for what is true about each of these numbers.

Samples can be asked for from other threads too (at the beginning and the end of a run), so all of it is under one lock.
Core counters are too coarse for less than 100 ms: a sample that comes sooner collects the run's CPU time, and leaves
the `Cores` event to the next one.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from statistics import median_low
from typing import Protocol

from ..session.events import (
    Cores,
    Event,
    HiddenCpu,
    Memory,
    Missing,
    OwnUsage,
    ProcessTable,
    States,
    Stopped,
    Threads,
    Throttled,
)
from .counters import CoreMeter
from .place import Demand, Placer
from .readings import Sources, of_this_machine
from .watcher import IoWait, LaneRegistry, Watcher

MIN_CORES_NS = 99_000_000
"""Shortest time that a `Cores` event covers: 100 ms, less what a timer may be early."""
SECOND_NS = 1_000_000_000
HIDDEN_STEP_US = 1_000
"""Hidden CPU time is told when it has grown by so much; less is the time between two reads of clocks."""


STATES_NS, YOUNG_STATES_NS = 490_000_000, 240_000_000
"""How often states are told, and how often in a run's first seconds: looks are few then, and each tells a lot."""
YOUNG_NS = 3_000_000_000
LONGEST_PERIOD_S = 1.0
"""However much a sample costs, there is one so often."""
USUAL = 9
"""The median of so many is what a sample costs."""


class SessionLike(Protocol):
    """What the probe needs of a session."""

    def append(self, event: Event, /) -> None:
        """Add an event; from any thread."""
        ...

    def at_us(self, clock_ns: int, /) -> int:
        """Session time of a reading of the clock."""
        ...


class Sampler:
    """Samples the machine into `session`, from `start()` to `stop()`.

    Args:
        session: where the events go.
        period_s: time between two samples while a run is watched …
        idle_period_s: … and while none is.
        most_cores: part of a core that watching may cost: with many threads it samples more rarely; None for any.
        clock: ns, the clock that `session.at_us` understands.
        sources: where readings come from; this machine if not given.
    """

    def __init__(
        self,
        session: SessionLike,
        *,
        period_s: float = 0.125,
        idle_period_s: float = 0.5,
        most_cores: float | None = None,
        clock: Callable[[], int] = time.perf_counter_ns,
        sources: Sources | None = None,
    ) -> None:
        self._session = session
        self._period_s, self._idle_period_s = period_s, idle_period_s
        self._most_cores = most_cores
        self._costs_s: deque[float] = deque(maxlen=USUAL)
        self._clock = clock
        self._sources = sources or of_this_machine()
        self._lock = threading.RLock()
        self._ending = False
        self._woken = threading.Event()
        self._thread: threading.Thread | None = None
        self._run = self._hidden_us = 0
        self._told = LaneRegistry()
        self._watcher: Watcher | None = None
        self._said: set[str] = set()
        self._meter = CoreMeter(self._sources.core_times, self._sources.cores)
        self._placer = Placer(self._sources.cores)
        self._demand: Demand | None = None
        self._split_known = True
        self._cores_at = self._second_at = self._memory_at = self._states_at = self._tracked_at = clock()
        self._probe_ns = 0
        self._stopped = False
        self._own_before = (self._sources.program_cpu_ns(), 0)

    def start(self) -> None:
        """Begin to sample, on a thread of its own."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="concviz-probe", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread and let go of everything; idempotent. It can't be started again."""
        self._ending = True
        self._woken.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None
        with self._lock:
            self.untrack()
            self._stopped = True
            self._sources.close()

    def track(self, run: int, lab_pid: int, *, children: bool = True) -> None:
        """From now on the lab's process tree and group are "the run", or it alone without its `children`. Takes a first sample at once."""
        with self._lock:
            self.untrack()
            self._tracked_at = self._clock()
            self._run, self._told, self._hidden_us = run, LaneRegistry(), 0
            self._watcher = self._sources.watch(lab_pid, self._told, self._clock, children)
            self._split_known = True
            self._placer = Placer(self._sources.cores)
            self.sample_now()
        self._woken.set()

    def register_lane(self, lane: int, kind: str, pid: int, tid: int) -> None:
        """A lane was opened by this thread; the next sample looks for its process if it is not known yet."""
        del kind  # what counts is on which thread it sits: coroutines share one
        with self._lock:
            self._told.lanes[tid] = min(lane, self._told.lanes.get(tid, lane))
            self._told.owners[tid] = pid
            self._told.version += 1

    def names(self, by_tid: dict[int, str]) -> None:
        """What the run calls its threads (native id to name), and its child processes (process id to name)."""
        with self._lock:
            self._told.names.update(by_tid)
            self._told.version += 1

    def io_now(self) -> list[IoWait]:
        """The threads of what is watched that waited for I/O just now."""
        with self._lock:
            return self._watcher.io_now() if self._watcher is not None else []

    def untrack(self) -> None:
        """The run is over: nothing is "the run" from now on."""
        with self._lock:
            if self._watcher is not None:
                self._watcher.close()
                self._probe_ns += self._watcher.own_cpu_ns()
            self._watcher = None

    def sample_now(self) -> None:
        """Take a full sample now, memory included, beside the regular ones. From any thread; nothing after `stop()`."""
        with self._lock:
            before = self._sources.probe_cpu_ns()
            self._sample_or_say_why(full=True)
            self._probe_ns += self._sources.probe_cpu_ns() - before

    def _loop(self) -> None:
        """The thread: samples at least a period apart, and counts all that it costs, waiting included."""
        before = self._sources.probe_cpu_ns()
        while not self._ending:
            begun_ns = self._clock()
            with self._lock:
                self._sample_or_say_why()
                after = self._sources.probe_cpu_ns()
                self._probe_ns += after - before
                self._costs_s.append((after - before) / SECOND_NS)
                before = after
                period_s = self._idle_period_s if self._watcher is None else self._watched_period_s()
            self._woken.wait(max(0.0, period_s - (self._clock() - begun_ns) / SECOND_NS))
            self._woken.clear()

    def _watched_period_s(self) -> float:
        if self._most_cores is None:
            return self._period_s
        return max(self._period_s, min(median_low(self._costs_s) / self._most_cores, LONGEST_PERIOD_S))

    def _sample_or_say_why(self, *, full: bool = False) -> None:
        """A probe that fails must not take the run or the screen with it, and must not fail in silence."""
        if self._stopped:
            return
        try:
            self._sample(full)
        except Exception as error:
            self._stopped = True
            self._say("probe", f"The probe has stopped: {type(error).__name__}: {error}.")

    def _sample(self, full: bool) -> None:
        now = self._clock()
        for what, why in self._sources.missing:
            self._say(what, why)
        if self._watcher is not None:
            self._sample_run(self._watcher, now)
            if full or now - self._states_at >= (YOUNG_STATES_NS if now - self._tracked_at < YOUNG_NS else STATES_NS):
                self._append_states(self._watcher, now)
            if full or now - self._memory_at >= SECOND_NS:
                self._append_memory(self._watcher, now, full)
        if now - self._cores_at >= MIN_CORES_NS:
            self._append_cores(now)
        second = now - self._second_at >= SECOND_NS
        if second:
            self._append_second(now)
        if second or full:
            self._append_throttled(now)

    def _sample_run(self, watcher: Watcher, now: int) -> None:
        if self._demand is None:
            self._demand = Demand(self._sources.cores)
        changed = watcher.sample(now, self._demand)
        self._split_known = self._split_known and watcher.split_known
        for what, why in watcher.missing():
            self._say(what, why)
        t_us = self._session.at_us(now)
        if changed:
            rows, processes = watcher.who()
            self._session.append(ProcessTable(t_us, self._run, rows, processes))
        totals = watcher.threads()
        if totals is not None and totals.cpu_us:
            self._session.append(Threads(t_us, self._run, totals.cpu_us, totals.wait_us, totals.core))
        hidden_us = watcher.hidden_cpu_us()
        if hidden_us is not None and hidden_us - self._hidden_us >= HIDDEN_STEP_US:
            self._hidden_us = hidden_us
            self._session.append(HiddenCpu(t_us, self._run, hidden_us))

    def _append_cores(self, now: int) -> None:
        dt_ns = now - self._cores_at
        busy = self._meter.busy_ns(dt_ns)
        demand, self._demand, self._cores_at = self._demand, None, now
        run: list[int] = []
        total = 0
        if demand is not None:
            total = round(demand.total * 1000 / dt_ns)
            if self._split_known:
                run = self._placer.settle(demand, busy)
        self._session.append(
            Cores(
                self._session.at_us(now),
                dt_ns // 1000,
                [ns * 1000 // dt_ns for ns in busy],
                [ns * 1000 // dt_ns for ns in run],
                max(0, total),
            )
        )

    def _append_memory(self, watcher: Watcher, now: int, fresh: bool) -> None:
        self._memory_at = now
        memory = watcher.memory(fresh=fresh)
        if memory.rss_bytes:
            self._session.append(Memory(self._session.at_us(now), self._run, *memory))

    def _append_states(self, watcher: Watcher, now: int) -> None:
        states = watcher.states()
        if states is not None:
            self._states_at = now
            t_us = self._session.at_us(now)
            self._session.append(States(t_us, self._run, states.state, states.looks, node=0, **states.columns))
        for begin_ns, end_ns, pids in watcher.stops():
            begin_us, end_us = self._session.at_us(begin_ns), self._session.at_us(end_ns)
            self._session.append(Stopped(self._session.at_us(now), self._run, begin_us, end_us, sorted(pids)))

    def _append_second(self, now: int) -> None:
        dt_ns, self._second_at = now - self._second_at, now
        t_us = self._session.at_us(now)
        program, probe = self._sources.program_cpu_ns(), self._probe_ns
        if self._watcher is not None:
            probe += self._watcher.own_cpu_ns()
        before_program, before_probe = self._own_before
        self._own_before = (program, probe)
        self._session.append(
            OwnUsage(
                t_us,
                round((program - before_program) * 1000 / dt_ns),
                round((probe - before_probe) * 1000 / dt_ns),
            )
        )

    def _append_throttled(self, now: int) -> None:
        throttling = self._sources.throttling()
        if throttling is not None:
            self._session.append(Throttled(self._session.at_us(now), throttling.periods, throttling.throttled_us))

    def _say(self, what: str, why: str) -> None:
        if what not in self._said:
            self._said.add(what)
            self._session.append(Missing(self._session.at_us(self._clock()), what, why))
