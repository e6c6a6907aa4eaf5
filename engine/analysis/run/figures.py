"""The figures of one run at one play head: lanes, usage and ledger together, as screens and results need them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ...model.run_facts import PhaseFacts, RunPlan
from ...model.states import Ledger
from ...model.vocabulary import MeasuredKind, RunStatus
from ...session.events import LaneOpened, Progress, RunEnded, RunStarted
from ..memo import LATE_US, RunMemo, memo
from ..stops import Stops, stops_of, without_stops
from .account import LaneClocks, StepSums
from .lane_table import FAILED, STALE_US, LaneTable, Workers, caught_up, lane_table, workers_of
from .lane_waits import HELD, LaneWaits, lane_waits
from .ledger import ledger
from .measured_kind import had_room, measured_kind
from .others_cpu import others_cpu
from .thread_clocks import lane_clocks, last_samples, step_sums
from .usage import Usage, handoffs_per_s, overlap, usage

if TYPE_CHECKING:
    from ...session.memory.log import Session

RECENT_US = 1_000_000
"""Hand-offs of a run still going are counted over this long."""


@dataclass(frozen=True, slots=True)
class RunState:
    """Where one run stands: what its lanes have told, and nothing computed from it."""

    started: RunStarted
    end: RunEnded | None
    phases: dict[str, int]
    """Name to session time, µs."""
    facts: dict[str, PhaseFacts]
    """Name of a phase to its facts."""
    table: LaneTable
    until_us: int
    """The last item ended, or how far a run still going is known."""
    stops: Stops
    """When its workers were stopped from outside."""
    failed_items: int = 0
    """Of a run that did not come to its end: items that were begun and broken off, by an error or by whoever stopped it."""

    @property
    def over(self) -> bool:
        """All results are in, or the run ended in another way."""
        return self.end is not None or "results_in" in self.phases

    @property
    def status(self) -> RunStatus:
        """Where it is."""
        if self.end is not None:
            return self.end.status
        return "running" if len(self.table) else "starting"

    @property
    def plan(self) -> RunPlan:
        """What was to be run."""
        return self.started.plan

    def said(self, phase: str) -> PhaseFacts:
        """What the lab said as it passed that phase; nothing where it has not."""
        return self.facts.get(phase) or PhaseFacts()

    @property
    def gil(self) -> bool | None:
        """Whether the workers' interpreters have a GIL; before the first worker, what the lab itself said."""
        known = self.table.gil[self.table.gil >= 0]
        if len(known):
            return bool(known.any())
        return self.said("imported").gil

    @property
    def python(self) -> str:
        """The version of the Python that runs the lab, or ''."""
        return self.said("imported").python

    def items(self, progress: Progress | None) -> tuple[int, int]:
        """Items done by the workers, and of how many (0 not known).

        The workers' own count: a result may wait for long until it is collected. `progress` is what was collected.
        """
        total = progress.total if progress is not None else self.plan.items or 0
        worked = int(self.table.items.sum()) - self.failed_items
        done = max(worked, progress.done if progress is not None and not self.failed_items else 0)
        return (min(done, total) if total else done), total

    @property
    def compute_s(self) -> float:
        """From the first item begun to `until_us`, but for the time in which all workers were stopped."""
        if not len(self.table):
            return 0.0
        first, last = self.table.start_us, self.until_us
        return max(last - first - self.stops.of_all_us(first, last), 0) / 1e6


@dataclass(frozen=True, slots=True)
class RunFigures(RunState):
    """One run, so far or as a whole."""

    clocks: LaneClocks = field(kw_only=True)
    waits: LaneWaits = field(kw_only=True)
    usage: Usage = field(kw_only=True)
    ledger: Ledger = field(kw_only=True)
    kind: MeasuredKind = "unknown"
    """The task's; of the user's own function, what this run has measured of it."""
    loop_blocked: float = 0.0
    """Share of compute in which a step of a coroutine stood still, and with it the event loop; waiting for a core not counted."""
    loop_no_core: float = 0.0
    """Share of compute in which the thread of the one event loop waited for a core."""

    def held(self, what: str) -> float | None:
        """Of compute, the share in which workers' threads held the GIL in that way (a name of `waits.HELD`); None not known."""
        us = self.waits.held_us[np.unique(self.table.thread, return_index=True)[1], HELD.index(what)]
        return float(us[us >= 0].sum()) / 1e6 / self.compute_s if (us >= 0).any() and self.compute_s > 0 else None


def run_figures(
    session: Session, started: RunStarted, t_us: int, *, whole: bool = False, cut_off: bool = False
) -> RunFigures:
    """The figures as of `t_us`.

    Args:
        session: the session.
        started: the run.
        t_us: the play head.
        whole: count hand-offs over all of compute, which costs a sort of all spans.
        cut_off: it has failed or was stopped, and the session doesn't say so yet.
    """
    keep = memo(session, started.run)
    end = session.run_end(started.run, t_us)
    settled = end is not None and session.length_us > end.t_us + LATE_US
    if settled and whole in keep.figures:
        return keep.figures[whole]
    found = _figures(session, run_state(session, started, t_us, cut_off=cut_off), t_us, keep, whole)
    if settled:
        keep.figures[whole] = found
    return found


