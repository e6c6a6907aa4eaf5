"""A run as a session knows it: its plan, the facts of its phases, its result, and why it failed.

Each of these is in a file and in `--json` as a mapping. They grow with the program, so none has a field without a default: an older
recording has fewer of them. The order of fields is that of the JSON.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from .machine_facts import MachineFacts
from .numbers import Count, Measured, Whole
from .states import Ledger
from .vocabulary import PlannedKind, WorkerKind

VERSION = 1
MOST_NAMES = 64
Options = Annotated[dict[str, str | bool | Whole | Measured], Meta(max_length=MOST_NAMES)]
Counts = Annotated[dict[str, Count], Meta(max_length=MOST_NAMES)]
Seconds = Annotated[dict[str, Measured], Meta(max_length=MOST_NAMES)]


class Peak(NamedTuple):
    """The most there were at once."""

    processes: int = 0
    threads: int = 0


WATCHED, ATTACHED = "watch", "attach"
"""The models of a program that was started to be watched, and of one that ran already when it was first looked at."""


class RunPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What was to be run, with what task and model are called; it names no path and nothing that the user typed."""

    task: str = ""
    model: str = ""
    workers: Count = 0
    size_s: Measured | None = None
    items: Count | None = None
    start_method: str | None = None
    chunk: Count = 1
    seed: Whole = 0
    nice: Whole | None = None
    options: Options = {}
    python: str = ""
    """`3.14.2` or `3.13.5t`."""
    kind: PlannedKind = "cpu"
    title: str = ""
    """The task's, for a person."""
    awaitable: bool = False
    """Whether the task's I/O can be awaited."""
    worker: WorkerKind | None = None
    """The model's; None where it isn't known."""
    model_title: str = ""
    sized: bool = True
    """Whether the number of items was found from `size_s`."""

    @property
    def task_title(self) -> str:
        """What a person calls the task."""
        return self.title or self.task

    @property
    def title_of_model(self) -> str:
        """What a person calls the model."""
        return self.model_title or self.model

    def same_work(self, other: RunPlan) -> bool:
        """Whether both were asked to do the same items."""
        mine = (self.task, self.items, self.seed, self.options)
        return self.items is not None and mine == (other.task, other.items, other.seed, other.options)


class PhaseFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the lab said as it passed a phase; which phase says what stands behind the names."""

    pid: Count | None = None  # started
    python: str = ""  # imported
    gil: bool | None = None
    nice: Whole | None = None
    start_method: str | None = None
    items: Count | None = None  # items_ready
    rusage_self_s: Measured | None = None  # workers_asked, results_in, workers_gone
    """CPU seconds of the lab itself until then, by getrusage."""
    rusage_children_s: Measured | None = None
    """The same of its children that have ended."""
    answer: str | None = None  # combined
    digest: str | None = None
    pickled_bytes: Count | None = None  # items_ready (the items), combined (the results)
    pickle_s: Measured | None = None
    unpickle_s: Measured | None = None
    unpicklable: str = ""
    """The error with which pickling failed."""
    loop_lag_s: Measured | None = None  # workers_gone
    """By how much a sleep of a millisecond on the event loop was late, in the median …"""
    loop_lag_worst_s: Measured | None = None
    """… and at worst; see `engine/lab/loop_lag.py`."""
    inputs: str = ""  # items_ready
    """A digest of the inputs of a function of the user's."""
    task_s: Measured | None = None  # workers_asked; workers_gone of a cluster of the run's own
    """What a task costs a thread of the cluster, whatever it does."""
    chunk: Count | None = None  # workers_gone
    """How many items were handed over at once, on a cluster that finds that out."""


ANOTHER_PYTHON = "choose another with --python"
"""How the message ends where the run's Python can't be started: the same run would fail again."""


class RunError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a run failed; without a message it didn't."""

    message: str = ""
    """One sentence."""
    item: Whole | None = None
    lane: Whole | None = None
    signal: Whole | None = None
    """What ended a worker, or the lab."""
    traceback: str = ""


class NodeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One machine of the cluster that did a run."""

    node: Count = 0
    """From 1."""
    workers: Count = 0
    """Worker processes."""
    lanes: Count = 0
    """Threads of them that did items."""
    cores: Count = 0
    """That a worker may use."""
    cores_used: Measured = 0.0
    """CPU of its worker processes over compute; of its lanes' threads alone where the processes' isn't known."""
    offset_s: Measured = 0.0
    """How far its clock was from ours …"""
    within_s: Measured = 0.0
    """… and by how much at most that is wrong, and with it where its spans lie beside those of others."""
    cpu_s: Measured | None = None
    """CPU of its worker processes by getrusage, from just before the first item to just after the last result."""
    rest_cores: Measured | None = None
    """Cores that others used there meanwhile; None: not known."""
    moved_s: Measured | None = None
    """Its workers fetched inputs and unpickled tasks, added up."""
    sent_bytes: Count | None = None
    """Results and inputs that have gone from its workers to whomever."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to. Seconds, bytes and counts as the names say; None stands for what was not measured.

    The same for `run --json`, the API, studies and the file.
    """

    version: Count = VERSION
    task: str = ""
    model: str = ""
    workers: Count = 0
    items: Count = 0
    python: str = ""
    gil: bool | None = None
    nice: Whole = 0
    seed: Whole = 0
    wall_s: Measured | None = None
    """From asking for the workers to the last result in hand."""
    startup_s: Measured | None = None
    """From asking for the workers to the first item begun."""
    compute_s: Measured | None = None
    """From the first item begun to the last item ended."""
    cpu_s: Measured | None = None
    cores_used: Measured | None = None
    own_helpers_cores: Measured = 0.0
    """The part of `cores_used` that the function's own threads and children used."""
    overlap: Measured = 0.0
    """How much waiting and computing went on at the same time; 1.0 is one after the other."""
    usable_cores: Measured = 0.0
    peak_threads: Count = 0
    peak_processes: Count = 0
    threads_by_role: Counts = {}
    processes_by_role: Counts = {}
    ledger: Ledger = Ledger()
    handoffs_per_s: Measured | None = None
    dropped_spans: Count = 0
    answer: str = ""
    digest: str = ""
    """SHA-256 over the results in item order."""
    verdict: str = ""
    phases: Seconds = {}
    """Since the run was asked for."""
    machine: MachineFacts | None = None
    rusage_s: Measured | None = None
    """CPU seconds of the lab by getrusage, from asking for the workers until they were gone: a second witness for `cpu_s`."""
    rusage_differs: str = ""
    """By how much that differs from `cpu_s` and why, in a sentence; '' where the two agree."""
    loop_lag_s: Measured | None = None
    """By how much a sleep of a millisecond on the event loop was late while items were worked on, in the median …"""
    loop_lag_worst_s: Measured | None = None
    """… and at worst; None without a loop, or where it was looked at too rarely."""
    nodes: list[NodeFacts] = []
    """The machines of the cluster that did it; none for this one."""
    chunk: Count = 0
    """Items that were handed over at once on that cluster …"""
    task_s: Measured | None = None
    """… and what each handing over costs a thread of it, measured beforehand."""

    @property
    def peak(self) -> Peak:
        """The most processes and threads at once."""
        return Peak(self.peak_processes, self.peak_threads)
