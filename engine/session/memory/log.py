"""The session in memory: append from any thread, ask at any play head (the queries stand in `queries`).

Two or three threads append (sampler, recorder, runner), one reads (the screen). One lock guards everything in memory; it
is held for microseconds, and never while a file is written.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import msgspec

from ...model.run_facts import RunPlan
from ...text.printable import printable
from ...text.words import capital
from ..events import (
    FORMAT_VERSION,
    Cores,
    Event,
    Header,
    LaneTotals,
    Machine,
    Missing,
    Output,
    Phase,
    ProcessTable,
    Progress,
    RunEnded,
    RunStarted,
    Spans,
    States,
    Threads,
)
from ..events.sanitize import sanitized
from .queries import Queries
from .runs.run_log import RunLog
from .runs.run_room import Read
from .sample_stores import CoreStore

if TYPE_CHECKING:
    from ..file.writer import SessionWriter


PASSING = frozenset({Output, Phase})
"""What is told of a run all along."""
KEPT_PLANS = 16
"""Different ones that a new run's is compared with."""


class Session(Queries):
    """The ordered log of everything that was seen."""

    def __init__(
        self,
        machine: Machine,
        *,
        clock: Callable[[], int] = time.perf_counter_ns,
        created: str | None = None,
        writer: SessionWriter | None = None,
    ) -> None:
        """Begin now: `clock` gives nanoseconds, and its present reading becomes time 0 of the session."""
        super().__init__(machine, writer.path.parent if writer is not None else None)
        self.machine = sanitized(machine)
        self.created = (
            printable(created) if created else datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        )
        self.notice = ""
        """'' or one line about how the session was read."""
        self._clock = clock
        self._origin_ns = clock()
        self._length_us = self._changes = 0
        self._said_full = False
        self._plans: deque[RunPlan] = deque(maxlen=KEPT_PLANS)
        self._writer = writer
        self._keepers: dict[type[Event], Callable[[Any], bool | None]] = {
            Cores: self._keep_cores,
            Spans: lambda event: self._runs.to_fill(event.run).spans.add(event),
            LaneTotals: lambda event: self._runs.to_fill(event.run).totals[event.lane].add(event),
            Threads: lambda event: self._runs.to_fill(event.run).threads[event.node].add(event),
            States: lambda event: self._runs.to_fill(event.run).states[event.node].add(event),
            ProcessTable: self._keep_who,
            Progress: self._keep_progress,
        }
        self._record(Header(FORMAT_VERSION, self.created, _program_version(), machine))

    # ---------------------------------------------------------------- time

    def now_us(self) -> int:
        """The clock, relative to the session's beginning."""
        return self.at_us(self._clock())

    def at_us(self, clock_ns: int) -> int:
        """An absolute reading of the clock, relative to the session's beginning."""
        return (clock_ns - self._origin_ns) // 1000

    @property
    def length_us(self) -> int:
        """The largest time appended so far."""
        return self._length_us

    @property
    def changes(self) -> int:
        """Grows whenever a run, its end, a study, a chapter is told; not with samples, nor with what runs tell all along."""
        return self._changes

    @property
    def writer(self) -> SessionWriter | None:
        """What records this session; None where nothing does (any more)."""
        return self._writer

    # ---------------------------------------------------------------- append

    def append(self, event: Event) -> None:
        """Take one event, from any thread, and hand it to the recording if there is one."""
        with self._lock:
            last_totals = _settled_totals(self._runs.to_fill(event.run)) if type(event) is RunEnded else []
            keeper = self._keepers.get(type(event), self._keep_small)
            skipped = keeper(event) is False
            self._length_us = max(self._length_us, getattr(event, "t_us", 0))
        for totals in last_totals:
            self._record(totals)
        if not skipped:
            self._record(event)
        if type(event) is RunEnded:
            self.cool()

    def cool(self) -> None:
        """Put what was not used for long out of memory; where that can't be done it stays there, which is said once."""
        why = self._runs.cool()
        if self._runs.lost:
            self._say(capital(f"{self._runs.lost}."))
        elif why:
            self._say(f"Runs that are over stay in memory: {why}.")

    def _say(self, why: str) -> None:
        if not self._said_full:
            self._said_full = True
            self.append(Missing(self._length_us, "old runs", why))

    def close(self, *, compress: bool = False) -> None:
        """End the recording, if there is one; the session itself can still be read."""
        with self._lock:
            rest = [event for log in self._runs.hot() for event in _settled_totals(log)]
        for event in rest:
            self._record(event)
        writer = self._writer
        if writer is not None:
            writer.close(compress=compress)
            if writer.stopped:
                self._writer = None
                self.append(Missing(self._length_us, "recording", writer.stopped))

    def _record(self, event: Event) -> None:
        writer = self._writer
        if writer is None:
            return
        writer.write(event)
        if writer.stopped:
            self._writer = None
            self.append(Missing(self._length_us, "recording", writer.stopped))

    def _keep_small(self, event: Any) -> None:
        event = sanitized(event)
        kind = type(event)
        self._changes += kind not in PASSING
        run = None if kind is RunStarted else getattr(event, "run", None)
        if kind is RunStarted:
            event = msgspec.structs.replace(event, plan=self._shared(event.plan))
        (self._small if run is None else self._runs.to_fill(run).small)[kind].add(event)

    def _shared(self, plan: RunPlan) -> RunPlan:
        """The same run again and again has one plan in memory."""
        for known in self._plans:
            if known == plan:
                return known
        self._plans.append(plan)
        return plan

    def _keep_cores(self, event: Cores) -> None:
        if event.node not in self._cores:
            self._cores[event.node] = CoreStore(len(event.busy_permille))
        self._cores[event.node].add(event)

    def _keep_who(self, event: ProcessTable) -> None:
        self._runs.to_fill(event.run).threads[event.node].open(event)
        self._runs.to_fill(event.run).states[event.node].open(event)
        self._keep_small(event)

    def _keep_progress(self, event: Progress) -> None:
        if event.picture is not None or event.cells:
            self._runs.to_fill(event.run).picture.add(event)
        self._keep_small(msgspec.structs.replace(event, cells=[]) if event.cells else event)

    # ---------------------------------------------------------------- for the loader, which has the session to itself

    @property
    def core_stores(self) -> dict[int, CoreStore]:
        """Where samples of cores are kept, by node; this machine's is always there."""
        return self._cores

    def take(self, event: Any) -> None:
        """Like `append`, for an event that was recorded."""
        if type(event) is RunEnded:
            _settled_totals(self._runs.to_fill(event.run))
        self._keepers.get(type(event), self._keep_small)(event)
        if event.t_us > self._length_us:
            self._length_us = event.t_us

    def to_fill(self, run: int) -> RunLog:
        """Where everything of a run is kept; made if it isn't there."""
        return self._runs.to_fill(run)

    def is_cold(self, run: int) -> bool:
        """Whether lines of a run were put aside."""
        return self._runs.is_cold(run)

    def take_cold(
        self, run: int, lines: list[bytes], first_us: int | None, ends: list[RunEnded], inputs: str, read: Read
    ) -> bool:
        """Put lines of a run aside, of which `read` makes its log when somebody asks; False where that can't be done."""
        self._changes += 1
        why = self._runs.take_cold(run, lines, first_us, [sanitized(end) for end in ends], printable(inputs), read)
        if why:
            self._say(f"Runs that are over stay in memory: {why}.")
        return not why

    def reach(self, t_us: int) -> None:
        """The session lasts at least until `t_us`."""
        self._length_us = max(self._length_us, t_us)

    def settle(self) -> None:
        """Sort everything now rather than at the first query."""
        for log in self._runs.hot():
            log.spans.settle()


def _settled_totals(log: RunLog) -> list[LaneTotals]:
    settled = (store.settle() for store in log.totals.values())
    return [event for event in settled if event is not None]


def _program_version() -> str:
    try:
        return version("concviz")
    except PackageNotFoundError:
        return "unknown"
