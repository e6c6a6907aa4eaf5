"""What screens show of a comparison or a sweep: frozen values, made by `view`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BASELINE = "sequential"


@dataclass(frozen=True, slots=True)
class Figure:
    """A median and its interval."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row; seconds, bytes, counts. None stands for what is not measured (yet)."""

    name: str
    """As it was asked for: `threads@3.13t`; in a sweep the number of workers."""
    model: str
    python: str
    workers: int
    status: str = "not run"
    """`done`, `failed`, `not run`."""
    error: str = ""
    wall: Figure | None = None
    repeats_s: tuple[float, ...] = ()
    speedup: Figure | None = None
    difference: str = ""
    """Against the baseline: `baseline`, `faster`, `slower`, `no clear difference`."""
    cores_used: float | None = None
    startup_s: float | None = None
    peak_threads: int | None = None
    peak_processes: int | None = None
    memory_bytes: int | None = None
    memory_kind: str = ""
    pickled_bytes: tuple[int, int] | None = None
    """Items out, results back."""
    context_switches: int | None = None
    equal: bool | None = None
    """Whether the results are the right ones."""
    digest: str = ""
    answer: str = ""
    disturbed: bool = False
    rest_cores: float | None = None
    thrown_away: int = 0
    pieces: tuple[tuple[str, float], ...] = ()
    """The waterfall of the typical repeat: name and seconds, in order."""
    total_s: float = 0.0
    ideal_s: float | None = None
    loss: tuple[str, float] | None = None
    """The piece that costs most beyond the ideal, and how many seconds."""
    run: int | None = None
    """The session's number of the typical run."""
    now: str = ""
    """What is being measured of it at this moment: `warm-up`, `measured`, `again`; '' for nothing."""
    running_s: float | None = None
    """How long its run under way has been working; None where none is, or it has not begun to."""


@dataclass(frozen=True, slots=True)
class FitView:
    """A law of scaling."""

    law: str
    """`amdahl` or `usl`."""
    title: str
    drawn: bool
    why: str
    parameters: Mapping[str, Figure]
    curve: tuple[tuple[float, float, float, float], ...]
    """(workers, speed-up, low, high)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPage:
    """One comparison or sweep at one play head."""

    study: int
    kind: str
    """`compare` or `sweep`."""
    task: str
    title: str
    """The task's."""
    task_kind: str = "cpu"
    """`cpu`, `io` or `released`."""
    items: int | None = None
    rows: tuple[RowView, ...] = ()
    usable_cores: float = 1.0
    cores: int = 1
    begun_us: int = 0
    status: str = "measuring"
    """`measuring`, `done`, `stopped`; `cut off` for one whose end was never written."""
    progress: float = 0.0
    """Share of the time that it will take, as far as that is known."""
    left_s: float = 0.0
    runs: int = 0
    """Runs that have ended, warm-ups included."""
    again: int = 0
    """Runs that were disturbed or void, and made again."""
    verdict: str = ""
    noisy: bool = False
    out_of_time: bool = False
    took_s: float = 0.0
    fits: tuple[FitView, ...] = ()
    ceilings: tuple[tuple[str, float], ...] = ()
    best_workers: int | None = None
    live: bool = True
    """Whether more could be measured; not in a session that was read from a file."""

    @property
    def model(self) -> str:
        """What a sweep sweeps."""
        return next((row.model for row in self.rows if row.name != BASELINE), "")

    @property
    def ceiling(self) -> float | None:
        """No speed-up beyond this can come from cores; None for a task that waits, where it can come from waiting."""
        return None if self.task_kind == "io" else self.usable_cores

    @property
    def measuring(self) -> str:
        """The row that is being measured, '' for none."""
        return next((row.name for row in self.rows if row.now), "")
