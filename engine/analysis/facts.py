"""What the rules of "What you see" may speak of: computed once for a snapshot, measured numbers only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..model.ledger_shares import Ledger
from ..model.program_facts import ProgramTime
from ..model.run_facts import RunError
from ..model.vocabulary import RunStatus
from ..session.events import LAB, Machine, Source
from .cores import STALE_US, Surroundings, over_window, surroundings
from .earlier_runs import Baseline, differs_from, sequential, sequential_digests
from .memo import LATE_US, memo
from .program.program_lately import AROUND_US, program_lately, throttled_lately
from .run.account import SEEN
from .run.figures import RunFigures
from .run.thread_clocks import EDGE_US
from .run.usage import Usage

if TYPE_CHECKING:
    from ..session.memory.log import Session


PERIOD_US = 100_000
"""Of a quota. What is read so shortly after the last item ended counts as well: a run of half a second has no other reading."""
ENOUGH_PLACES, MOSTLY_THERE = 8, 0.5
"""How often workers must have been looked at for a line to be named, and the share of the looks that must have met them there."""
BUSY_CORES = 0.5
"""Others that take less than this in total are not spoken of."""
FULL = 0.9
"""Of the cores in use, by whomever: then there was nothing left for one more worker."""
WAITED = 0.1
"""Share of the workers' time spent waiting for a core from which on it counts."""


