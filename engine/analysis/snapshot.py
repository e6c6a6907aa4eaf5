"""All that a screen shows at one play head, as one frozen value.

`snapshot(session, t_us)` is the only way from the session to the widgets (the memray pattern: one snapshot flows one
way). A widget gets the snapshot and draws; it asks nothing. Shapes and units stand at the fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from ..model.machine_facts import Machine
from ..model.run_facts import Result, RunError, RunPlan
from ..model.states import CODE, Ledger
from ..model.vocabulary import RunStatus
from ..session.events import LAB, Source

if TYPE_CHECKING:
    from .before_after import BeforeAfter
    from .cluster.cluster_view import ClusterView
    from .program.program_view import ProgramView

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CoreView:
    """The cores over the last window and over a longer history, all as shares 0.0 to 1.0 of one core."""

    run: Floats
    """(cores,) by this run, over the last `window_s`."""
    rest: Floats
    """(cores,) by the rest of the machine."""
    history_run: Floats
    """(cores, steps) oldest first; NaN where nothing was measured."""
    history_rest: Floats
    """(cores, steps)."""
    step_s: float
    """Length of one history step."""
    window_s: float
    cores_used: float
    """Cores that this run used together over the window (0.0 with no run)."""
    rest_used: float
    """Cores that the rest of the machine used together over the window."""
    split_known: bool
    """False where the per-core split can't be had: then `run` is zero, `rest` is all that is busy, `cores_used` holds."""
    measured: bool = True
    """False where there is no sample of the window (before the first one): then nothing is known of now."""


@dataclass(frozen=True, slots=True)
class NodeView:
    """One machine of a cluster, by what its workers have told."""

    node: int
    workers: int
    """Worker processes."""
    cores: int
    """That a worker may use."""
    used: float
    """Cores that the run used there over the last second; of a run that is over, over its computing."""
    history: Floats
    """(steps,) the same in each step of history, oldest first."""
    rest: float = 0.0
    """Cores that others use there; 0 where that isn't known …"""
    history_rest: Floats | None = None
    """… and (steps,) the same in each step of history; None where it isn't."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Pieces of the lanes' time inside a window, for the timeline; parallel arrays, ordered by lane, then start.

    Only itself is equal to it: who asks whether there is anything new to draw has no time to compare arrays.
    """

    lane: Ints
    start_us: Ints
    end_us: Ints
    state: NDArray[np.uint8]
    """See RUN … ASLEEP."""
    core: Ints
    """Of what ran: the core that it ran on, -1 unknown. A span knows the core it ended on; see `timeline.core_places`."""
    item: Ints
    until_us: int = 0
    """How far the lanes are known: the window's right edge. Live it is up to one drain (50 ms) behind the play head, so
    draw the window that ends here, and nothing beyond it."""
    open: NDArray[np.bool_] | None = None
    """Pieces of an item in hand that are its mean share so far, and no moments that were seen; None: none is."""

    @property
    def drawn(self) -> NDArray[np.uint8]:
        """The states, with OPEN for what is open."""
        return self.state if self.open is None else np.where(self.open, OPEN, self.state).astype(np.uint8)


RUN, FAILED, OPEN, ASLEEP = CODE["on_core"], CODE["failed"], CODE["open"], CODE["asleep"]
WAIT_GIL, WAIT_CORE, WAIT_LOOP, WAIT_IO = CODE["wait_gil"], CODE["wait_core"], CODE["wait_loop"], CODE["wait_io"]
"""States of a segment. No segment: idle. OPEN is how an item in hand is drawn where nothing tells when its worker ran."""


@dataclass(frozen=True, slots=True)
class LaneView:
    """One worker."""

    lane: int
    name: str
    """`thread 1`, `process 2`, `coroutine 17`."""
    kind: str
    pid: int
    tid: int
    items: int
    """Finished so far."""
    items_per_s: float
    """Over the last second (less at the start)."""
    current_item: int
    """-1 for none."""
    ended: bool
    dropped: int
    thinned: int


