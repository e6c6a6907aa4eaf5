"""When a run's workers were stopped from outside, taken out of everything that is told of their time.

Nobody worked then and nobody waited: a stopped worker still has its item in hand, and its item's wall time grows. So the time is
taken from the items in hand, from the steps of coroutines, and from between the first item and the last. Clocks of CPU time and of
waiting for a core stand still by themselves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .run.account import StepSums
from .run.lane_table import PID_BITS, RAN, READY, Flags, LaneTable
from .snapshot import Ints

if TYPE_CHECKING:
    from ..session.events import Stopped
    from ..session.memory.columns import SpanColumns
    from ..session.memory.log import Session
    from .timeline.pieces import Pieces


START, END = 1, 2
"""Places in `timeline.pieces.Pieces`."""


class Stops(NamedTuple):
    """Stretches in which lanes were stopped; one row a stretch."""

    begin_us: Ints
    end_us: Ints
    lanes: Flags
    """(stretches, lanes) whom it stopped."""

    def __bool__(self) -> bool:
        """Whether there was any."""
        return bool(self.lanes.any())

    def inside(self, first_us: Ints | int, last_us: Ints | int) -> Ints:
        """(lanes,) for how long each was stopped between two moments, of its own or of all; (1,) where nobody was."""
        if not len(self.begin_us):
            return np.zeros(1, np.int64)
        lanes = self.lanes.shape[1:]
        begin = np.maximum(self.begin_us[:, None], np.broadcast_to(first_us, lanes)[None, :])
        end = np.minimum(self.end_us[:, None], np.broadcast_to(last_us, lanes)[None, :])
        return (np.maximum(end - begin, 0) * self.lanes).sum(axis=0)

    def between(self, first_us: Ints | int, last_us: Ints | int) -> Ints:
        """How long it is from one moment to the other, 0 if it is over already, without the stops in between."""
        return np.maximum(last_us - first_us - self.inside(first_us, last_us), 0)

    def of_all_us(self, first_us: int, last_us: int) -> int:
        """For how long all lanes were stopped at the same time."""
        return int(self.inside(first_us, last_us).min()) if self.lanes.shape[1] else 0


NOBODY = Stops(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 0), bool))
"""Nobody was stopped, of however many lanes."""


def stops_of(session: Session, run: int, table: LaneTable, t_us: int) -> Stops:
    """Those of a run's lanes up to `t_us`; what overlaps is told once."""
    told = session.stops(run, t_us)
    if not told:
        return NOBODY
    edges = np.unique([edge for each in told for edge in (each.begin_us, min(each.end_us, t_us))])
    begin, end = edges[:-1].astype(np.int64), edges[1:].astype(np.int64)
    lanes = np.zeros((len(begin), len(table)), bool)
    for each in told:
        lanes |= ((begin >= each.begin_us) & (end <= each.end_us))[:, None] & _whom(each, table.pid)[None, :]
    return Stops(begin, end, lanes)


def _whom(told: Stopped, pids: Ints) -> Flags:
    """Workers on other nodes go on, and no process id of this one is theirs: see `lane_table.PID_BITS`."""
    return np.isin(pids, told.pids) if told.pids else pids < 1 << PID_BITS


def without_stops(
    session: Session, run: int, table: LaneTable, steps: StepSums, stops: Stops, until_us: int
) -> tuple[LaneTable, StepSums]:
    """The lanes' items and steps that are over, each as long as nobody had stopped it."""
    if not stops:
        return table, steps
    spans = session.spans(run, None, int(stops.begin_us[0]), until_us)
    whole, ran, ready = (
        _taken(spans, flags, table, stops) for flags in (spans.flag < RAN, spans.flag == RAN, spans.flag == READY)
    )
    return replace(table, wall_us=np.maximum(table.wall_us - whole, 0)), StepSums(
        ran_us=np.maximum(steps.ran_us - ran, 0),
        ran_cpu_us=steps.ran_cpu_us,
        ready_us=np.maximum(steps.ready_us - ready, 0),
        whole_us=np.maximum(steps.whole_us - whole, 0),
    )


def _taken(spans: SpanColumns, which: Flags, table: LaneTable, stops: Stops) -> Ints:
    """(lanes,) how long each was stopped inside of these spans."""
    row = np.minimum(np.searchsorted(table.lane, spans.lane[which]), len(table) - 1)
    begin, end = spans.start_us[which], spans.end_us[which]
    taken = np.zeros(len(table), np.int64)
    for from_us, to_us, lanes in zip(stops.begin_us.tolist(), stops.end_us.tolist(), stops.lanes, strict=True):
        inside = np.maximum(np.minimum(end, to_us) - np.maximum(begin, from_us), 0) * lanes[row]
        taken += np.bincount(row, inside, minlength=len(table)).astype(np.int64)
    return taken


def cut(pieces: Pieces, stops: Stops) -> Pieces:
    """The pieces without those stretches: a gap is drawn as a gap."""
    for begin_us, end_us, lanes in zip(stops.begin_us.tolist(), stops.end_us.tolist(), stops.lanes, strict=True):
        row, start, end, *_ = pieces
        touched = lanes[row] & (start < end_us) & (end > begin_us)
        if not touched.any():
            continue
        kept = [column[~touched] for column in pieces]
        before, after = ([column[touched] for column in pieces] for _ in range(2))
        before[END] = np.minimum(before[END], begin_us)
        after[START] = np.maximum(after[START], end_us)
        parts = [kept, *(_real(part) for part in (before, after))]
        row, start, end, state, core, item = (np.concatenate(column) for column in zip(*parts, strict=True))
        pieces = row, start, end, state, core, item
    return pieces


def _real(part: list[Ints]) -> list[Ints]:
    return [column[part[END] > part[START]] for column in part]
