"""What the rules of "What you see" may speak of: measured numbers only (`gather` computes them, once for a snapshot)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ..model.program_facts import ProgramTime
from ..model.run_facts import RunError
from ..model.states import Ledger
from ..model.vocabulary import RunStatus
from ..session.events import LAB, Machine, Source
from .cores import Surroundings
from .earlier_runs import Baseline
from .program.program_asks import Asking
from .run.account import SEEN
from .run.usage import Usage

if TYPE_CHECKING:
    from .cluster.cluster_view import ClusterView


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
    cluster_cores: int = 0
    """Of all nodes of the cluster that does the run; 0 on this machine."""
    task_s: float = 0.0
    """What a task costs a thread of that cluster …"""
    chunk: int = 0
    """… and how many items were handed over at once; 0 where it isn't known, as before the run is over."""
    cluster: ClusterView | None = None
    """A cluster that is watched; then `cluster_cores` are its nodes'."""
    status: RunStatus | Literal["none"] = "none"
    """`none`: nothing has run."""
    worker: str = "main"
    """Of the model: `main`, `thread`, `process`, `interpreter`, `coroutine`."""
    model: str = ""
    awaitable: bool = False
    """Whether the task's I/O can be awaited."""
    awaits: bool = False
    """Whether the items are coroutines of the user's own, each in an event loop of its worker's."""
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
    processes_before: Baseline | None = None
    """An earlier run with processes of this machine."""
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
    """Share of compute in which a step of a coroutine stood still, and the event loop with it …"""
    loop_no_core: float = 0.0
    """… and the share in which the loop's thread waited for a core."""
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
    """… where their time went: lately, and once it is over from its beginning to its end, …"""
    asks: tuple[Asking, ...] = ()
    """… and what they asked of the kernel, those that were busy or woke often."""
    has_python: bool | None = None
    """Whether any of its processes has a Python in it; None where that isn't known."""

    @property
    def usable(self) -> float:
        """Cores that the run may use."""
        return self.cluster_cores or self.machine.usable_cores

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
        """Cores that the workers used themselves: what the function started, and what handed out items to them, apart."""
        return self.usage.cores_used - self.usage.own_helpers_cores - self.usage.model_cores

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
