"""The cores over the last window and over a longer history, and what the rest of the machine did meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .snapshot import CoreView, Floats, Ints

if TYPE_CHECKING:
    from ..session.memory.columns import CoreColumns
    from ..session.memory.log import Session

WINDOW_US = 250_000
"""Bars show this much: the kernel's counters move in steps of 10 ms, so less would be noise (3 % off at 250 ms)."""
HIDDEN_US = 1_000_000
"""What no sample tells of a run is told as children end, in lumps: over this long it is even."""
EARLY_US = 30_000
"""Samples come that much early or late: as much less of a window is as good as all of it."""
STALE_US = 2_000_000
"""With no sample in the window, one that is at most this old stands in; then nothing is shown."""
BUSY = 0.6
"""A core of which others take more than this is called busy with something else."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What everything but the run did over some window."""

    rest_cores: float = 0.0
    """Cores' worth of CPU taken by others: all that was busy, less what the run used."""
    busy_cores: tuple[int, ...] = ()
    """Cores that others kept busy; empty where the per-core split can't be had."""
    usable_rest: float = 0.0
    """Like `rest_cores`, on the cores that the run may use (all of a run's threads are on those)."""


def core_view(session: Session, t_us: int, *, history_s: float, history_steps: int) -> CoreView:
    """The bars and the history that end at `t_us`.

    History steps begin at whole multiples of their length, so that a step that is over never changes its value.
    """
    step_us = max(int(history_s * 1e6 / history_steps), 1)
    end = -(-t_us // step_us) * step_us
    edges = end - step_us * np.arange(history_steps, -1, -1, dtype=np.int64)
    columns = session.cores(min(int(edges[0]), t_us - STALE_US), t_us)
    cores = session.machine.cores
    busy, run, total = over_window(columns, t_us, cores)
    total = min(total + _hidden_now(session, t_us), max(float(busy.sum()), total))
    history_busy, history_run = steps(columns, edges, cores)
    if not columns.split_known:
        run, history_run = np.zeros(cores), np.where(np.isnan(history_busy), np.nan, 0.0)
    return CoreView(
        run=run,
        rest=np.maximum(busy - run, 0.0),
        history_run=history_run,
        history_rest=np.maximum(history_busy - history_run, 0.0),
        step_s=step_us / 1e6,
        window_s=WINDOW_US / 1e6,
        cores_used=total,
        rest_used=max(float(busy.sum()) - total, 0.0),
        split_known=bool(columns.split_known),
        measured=bool(len(columns.t_us)) and int(columns.t_us[-1]) > t_us - STALE_US,
    )


def over_window(columns: CoreColumns, t_us: int, cores: int) -> tuple[Floats, Floats, float]:
    """Per core busy and run shares and the run's total over the last `WINDOW_US`; zero where nothing was measured.

    Whole samples: those that ended in the window, and the one before where they don't make up all of it.
    """
    first, oldest = columns.t_us.searchsorted([t_us - WINDOW_US, t_us - STALE_US], side="right").tolist()
    if first > oldest and int(columns.dt_us[first:].sum()) < WINDOW_US - EARLY_US:
        first -= 1
    weight = columns.dt_us[first:].astype(float)
    if not weight.sum():
        return np.zeros(cores), np.zeros(cores), 0.0
    weight /= weight.sum()
    return weight @ columns.busy[first:], weight @ columns.run[first:], float(weight @ columns.run_total[first:])


def steps(columns: CoreColumns, edges: Ints, cores: int) -> tuple[Floats, Floats]:
    """(cores, steps) busy and run shares between the edges; NaN where nothing was measured.

    A sample belongs to the step in which it ended; a step shorter than a sample takes the sample that covers it.
    """
    count = len(edges) - 1
    if not len(columns.t_us):
        return np.full((cores, count), np.nan), np.full((cores, count), np.nan)
    first = np.searchsorted(columns.t_us, edges[:-1], side="right")
    last = np.searchsorted(columns.t_us, edges[1:], side="right")
    cover = np.minimum(last, len(columns.t_us) - 1)
    covered = columns.t_us[cover] - columns.dt_us[cover] < edges[1:]
    empty = first >= last
    found = ~empty | (covered & (columns.t_us[cover] >= edges[1:]))
    first = np.where(empty, cover, first)
    last = np.where(empty, np.minimum(cover + 1, len(columns.t_us)), last)
    weight = columns.dt_us.astype(float)
    whole = _between(weight, first, last)
    shares: list[Floats] = []
    for measured in (columns.busy, columns.run):
        means = _between(measured * weight[:, None], first, last) / np.maximum(whole, 1.0)[:, None]
        means[~found] = np.nan
        shares.append(np.ascontiguousarray(means.T))
    return shares[0], shares[1]


def _hidden_now(session: Session, t_us: int) -> float:
    """Cores that short children of the run used lately: their CPU is told when they end, so a window of a few of their lives."""
    started = session.run_at(t_us)
    if started is None or t_us <= started.t_us:
        return 0.0
    return hidden_cores(session, started.run, max(t_us - HIDDEN_US, started.t_us), t_us)


def hidden_cores(session: Session, run: int, t0_us: int, t1_us: int) -> float:
    """Cores that a run used between t0 and t1 without any sample telling it; see `probe.linux.hidden`."""
    return hidden_cpu_us(session, run, t0_us, t1_us) / max(t1_us - t0_us, 1)


def hidden_cpu_us(session: Session, run: int, t0_us: int, t1_us: int) -> int:
    """CPU time between t0 and t1 that no sample of a thread tells."""
    return max(session.hidden_cpu_us(run, t1_us) - session.hidden_cpu_us(run, t0_us), 0)


def _between(values: Floats, first: Ints, last: Ints) -> Floats:
    """Sums of the rows [first, last) of each step."""
    sums = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])
    return sums[last] - sums[first]


def surroundings(
    session: Session, t0_us: int, t1_us: int, known_us: int | None = None, *, run: int | None = None
) -> Surroundings:
    """What others did between t0 and t1, by all samples that reach into it, each by how far it does.

    What the run's children did that lived and died between two samples is in no sample of its own, and no other program's all the same.

    A run's thread is put on the core on which it was last seen, so single cores are estimates while the totals are
    exact: no more cores are named than the total can fill.

    Args:
        session: the session.
        t0_us: from here …
        t1_us: … to here.
        known_us: samples up to here count (the last one that reaches into the window is taken after it); None: `t1_us`.
        run: whose hidden CPU isn't others'; None: nobody's.
    """
    columns = session.cores(t0_us, max(known_us or t1_us, t1_us))
    begin = np.maximum(columns.t_us - columns.dt_us, t0_us)
    weight = np.maximum(np.minimum(columns.t_us, t1_us) - begin, 0).astype(float)
    if not weight.sum():
        return Surroundings()
    weight /= weight.sum()
    busy, run_total = weight @ columns.busy, float(weight @ columns.run_total)
    rest = weight @ np.maximum(columns.busy - columns.run, 0.0)
    if run is not None:
        run_total += hidden_cores(session, run, t0_us, t1_us)
    total = max(float(busy.sum()) - run_total, 0.0)
    usable = [core for core in session.machine.affinity if core < len(busy)]
    named = np.flatnonzero(rest > BUSY) if columns.split_known else np.zeros(0, dtype=np.int64)
    if float(rest[named].sum()) > total * 1.25 + 0.1:
        named = named[:0]
    return Surroundings(total, tuple(named.tolist()), max(float(busy[usable].sum()) - run_total, 0.0))
