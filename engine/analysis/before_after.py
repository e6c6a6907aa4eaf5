"""Before and after: two runs of one task on one axis of time, each with its cores, its wall time and where its workers' time went.

A run is as long as its wall time: from asking for the workers on. What ran on each core is dealt out over slices of the common
axis, as much of each slice as it got CPU time; which worker a slice is coloured by is who had most of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..model.states import Ledger
from ..session.events import Node, RunStarted
from ..text.quantities import duration
from ..text.words import noun
from .earlier_runs import inputs_of, other_inputs
from .memo import LATE_US, memo
from .run.figures import RunFigures, run_figures
from .run.lane_table import PID_BITS, RAN, LaneTable
from .run_title import RunTitle, named, workers_of
from .snapshot import RUN, Floats, Ints, Segments
from .timeline.core_places import located

if TYPE_CHECKING:
    from ..session.memory.columns import SpanColumns
    from ..session.memory.log import Session

SLICES = 360
"""Of the common axis: more than a screen has cells."""


@dataclass(frozen=True, slots=True)
class RunPicture:
    """One of the two."""

    run: int
    title: RunTitle
    wall_s: float
    """So far, of a run that still goes on."""
    cores_used: float | None
    ledger: Ledger
    over: bool
    share: Floats
    """(cores, slices) how much of each core the run had, 0.0 to 1.0; on a cluster (nodes, slices) of all cores of each node."""
    lane: Ints
    """Of the same shape: who had most of it, 0 nobody."""
    node_cores: tuple[int, ...] = ()
    """The cores of each node of the cluster that did it; none for this machine."""


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """The two; the earlier one first, unless somebody picked them."""

    before: RunPicture
    after: RunPicture
    span_s: float
    """Length of the axis: the longer wall time."""
    text: str
    """`threads 4.1 s on 1.0 core → processes 2.1 s on 2.0`."""
    note: str
    """What makes the two hard to compare, '' for nothing."""
    task: str
    said: tuple[str, ...] = ()
    """Sentences about what is another, where there are any."""


def _last_two(session: Session, t_us: int) -> list[RunStarted]:
    """The last run that has begun, behind the one of its task before it; older ones aren't asked for."""
    found: list[RunStarted] = []
    for run in reversed(session.runs(t_us)):
        if (not found or run.plan.task == found[0].plan.task) and session.phases(run.run, t_us):
            found.append(run)
            if len(found) == 2:
                break
    return found[::-1]


def before_after(session: Session, t_us: int, picked: tuple[int, ...] = ()) -> BeforeAfter | None:
    """The last two runs of the same task up to `t_us`, or the two `picked` by number, in that order; None where there are no two."""
    if len(picked) == 2:
        known = {run.run: run for run in session.runs(t_us)}
        two = [known[number] for number in picked if number in known and session.phases(number, t_us)]
    else:
        two = _last_two(session, t_us)
    if len(two) != 2:
        return None
    figures = [run_figures(session, run, t_us) for run in two]
    walls = [_wall_us(one, t_us) for one in figures]
    span_us = max(*walls, 1)
    before, after = (_picture(session, one, wall, span_us, t_us) for one, wall in zip(figures, walls, strict=True))
    return BeforeAfter(
        before, after, span_us / 1e6, _text(two, (before, after)), _note(session, two), two[1].plan.task_title
    )


def _begun_us(figures: RunFigures) -> int:
    phases = figures.phases
    return phases.get("workers_asked", phases.get("asked", figures.started.t_us))


def _wall_us(figures: RunFigures, t_us: int) -> int:
    if figures.end is not None and figures.end.result.wall_s:
        return round(figures.end.result.wall_s * 1e6)
    return max((figures.end.t_us if figures.end is not None else t_us) - _begun_us(figures), 0)


def _picture(session: Session, figures: RunFigures, wall_us: int, span_us: int, t_us: int) -> RunPicture:
    run, end = figures.started.run, figures.end
    result = end.result if end is not None else None
    used = result.cores_used if result is not None and result.cores_used is not None else figures.usage.cores_used
    share, lane = _spread(session, figures, span_us, t_us)
    title = RunTitle(
        figures.plan.task_title,
        workers_of(figures.plan),
        named(figures.python, figures.gil),
        end.status if end is not None else "running",
    )
    ledger = result.ledger if result is not None else figures.ledger
    known = used if len(figures.table) else None
    cores = tuple(node.cores for node in _nodes(session, run, t_us))
    return RunPicture(run, title, wall_us / 1e6, known, ledger, end is not None, share, lane, cores)


def _nodes(session: Session, run: int, t_us: int) -> list[Node]:
    return sorted(session.nodes(run, t_us), key=lambda node: node.node)


