"""Runs of the same items that were done before: what a run is compared with, and whether their results agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.run_facts import RunPlan
from .run.figures import RunFigures

if TYPE_CHECKING:
    from ..session.memory.log import Session
    from ..session.memory.runs.ending import Ending


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run of the same task on the same items, in this session."""

    model: str
    wall_s: float
    workers: int = 1


def inputs_of(session: Session, run: int) -> str:
    """The digest of its inputs; '' where there are none, or it wasn't told."""
    return session.run_log(run).inputs()


def other_inputs(one: str, another: str) -> bool:
    """Whether two digests of inputs say that the inputs were others."""
    return bool(one and another) and one != another


def _earlier(session: Session, figures: RunFigures, t_us: int) -> Iterator[tuple[RunPlan, Ending]]:
    """Plans and ends of the runs of the same items that were done before this one, latest first."""
    mine = figures.said("items_ready").inputs
    same: dict[int, bool] = {}  # runs of one plan share it, and there may be thousands
    for run in reversed(session.runs(t_us)):
        alike = same.get(id(run.plan))
        if alike is None:
            alike = same[id(run.plan)] = run.plan.same_work(figures.plan)
        if not alike or run.run == figures.started.run:
            continue
        end = session.run_ending(run.run, t_us)
        if end is not None and end.status == "done" and not other_inputs(end.inputs, mine):
            yield run.plan, end


def sequential(session: Session, figures: RunFigures, t_us: int) -> Baseline | None:
    """The latest sequential run of the same items under the same Python; None where there is none to compare with."""
    for plan, end in _earlier(session, figures, t_us):
        same_python = (end.python, end.gil) == (figures.python, figures.gil)
        if plan.model == "sequential" and same_python and end.wall_s:
            return Baseline("sequential", end.wall_s)
    return None


def processes(session: Session, figures: RunFigures, t_us: int) -> Baseline | None:
    """The latest run of the same items with processes of this machine."""
    for plan, end in _earlier(session, figures, t_us):
        if plan.worker == "process" and not end.on_cluster and plan.model != figures.plan.model and end.wall_s:
            return Baseline(plan.model, end.wall_s, plan.workers)
    return None


def sequential_digests(session: Session, figures: RunFigures, t_us: int) -> list[str]:
    """Digests of the sequential runs of the same items, this one's as well if it is one."""
    earlier = [end.digest for plan, end in _earlier(session, figures, t_us) if plan.model == "sequential"]
    own = figures.said("combined").digest if figures.plan.model == "sequential" else ""
    return [digest for digest in (*earlier, own) if digest]


def differs_from(session: Session, figures: RunFigures, t_us: int) -> str:
    """The model of an earlier run of the same items whose digest is another one."""
    digest = figures.said("combined").digest
    for plan, end in _earlier(session, figures, t_us):
        if digest and end.digest and end.digest != digest:
            return plan.model or "another"
    return ""
