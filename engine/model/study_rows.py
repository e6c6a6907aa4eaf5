"""A row of a comparison or a sweep: one model, or one number of workers, and where the time of its typical run went."""

from __future__ import annotations

import math
from statistics import median_low
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from .numbers import Amount, Count
from .run_facts import Peak
from .states import Ledger, Piece

BASELINE = "sequential"
"""The model that the others are compared with."""
RowStatus = Literal["done", "failed", "not run"]
Against = Literal["", "baseline", "faster", "slower", "no clear difference"]
"""How a row stands against the baseline; '' where there is none, or too few repeats to tell."""
Same = Literal["equal", "varies", "wrong"]
"""A row's results beside those of the baseline. `varies`: the baseline's own differ from run to run, so nothing follows from it."""
Seconds = Annotated[list[Amount], Meta(max_length=10_000)]
Counts = Annotated[list[Count], Meta(max_length=10_000)]


class Interval(msgspec.Struct, frozen=True):
    """A median and where the true one lies."""

    median: Amount
    low: Amount
    high: Amount

    def __post_init__(self) -> None:
        """Check the order.

        Raises:
            ValueError: the median is not between the ends.
        """
        if not self.low <= self.median <= self.high:
            raise ValueError("the median is not between the ends")


class Loss(msgspec.Struct, frozen=True):
    """The piece that costs most beyond the ideal."""

    piece: Piece
    seconds: Amount


class Waterfall(msgspec.Struct, frozen=True, kw_only=True):
    """Where the time of one run went, from asking for it until its workers were gone."""

    pieces: Annotated[dict[Piece, Amount], Meta(max_length=64)]
    """Seconds, in the order in which they come; those of length zero are left out."""
    sum_s: Amount = 0.0
    total_s: Annotated[float, Meta(gt=0, lt=1 << 53)]
    """By the clock."""
    ideal_s: Amount | None = None
    """How long computing would take with the CPU time of the sequential run spread evenly; None where there is no such run."""
    biggest_loss: Loss | None = None
    """None where none is worth a name."""


class Pickled(msgspec.Struct, frozen=True):
    """Bytes handed to workers and back."""

    out: Count
    back: Count

    @property
    def total(self) -> int:
        """Both ways together."""
        return self.out + self.back


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One model, or one number of workers; medians over the repeats that count. None stands for what was not measured (yet)."""

    model: str
    python: str
    """`3.11.7`, `3.13.5t`; what was asked for where there is none like that."""
    workers: Annotated[int, Meta(ge=1, lt=1 << 53)]
    wall_s: Interval | None = None
    speedup: Interval | None = None
    cores_used: Amount | None = None
    startup_s: Amount | None = None
    peak_threads: Count | None = None
    peak_processes: Count | None = None
    memory_bytes: Count | None = None
    """The most that any repeat needed, over all processes."""
    pickled_bytes: Pickled | None = None
    context_switches: Count | None = None
    digest: str | None = None
    same: Same | None = None
    """The results of all repeats beside the baseline's; None where that can't be told (yet)."""
    disturbed: bool | None = None
    """Whether other programs used more than 10 % of a core during one of the repeats."""
    waterfall: Waterfall | None = None
    """Of the repeat whose wall time is the median."""
    name: str
    """As it was asked for: `threads@3.13t`; in a sweep the number of workers."""
    status: RowStatus = "not run"
    error: str = ""
    difference: Against = ""
    level: Amount = 0.0
    """The probability that can be claimed for low to high."""
    repeats: Seconds = []
    """Wall time of each."""
    runs: Counts = []
    """The session's number of each."""
    outliers: Counts = []
    """Places among the repeats."""
    thrown_away: Annotated[list[str], Meta(max_length=10_000)] = []
    """Why repeats were void."""
    disturbed_runs: Count = 0
    """Those that were replaced included."""
    rest_cores: Amount | None = None
    """The most that other programs used."""
    memory_kind: str = ""
    """`pss`, or `rss` (shared pages then count in every process)."""
    gil: bool | None = None
    answer: str = ""
    ledger: Ledger | None = None
    """Where the workers' time went in the repeat whose wall time is the median."""
    overlap: Amount | None = None
    """Of the same one; see the result of a run."""
    own_helpers_cores: Amount | None = None
    """Of the same one."""
    loop_lag_s: Amount | None = None
    """Of the same one: how late its event loop was; None without one."""

    @property
    def sound(self) -> bool:
        """Measured to its end, and its answer isn't known to be wrong."""
        return self.wall_s is not None and self.same in ("equal", "varies") and self.status == "done"

    @property
    def peak(self) -> Peak:
        """The most processes and threads at once in any repeat; 0 where that was not measured."""
        return Peak(self.peak_processes or 0, self.peak_threads or 0)

    @property
    def median_s(self) -> float:
        """Of the wall time; endless where that was not measured."""
        return self.wall_s.median if self.wall_s else math.inf

    @property
    def typical_run(self) -> int | None:
        """The session's number of the repeat whose wall time is the median."""
        if not self.repeats or len(self.repeats) != len(self.runs):
            return None
        return self.runs[self.repeats.index(median_low(self.repeats))]

    @property
    def tells_all(self) -> bool:
        """Whether it has all that goes with what it has."""
        if self.wall_s is None:
            return self.waterfall is None and not self.repeats
        given = (
            self.cores_used,
            self.startup_s,
            self.peak_threads,
            self.peak_processes,
            self.disturbed,
            self.digest,
        )
        known = None not in given and (self.rest_cores is not None or not self.disturbed)
        return known and bool(self.repeats) and all(place < len(self.repeats) for place in self.outliers)
