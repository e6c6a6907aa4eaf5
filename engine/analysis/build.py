"""One snapshot of everything that a screen shows, at one play head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..export.film.timing import reading_s
from ..model.run_facts import RunError
from ..session.events import Note, Progress
from ..session.memory.chapters import marks
from .before_after import BeforeAfter, before_after
from .cluster.cluster_view import cluster_view
from .cluster.watched_nodes import watched_nodes
from .cores import core_view
from .memo import LATE_US, RunMemo, memo
from .program.program_pair import ProgramPicture, last_program, program_pair, program_picture
from .run.cluster_nodes import node_views
from .run.figures import RunFigures, RunState, kind_of, run_figures, run_state
from .run.lane_table import RAN
from .run.lane_waits import LaneWaits, lane_waits
from .run_words import status_of, still_true, words_of
from .snapshot import Answer, CoreView, Floats, Ints, LaneViews, NodeView, RunView, Segments, Snapshot
from .timeline.core_places import located
from .timeline.core_waits import core_waits, looks_around
from .timeline.segments import no_segments, timeline

if TYPE_CHECKING:
    from ..session.memory.log import Session

RATE_US = 1_000_000
"""Items per second are counted over this long."""
SHORTEST_US = 50_000
"""A lane that began later than this before the play head counts as if it had begun then."""


def snapshot(
    session: Session,
    t_us: int | None,
    *,
    history_s: float = 60.0,
    history_steps: int = 60,
    timeline_us: int = 160_000,
    live_us: int | None = None,
    words: Snapshot | None = None,
    pair: tuple[int, ...] | None = None,
    other: ProgramPicture | None = None,
) -> Snapshot:
    """Everything at the play head `t_us`; nothing that happened after it.

    Args:
        session: live or read from a file.
        t_us: the play head; None for the end.
        history_s: how far back the cores' history reaches …
        history_steps: … and in how many steps.
        timeline_us: length of the timeline's window.
        live_us: what the clock says now, for a session that is still being recorded.
        words: a snapshot from just before, for who wants the pictures alone: its counts, its ledger and its findings
            stand in while the same run goes on.
        pair: numbers of two runs that are to be set on one axis; (): the last two of the same task; None: not asked for.
        other: another watched program that the one here is to be set beside.
    """
    length = max(session.length_us, live_us or 0)
    t_us = length if t_us is None else min(t_us, length)
    state, words = _state_at(session, t_us, words)
    return _seen(
        session,
        state,
        t_us,
        length,
        words=words,
        cores=core_view(session, t_us, history_s=history_s, history_steps=history_steps),
        nodes=_nodes(session, state, t_us, history_s, history_steps) if state is not None else (),
        segments=segments(session, state, t_us, timeline_us) if state is not None else no_segments(t_us),
        before_after=_both(session, t_us, pair, other),
    )


def _state_at(session: Session, t_us: int, words: Snapshot | None) -> tuple[RunState | None, Snapshot | None]:
    """The run that is seen, and the words if they are still true of it: then its figures aren't needed."""
    started = session.run_at(t_us)
    if started is None:
        return None, words
    words = words if words is not None and still_true(words, session, started, t_us) else None
    return run_figures(session, started, t_us) if words is None else run_state(session, started, t_us), words


def _seen(
    session: Session,
    state: RunState | None,
    t_us: int,
    length_us: int,
    *,
    words: Snapshot | None,
    cores: CoreView,
    nodes: tuple[NodeView, ...],
    segments: Segments,
    before_after: BeforeAfter | None,
) -> Snapshot:
    own = session.own(t_us)
    return Snapshot(
        t_us=t_us,
        length_us=length_us,
        machine=session.machine,
        cores=cores,
        run=run_view(session, state, t_us) if state is not None else None,
        **words_of(session, state, words, t_us),
        lanes=lane_views(session, state, t_us) if state is not None else LaneViews.of(()),
        segments=segments,
        answer=answer(session, state, t_us) if state is not None else Answer(),
        own_permille=own.program_permille if own is not None else None,
        probe_permille=own.probe_permille if own is not None else None,
        dropped_spans=int(state.table.dropped.sum()) if state is not None else 0,
        thinned_spans=int(state.table.thinned.sum()) if state is not None else 0,
        missing=tuple((missing.what, missing.why) for missing in session.missing(t_us)),
        chapters=marks(session, length_us),
        caption=caption(session.notes(t_us), t_us),
        source=session.source(),
        before_after=before_after,
        nodes=nodes,
        cluster=cluster_view(session, state.started.run, t_us)
        if state is not None and session.source().tasks
        else None,
    )


def _nodes(session: Session, state: RunState, t_us: int, history_s: float, steps: int) -> tuple[NodeView, ...]:
    """By the spans of a run that is done there, or by the samples of a cluster that is watched."""
    if session.source().lanes:
        return node_views(session, state, t_us, history_s, steps)
    return watched_nodes(session, state.started.run, t_us, history_s, steps)


def _both(
    session: Session, t_us: int, pair: tuple[int, ...] | None, other: ProgramPicture | None
) -> BeforeAfter | None:
    watched = last_program(session, t_us) if other is not None else None
    if other is not None and watched is not None:
        return program_pair(*sorted((other, program_picture(session, watched, t_us)), key=lambda one: one.created))
    return before_after(session, t_us, pair) if pair is not None else None


def caption(notes: list[Note], t_us: int) -> str:
    """The last note, for as long as it takes to read it."""
    if not notes or t_us > notes[-1].t_us + reading_s(notes[-1].text) * 1e6:
        return ""
    return notes[-1].text