TALKS = 0.2
"""Share of the workers' time spent waiting for I/O from which on it is said that they wait."""
WAITS = (*SEEN, "wait_loop")
"""What work waits for by itself, whatever the machine does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One run at one play head, and what was around it."""

    machine: Machine
    status: RunStatus | Literal["none"] = "none"
    """`none`: nothing has run."""
    worker: str = "main"
    """Of the model: `main`, `thread`, `process`, `interpreter`, `coroutine`."""
    model: str = ""
    awaitable: bool = False
    awaits: bool = False
    """Whether the items are coroutines of the user's own, each in an event loop of its worker's."""
    """Whether the task's I/O can be awaited."""
    gil: bool | None = None
    asked: int = 0
    """Workers asked for."""
    lanes: int = 0
    """Workers seen at work."""
    threads: int = 0
    """Threads that the workers sit on."""
    processes: int = 0
    """Processes that the workers sit in."""
    done: int = 0
    total: int = 0
    """Items, 0 where not known."""
    usage: Usage = field(default_factory=Usage)
    ledger: Ledger = field(default_factory=Ledger)
    around: Surroundings = field(default_factory=Surroundings)
    own_cores: float = 0.0
    """concviz itself, which is a part of the rest of the machine."""
    throttled_periods: int = 0
    throttled_s: float = 0.0
    """Added up over cores."""
    sequential: Baseline | None = None
    differs_from: str = ""
    """The model of an earlier run whose digest differs on the same items, which don't vary by themselves."""
    agreeing: int = 0
    """How many sequential runs of these items came to the same results, which this run did not come to."""
    answers_vary: bool = False
    """Whether sequential runs of these items differ from each other."""
    error: RunError = field(default_factory=RunError)
    still: str = ""
    """Where the workers are at whom no item has ended for long, a sentence; '' where that isn't so."""
    place: str = ""
    """The line of the user's at which the workers were met most, where that is one: `work.py line 31, in job()`."""
    library: str = ""
    """A library that computes with threads of its own in each process, …"""
    library_threads: int = 0
    """… with how many for a call, the caller's included, …"""
    library_variable: str = ""
    """… and the environment variable that limits them."""
    loop_blocked: float = 0.0
    """Share of compute in which a step of a coroutine stood still, and the event loop with it."""
    held_no_core: float | None = None
    """Share of compute in which who held the GIL had no core; None where that isn't known."""
    held_waiting: float | None = None
    """Share of compute in which who held the GIL was blocked."""
    source: Source = LAB
    seen_threads: int = 0
    seen_processes: int = 0
    """Those that the system shows now, of a source that tells of no workers …"""
    cores_now: float = 0.0
    """… the cores that they use …"""
    program: ProgramTime = field(default_factory=ProgramTime)
    """… and where their time went: lately, and once it is over from its beginning to its end."""

    @property
    def usable(self) -> float:
        """Cores that the run may use."""
        return self.machine.usable_cores

    @property
    def others(self) -> float:
        """Cores that other programs took, on all of the machine."""
        return max(self.around.rest_cores - self.own_cores, 0.0)

    @property
    def crowded_by(self) -> float:
        """Cores that others took of those that the run may use, where they left it too few; else 0.

        Too few: threads of the run waited for a core, or hardly any of the cores was left. Where the workers wait for answers
        the others may be what they talk to, so nothing is said of them. Who used up a quota lost nothing to others.
        """
        if self.throttled and self.usage.cores_used >= FULL * self.usable:
            return 0.0
        others = max(self.around.usable_rest - self.own_cores, 0.0)
        cores = len(self.machine.affinity) or self.machine.cores
        full = self.usage.cores_used + self.around.usable_rest >= FULL * cores
        if self.waits_for_others or others < BUSY_CORES or not (full or self.ledger.wait_core >= WAITED):
            return 0.0
        return others

    @property
    def share_one_gil(self) -> bool:
        """Whether the workers are threads that share a GIL; processes and interpreters have one each."""
        return self.gil is True and self.worker == "thread" and self.threads >= 2 and self.processes == 1

    @property
    def workers_cores(self) -> float:
        """Cores that the workers used themselves, without what the function's own threads and children used."""
        return self.usage.cores_used - self.usage.own_helpers_cores

    @property
    def throttled(self) -> bool:
        """Whether the run was held back by a quota."""
        return self.machine.quota_cores is not None and self.throttled_s > 0 and self.throttled_periods > 0

    @property
    def looked(self) -> bool:
        """Whether what the workers waited for was looked at, and not inferred."""
        return self.ledger.looks > 0

    def limited_by(self, name: str, least: float) -> bool:
        """Whether the workers spent that share on this, and on no other wait more; waiting for a core is no wait of the work's own."""
        share = self.ledger.share(name)
        return share >= least and all(self.ledger.share(other) <= share for other in WAITS)

    @property
    def waits_for_others(self) -> bool:
        """Whether the workers wait for answers: then what keeps the machine busy may be what they talk to."""
        return self.ledger.wait_io >= TALKS

    @property
    def over(self) -> bool:
        """The run has ended, in whatever way."""
        return self.status in ("done", "failed", "stopped")

    @property
    def settled(self) -> bool:
        """There is enough to speak of: some items done, and a third of a second of compute unless the run is over.

        Then it must have been longer than the time between two samples: else nothing but the lanes tells of it.
        """
        enough = self.usage.compute_s >= 0.3 or (self.status == "done" and self.usage.compute_s > 0.1)
        return self.lanes > 0 and self.done > 0 and enough


def facts(session: Session, figures: RunFigures | None, t_us: int, status: RunStatus | None = None) -> Facts:
    """Everything the rules may ask about the play head; `status` where it is another than the figures say."""
    known_us = figures.end.t_us if figures is not None and figures.end is not None else t_us
    own = session.own(known_us)
    own_cores = own.program_permille / 1000 if own is not None else 0.0
    if figures is None:
        around = surroundings(session, t_us - AROUND_US, t_us)
        return Facts(machine=session.machine, around=around, own_cores=own_cores, source=session.source())
    status = status or figures.status
    if not session.source().lanes:
        return _observed(session, figures.started.run, status, own_cores, t_us)
    plan, table = figures.plan, figures.table
    digest = figures.said("combined").digest
    right = sequential_digests(session, figures, t_us)
    answers_vary = bool(digest) and len(set(right)) > 1
    library = session.library(figures.started.run, t_us)
    done, total = figures.items(session.progress(figures.started.run, t_us))
    periods, throttled_s = _throttled(session, figures, t_us)
    return Facts(
        machine=session.machine,
        status=status,
        worker=plan.worker or _worker(figures),
        model=plan.model,
        awaitable=plan.awaitable,
        awaits=plan.kind == "own" and plan.awaitable and plan.worker != "coroutine",
        gil=figures.gil,
        asked=plan.workers,
        lanes=len(table),
        threads=len(np.unique(table.thread)),
        processes=len(np.unique(table.pid)),
        done=done,
        total=total,
        usage=figures.usage,
        ledger=figures.ledger,
        around=_around(session, figures, t_us),
        own_cores=own_cores,
        throttled_periods=periods,
        throttled_s=throttled_s,
        sequential=sequential(session, figures, t_us),
        differs_from="" if answers_vary else differs_from(session, figures, t_us),
        agreeing=len(right) if len(set(right)) == 1 and digest and digest not in right else 0,
        answers_vary=answers_vary,
        still=session.standstill(figures.started.run, t_us) if status == "running" else "",
        place=_place(session, figures.started.run, t_us),
        library=library.name if library is not None else "",
        library_threads=library.threads if library is not None else 0,
        library_variable=library.variable if library is not None else "",
        loop_blocked=figures.loop_blocked,
        held_no_core=figures.held("held_no_core_us"),
        held_waiting=figures.held("held_waiting_us"),
        error=figures.end.error if figures.end is not None else RunError(),
    )


