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

from typing import Annotated

import msgspec
from msgspec import Meta

from ...model.numbers import MAX_CORES, Core, CoreTime, Count
from .fields import Event
from .run_events import PHASES, LaneOpened, LaneTotals, Output, Phase, Progress, RunEnded, RunStarted, Spans
from .sample_events import Cores, HiddenCpu, Memory, Missing, OwnUsage, ProcessTable, States, Threads, Throttled
from .source_events import LAB, Source
from .study_events import Chapter, Difference, Note, Study

FORMAT_VERSION = 1


class Machine(msgspec.Struct, frozen=True, array_like=True):
    """What the session was recorded on."""

    system: str
    """`Linux 6.18 x86_64`: kernel name, release, architecture."""
    cpu: str
    """The processor's own name, or ''."""
    cores: Annotated[int, Meta(ge=1, le=MAX_CORES)]
    """Logical cores the kernel shows; the length of every per-core list."""
    physical_cores: Core | None
    affinity: tuple[Core, ...]
    """The logical cores this process may use (indices), all of them where the system has no affinity."""
    quota_cores: CoreTime | None
    """Cores' worth of CPU time that the cgroup allows, None for no limit."""
    usable_cores: CoreTime
    """min(len(affinity), quota_cores)."""
    memory_bytes: Count
    python: str
    """The version of the Python that recorded, e.g. `3.14.2`."""


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
    | Spans
    | LaneTotals
    | Cores
    | ProcessTable
    | Threads
    | HiddenCpu
    | States
    | Memory
    | OwnUsage
    | Throttled
    | Progress
    | RunEnded
    | Missing
    | Output
    | Source
    | Chapter
    | Note
    | Study
    | Difference
)

__all__ = [
    "FORMAT_VERSION", "LAB", "PHASES", "AnyEvent", "Chapter", "Cores", "Difference", "Event", "Header", "HiddenCpu", "LaneOpened",
    "LaneTotals", "Machine", "Memory", "Missing", "Note", "Output", "OwnUsage", "Phase", "ProcessTable", "Progress", "RunEnded",
    "RunStarted", "Source", "Spans", "States", "Study", "Threads", "Throttled",
]  # fmt: skip
