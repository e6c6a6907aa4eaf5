"""What a session can be asked. Every query takes the play head `t_us` and never tells what happened after it.

With one exception that is a gain in truth: which item a lane was working on at a past instant is known in hindsight, from
the span that ended later (`totals`). `t_us` None means everything so far.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from pathlib import Path
from typing import Any, TypeVar

from ..events import (
    LAB,
    Chapter,
    Difference,
    Event,
    HiddenCpu,
    LaneOpened,
    LaneTotals,
    Machine,
    Memory,
    Missing,
    Node,
    Note,
    Output,
    OwnUsage,
    Phase,
    Predicted,
    ProcessTable,
    Pythons,
    Revealed,
    RunEnded,
    RunStarted,
    Source,
    Standstill,
    Stopped,
    Study,
    ThreadNames,
)
from .columns import CoreColumns, SpanColumns, ThreadColumns
from .picture import Picture
from .runs.ending import Ending
from .runs.run_log import RunLog
from .runs.run_room import RunRoom
from .sample_stores import CoreStore, ThreadStore
from .sorted_events import Timeline, answered, standing
from .state_store import StateColumns, StateStore
from .study_steps import StudyView, studies

E = TypeVar("E", bound=Event)
OfNode = TypeVar("OfNode", ProcessTable, Memory)


class Queries:
    """The half of a session that answers. One lock guards all of it, held for microseconds."""

    def __init__(self, machine: Machine, beside: Path | None = None) -> None:
        self._lock = threading.RLock()
        self._small: defaultdict[type[Event], Timeline[Any]] = defaultdict(Timeline)
        self._runs = RunRoom(self._lock, beside)
        self._cores = {0: CoreStore(machine.cores)}

    def known_runs(self) -> list[int]:
        """Numbers of the runs that anything is known of."""
        return self._runs.numbers()

    def run_log(self, run: int) -> RunLog:
        """Everything of one run, for who reads all of it and changes nothing; empty where nothing is known."""
        return self._runs.find(run) or RunLog()

    def run_begins_us(self, run: int) -> int:
        """The time of the first that was told of a run."""
        return self._runs.first_us(run)

    # ---------------------------------------------------------------- events of one kind

    def upto(self, kind: type[E], run: int | None, t_us: int | None = None) -> list[E]:
        """All events of a kind that is kept as it came, of one run or (None) of none, oldest first."""
        log = self._runs.find(run) if run is not None else None
        with self._lock:
            return self._events(kind, run, log).upto(t_us)

    def latest(self, kind: type[E], run: int | None, t_us: int | None = None) -> E | None:
        """The last of them; None where nobody told."""
        log = self._runs.find(run) if run is not None else None
        with self._lock:
            return self._events(kind, run, log).latest(t_us)

    def between(self, kind: type[E], run: int | None, t0_us: int, t1_us: int) -> list[E]:
        """All that were told in the closed interval [t0, t1]."""
        log = self._runs.find(run) if run is not None else None
        with self._lock:
            return self._events(kind, run, log).between(t0_us, t1_us)

    def _latest_of(self, node: int, kind: type[OfNode], run: int, t_us: int | None) -> OfNode | None:
        latest = self.latest(kind, run, t_us)
        if latest is None or latest.node == node:
            return latest
        return next((event for event in reversed(self.upto(kind, run, t_us)) if event.node == node), None)

    def _events(self, kind: type[E], run: int | None, log: RunLog | None) -> Timeline[E]:
        if run is None:
            return self._small[kind]
        return log.told(kind) if log is not None else Timeline()

    # ---------------------------------------------------------------- who fills it

    def source(self) -> Source:
        """What is known of who fills this session; the lab, where nothing is said."""
        return self.latest(Source, None) or LAB

    # ---------------------------------------------------------------- runs

    def runs(self, t_us: int | None = None) -> list[RunStarted]:
        """The runs started so far, oldest first."""
        return self.upto(RunStarted, None, t_us)

    def run_at(self, t_us: int | None = None) -> RunStarted | None:
        """The run started last."""
        return self.latest(RunStarted, None, t_us)

    def run_end(self, run: int, t_us: int | None = None) -> RunEnded | None:
        """How the run ended, if it has."""
        return self._runs.end(run, t_us)

    def run_ending(self, run: int, t_us: int | None = None) -> Ending | None:
        """The same in short, for who asks of many runs: it is always in memory."""
        return self._runs.ending(run, t_us)

    def phases(self, run: int, t_us: int | None = None) -> list[Phase]:
        """The points of its life that the run's lab has passed."""
        return self.upto(Phase, run, t_us)

    def lanes(self, run: int, t_us: int | None = None) -> list[LaneOpened]:
        """The workers that have begun."""
        return self.upto(LaneOpened, run, t_us)

    def nodes(self, run: int, t_us: int | None = None) -> list[Node]:
        """The machines of the cluster that does the run, as they were last met; none for a run on this machine."""
        return list({event.node: event for event in self.upto(Node, run, t_us)}.values())

    def output(self, run: int, t_us: int | None = None) -> str:
        """What the run has printed."""
        return "".join(event.text for event in self.upto(Output, run, t_us))

    def standstill(self, run: int, t_us: int | None = None) -> str:
        """Where the workers are at whom no item has ended for long; '' where one has ended since, or none was waited for."""
        still = self.latest(Standstill, run, t_us)
        if still is None or sum(each.items for each in self.totals(run, t_us).values()) > still.done:
            return ""
        return still.text

    # ---------------------------------------------------------------- lanes

    def totals(self, run: int, t_us: int | None = None) -> dict[int, LaneTotals]:
        """The last known totals of each lane.

        The history is thinned to 10 a second, later to one in 0.8 s (see `downsample`), so at a past `t_us` the sums can be that
        old (`t_us` of each says how old); the current item is nevertheless the true one of that instant.
        """
        log = self.run_log(run)
        with self._lock:
            return log.lane_totals(t_us)

    def totals_between(self, run: int, t0_us: int, t1_us: int) -> dict[int, tuple[LaneTotals, LaneTotals]]:
        """For rates: each lane's totals at `t0_us` (its first ones where it began later) and at `t1_us`."""
        log = self.run_log(run)
        with self._lock:
            return log.lane_totals_between(t0_us, t1_us)

    def spans(
        self,
        run: int,
        lane: int | None = None,
        t0_us: int | None = None,
        t1_us: int | None = None,
        whole_only: bool = False,
    ) -> SpanColumns:
        """Spans that reach into the closed interval [t0, t1] and ended by t1, sorted by their end.

        `whole_only` leaves out the parts of coroutines' items.
        """
        log = self.run_log(run)
        with self._lock:
            return log.spans.window(lane, t0_us, t1_us, whole_only=whole_only)

    # ---------------------------------------------------------------- samples

    def cores(self, t0_us: int | None = None, t1_us: int | None = None, node: int = 0) -> CoreColumns:
        """What the cores did: the samples taken in the closed interval [t0, t1]."""
        with self._lock:
            return (self._cores.get(node) or CoreStore(0)).window(t0_us, t1_us)

    def who(self, run: int, t_us: int | None = None, node: int = 0) -> ProcessTable | None:
        """The run's threads and processes."""
        return self._latest_of(node, ProcessTable, run, t_us)

    def hidden_cpu_us(self, run: int, t_us: int | None = None) -> int:
        """CPU time so far that no sample of a thread tells."""
        told = self.latest(HiddenCpu, run, t_us)
        return told.cpu_us if told is not None else 0

    def stops(self, run: int, t_us: int | None = None) -> list[Stopped]:
        """When processes of the run were stopped from outside, each once, by their beginnings."""
        told = {(each.begin_us, *each.pids): each for each in self.upto(Stopped, run, t_us)}
        return sorted(told.values(), key=lambda each: each.begin_us)

    def who_history(self, run: int, t_us: int | None = None, node: int = 0) -> list[ProcessTable]:
        """All that the run's set of threads and processes has been."""
        return [event for event in self.upto(ProcessTable, run, t_us) if event.node == node]

    def thread_names(self, run: int, t_us: int | None = None, node: int = 0) -> dict[tuple[int, int], str]:
        """What the system calls a watched program's threads: (pid, tid) to name."""
        told = self.upto(ThreadNames, run, t_us)
        return {(pid, tid): name for event in told if event.node == node for pid, tid, name in event.names}

    def pythons(self, run: int, t_us: int | None = None) -> bool | None:
        """Whether any process of a watched program has had a Python in it so far; None where nobody told."""
        told = self.upto(Pythons, run, t_us)
        return any(each.pids for each in told) if told else None

    def threads(self, run: int, t0_us: int | None = None, t1_us: int | None = None, node: int = 0) -> ThreadColumns:
        """The run's threads: the samples taken in the closed interval [t0, t1], one row a thread and sample."""
        log = self.run_log(run)
        with self._lock:
            return (log.threads.get(node) or ThreadStore()).window(t0_us, t1_us)

    def states(self, run: int, t0_us: int | None = None, t1_us: int | None = None, node: int = 0) -> StateColumns:
        """What the run's threads waited for: told in the closed interval [t0, t1], one row a thread and telling."""
        log = self.run_log(run)
        with self._lock:
            return (log.states.get(node) or StateStore()).window(t0_us, t1_us)

    def last_states(self, run: int, t_us: int, node: int = 0) -> StateColumns:
        """What the run's threads waited for: one row a thread, as it was told last at or before that moment."""
        log = self.run_log(run)
        with self._lock:
            return (log.states.get(node) or StateStore()).latest(t_us)

    def memory(self, run: int, t_us: int | None = None, node: int = 0) -> Memory | None:
        """The last known memory of the run's processes."""
        return self._latest_of(node, Memory, run, t_us)

    def memory_history(self, run: int) -> list[Memory]:
        """All that is known of the memory of the run's processes, oldest first."""
        return [event for event in self.upto(Memory, run) if event.node == 0]

    def own(self, t_us: int | None = None) -> OwnUsage | None:
        """What concviz itself cost last."""
        return self.latest(OwnUsage, None, t_us)

    # ---------------------------------------------------------------- answer

    def picture(self, run: int, t_us: int | None = None) -> Picture | None:
        """The picture so far: (rows, columns) brightness 0 to 15 (255 unpainted), and the item that painted each pixel."""
        log = self.run_log(run)
        with self._lock:
            return log.picture.at(t_us)

    # ---------------------------------------------------------------- studies

    def studies(self, t_us: int | None = None) -> list[StudyView]:
        """The comparisons, sweeps and other experiments so far, oldest first, each as far as it had come."""
        return studies(self.upto(Study, None, t_us))

    def differences(self, t_us: int | None = None) -> list[Difference]:
        """The latest of each cell of the table of differences (property, column and Python), in the order of first sight."""
        return list(
            {(cell.name, cell.column, cell.python): cell for cell in self.upto(Difference, None, t_us)}.values()
        )

    # ---------------------------------------------------------------- lessons

    def predictions(self, t_us: int | None = None) -> list[tuple[Predicted, Revealed | None]]:
        """The latest prediction of each question of a lesson, in the order of first sight, and what was revealed of it since."""
        return answered(self.upto(Predicted, None, t_us), self.upto(Revealed, None, t_us))

    # ---------------------------------------------------------------- marks

    def missing(self, t_us: int | None = None) -> list[Missing]:
        """What could not be measured, and why."""
        return self.upto(Missing, None, t_us)

    def chapters(self, t_us: int | None = None) -> list[Chapter]:
        """Places to come back to."""
        return standing(self.upto(Chapter, None, t_us))

    def notes(self, t_us: int | None = None) -> list[Note]:
        """Captions."""
        return standing(self.upto(Note, None, t_us))