def _place(session: Session, run: int, t_us: int) -> str:
    """Where the workers were met most, if it was half of the time and they were looked at often enough."""
    told = session.places(run, t_us)
    if told is None or told.looks < ENOUGH_PLACES or not told.places:
        return ""
    place, times = max(told.places, key=lambda pair: pair[1])
    return place if times >= MOSTLY_THERE * told.looks else ""


def _observed(session: Session, run: int, status: RunStatus, own_cores: float, t_us: int) -> Facts:
    """Of a source without workers: what the system shows at the play head."""
    who = session.who(run, t_us)
    columns = session.cores(t_us - STALE_US, t_us)
    periods, throttled_s = throttled_lately(session, run, t_us)
    return Facts(
        machine=session.machine,
        status=status,
        around=surroundings(session, t_us - AROUND_US, t_us),
        own_cores=own_cores,
        source=session.source(),
        seen_threads=len(who.rows) if who is not None else 0,
        seen_processes=len(who.processes) if who is not None else 0,
        cores_now=over_window(columns, t_us, session.machine.cores)[2],
        throttled_periods=periods,
        throttled_s=throttled_s,
        program=program_lately(session, run, status, t_us),
    )


def _worker(figures: RunFigures) -> str:
    """What does the items, by the lanes themselves, where the plan does not say."""
    return str(figures.table.kind[0]) if len(figures.table) else "main"


def _around(session: Session, figures: RunFigures, t_us: int) -> Surroundings:
    """The rest of the machine: over all of compute once the run is over, else lately.

    After the run's end no later sample counts: what was said at the end stays said.
    """
    start = figures.usage.first_us
    if not figures.over:
        return surroundings(session, max(t_us - AROUND_US, start), t_us)
    if figures.end is None:
        return surroundings(session, start, figures.until_us, t_us)
    keep = memo(session, figures.started.run).ended
    if "around" in keep:
        return keep["around"]
    found = surroundings(session, start, figures.until_us, min(figures.end.t_us, figures.until_us + EDGE_US))
    if session.length_us > figures.end.t_us + LATE_US:
        keep["around"] = found
    return found


def _throttled(session: Session, figures: RunFigures, t_us: int) -> tuple[int, float]:
    """Periods and seconds (added up over cores) in which the quota stopped the group since compute began."""
    start = figures.usage.first_us
    until = figures.until_us if figures.over else t_us
    readings = session.throttled(0, t_us)
    after = next((reading for reading in readings if until < reading.t_us <= until + PERIOD_US), None)
    readings = [reading for reading in readings if reading.t_us <= until or reading is after]
    within = [reading for reading in readings if reading.t_us >= start]
    before = [reading for reading in readings if reading.t_us < start]
    base = (before or within)[-1 if before else 0] if readings else None
    if base is None or not within:
        return 0, 0.0
    return within[-1].periods - base.periods, (within[-1].throttled_us - base.throttled_us) / 1e6
