"""The facts of a run, gathered at a play head: from its figures, from runs before it, and from what was around it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..model.run_facts import RunError
from ..model.vocabulary import RunStatus
from ..session.events import Library, Places, Progress, Throttled
from .cluster.cluster_view import cluster_view
from .cluster.watched_nodes import watched_nodes
from .cores import STALE_US, Surroundings, over_window, surroundings
from .earlier_runs import differs_from, processes, sequential, sequential_digests
from .facts import Facts
from .memo import LATE_US, memo
from .program.program_asks import asking
from .program.program_lately import AROUND_US, program_lately, throttled_lately
from .run.figures import RunFigures
from .run.thread_clocks import EDGE_US

if TYPE_CHECKING:
    from ..session.memory.log import Session

PERIOD_US = 100_000
"""Of a quota. What is read so shortly after the last item ended counts as well: a run of half a second has no other reading."""

ENOUGH_PLACES, MOSTLY_THERE = 8, 0.5
"""How often workers must have been looked at for a line to be named, and the share of the looks that must have met them there."""


def facts(session: Session, figures: RunFigures | None, t_us: int, status: RunStatus | None = None) -> Facts:
    """Everything the rules may ask about the play head; `status` where it is another than the figures say."""
    known_us = figures.end.t_us if figures is not None and figures.end is not None else t_us
    own = session.own(known_us)
    own_cores = own.program_permille / 1000 if own is not None else 0.0
    if figures is None:
        around = surroundings(session, t_us - AROUND_US, t_us)
        return Facts(machine=session.machine, around=around, own_cores=own_cores, source=session.source())
    status = status or figures.status
    if session.source().tasks:
        return _cluster_watched(session, figures.started.run, status, t_us)
    if not session.source().lanes:
        return _observed(session, figures.started.run, status, own_cores, t_us)
    return _worked(session, figures, status, own_cores, t_us)


def _worked(session: Session, figures: RunFigures, status: RunStatus, own_cores: float, t_us: int) -> Facts:
    """Of a source with workers."""
    plan, table, run = figures.plan, figures.table, figures.started.run
    done, total = figures.items(session.latest(Progress, run, t_us))
    periods, throttled_s = _throttled(session, figures, t_us)
    told = Facts(
        machine=session.machine,
        status=status,
        worker=plan.worker or _worker(figures),
        model=plan.model,
        awaitable=plan.awaitable,
        awaits=plan.kind == "own" and plan.awaitable and plan.worker != "coroutine",
        gil=figures.gil,
        asked=plan.workers,
        lanes=len(table),
        threads=len(np.unique(table.thread)),
        processes=len(np.unique(table.pid)),
        done=done,
        total=total,
        usage=figures.usage,
        ledger=figures.ledger,
        around=_around(session, figures, t_us),
        own_cores=own_cores,
        throttled_periods=periods,
        throttled_s=throttled_s,
        sequential=sequential(session, figures, t_us),
        still=session.standstill(run, t_us) if status == "running" else "",
        place=_place(session, run, t_us),
        loop_blocked=figures.loop_blocked,
        loop_no_core=figures.loop_no_core,
        held_no_core=figures.held("held_no_core_us"),
        held_waiting=figures.held("held_waiting_us"),
        error=figures.end.error if figures.end is not None else RunError(),
    )
    for more in (_answers, _library, _on_cluster):
        told = more(session, figures, t_us, told)
    return told


def _answers(session: Session, figures: RunFigures, t_us: int, told: Facts) -> Facts:
    """With how its results stand beside those of sequential runs of the same items."""
    digest, right = figures.said("combined").digest, sequential_digests(session, figures, t_us)
    varies = bool(digest) and len(set(right)) > 1
    return replace(
        told,
        differs_from="" if varies else differs_from(session, figures, t_us),
        agreeing=len(right) if len(set(right)) == 1 and digest and digest not in right else 0,
        answers_vary=varies,
    )


def _library(session: Session, figures: RunFigures, t_us: int, told: Facts) -> Facts:
    """With the library that computes with threads of its own, where one was found."""
    found = session.latest(Library, figures.started.run, t_us)
    if found is None:
        return told
    return replace(told, library=found.name, library_threads=found.threads, library_variable=found.variable)


def _on_cluster(session: Session, figures: RunFigures, t_us: int, told: Facts) -> Facts:
    """With what is told of the cluster that did it, where one did."""
    nodes = session.nodes(figures.started.run, t_us)
    if not nodes:
        return told
    return replace(
        told,
        cluster_cores=sum(node.cores for node in nodes),
        task_s=figures.said("workers_asked").task_s or 0.0,
        chunk=figures.said("workers_gone").chunk or 0,
        processes_before=processes(session, figures, t_us),
    )


def _place(session: Session, run: int, t_us: int) -> str:
    """Where the workers were met most, if it was half of the time and they were looked at often enough."""
    told = session.latest(Places, run, t_us)
    if told is None or told.looks < ENOUGH_PLACES or not told.places:
        return ""
    place, times = max(told.places, key=lambda pair: pair[1])
    return place if times >= MOSTLY_THERE * told.looks else ""


def _observed(session: Session, run: int, status: RunStatus, own_cores: float, t_us: int) -> Facts:
    """Of a source without workers: what the system shows at the play head."""
    who = session.who(run, t_us)
    columns = session.cores(t_us - STALE_US, t_us)
    periods, throttled_s = throttled_lately(session, run, t_us)
    library = session.latest(Library, run, t_us)
    return Facts(
        machine=session.machine,
        status=status,
        around=surroundings(session, t_us - AROUND_US, t_us),
        own_cores=own_cores,
        source=session.source(),
        seen_threads=len(who.rows) if who is not None else 0,
        seen_processes=len(who.processes) if who is not None else 0,
        cores_now=over_window(columns, t_us, session.machine.cores)[2],
        throttled_periods=periods,
        throttled_s=throttled_s,
        program=program_lately(session, run, status, t_us),
        asks=asking(session, run, t_us),
        has_python=session.pythons(run, t_us),
        library=library.name if library is not None else "",
        library_threads=library.threads if library is not None else 0,
        library_variable=library.variable if library is not None else "",
    )


def _cluster_watched(session: Session, run: int, status: RunStatus, t_us: int) -> Facts:
    """Of a cluster, whoever gives it work."""
    nodes = watched_nodes(session, run, t_us, 1.0, 1)
    return Facts(
        machine=session.machine,
        status=status,
        source=session.source(),
        cluster_cores=sum(node.cores for node in nodes),
        cores_now=sum(node.used for node in nodes),
        cluster=cluster_view(session, run, t_us),
    )


def _worker(figures: RunFigures) -> str:
    """What does the items, by the lanes themselves, where the plan does not say."""
    return str(figures.table.kind[0]) if len(figures.table) else "main"


def _around(session: Session, figures: RunFigures, t_us: int) -> Surroundings:
    """The rest of the machine: over all of compute once the run is over, else lately.

    After the run's end no later sample counts: what was said at the end stays said. Of a cluster's machines it isn't known.
    """
    start, run = figures.usage.first_us, figures.started.run
    if session.nodes(run, t_us):
        return Surroundings()
    if not figures.over:
        return surroundings(session, max(t_us - AROUND_US, start), t_us, run=run)
    if figures.end is None:
        return surroundings(session, start, figures.until_us, t_us, run=run)
    keep = memo(session, run)
    if keep.around is not None:
        return keep.around
    found = surroundings(session, start, figures.until_us, min(figures.end.t_us, figures.until_us + EDGE_US), run=run)
    if session.length_us > figures.end.t_us + LATE_US:
        keep.around = found
    return found


def _throttled(session: Session, figures: RunFigures, t_us: int) -> tuple[int, float]:
    """Periods and seconds (added up over cores) in which the quota stopped the group since compute began."""
    start = figures.usage.first_us
    until = figures.until_us if figures.over else t_us
    readings = session.between(Throttled, None, 0, t_us)
    after = next((reading for reading in readings if until < reading.t_us <= until + PERIOD_US), None)
    readings = [reading for reading in readings if reading.t_us <= until or reading is after]
    within = [reading for reading in readings if reading.t_us >= start]
    before = [reading for reading in readings if reading.t_us < start]
    base = (before or within)[-1 if before else 0] if readings else None
    if base is None or not within:
        return 0, 0.0
    return within[-1].periods - base.periods, (within[-1].throttled_us - base.throttled_us) / 1e6
