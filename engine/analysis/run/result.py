"""What a run came to: the object that `concviz run --json` prints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from ...text.quantities import duration
from ..facts import facts
from ..findings import verdict
from ..snapshot import LEDGER, Ledger
from .figures import RunFigures, run_figures
from .usage import peaks

if TYPE_CHECKING:
    from ...session.memory.log import Session

VERSION = 1
AGREES_SHARE, AGREES_S = 0.02, 0.02
"""Two clocks that differ by no more than both of these agree."""


def result(session: Session, run: int, status: str = "", error: dict[str, Any] | None = None) -> dict[str, Any]:
    """The result of one run, from everything the session knows by now; call it when the run's lanes were read to their end.

    Seconds end with `_s`; `phases` are seconds since the run was asked for. Whatever a run that was cut off did not come
    to is 0, '' or left out of `phases`. See design: "Definitions".

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
    figures = run_figures(session, started, t_us, whole=True)
    plan, use, table = started.plan, figures.usage, figures.table
    threads, processes = peaks(session.who_history(run, t_us), session.lanes(run, t_us), int(plan.get("workers") or 0))
    combined = figures.facts.get("combined", {})
    if figures.end is not None or not status:
        status = "done" if figures.end is None and figures.over else figures.status
    told = facts(session, figures, status, t_us)
    told = replace(told, error=error) if error and not told.error else told
    return {
        "version": VERSION,
        "task": plan.get("task", ""),
        "model": plan.get("model", ""),
        "workers": plan.get("workers", 0),
        "items": plan.get("items") or int(table.items.sum()),
        "python": plan.get("python") or figures.python,
        "gil": figures.gil,
        "nice": figures.facts.get("imported", {}).get("nice", plan.get("nice", 0)),
        "seed": plan.get("seed", 0),
        "wall_s": use.wall_s,
        "startup_s": use.startup_s,
        "compute_s": use.compute_s,
        "cpu_s": use.cpu_s,
        "cores_used": use.cores_used,
        "own_helpers_cores": use.own_helpers_cores,
        "overlap": use.overlap,
        "usable_cores": session.machine.usable_cores,
        "peak_threads": sum(threads.values()),
        "peak_processes": sum(processes.values()),
        "threads_by_role": threads,
        "processes_by_role": processes,
        "ledger": ledger_dict(figures.ledger),
        "handoffs_per_s": use.handoffs_per_s,
        "dropped_spans": int(table.dropped.sum()),
        "answer": combined.get("answer", ""),
        "digest": combined.get("digest", ""),
        "verdict": verdict(told),
        "phases": _phases(figures),
        "machine": msgspec.to_builtins(msgspec.structs.asdict(session.machine)),
    }


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


def ledger_dict(ledger: Ledger) -> dict[str, Any]:
    """The ledger's shares by name; beside them which of them were measured, which inferred and why, and by how many looks."""
    shares: dict[str, Any] = {name: ledger.share(name) for name in LEDGER}
    names = {"measured": list(ledger.measured), "inferred": list(ledger.inferred)}
    return shares | names | {"inferred_why": ledger.why, "looks": ledger.looks}


def _phases(figures: RunFigures) -> dict[str, float]:
    """Seconds since the run was asked for, of every phase passed."""
    asked: int = figures.phases.get("asked", figures.started.t_us)
    return {name: (t_us - asked) / 1e6 for name, t_us in figures.phases.items()}
