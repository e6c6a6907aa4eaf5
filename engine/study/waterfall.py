"""Where the time of one run went, from asking for it until its workers were gone.

The life of a run is cut at instants that the lab reported on one clock, so the pieces add up to the whole by construction:

    asked ─ interpreter start ─ started ─ imports ─ imported ─ making items ─ items ready ─ (concviz counts bytes) ─ workers asked
    ─ starting workers ─ first item begun ─ … ─ last item ended ─ results back ─ results in ─ teardown ─ workers gone

`wall_s` is the part from `workers asked` to `results in`. The part marked … is divided among what the workers did in it, as an
average over the workers: each one's time from the first item of the run to the last is accounted for by its lane and its thread's
clocks (see `analysis.ledger`), so the averages add up to it too. A worker that begins later than the first adds to starting workers; one
that has nothing left to do is idle at the end. CPU time between items is pickling as far as pickling the same items and results
takes when the lab measures it aside, and queueing beyond that. Coroutines share a thread, so its time is divided.

The ideal is the CPU time of the sequential run, spread evenly over as many cores as the workers could use. The biggest loss is the
piece that is furthest above it: computing counts with what it took beyond the ideal, all others in full.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..analysis.run.figures import RunFigures

COMPUTING = "computing"
OWN = "counting bytes (concviz)"
NOTICED = 0.02
"""A loss below this share of the whole is none worth a name."""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Pieces in the order in which they come, seconds; those of length zero are left out."""

    pieces: tuple[tuple[str, float], ...]
    total_s: float
    """From `asked` to `workers_gone`, by the clock."""

    @property
    def sum_s(self) -> float:
        """All pieces together."""
        return sum(seconds for _, seconds in self.pieces)

    def as_dict(self, ideal_s: float | None = None) -> dict[str, Any]:
        """For `--json`: seconds by name in order, the sum, the total, the ideal, and the biggest loss against it."""
        name, lost = self.biggest_loss(ideal_s)
        return {
            "pieces": {name: round(seconds, 6) for name, seconds in self.pieces},
            "sum_s": round(self.sum_s, 6),
            "total_s": round(self.total_s, 6),
            "ideal_s": None if ideal_s is None else round(ideal_s, 6),
            "biggest_loss": {"piece": name, "seconds": round(lost, 6)} if name else None,
        }

    def biggest_loss(self, ideal_s: float | None = None) -> tuple[str, float]:
        """The piece that costs most beyond the ideal, and how many seconds; ('', 0.0) where none is worth a name."""
        losses = {name: seconds for name, seconds in self.pieces if name != OWN}
        computing = losses.pop(COMPUTING, 0.0)
        if ideal_s is not None:
            losses[COMPUTING] = computing - ideal_s
        name = max(losses, key=lambda name: losses[name], default="")
        if not name or losses[name] < NOTICED * self.total_s:
            return "", 0.0
        return name, losses[name]


WAITS = (
    ("wait_gil", "waiting for the GIL"),
    ("wait_lock", "waiting for a lock"),
    ("wait_core", "waiting for a core"),
    ("wait_io", "waiting for I/O"),
    ("wait_child", "waiting for a child"),
    ("asleep", "asleep"),
    ("wait_loop", "waiting for the loop"),
)
"""Names of the ledger, and the pieces that they are."""


def waterfall(figures: RunFigures) -> Waterfall | None:
    """The waterfall of a run that was done; None for one that never got that far."""
    phases = figures.phases
    names = ("asked", "started", "imported", "items_ready", "workers_asked", "results_in", "workers_gone")
    if any(name not in phases for name in names) or not len(figures.table):
        return None
    at = {name: phases[name] / 1e6 for name in names}
    window = window_pieces(figures)
    first, last = figures.usage.first_us / 1e6, figures.until_us / 1e6
    pieces = {
        "interpreter start": at["started"] - at["asked"],
        "imports": at["imported"] - at["started"],
        "making items": at["items_ready"] - at["imported"],
        OWN: at["workers_asked"] - at["items_ready"],
        "starting workers": first - at["workers_asked"] + window.pop("starting workers"),
        **window,
        "results back": at["results_in"] - last,
        "teardown": at["workers_gone"] - at["results_in"],
    }
    shown = tuple((name, seconds) for name, seconds in pieces.items() if seconds > 0)
    return Waterfall(shown, at["workers_gone"] - at["asked"])


def window_pieces(figures: RunFigures) -> dict[str, float]:
    """Seconds of the time from the first item begun to the last item ended, by what the workers did, on average."""
    table, whole = figures.table, figures.usage.compute_s
    if table.coroutine.all():
        return _shared_thread(figures)
    count, ledger = len(table), figures.ledger
    late = float((table.first_us - table.start_us).sum()) / count / 1e6
    tail = float(np.maximum(figures.until_us - table.last_us, 0).sum()) / count / 1e6
    on_core = ledger.on_core * whole
    thread_cpu = table.thread_cpu_last_us - table.thread_cpu_first_us
    between_cpu = min(float(np.maximum(thread_cpu - table.cpu_us, 0).sum()) / count / 1e6, on_core)
    pickling = min(pickling_s(figures.facts) / count, between_cpu)
    waits = {words: ledger.share(name) * whole for name, words in WAITS}
    other = max(ledger.idle * whole - late - tail, 0.0)
    stalled = max(float((table.wall_us - table.cpu_us).sum()) / count / 1e6 - sum(waits.values()), 0.0)
    unexplained = min(other, stalled)
    return {
        "starting workers": late,
        "pickling": pickling,
        "queueing": other - unexplained + between_cpu - pickling,
        COMPUTING: on_core - between_cpu,
        **waits,
        "idle at the end": tail,
        "not accounted for": unexplained,
    }


def _shared_thread(figures: RunFigures) -> dict[str, float]:
    """The same for coroutines: what their one thread did."""
    table, whole = figures.table, figures.usage.compute_s
    cpu = (int(table.thread_cpu_last_us.max()) - int(table.thread_cpu_first_us.min())) / 1e6
    cpu = min(max(cpu, 0.0), whole)
    in_items = min(float(table.cpu_us.sum()) / 1e6, cpu)
    waited = float(np.maximum(figures.clocks.wait_us, 0).max()) / 1e6
    core = min(waited, whole - cpu)
    rest = whole - cpu - core
    return {
        "starting workers": 0.0,
        "queueing": cpu - in_items,
        COMPUTING: in_items,
        "waiting for a core": core,
        "waiting for I/O": rest if figures.kind == "io" else 0.0,
        "not accounted for": rest if figures.kind != "io" else 0.0,
    }


def pickling_s(facts: dict[str, dict[str, Any]]) -> float:
    """What workers do of it: unpickling all items and pickling all results, as the lab measured it aside; seconds."""
    there, back = facts.get("items_ready", {}), facts.get("combined", {})
    return float(there.get("unpickle_s") or 0.0) + float(back.get("pickle_s") or 0.0)


def ideal_s(sequential_cpu_s: float | None, workers: int, usable_cores: float) -> float | None:
    """The CPU time of the sequential run spread evenly; None where there is no such run."""
    return None if sequential_cpu_s is None else sequential_cpu_s / max(min(workers, usable_cores), 1e-9)