def run_view(session: Session, state: RunState, t_us: int) -> RunView:
    """The run itself."""
    started, end = state.started, state.end
    return RunView(
        run=started.run,
        plan=started.plan,
        status=status_of(session, state),
        started_us=started.t_us,
        ended_us=end.t_us if end is not None else None,
        gil=state.gil,
        python=state.python,
        phases=state.phases,
        result=end.result if end is not None else None,
        error=end.error if end is not None else RunError(),
        output=session.output(started.run, t_us),
    )


def lane_views(session: Session, state: RunState, t_us: int) -> LaneViews:
    """The workers, in the order in which they began."""
    table = state.table
    if not len(table):
        return LaneViews.of(())
    keep = memo(session, state.started.run)
    if keep.names is None or keep.names[0] is not table.kind:
        keep.names = table.kind, lane_names(table.kind.tolist())
    return LaneViews(
        lane=table.lane,
        name=keep.names[1],
        kind=table.kind,
        pid=table.pid,
        tid=table.thread & 0xFFFFFFFF,
        items=table.items,
        items_per_s=item_rates(session, state, t_us),
        current_item=table.current_item,
        ended=table.ended,
        dropped=table.dropped,
        thinned=table.thinned,
    )


def lane_names(kinds: list[str]) -> list[str]:
    """`thread 1`, `thread 2`, … counted within each kind; the one `main` lane has no number."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for kind in kinds:
        seen[kind] = seen.get(kind, 0) + 1
        names.append(kind if kind == "main" else f"{kind} {seen[kind]}")
    return names


def item_rates(session: Session, state: RunState, t_us: int) -> Floats:
    """Items per second of each lane over the last second; of a run that is over, over all of its compute."""
    table = state.table
    if state.over:
        return table.items / max(state.compute_s, 1e-3)
    until = state.until_us
    since = np.maximum(table.first_us, until - RATE_US)
    seconds = np.maximum(until - since, SHORTEST_US) / 1e6
    if (table.dropped + table.thinned).any():
        return _counted(session, state, until, t_us) / seconds
    spans = session.spans(state.started.run, None, until - RATE_US, until)
    ended = spans.lane[(spans.flag < RAN) & (spans.end_us > until - RATE_US)]
    return np.bincount(ended, minlength=int(table.lane.max()) + 1)[table.lane] / seconds


def _counted(session: Session, state: RunState, until_us: int, t_us: int) -> Ints:
    """Items of each lane in the last second by its totals: coarser than by spans, and true where spans were lost."""
    known = session.totals_between(state.started.run, until_us - RATE_US, t_us)
    before = [known[lane][0] if lane in known else None for lane in state.table.lane.tolist()]
    older = [one.items if one is not None and one.t_us < until_us - RATE_US // 2 else 0 for one in before]
    return np.maximum(state.table.items - np.array(older, dtype=np.int64), 0)


def segments(session: Session, state: RunState, t_us: int, timeline_us: int) -> Segments:
    """The timeline's window, which ends where the lanes are known; of a run that is over and settled it stays as it is."""
    settled = state.end is not None and min(t_us, session.length_us) > state.end.t_us + LATE_US
    if not settled:
        return _segments(session, state, t_us, timeline_us)
    keep = memo(session, state.started.run)
    if keep.segments is None or keep.segments[0] != timeline_us:
        keep.segments = timeline_us, _segments(session, state, t_us, timeline_us)
    return keep.segments[1]


def _segments(session: Session, state: RunState, t_us: int, timeline_us: int) -> Segments:
    right = state.until_us if state.over else min(state.until_us, t_us)
    left = right - timeline_us
    if not len(state.table):
        return no_segments(t_us)
    run = state.started.run
    spans = session.spans(run, None, left, right)
    looks = looks_around(session, run, left, right, t_us)
    waits = core_waits(looks, state.table, left, right)
    seen = _waits_until(session, state, right)
    seen_us = seen.us if seen.enough else None
    found = timeline(
        spans, state.table, kind=kind_of(session, state), waits=waits, seen_us=seen_us, awaited=seen.awaited_shares,
        stops=state.stops,
    )  # fmt: skip
    return located(found, state.table, looks)


def _waits_until(session: Session, state: RunState, until_us: int) -> LaneWaits:
    """What the lanes waited for; the figures have it already, where they are there."""
    if isinstance(state, RunFigures) and until_us == state.until_us:
        return state.waits
    run = state.started.run
    return lane_waits(session, run, state.table, until_us, memo(session, run))


def answer(session: Session, state: RunState, t_us: int) -> Answer:
    """What the run has found so far."""
    run = state.started.run
    progress = session.latest(Progress, run, t_us)
    done, total = state.items(progress)
    if progress is None:
        return Answer(done=done, total=total)
    text = state.said("combined").answer or progress.text
    painted = session.picture(run, t_us)
    if painted is None:
        return Answer(text, done, total, curve=tuple(progress.curve))
    picture, items = painted
    known = painters(session, state, memo(session, run), max(int(items.max()) + 1, progress.total))
    lanes = np.where(items >= 0, known[np.maximum(items, 0)], 0)
    return Answer(text, done, total, picture, lanes, tuple(progress.curve))


def painters(session: Session, state: RunState, keep: RunMemo, size: int) -> Ints:
    """Which lane did each item, 0 not known. What is learnt is kept: it is true at every later play head too."""
    known = keep.painters if keep.painters is not None else np.zeros(size, dtype=np.int64)
    if len(known) < size:
        known = np.pad(known, (0, size - len(known)))
    until = state.until_us
    if until > keep.painters_until_us:
        since = max(keep.painters_until_us - RATE_US, state.started.t_us)
        spans = session.spans(state.started.run, None, since, until, True)
        inside = spans.item < len(known)
        known = known.copy()
        known[spans.item[inside]] = spans.lane[inside]
        keep.painters_until_us = until
    keep.painters = known
    return known
