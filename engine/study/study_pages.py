"""Comparisons and sweeps as screens show them: the session at a play head in, frozen values out.

The steps of a study are in the session (`session.studies`), so what was measured live and what is replayed from a file look the
same, also in the middle: the rows as they were known then, which run was under way, and how much time was left.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median_low
from typing import TYPE_CHECKING, Any

from .page import BASELINE, Figure, FitView, RowView, StudyPage

if TYPE_CHECKING:
    from ..session.events import RunStarted
    from ..session.memory.log import Session
    from ..session.memory.study_steps import StudyView

__all__ = ["BASELINE", "Figure", "FitView", "RowView", "StudyPage", "moment_of", "page", "pages"]


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


def page(
    session: Session, study: StudyView, runs: Mapping[int, RunStarted], now_us: int, *, cut: bool = False
) -> StudyPage:
    """One study; `runs` are those that had begun by then, by number."""
    result, machine = study.result, session.machine
    facts = result.get("rows") or list(study.rows.values())
    under_way = _run_under_way(session, study, now_us)
    running = _working_s(session, under_way, now_us)
    plan = _plan(study, runs, under_way)
    passed, left = _time(study, now_us, running)
    return StudyPage(
        study=study.study,
        kind=study.kind,
        task=str(study.asked.get("task", "")),
        title=str(plan.get("title") or study.asked.get("task", "")),
        task_kind=str(plan.get("kind", "cpu")),
        items=study.asked.get("items"),
        rows=tuple(row_view(each, study.now, running) for each in facts),
        usable_cores=machine.usable_cores,
        cores=machine.cores,
        begun_us=study.begun_us,
        status=str(result.get("status", "cut off" if cut else "measuring")),
        progress=1.0 if result else passed / max(passed + left, 1e-9),
        left_s=0.0 if result else left,
        runs=len(study.runs),
        again=sum(run.get("fate") in ("disturbed", "void") for run in study.runs),
        verdict=str(result.get("verdict", "")),
        noisy=bool(result.get("noisy")),
        out_of_time=bool(result.get("out_of_time")),
        took_s=float(result.get("took_s", passed)),
        fits=tuple(_fit(law, each) for law, each in result.get("fits", {}).items()),
        ceilings=tuple(result.get("ceilings", {}).items()),
        best_workers=result.get("best_workers"),
    )


def _run_under_way(session: Session, study: StudyView, now_us: int) -> RunStarted | None:
    """The run that the study has begun and not yet heard the end of."""
    run = session.run_at(now_us) if study.now else None
    heard = max((int(each.get("run", 0)) for each in study.runs), default=0)
    return run if run is not None and run.run > heard and run.t_us >= study.begun_us else None


def _working_s(session: Session, run: RunStarted | None, now_us: int) -> float | None:
    if run is None:
        return None
    at = {phase.name: phase.t_us for phase in session.phases(run.run, now_us)}
    if "workers_asked" not in at:
        return None
    return max(0, min(now_us, at.get("results_in", now_us)) - at["workers_asked"]) / 1e6


def _plan(study: StudyView, runs: Mapping[int, RunStarted], under_way: RunStarted | None) -> Mapping[str, Any]:
    """The plan of one of its runs: they differ in model and workers only."""
    mine = next((runs[each["run"]] for each in study.runs if each.get("run", 0) in runs), under_way)
    return mine.plan if mine is not None else {}


def _time(study: StudyView, now_us: int, running_s: float | None) -> tuple[float, float]:
    """Seconds since it began, and seconds that it will still take."""
    passed = max(0, now_us - study.begun_us) / 1e6
    row = study.rows.get(str(study.now.get("row", "")), {})
    expected = (row.get("wall_s") or {}).get("median") or 0.0
    return passed, float(study.now.get("left_s", 0.0)) + max(0.0, expected - (running_s or 0.0))


AS_THEY_ARE = (
    "name", "model", "python", "workers", "status", "error", "difference", "cores_used", "startup_s", "peak_threads",
    "peak_processes", "memory_bytes", "memory_kind", "context_switches", "equal", "digest", "answer", "rest_cores",
)  # fmt: skip
"""Facts of a row that are fields of its view too."""


def row_view(facts: Mapping[str, Any], now: Mapping[str, Any], running_s: float | None) -> RowView:
    """One row from the facts of a step `row`, and of the step `next`."""
    mine = now.get("row") == facts["name"]
    fall = facts.get("waterfall") or {}
    loss, pickled = fall.get("biggest_loss"), facts.get("pickled_bytes")
    known = {name: facts[name] for name in AS_THEY_ARE if facts.get(name) is not None}
    return RowView(
        **known,
        wall=_figure(facts.get("wall_s")),
        repeats_s=tuple(facts.get("repeats", ())),
        speedup=_figure(facts.get("speedup")),
        pickled_bytes=(int(pickled["out"]), int(pickled["back"])) if pickled else None,
        disturbed=bool(facts.get("disturbed")),
        thrown_away=len(facts.get("thrown_away", ())),
        pieces=tuple(fall.get("pieces", {}).items()),
        total_s=float(fall.get("total_s", 0.0)),
        ideal_s=fall.get("ideal_s"),
        loss=(loss["piece"], float(loss["seconds"])) if loss else None,
        run=_typical(facts),
        now=str(now.get("use", "")) if mine else "",
        running_s=running_s if mine else None,
    )


def _figure(facts: Mapping[str, Any] | None) -> Figure | None:
    return Figure(float(facts["median"]), float(facts["low"]), float(facts["high"])) if facts else None


def _typical(facts: Mapping[str, Any]) -> int | None:
    repeats, runs = facts.get("repeats") or [], facts.get("runs") or []
    if not repeats or len(repeats) != len(runs):
        return None
    return runs[repeats.index(median_low(repeats))]


def _fit(law: str, facts: Mapping[str, Any]) -> FitView:
    values = {
        name: Figure(float(each["value"]), float(each["low"]), float(each["high"]))
        for name, each in facts.get("parameters", {}).items()
    }
    curve = tuple((float(n), float(middle), float(low), float(high)) for n, middle, low, high in facts.get("curve", ()))
    return FitView(law, str(facts["title"]), bool(facts["drawn"]), str(facts.get("why", "")), values, curve)


def moment_of(session: Session, run: int) -> int | None:
    """Where to look at a run: half way through its work, when all its workers are busy; None for one that isn't there."""
    started = next((each for each in session.runs() if each.run == run), None)
    if started is None:
        return None
    at = {phase.name: phase.t_us for phase in session.phases(run)}
    end = session.run_end(run)
    last = at.get("results_in", end.t_us if end else session.length_us)
    return (at.get("workers_asked", started.t_us) + last) // 2
