"""The results of the run on screen as plain text, for the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...engine.text.quantities import percent

if TYPE_CHECKING:
    from ...engine.analysis.snapshot import RunView, Snapshot
    from ...engine.model.states import Ledger

FACTS = (
    ("wall_s", "wall time", "{:.3f} s"),
    ("startup_s", "start of the workers", "{:.3f} s"),
    ("compute_s", "computing", "{:.3f} s"),
    ("cpu_s", "CPU time", "{:.3f} s"),
    ("cores_used", "cores used", "{:.2f}"),
    ("usable_cores", "usable cores", "{:g}"),
    ("peak_threads", "threads at most", "{}"),
    ("peak_processes", "processes at most", "{}"),
    ("handoffs_per_s", "hand-offs per second", "{:.0f}"),
    ("loop_lag_s", "event loop late, median", "{:.4f} s"),
    ("loop_lag_worst_s", "event loop late, worst", "{:.4f} s"),
    ("dropped_spans", "spans lost", "{}"),
    ("answer", "answer", "{}"),
    ("digest", "digest", "{}"),
    ("verdict", "verdict", "{}"),
)
"""Field of `run --json`, its words, its format."""


def results_text(snapshot: Snapshot) -> str:
    """A small table; '' where nothing has run yet. A run that goes on gives what is known of it by now."""
    run = snapshot.run
    if run is None:
        return ""
    lines = [_title(run) if snapshot.source.lanes else f"{run.plan.task_title}: {run.status}"]
    if run.result:
        for field, words, form in FACTS:
            value = getattr(run.result, field)
            if value not in (None, ""):
                lines.append(f"{words:<22}{form.format(value)}")
        lines += _ledger(run.result.ledger)
    else:
        lines.append(f"{'cores used now':<22}{snapshot.used_now:.2f}")
        if snapshot.source.lanes:
            lines.insert(1, f"{'items':<22}{snapshot.answer.done:,} of {snapshot.answer.total:,}")
            lines.append(f"{'answer so far':<22}{snapshot.answer.text}")
        else:
            lines.append(f"{'processes':<22}{sum(snapshot.counts.processes.values())}")
            lines.append(f"{'threads':<22}{sum(snapshot.counts.threads.values())}")
    lines += [f"{finding.headline} {finding.text}" for finding in snapshot.findings]
    return "\n".join(lines) + "\n"


def _title(run: RunView) -> str:
    plan = run.plan
    gil = "" if run.gil is None else ", GIL on" if run.gil else ", no GIL"
    words = f"{plan.task_title}, {plan.model}, {plan.workers or '?'} workers, CPython {run.python}{gil}"
    return f"{words}, seed {plan.seed}: {run.status}"


def _ledger(ledger: Ledger) -> list[str]:
    shares = [(name, share) for name, share in ledger.shares.items() if share >= 0.0005]
    return [f"{'  ' + name.replace('_', ' '):<22}{percent(share, 1)}" for name, share in shares]
