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

from ...model.machine_facts import Machine
from .cluster_events import ClusterState, ClusterThreads, PrefixRow, WorkerRow
from .fields import Event
from .lesson_events import LessonStep, Predicted, Revealed
from .program_events import Asks, AsyncTasks, CodeLines, Pythons, Targets
from .run_events import (
    PHASES,
    LaneOpened,
    LaneTotals,
    Library,
    Node,
    NodeUse,
    Output,
    Phase,
    Places,
    Progress,
    RunEnded,
    RunStarted,
    Spans,
    Standstill,
)
from .sample_events import (
    Awaits,
    Cores,
    HiddenCpu,
    Memory,
    Missing,
    OwnUsage,
    ProcessTable,
    States,
    Stopped,
    ThreadNames,
    Threads,
    Throttled,
)
from .source_events import LAB, Source
from .study_events import Chapter, Difference, Note, Study

FORMAT_VERSION = 1


class Header(Event, frozen=True, array_like=True, tag="concviz"):
    """Line 1."""

    version: int
    created: str
    """UTC, ISO 8601, to the second."""
    program: str
    """Version of concviz that wrote it."""
    machine: Machine


AnyEvent = (
    Header
    | RunStarted
    | Phase
    | LaneOpened
    | Node
    | NodeUse
    | ClusterState
    | ClusterThreads
    | Spans
    | LaneTotals
    | Cores
    | ProcessTable
    | ThreadNames
    | Targets
    | CodeLines
    | Asks
    | Pythons
    | AsyncTasks
    | Threads
    | HiddenCpu
    | Awaits
    | States
    | Stopped
    | Memory
    | OwnUsage
    | Throttled
    | Progress
    | RunEnded
    | Missing
    | Output
    | Standstill
    | Places
    | Library
    | Source
    | Chapter
    | Note
    | Study
    | Difference
    | LessonStep
    | Predicted
    | Revealed
)

__all__ = [
    "FORMAT_VERSION", "LAB", "PHASES", "AnyEvent", "Asks", "AsyncTasks", "Awaits", "Chapter", "ClusterState",
    "ClusterThreads", "CodeLines",
    "Cores", "Difference", "Event", "Header", "HiddenCpu", "LaneOpened",
    "LaneTotals", "LessonStep", "Library", "Machine", "Memory", "Missing", "Node", "NodeUse", "Note", "Output", "OwnUsage",
    "Phase", "Places", "Predicted", "PrefixRow", "ProcessTable", "Progress", "Pythons",
    "Revealed", "RunEnded", "RunStarted", "Source", "Spans", "Standstill",
    "States", "Stopped", "Study", "Targets", "ThreadNames", "Threads", "Throttled", "WorkerRow",
]  # fmt: skip