def _spread(session: Session, figures: RunFigures, span_us: int, t_us: int) -> tuple[Floats, Ints]:
    """Shares and lanes of the slices; remembered of a run that is over and settled."""
    run, table = figures.started.run, figures.table
    nodes = _nodes(session, run, t_us)
    cores = len(nodes) or session.machine.cores
    keep = memo(session, run).spread
    if span_us in keep:
        return keep[span_us]
    begun = _begun_us(figures)
    spans = session.spans(run, None, begun, figures.until_us)
    if not len(spans) or not len(table):
        return np.zeros((cores, SLICES)), np.zeros((cores, SLICES), dtype=np.int64)
    ran = _ran(session, run, spans, table, t_us)
    if nodes:
        there = (table.pid >> PID_BITS)[np.searchsorted(table.lane, ran.lane)]
        ran = replace(ran, core=np.searchsorted([node.node for node in nodes], there))
    found = dealt_out(ran, spans, begun, span_us, cores, of=[node.cores for node in nodes])
    if figures.end is not None and session.length_us > figures.end.t_us + LATE_US:
        keep[span_us] = found
    return found


def _ran(session: Session, run: int, spans: SpanColumns, table: LaneTable, t_us: int) -> Segments:
    """What ran, one segment a span, each with the place of its span in place of the item, on the core where it was seen."""
    row = np.minimum(np.searchsorted(table.lane, spans.lane), len(table) - 1)
    which = np.flatnonzero(np.where(table.coroutine[row], spans.flag == RAN, spans.flag < RAN))
    order = which[np.lexsort((spans.start_us[which], spans.lane[which]))]
    lane, start, end, core = (
        column[order].astype(np.int64) for column in (spans.lane, spans.start_us, spans.end_us, spans.core)
    )
    found = Segments(lane, start, end, np.full(len(order), RUN, dtype=np.uint8), core, order)
    return located(found, table, session.threads(run, None, t_us))


def dealt_out(
    ran: Segments, spans: SpanColumns, begun_us: int, span_us: int, cores: int, of: Sequence[int] = ()
) -> tuple[Floats, Ints]:
    """(cores, slices) shares of each slice, and who had most of it.

    Args:
        ran: pieces with the place of their span in `spans` as item.
        spans: tell how much CPU time each got for its wall time.
        begun_us: session time at which the axis begins.
        span_us: its length.
        cores: of the machine.
        of: where a core stands for a node, how many it has.
    """
    wall = np.maximum(spans.end_us - spans.start_us, 1)
    ratio = np.minimum(spans.cpu_us / wall, 1.0)[ran.item]
    width = span_us / SLICES
    left = np.clip((ran.start_us - begun_us) / width, 0, SLICES)
    right = np.clip((ran.end_us - begun_us) / width, 0, SLICES)
    first = left.astype(np.int64)
    number = np.where((right > left) & (ran.core >= 0) & (ran.core < cores), np.ceil(right).astype(np.int64) - first, 0)
    part = np.repeat(np.arange(len(first)), number)
    cell = first[part] + np.arange(len(part)) - np.repeat(np.cumsum(number) - number, number)
    amount = (np.minimum(right[part], cell + 1) - np.maximum(left[part], cell)) * ratio[part]
    place = ran.core[part] * SLICES + cell
    share = np.bincount(place, amount, minlength=cores * SLICES)
    most = np.zeros(cores * SLICES, dtype=np.int64)
    lanes = int(ran.lane.max(initial=0)) + 1
    keys, key = np.unique(place * lanes + ran.lane[part], return_inverse=True)
    sums = np.bincount(key, amount, minlength=len(keys))
    order = np.argsort(sums, kind="stable")  # of what is written to one place, the last stays: the biggest
    most[keys[order] // lanes] = keys[order] % lanes
    each = np.maximum(np.array(of or [1] * cores), 1)[:, None]
    return np.minimum(share.reshape(cores, SLICES) / each, 1.0), most.reshape(cores, SLICES)


def _text(runs: list[RunStarted], both: tuple[RunPicture, RunPicture]) -> str:
    """`threads 4.1 s on 1.0 core → processes 2.1 s on 2.0`."""
    models = [run.plan.title_of_model for run in runs]
    names = models if models[0] != models[1] else [one.title.workers for one in both]
    told: list[str] = []
    for name, one in zip(names, both, strict=True):
        used = f"{one.cores_used:.1f}" if one.cores_used is not None else ""
        where = f" on {used}{'' if told else ' ' + noun(float(used), 'core')}" if used else ""
        ended = "" if one.title.state == "done" else f" ({one.title.state})"
        told.append(f"{name} {duration(one.wall_s)}{where}{ended}")
    return " → ".join(told)


def _note(session: Session, runs: list[RunStarted]) -> str:
    """Two runs that did other work, or as much of it, can't be compared by their wall times alone."""
    first, second = (run.plan for run in runs)
    if first.task != second.task:
        return "two different tasks"
    if first.items is not None and second.items is not None and first.items != second.items:
        return f"not the same work: {first.items:,} items → {second.items:,} items"
    if other_inputs(*(inputs_of(session, run.run) for run in runs)):
        return "not the same work: other inputs"
    return "" if (first.seed, first.options) == (second.seed, second.options) else "not the same work: other options"
