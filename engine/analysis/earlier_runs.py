"""Runs of the same items that were done before: what a run is compared with, and whether their results agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.run_facts import Result, RunPlan
from .run.figures import RunFigures

if TYPE_CHECKING:
    from ..session.memory.log import Session


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run of the same task on the same items, in this session."""

    model: str
    wall_s: float
    workers: int = 1


def inputs_of(session: Session, run: int) -> str:
    """The digest of its inputs; '' where there are none, or it wasn't told."""
    return next((phase.facts.inputs for phase in session.phases(run) if phase.name == "items_ready"), "")


def other_inputs(one: str, another: str) -> bool:
    """Whether two digests of inputs say that the inputs were others."""
    return bool(one and another) and one != another


def _earlier(session: Session, figures: RunFigures, t_us: int) -> list[tuple[RunPlan, Result]]:
    """Plans and results of the runs of the same items that were done before this one, latest first."""
    found: list[tuple[RunPlan, Result]] = []
    for run in reversed(session.runs(t_us)):
        if run.run == figures.started.run or not run.plan.same_work(figures.plan):
            continue
        if other_inputs(inputs_of(session, run.run), figures.said("items_ready").inputs):
            continue
        end = session.run_end(run.run, t_us)
        if end is not None and end.status == "done":
            found.append((run.plan, end.result))
    return found


def sequential(session: Session, figures: RunFigures, t_us: int) -> Baseline | None:
    """The latest sequential run of the same items under the same Python; None where there is none to compare with."""
    for plan, result in _earlier(session, figures, t_us):
        same_python = (result.python, result.gil) == (figures.python, figures.gil)
        if plan.model == "sequential" and same_python and result.wall_s:
            return Baseline("sequential", result.wall_s)
    return None


def processes(session: Session, figures: RunFigures, t_us: int) -> Baseline | None:
    """The latest run of the same items with processes of this machine."""
    for plan, result in _earlier(session, figures, t_us):
        if plan.worker == "process" and not result.nodes and plan.model != figures.plan.model and result.wall_s:
            return Baseline(plan.model, result.wall_s, plan.workers)
    return None


def sequential_digests(session: Session, figures: RunFigures, t_us: int) -> list[str]:
    """Digests of the sequential runs of the same items, this one's as well if it is one."""
    earlier = [result.digest for plan, result in _earlier(session, figures, t_us) if plan.model == "sequential"]
    own = figures.said("combined").digest if figures.plan.model == "sequential" else ""
    return [digest for digest in (*earlier, own) if digest]


def differs_from(session: Session, figures: RunFigures, t_us: int) -> str:
    """The model of an earlier run of the same items whose digest is another one."""
    digest = figures.said("combined").digest
    for plan, result in _earlier(session, figures, t_us):
        if digest and result.digest and result.digest != digest:
            return plan.model or "another"
    return ""
