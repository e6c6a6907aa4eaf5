"""What a lab is asked to do, in the one line it is started with, and how far it has come with it."""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

from ..report import Report
from .starts import Starts

Mode = Literal["run", "calibrate", "count", "show", "inspect", "experiment"]


class Request(NamedTuple):
    """The line, on both sides of it."""

    mode: Mode
    task: str
    """A module, or a function of the user's, as `loading` finds it; the experiment's name."""
    folder: str
    """Where lanes are made, and what goes with the run."""
    nice: int
    options: dict[str, Any]
    """The task's, by their names, as they are handed to it."""
    model: str = ""
    worker: str = ""
    handed_over: bool = False
    """Whether items and results are pickled on their way to the workers and back."""
    workers: int = 0
    items: int | None = None
    inputs: bool = False
    """Whether the items are a function's own inputs, at most `items`."""
    seed: int = 0
    chunk: int | None = None
    start_method: str | None = None
    cluster: str = ""
    """The address of a scheduler whose workers do the items; '' for workers of the run's own."""
    world: dict[str, str] | None = None
    scratch: str = ""
    capacity: int = 0
    """Of each lane, in spans."""
    budget_s: float = 0.0
    item: int = 0
    """The one that is to be shown."""
    calls: int = 0
    pool: int = 0
    """Of an inspection: how many calls at most, and the workers of a pool that is timed."""

    def line(self) -> bytes:
        """As JSON."""
        return json.dumps(self._asdict()).encode()


class Lab:
    """The lab as it goes on: what it was asked, and what explains an error: who was started, what was made."""

    def __init__(self, request: Request, report: Report) -> None:
        self.request, self.report, self.starts = request, report, Starts()
        self.importing = request.task
        self.made: list[Any] = []
        """The items, without their numbers."""
