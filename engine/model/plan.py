"""What to run: validated, frozen, JSON in and out.

A plan names everything that decides what a run does, so that two runs of the same plan do the same work. It is checked
here, once, before anything is started; every mistake that a person can make has its own sentence.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import msgspec

from ..text.suggest import unknown
from .errors import PlanError

MAX_WORKERS = 10_000
MAX_ITEMS = 10_000_000
MAX_SIZE_S = 3600.0
START_METHODS = ("fork", "spawn", "forkserver")
Option = str | int | float | bool


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One run, ready to be handed to a lab."""

    task: str
    model: str = "threads"
    workers: int = 4
    size_s: float = 4.0
    """Seconds of sequential work; used to find `items` where that is None."""
    items: int | None = None
    python: str = sys.executable
    """Path of the interpreter that runs the lab."""
    start_method: str | None = None
    """One of `START_METHODS`, None for the platform's default."""
    chunk: int = 1
    """Items handed over at once, for models that can."""
    cluster: str = ""
    """The address of a cluster that runs, for models that can use one; '' for one of the run's own."""
    seed: int = 1
    nice: int = 10
    options: dict[str, Option] = {}
    """The task's own options, e.g. `{"latency_ms": 40}`."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            PlanError: with one sentence for the first thing that is wrong.
        """
        if not 1 <= self.workers <= MAX_WORKERS:
            raise PlanError(f"--workers must be between 1 and {MAX_WORKERS:,}, not {self.workers:,}")
        if self.items is not None and not 1 <= self.items <= MAX_ITEMS:
            raise PlanError(f"--items must be between 1 and {MAX_ITEMS:,}, not {self.items:,}")
        if not (math.isfinite(self.size_s) and 0 < self.size_s <= MAX_SIZE_S):
            raise PlanError(f"--size must be above 0 and at most {MAX_SIZE_S:,.0f} seconds, not {self.size_s:g}")
        if not 1 <= self.chunk <= MAX_ITEMS:
            raise PlanError(f"--chunk must be at least 1, not {self.chunk}")
        if not 0 <= self.nice <= 19:
            raise PlanError(f"--nice must be between 0 and 19, not {self.nice}")
        if self.start_method is not None and self.start_method not in START_METHODS:
            raise PlanError(unknown("start method", self.start_method, START_METHODS))

    def replace(self, **changes: Any) -> Plan:
        """The same plan with some fields changed, checked again."""
        return msgspec.structs.replace(self, **changes)