def run_state(session: Session, started: RunStarted, t_us: int, *, cut_off: bool = False) -> RunState:
    """The run as of `t_us`; `cut_off` as in `run_figures`."""
    run, end = started.run, session.run_end(started.run, t_us)
    passed = session.phases(run, t_us)
    phases = {phase.name: phase.t_us for phase in passed}
    table = lane_table(_workers(session.lanes(run, t_us), memo(session, run)), session.totals(run, t_us))
    past = session.length_us > t_us + STALE_US
    if past and len(table):
        table = caught_up(table, session.spans(run, None, int(table.drained_us.min()) - STALE_US, t_us, True))
    if "results_in" in phases:
        until = table.end_us
    else:
        until = (
            t_us
            if past and end is None
            else _until(table, end.t_us if end is not None else t_us if cut_off else None, t_us)
        )
    facts = {phase.name: phase.facts for phase in passed}
    cut_off = cut_off or (end is not None and end.status != "done")
    stops = stops_of(session, run, table, t_us)
    return RunState(
        started, end, phases, facts, table, until, stops, _failed_items(session, run, end) if cut_off else 0
    )


def _failed_items(session: Session, run: int, end: RunEnded | None) -> int:
    """How many items were broken off; of spans that were thinned out nobody knows."""
    keep = memo(session, run)
    if keep.failed_items is None or end is None:
        keep.failed_items = int((session.spans(run, whole_only=True).flag == FAILED).sum())
    return keep.failed_items


def _workers(opened: list[LaneOpened], keep: RunMemo) -> Workers:
    known = keep.workers
    if known is None or len(known.opened) != len(opened) or set(map(id, known.opened)) != set(map(id, opened)):
        known = keep.workers = workers_of(opened)
    return known


def _figures(session: Session, state: RunState, t_us: int, keep: RunMemo, whole: bool) -> RunFigures:
    run, table, until = state.started.run, state.table, state.until_us
    last = last_samples(session, run, state.started.t_us, until, keep)
    clocks = lane_clocks(session, run, table, last, until, keep)
    raw_steps = step_sums(session, run, table, until, keep)
    table, steps = without_stops(session, run, table, raw_steps, state.stops, until)
    known = usage(
        table,
        state.phases,
        seen_cpu_us=clocks.cpu_us,
        others=others_cpu(session, run, table, last, until, keep),
        handoffs=_handoffs(session, run, table, until, whole),
        until_us=until,
        stops=state.stops,
    )
    waits = lane_waits(session, run, table, until, keep)
    kind = _kind(session, replace(state, table=table), clocks, steps, waits)
    blocked, no_core = _of_the_loop(session, table, clocks, steps, known)
    shares = ledger(table, clocks, steps, kind=kind, until_us=until, waits=waits, stops=state.stops)
    return RunFigures(
        state.started, state.end, state.phases, state.facts, table, until, state.stops, state.failed_items,
        clocks=clocks, waits=waits, ledger=shares, kind=kind, loop_blocked=blocked, loop_no_core=no_core,
        usage=replace(known, overlap=overlap(known.in_flight, len(table), shares)),
    )  # fmt: skip


def kind_of(session: Session, state: RunState) -> MeasuredKind:
    """The kind of what the run does, where its figures may not be there: see `RunFigures.kind`."""
    if isinstance(state, RunFigures):
        return state.kind
    if state.plan.kind != "own":
        return state.plan.kind
    run, table, until = state.started.run, state.table, state.until_us
    keep = memo(session, run)
    last = last_samples(session, run, state.started.t_us, until, keep)
    clocks = lane_clocks(session, run, table, last, until, keep)
    table, steps = without_stops(session, run, table, step_sums(session, run, table, until, keep), state.stops, until)
    return _kind(session, replace(state, table=table), clocks, steps, lane_waits(session, run, table, until, keep))


def _kind(session: Session, state: RunState, clocks: LaneClocks, steps: StepSums, waits: LaneWaits) -> MeasuredKind:
    kind, table, until = state.plan.kind, state.table, state.until_us
    if kind != "own":
        return kind
    seen = ledger(table, clocks, steps, kind="unknown", until_us=until, waits=waits, stops=state.stops)
    room = not seen.looks and had_room(session, table.start_us, until)
    few = not seen.looks and bool(waits.looks.any())
    return measured_kind(table, clocks, seen, state.compute_s, few=few, had_room=room)


def _of_the_loop(
    session: Session, table: LaneTable, clocks: LaneClocks, steps: StepSums, known: Usage
) -> tuple[float, float]:
    """`loop_blocked` and `loop_no_core`. Where waits for a core aren't told, a step only stands still while cores are free."""
    if not table.coroutine.all() or len(table.threads) != 1 or known.compute_s <= 0:
        return 0.0, 0.0
    waited = int(clocks.wait_us.max())
    if waited < 0 and not had_room(session, known.first_us, known.until_us):
        return 0.0, 0.0
    stood = int((steps.ran_us - steps.ran_cpu_us).sum()) - max(waited, 0)
    return max(stood, 0) / 1e6 / known.compute_s, min(max(waited, 0) / 1e6 / known.compute_s, 1.0)


def _until(table: LaneTable, end_us: int | None, t_us: int) -> int:
    """When compute ended, or how far it is known: a run that was cut off was at work until its lanes were last read."""
    if end_us is not None:
        return min(end_us, int(table.drained_us.max())) if len(table) else end_us
    return table.known_us(t_us)


def _handoffs(session: Session, run: int, table: LaneTable, until_us: int, whole: bool) -> float:
    """Hand-offs per second over all of compute or the last `RECENT_US` of it."""
    if not (table.contended.any() or table.coroutine.any()):
        return 0.0
    since = table.start_us if whole else max(table.start_us, until_us - RECENT_US)
    return handoffs_per_s(session.spans(run, None, since, until_us), table, (until_us - since) / 1e6)
