"""Tables that have a row for a lane, as differences to the lane's last row: what spans and totals have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ...memory.columns import Array
from .packing import Bools, Ints, running, unfold, unpack
from .wire_rows import Block, CoreLine, Stepped


class Last:
    """The last row of each lane since the last line with absolute numbers."""

    def __init__(self, width: int) -> None:
        self._rows = np.zeros((width, 0), np.int64)
        self._known = np.zeros(0, bool)

    def before(self, lane: Ints, rows: Ints) -> tuple[Ints, Bools]:
        """(width, n) the row that each of `rows` follows on, zeros for none; (n,) which follow on none. `lane` must ascend."""
        first = np.ones(len(lane), bool)
        first[1:] = lane[1:] != lane[:-1]
        lanes = lane[first]
        self._grow(int(lanes[-1]) + 1)
        before = np.empty_like(rows)
        before[:, 1:] = rows[:, :-1]
        before[:, first] = self._rows[:, lanes]
        fresh = first.copy()
        fresh[first] = ~self._known[lanes]
        self._known[lanes] = True
        self._rows[:, lanes] = rows[:, np.append(first[1:], True)]
        return before, fresh

    def _grow(self, lanes: int) -> None:
        more = lanes - len(self._known)
        if more > 0:
            self._rows = np.pad(self._rows, ((0, 0), (0, more + lanes // 2)))
            self._known = np.pad(self._known, (0, more + lanes // 2))


@dataclass
class Table:
    """What came out of some lines."""

    columns: dict[str, Array] = field(default_factory=dict)
    """By the names that the store's `add_columns` takes."""
    bad: int = 0
    """Lines that are damaged."""
    lost: int = 0
    """Rows that can't be true, or were differences to a line that is missing."""

    def only(self, sane: Bools) -> Table:
        """The rows that can be true; the others count as lost."""
        if sane.all():
            return self
        columns = {name: column[sane] for name, column in self.columns.items()}
        return Table(columns, self.bad, self.lost + int(np.count_nonzero(~sane)))


@dataclass
class LaneRows:
    """Rows of stepped lines, by lane, then as they came."""

    lane: Ints
    line_us: Ints
    """(rows,) the time of the row's line."""
    begins: Bools
    """(rows,) the lane's first row since a step 0."""
    columns: list[Ints]
    """As unpacked, without the first one."""
    bad: int
    lost: int


def steps_up(lane: Ints) -> Ints:
    """Lanes as differences to the row above, never 0 in the first row: so a table has a character a row at least."""
    moved = lane.copy()
    moved[1:] -= lane[:-1]
    moved[0] += 1
    return moved


def gaps(t_us: int, time: Ints) -> Ints:
    """Times as differences to the sample before, of the first one to `t_us`; the opposite of `times`."""
    gap = time.copy()
    gap[1:] -= time[:-1]
    gap[0] -= t_us
    return gap


def by_lane(lines: Sequence[Stepped], width: int) -> LaneRows:
    """Unpack lines of one run; the first of their `width` columns is the lane."""
    fitting = [line for line in lines if line.n <= len(line.packed)]
    n = ints([line.n for line in fitting])
    sound, columns = unpack([line.packed for line in fitting], np.repeat(n[:, None], width, axis=1))
    n, step = n[sound], ints([line.step for line in fitting])[sound]
    lane = running(columns[0], begins_of(n)) - 1
    line_us = np.repeat(ints([line.t_us for line in fitting])[sound], n)
    period, good = np.repeat(np.cumsum(step == 0), n), np.repeat(chained(step), n)
    order = _order(lane, period) if good.all() else np.flatnonzero(good)[_order(lane[good], period[good])]
    lane, period = lane[order], period[order]
    begins = np.ones(len(lane), bool)
    begins[1:] = (lane[1:] != lane[:-1]) | (period[1:] != period[:-1])
    rest = [column[order] for column in columns[1:]]
    return LaneRows(lane, line_us[order], begins, rest, len(lines) - len(n), len(good) - len(order))


def _order(lane: Ints, period: Ints) -> Ints:
    """The order by lane, then period, then as they came."""
    key = lane * (int(period[-1]) + 1) + period if len(period) else lane
    small = len(key) == 0 or (int(lane.max()) < 1 << 15 and int(key.min()) >= 0 and int(key.max()) < 1 << 16)
    return np.argsort(key.astype(np.uint16), kind="stable") if small else np.lexsort((period, lane))


def chained(step: Ints) -> Bools:
    """Which steps follow on the one before, back to a step 0."""
    place = np.arange(len(step))
    first = np.maximum.accumulate(np.where(step == 0, place, -1))
    return (first >= 0) & (step == place - first)


def begins_of(n: Ints) -> Bools:
    """(rows,) True at the first row of each block of `n` rows."""
    begins = np.zeros(int(n.sum()), bool)
    begins[np.cumsum(n) - n] = True
    return begins


def times(lines: Sequence[Block | CoreLine], gap: Ints) -> Ints:
    """(samples,) the times of samples, from their folded gaps: of the first of a line back to the line's time."""
    begins, moved = begins_of(ints([line.n for line in lines])), unfold(gap)
    moved[begins] += ints([line.t_us for line in lines])
    return running(moved, begins)


def ints(values: Sequence[int] | Sequence[list[int]]) -> Ints:
    """An array of int64."""
    return np.array(values, np.int64)
