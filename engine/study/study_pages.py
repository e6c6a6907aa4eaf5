"""Comparisons and sweeps as screens show them: the session at a play head in, frozen values out.

The steps of a study are in the session (`session.studies`), so what was measured live and what is replayed from a file look the
same, also in the middle: the rows as they were known then, which run was under way, and how much time was left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..model.run_facts import RunPlan
from ..model.study_facts import Fit, LawName, Next, Swept, Use
from ..model.study_rows import BASELINE, Row
from ..model.vocabulary import PlannedKind
from .pure.row_evidence import cores_limit

if TYPE_CHECKING:
    from ..session.events import RunStarted
    from ..session.memory.log import Session
    from ..session.memory.study_steps import StudyView


MOST_SHARE = 0.99
"""Shown while repeats may still be added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyPage:
    """One comparison or sweep at one play head."""

    study: int
    kind: str
    """`compare` or `sweep`."""
    task: str
    title: str
    """The task's."""
    task_kind: PlannedKind = "cpu"
    items: int | None = None
    rows: Sequence[Row] = ()
    now: Next | None = None
    """What is being measured at this moment."""
    running_s: float | None = None
    """How long its run under way has been working; None where none is, or it has not begun to."""
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
    early: bool = False
    """Whether rows were repeated no further because it was certain how they compare."""
    took_s: float = 0.0
    fits: Mapping[LawName, Fit] = field(default_factory=dict)
    ceilings: Mapping[str, float] = field(default_factory=dict)
    best_workers: int | None = None
    live: bool = True
    """Whether more could be measured; not in a session that was read from a file."""

    @property
    def model(self) -> str:
        """What a sweep sweeps."""
        return next((row.model for row in self.rows if row.name != BASELINE), "")

    @property
    def ceiling(self) -> float | None:
        """No speed-up beyond this is to be had from cores; None for work that waits, or where that was not measured (yet)."""
        limit = cores_limit(self.rows)
        if limit is None and any(row.wall_s and row.ledger is None for row in self.rows):
            limit = self.task_kind in ("cpu", "released")  # a recording of an older version
        return self.usable_cores if limit else None

    def use_of(self, row: Row) -> Use | None:
        """What is being measured of this row at this moment."""
        return self.now.use if self.now is not None and self.now.row == row.name else None


def pages(session: Session, t_us: int | None = None, *, live: bool = True) -> tuple[StudyPage | None, StudyPage | None]:
    """The last comparison and the last sweep that had begun by then.

    Args:
        session: where they are written.
        t_us: the play head; None for the end.
        live: whether more may come. Of a file read from disk, a study without an end was cut off.
    """
    found = session.studies(t_us)
    runs = {run.run: run for run in session.runs(t_us)}
    now_us = session.length_us if t_us is None else t_us
    cut = not live and now_us >= session.length_us
    compare = next((each for each in reversed(found) if each.kind == "compare"), None)
    sweep = next((each for each in reversed(found) if each.kind == "sweep"), None)
    return (
        None if compare is None else page(session, compare, runs, now_us, cut=cut),
        None if sweep is None else page(session, sweep, runs, now_us, cut=cut),
    )


def page(session: Session, study: StudyView, runs: Mapping[int, RunStarted], now_us: int, *, cut: bool) -> StudyPage:
    """One study; `runs` are those that had begun by then, by number."""
    result, machine = study.result, session.machine
    under_way = _run_under_way(session, study, now_us)
    running_s = _working_s(session, under_way, now_us)
    plan = _plan(study, runs, under_way)
    passed, left = _time(study, now_us, running_s)
    swept = result if isinstance(result, Swept) else None
    return StudyPage(
        study=study.study,
        kind=study.kind,
        task=study.asked.task,
        title=plan.title or study.asked.task,
        task_kind=plan.kind,
        items=study.asked.items,
        rows=study.rows,
        now=study.now,
        running_s=running_s,
        usable_cores=machine.usable_cores,
        cores=machine.cores,
        begun_us=study.begun_us,
        status=result.status if result else "cut off" if cut else "measuring",
        progress=1.0 if result else _progress(study, passed, left),
        left_s=0.0 if result else left,
        runs=len(study.runs),
        again=sum(made.fate in ("disturbed", "void") for made in study.runs),
        verdict=result.verdict if result else "",
        noisy=bool(result and result.noisy),
        out_of_time=bool(result and result.out_of_time),
        early=bool(result and result.early),
        took_s=result.took_s if result and result.took_s is not None else passed,
        fits=swept.fits if swept else {},
        ceilings=swept.ceilings if swept else {},
        best_workers=swept.best_workers if swept else None,
    )


def _run_under_way(session: Session, study: StudyView, now_us: int) -> RunStarted | None:
    """The run that the study has begun and not yet heard the end of."""
    run = session.run_at(now_us) if study.now else None
    heard = max((made.run for made in study.runs), default=0)
    return run if run is not None and run.run > heard and run.t_us >= study.begun_us else None


def _working_s(session: Session, run: RunStarted | None, now_us: int) -> float | None:
    if run is None:
        return None
    at = {phase.name: phase.t_us for phase in session.phases(run.run, now_us)}
    if "workers_asked" not in at:
        return None
    return max(0, min(now_us, at.get("results_in", now_us)) - at["workers_asked"]) / 1e6


def _plan(study: StudyView, runs: Mapping[int, RunStarted], under_way: RunStarted | None) -> RunPlan:
    """The plan of one of its runs: they differ in model and workers only."""
    mine = next((runs[made.run] for made in study.runs if made.run in runs), under_way)
    return mine.plan if mine is not None else RunPlan()


def _progress(study: StudyView, passed_s: float, left_s: float) -> float:
    """The share of its time that is over: never less than it was, and nothing before the first run is about to begin."""
    now = passed_s / max(passed_s + left_s, 1e-9) if study.now is not None else 0.0
    return min(MOST_SHARE, max(study.reached, now))


def _time(study: StudyView, now_us: int, running_s: float | None) -> tuple[float, float]:
    """Seconds since it began, and seconds that it will still take."""
    passed = max(0, now_us - study.begun_us) / 1e6
    if study.now is None:
        return passed, 0.0
    row = study.latest.get(study.now.row)
    expected = row.wall_s.median if row and row.wall_s else 0.0
    return passed, study.now.left_s + max(0.0, expected - (running_s or 0.0))


def moment_of(session: Session, run: int) -> int | None:
    """Where to look at a run: half way through its work, when all its workers are busy; None for one that isn't there."""
    started = next((each for each in session.runs() if each.run == run), None)
    if started is None:
        return None
    at = {phase.name: phase.t_us for phase in session.phases(run)}
    end = session.run_end(run)
    last = at.get("results_in", end.t_us if end else session.length_us)
    return (at.get("workers_asked", started.t_us) + last) // 2