@dataclass(frozen=True, slots=True, eq=False)
class LaneViews(Sequence[LaneView]):
    """The workers, in the order in which they began, a column each field of `LaneView`.

    A view is made when it is asked for: a cluster has thousands of lanes, and a screen shows some of them, four times a second.
    """

    lane: Ints
    name: Sequence[str]
    kind: NDArray[np.str_]
    pid: Ints
    tid: Ints
    items: Ints
    items_per_s: Floats
    current_item: Ints
    ended: NDArray[np.bool_]
    dropped: Ints
    thinned: Ints

    @classmethod
    def of(cls, views: Iterable[LaneView]) -> LaneViews:
        """Those views."""
        rows = list(views)
        whole = [(r.lane, r.pid, r.tid, r.items, r.current_item, r.dropped, r.thinned) for r in rows]
        lane, pid, tid, items, current, dropped, thinned = np.array(whole, dtype=np.int64).reshape(-1, 7).T
        kind, rate = np.array([r.kind for r in rows], dtype=np.str_), np.array([r.items_per_s for r in rows])
        ended = np.array([r.ended for r in rows], dtype=np.bool_)
        names = [r.name for r in rows]
        return cls(lane, names, kind, pid, tid, items, rate, current, ended, dropped, thinned)

    def __len__(self) -> int:
        return len(self.name)

    @overload
    def __getitem__(self, index: int) -> LaneView: ...
    @overload
    def __getitem__(self, index: slice) -> LaneViews: ...
    def __getitem__(self, index: int | slice) -> LaneView | LaneViews:
        if isinstance(index, slice):
            return LaneViews(*(getattr(self, each.name)[index] for each in fields(self)))
        place = range(len(self))[index]
        return next(iter(self[place : place + 1]))

    def __iter__(self) -> Iterator[LaneView]:
        columns = (getattr(self, each.name) for each in fields(self))
        return map(LaneView, *(each.tolist() if isinstance(each, np.ndarray) else each for each in columns))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LaneViews):
            return False
        return all(np.array_equal(getattr(self, each.name), getattr(other, each.name)) for each in fields(self))

    def __hash__(self) -> int:
        return hash(tuple(self.name))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are right now, by role (only roles that have any)."""

    threads: dict[str, int] = field(default_factory=dict)
    processes: dict[str, int] = field(default_factory=dict)
    coroutines: int = 0
    memory_bytes: int | None = None
    """PSS summed where the system has it, else RSS (shared pages then count in every process)."""
    memory_shared_counted: bool = False
    """True where the sum is RSS over more than one process."""
    handoffs_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the run has found so far."""

    text: str = ""
    done: int = 0
    total: int = 0
    picture: NDArray[np.uint8] | None = None
    """(rows, columns) brightness 0 to 15; 255: not yet there."""
    picture_lane: Ints | None = None
    """(rows, columns) lane that painted the pixel, 0 unknown."""
    curve: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class RunView:
    """The run at the play head (the one started last before it)."""

    run: int
    plan: RunPlan
    status: RunStatus
    started_us: int
    ended_us: int | None
    gil: bool | None
    python: str
    phases: dict[str, int]
    """Name to session time in µs, only those passed."""
    result: Result | None
    """None until it has ended."""
    error: RunError
    output: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of "What you see"."""

    rule: str
    """Name of the rule that spoke."""
    headline: str
    """A few words: `Concurrent, not parallel.`"""
    text: str
    """One or two plain sentences with the measured numbers."""
    tone: str = "plain"
    """`good`, `warn`, `bad` or `plain`: how the headline is coloured."""
    tries: tuple[tuple[str, str], ...] = ()
    """(key, what it does): `("m", "processes")`."""
    verdict: str = ""
    """At most eight words for the back row, of measured figures alone: `Threads: 1 core. They take turns.`"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything at one play head."""

    t_us: int
    length_us: int
    """How long the session is so far."""
    machine: Machine
    cores: CoreView
    run: RunView | None
    counts: Counts
    ledger: Ledger
    lanes: LaneViews
    segments: Segments
    answer: Answer
    findings: tuple[Finding, ...]
    own_permille: int | None
    """concviz's own cost in thousandths of one core, None where not yet measured."""
    probe_permille: int | None
    dropped_spans: int
    thinned_spans: int
    missing: tuple[tuple[str, str], ...]
    """(what, why)."""
    chapters: tuple[tuple[int, str, str], ...]
    """(session time in µs, title, kind): kind `run`, `end` or `chapter`; for the time bar."""
    caption: str
    """The note that was set shortly before the play head (as long as it takes to read), or ''."""
    source: Source = LAB
    """Who fills the session, and what it can tell."""
    run_cores: float | None = None
    """Cores that the run has used over its computing so far (as a whole, once it has ended); None before that is known."""

    before_after: BeforeAfter | None = None
    """Two runs on one axis, where that was asked for and there are two."""
    program: ProgramView | None = None
    """A watched program's processes and threads; None where there is a lab."""
    nodes: tuple[NodeView, ...] = ()
    """The machines of the cluster that does the run; none for this one."""
    cluster: ClusterView | None = None
    """Workers and tasks of a cluster that is watched."""

    @property
    def used_now(self) -> float:
        """Cores that the run uses now, on whichever machines it is done."""
        return sum(node.used for node in self.nodes) if self.nodes else self.cores.cores_used

    @property
    def verdict(self) -> Finding | None:
        """The finding that has a verdict; None where none has, or where something went wrong."""
        bad = any(finding.tone == "bad" for finding in self.findings)
        return None if bad else next((finding for finding in self.findings if finding.verdict), None)
