"""What a run came to, from everything that the session knows of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from ...model.run_facts import PhaseFacts, Result, RunError
from ...model.vocabulary import RunStatus
from ...text.quantities import duration
from ..facts import Facts
from ..findings import verdict
from ..gather import facts
from .cluster_nodes import nodes_of
from .figures import RunFigures, run_figures
from .usage import peaks

if TYPE_CHECKING:
    from ...session.memory.log import Session

AGREES_SHARE, AGREES_S = 0.02, 0.02
"""Two clocks that differ by no more than both of these agree."""


def result(session: Session, run: int, status: RunStatus | None = None, error: RunError | None = None) -> Result:
    """The result of one run; call it when the run's lanes were read to their end.

    Whatever a run that was cut off did not come to is 0, '' or left out of `phases`. See design: "Definitions".

    Args:
        session: the session.
        run: its number.
        status: how it ended, where the session doesn't say so yet: `done`, `failed`, `stopped`.
        error: what went wrong, then.

    Raises:
        KeyError: the session has no such run.
    """
    t_us = session.length_us
    started = next((one for one in session.runs(t_us) if one.run == run), None)
    if started is None:
        raise KeyError(f"no run {run} in this session")
    figures = run_figures(session, started, t_us, whole=True, cut_off=status in ("failed", "stopped"))
    return _told(session, figures, t_us, status, error)


def _told(session: Session, figures: RunFigures, t_us: int, status: RunStatus | None, error: RunError | None) -> Result:
    """Its figures, and the sentence on top."""
    plan, use, table, run = figures.plan, figures.usage, figures.table, figures.started.run
    threads, processes = peaks(session.who_history(run, t_us), session.lanes(run, t_us), plan.workers)
    combined, nice = figures.said("combined"), figures.said("imported").nice
    told = _facts(session, figures, t_us, status, error)
    found = Result(
        task=plan.task,
        model=plan.model,
        workers=plan.workers,
        items=plan.items or int(table.items.sum()),
        python=plan.python or figures.python,
        gil=figures.gil,
        nice=nice if nice is not None else plan.nice or 0,
        seed=plan.seed,
        wall_s=use.wall_s,
        startup_s=use.startup_s,
        compute_s=use.compute_s,
        cpu_s=use.cpu_s,
        cores_used=use.cores_used,
        own_helpers_cores=use.own_helpers_cores,
        overlap=use.overlap,
        usable_cores=told.usable,
        peak_threads=sum(threads.values()),
        peak_processes=sum(processes.values()),
        threads_by_role=threads,
        processes_by_role=processes,
        ledger=figures.ledger,
        handoffs_per_s=use.handoffs_per_s,
        dropped_spans=int(table.dropped.sum()),
        answer=combined.answer or "",
        digest=combined.digest or "",
        verdict=verdict(told),
        phases=_phases(figures),
        machine=session.machine.facts(),
        nodes=nodes_of(session, run, table, use.compute_s),
    )
    return _with_lab(found, figures, on_cluster=bool(told.cluster_cores))


def _with_lab(found: Result, figures: RunFigures, *, on_cluster: bool) -> Result:
    """With what the lab itself told of the run; its getrusage knows nothing of a cluster's workers."""
    gone, rusage_s = figures.said("workers_gone"), None if on_cluster else _rusage_s(figures)
    return msgspec.structs.replace(
        found,
        rusage_s=rusage_s,
        rusage_differs=rusage_note(figures.usage.cpu_s, rusage_s),
        loop_lag_s=gone.loop_lag_s,
        loop_lag_worst_s=gone.loop_lag_worst_s,
        chunk=gone.chunk or 0,
        task_s=gone.task_s or figures.said("workers_asked").task_s,
    )


def _facts(session: Session, figures: RunFigures, t_us: int, status: RunStatus | None, error: RunError | None) -> Facts:
    """What the rules may speak of, of a run that ended so."""
    if figures.end is not None or status is None:
        status = "done" if figures.end is None and figures.over else figures.status
    told = facts(session, figures, t_us, status)
    return replace(told, error=error) if error is not None and figures.end is None else told


def rusage_note(cpu_s: float, rusage_s: float | None) -> str:
    """By how much getrusage differs from `cpu_s` and why it may, in a sentence; '' where the two agree or there is one only.

    getrusage counts from asking for the workers until they are gone, so it is more where starting and ending them costs.
    """
    if rusage_s is None or abs(rusage_s - cpu_s) <= max(AGREES_SHARE * rusage_s, AGREES_S):
        return ""
    by = duration(abs(rusage_s - cpu_s))
    if rusage_s > cpu_s:
        return f"getrusage counts {by} more CPU time: it also counts starting and ending the workers."
    return f"getrusage counts {by} less CPU time: it counts no process that nobody waited for."


def _phases(figures: RunFigures) -> dict[str, float]:
    """Seconds since the run was asked for, of every phase passed."""
    asked: int = figures.phases.get("asked", figures.started.t_us)
    return {name: (t_us - asked) / 1e6 for name, t_us in figures.phases.items()}


def _rusage_s(figures: RunFigures) -> float | None:
    """CPU seconds of the whole lab from asking for the workers until they were gone, as getrusage in the lab tells it.

    A second witness for `cpu_s`: it also counts starting and ending the workers, and only processes that have ended.
    """
    first, last = (_rusage(figures.said(name)) for name in ("workers_asked", "workers_gone"))
    return round(last - first, 6) if first is not None and last is not None else None


def _rusage(facts: PhaseFacts) -> float | None:
    own, children = facts.rusage_self_s, facts.rusage_children_s
    return own + children if own is not None and children is not None else None
