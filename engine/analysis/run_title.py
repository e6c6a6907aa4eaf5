"""What a run is called: `π by Monte Carlo`, `4 threads`, `CPython 3.14.2, GIL`, `done in 4.1 s`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..text.quantities import duration
from ..text.words import plural

if TYPE_CHECKING:
    from ..model.run_facts import RunPlan
    from .snapshot import RunView, Snapshot

PLAIN = ("threads", "processes", "interpreters")
"""Models that are called what their workers are."""


@dataclass(frozen=True, slots=True)
class RunTitle:
    """In parts, so that the last ones can go where there is no room."""

    task: str
    workers: str
    """`4 threads`, `thread pool, 4 threads`, `asyncio, 20 coroutines`, `sequential`."""
    python: str
    """`CPython 3.14.2, GIL`; '' while it isn't known."""
    state: str
    """`starting`, `running, 62%`, `done in 4.1 s`, `failed`, `stopped`."""


def workers_of(plan: RunPlan) -> str:
    """Who does the items, and how they are called."""
    model = plan.title_of_model
    if plan.worker in (None, "main") or not plan.workers:
        return model
    if plan.model in PLAIN:
        return plural(plan.workers, plan.worker or "worker")
    return f"{model}, {plural(plan.workers, plan.worker or 'worker')}"


def named(python: str, gil: bool | None) -> str:
    """`CPython 3.14.2, no GIL`; '' for a version that isn't known."""
    told = "" if gil is None else ", GIL" if gil else ", no GIL"
    return f"CPython {python}{told}" if python else ""


def run_title(snapshot: Snapshot) -> RunTitle | None:
    """Of the run at the play head; None where nothing has run."""
    run = snapshot.run
    if run is None:
        return None
    return RunTitle(run.plan.task_title, workers_of(run.plan), named(run.python, run.gil), _state(run, snapshot))


def _state(run: RunView, snapshot: Snapshot) -> str:
    if run.status == "done":
        wall = run.result.wall_s if run.result is not None else None
        return f"done in {duration(wall)}" if wall is not None else "done"
    if run.status == "running" and snapshot.answer.total:
        return f"running, {100 * snapshot.answer.done // snapshot.answer.total}%"
    return run.status
