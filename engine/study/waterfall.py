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
piece of the wall time that is furthest above it: computing counts with what it took beyond the ideal, all others in full. What comes
before `workers asked` and after `results in` is no part of what is compared, so it is none of its losses.
"""

from __future__ import annotations

import msgspec
import numpy as np

from ..analysis.run.figures import RunFigures
from ..model.run_facts import PhaseFacts
from ..model.states import WATERFALL, Ledger, Piece
from ..model.study_rows import Loss, Waterfall

NOTICED = 0.02
"""A loss below this share of the whole is none worth a name."""
OUTSIDE = (Piece.INTERPRETER_START, Piece.IMPORTS, Piece.MAKING_ITEMS, Piece.COUNTING_BYTES, Piece.TEARDOWN)
"""Pieces that are no part of the wall time."""
PHASES = ("asked", "started", "imported", "items_ready", "workers_asked", "results_in", "workers_gone")


WAITS = tuple((state.name, state.piece) for state in WATERFALL if state.piece)
"""Names of the ledger, and the pieces that they are."""


def waterfall(figures: RunFigures) -> Waterfall | None:
    """The waterfall of a run that was done; None for one that never got that far."""
    phases = figures.phases
    if any(name not in phases for name in PHASES) or not len(figures.table):
        return None
    at = {name: phases[name] / 1e6 for name in PHASES}
    window = window_pieces(figures)
    first, last = figures.usage.first_us / 1e6, figures.until_us / 1e6
    pieces = {
        Piece.INTERPRETER_START: at["started"] - at["asked"],
        Piece.IMPORTS: at["imported"] - at["started"],
        Piece.MAKING_ITEMS: at["items_ready"] - at["imported"],
        Piece.COUNTING_BYTES: at["workers_asked"] - at["items_ready"],
        Piece.STARTING_WORKERS: first - at["workers_asked"] + window.pop(Piece.STARTING_WORKERS),
        **window,
        Piece.RESULTS_BACK: at["results_in"] - last,
        Piece.TEARDOWN: at["workers_gone"] - at["results_in"],
    }
    shown = {piece: seconds for piece, seconds in pieces.items() if seconds > 0}
    return Waterfall(
        pieces={piece: round(seconds, 6) for piece, seconds in shown.items()},
        sum_s=round(sum(shown.values()), 6),
        total_s=round(at["workers_gone"] - at["asked"], 6),
    )


def against(fall: Waterfall, ideal_s: float | None) -> Waterfall:
    """The waterfall with its ideal, and with what costs most beyond that."""
    losses = {piece: seconds for piece, seconds in fall.pieces.items() if piece not in OUTSIDE}
    computing = losses.pop(Piece.COMPUTING, 0.0)
    if ideal_s is not None:
        losses[Piece.COMPUTING] = computing - ideal_s
    worth = {piece: lost for piece, lost in losses.items() if lost >= NOTICED * fall.total_s}
    piece = max(worth, key=lambda piece: worth[piece], default=None)
    return msgspec.structs.replace(
        fall,
        ideal_s=None if ideal_s is None else round(ideal_s, 6),
        biggest_loss=None if piece is None else Loss(piece, round(worth[piece], 6)),
    )


def window_pieces(figures: RunFigures) -> dict[Piece, float]:
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
    pickling = min(pickling_s(figures.said("items_ready"), figures.said("combined")) / count, between_cpu)
    shares = ledger.shares
    waits = {piece: shares[name] * whole for name, piece in WAITS}
    other = max(ledger.idle * whole - late - tail, 0.0)
    stalled = max(float((table.wall_us - table.cpu_us).sum()) / count / 1e6 - sum(waits.values()), 0.0)
    unexplained = min(other, stalled)
    return {
        Piece.STARTING_WORKERS: late,
        Piece.PICKLING: pickling,
        Piece.QUEUEING: other - unexplained + between_cpu - pickling,
        Piece.COMPUTING: on_core - between_cpu,
        **waits,
        Piece.IDLE: tail,
        Piece.UNEXPLAINED: unexplained,
    }


def _shared_thread(figures: RunFigures) -> dict[Piece, float]:
    """The same for coroutines: what their one thread did."""
    table, whole = figures.table, figures.usage.compute_s
    cpu = (int(table.thread_cpu_last_us.max()) - int(table.thread_cpu_first_us.min())) / 1e6
    cpu = min(max(cpu, 0.0), whole)
    in_items = min(float(table.cpu_us.sum()) / 1e6, cpu)
    waited = float(np.maximum(figures.clocks.wait_us, 0).max()) / 1e6
    core = min(waited, whole - cpu)
    rest = whole - cpu - core
    return {
        Piece.STARTING_WORKERS: 0.0,
        Piece.QUEUEING: cpu - in_items,
        Piece.COMPUTING: in_items,
        Piece.WAIT_CORE: core,
        **_off_the_cores(figures.ledger, rest),
    }


def _off_the_cores(ledger: Ledger, rest: float) -> dict[Piece, float]:
    """The time in which the one thread waited, divided as its coroutines' waiting was."""
    shares = {piece: ledger.share(name) for name, piece in WAITS if name not in ("wait_core", "wait_loop")}
    known = sum(shares.values())
    if known <= 0:
        return {Piece.UNEXPLAINED: rest}
    return {piece: rest * share / known for piece, share in shares.items()}


def pickling_s(items: PhaseFacts, results: PhaseFacts) -> float:
    """What workers do of it: unpickling all items and pickling all results, as the lab measured it aside; seconds."""
    return (items.unpickle_s or 0.0) + (results.pickle_s or 0.0)


def ideal_s(sequential_cpu_s: float | None, workers: int, usable_cores: float) -> float | None:
    """The CPU time of the sequential run spread evenly; None where there is no such run."""
    return None if sequential_cpu_s is None else sequential_cpu_s / max(min(workers, usable_cores), 1e-9)
