"""The compact lines of a file as arrays: the opposite of `codec`, for thousands of lines at once.

Each function takes lines in the order of the file and gives the arrays that the session's stores take, and how many
lines it had to leave out because they are damaged (`bad`), how many rows because they can't be true or were differences
to a line that is missing (`lost`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from .codec import (
    CORE_COLUMNS,
    SPAN_COLUMNS,
    SPLIT_KNOWN,
    THREAD_COLUMNS,
    TOTALS_COLUMNS,
    UNIT_US,
    WAIT_KNOWN,
    CoreLine,
    SpanLine,
    SteppedLine,
    ThreadLine,
    TotalsLine,
)
from .columns import Array
from .eventbase import MAX_US
from .packing import Bools, Ints, running, unfold, unpack
from .stores import NO_RUN, ONLY_TOTAL, SPLIT

T = TypeVar("T")
C = TypeVar("C", bound=SteppedLine)


@dataclass
class Table:
    """What came out of some lines."""

    columns: dict[str, Array] = field(default_factory=dict)
    """By the names that the store's `add_columns` takes."""
    bad: int = 0
    lost: int = 0

    def only(self, sane: Bools) -> Table:
        """The rows that can be true; the others count as lost."""
        if sane.all():
            return self
        columns = {name: column[sane] for name, column in self.columns.items()}
        return Table(columns, self.bad, self.lost + int(np.count_nonzero(~sane)))


def core_table(lines: list[CoreLine], cores: int) -> Table:
    """Columns of `CoreStore.add_columns`."""
    fitting = [line for line in lines if line.n == cores and 0 <= line.dt_us < MAX_US]
    sound, (busy, rest) = unpack(fitting, CORE_COLUMNS)
    kept = _chosen(fitting, sound)
    known = np.array([bool(line.mask & SPLIT_KNOWN) for line in kept], bool)
    total = _ints([line.run_total_permille for line in kept])
    busy, rest = (np.minimum(column, 1000).reshape(-1, cores) for column in (busy, rest))
    columns: dict[str, Array] = {
        "t_us": _ints([line.t_us for line in kept]),
        "dt_us": _ints([line.dt_us for line in kept]),
        "busy": busy,
        "run": np.where(known[:, None], busy - rest, 0),
        "run_total": total,
        "split": np.where(known, SPLIT, np.where(total > 0, ONLY_TOTAL, NO_RUN)),
    }
    return Table(columns, bad=len(lines) - len(kept))


def span_table(lines: list[SpanLine]) -> Table:
    """Columns of `SpanStore.add_columns`."""
    rows = _by_lane(lines, SPAN_COLUMNS)
    _, time, item, wait, cpu, core, flag = rows.columns
    cpu = running(unfold(cpu), rows.begins)
    wall, back = unfold(wait) + cpu, unfold(time)
    end = running(np.where(rows.begins, rows.line_us - back, back + wall), rows.begins)
    sane = (wall >= 0) & (end >= wall) & (end < MAX_US) & (cpu >= 0) & (cpu < MAX_US)
    table = {
        "lane": rows.lane,
        "item": running(unfold(item), rows.begins),
        "start_us": end - wall,
        "wall_us": wall,
        "cpu_us": cpu,
        "core": running(unfold(core), rows.begins) - 1,
        "flag": flag,
    }
    return Table(table, rows.bad, rows.lost).only(sane)


def totals_table(lines: list[TotalsLine]) -> Table:
    """`lane` (rows,) ascending, `t_us` (rows,) ascending in each lane, `row` (rows, 12) as `LaneTotals` has them."""
    rows = _by_lane(lines, TOTALS_COLUMNS)
    time = rows.line_us - unfold(rows.columns[1])
    values = np.array([running(unfold(column), rows.begins) for column in rows.columns[2:]])
    row = _totals_rows(time, values)
    sane = (time >= 0) & (np.abs(row) < MAX_US).all(axis=1)
    return Table({"lane": rows.lane, "t_us": time, "row": row}, rows.bad, rows.lost).only(sane)


@dataclass
class _Rows:
    """Rows of stepped lines, by lane, then as they came."""

    lane: Ints
    line_us: Ints
    """(rows,) the time of the row's line."""
    begins: Bools
    """(rows,) the lane's first row since a step 0."""
    columns: Ints
    """(width, rows) as unpacked."""
    bad: int
    lost: int


def _by_lane(lines: Sequence[SteppedLine], width: int) -> _Rows:
    sound, columns = unpack(lines, width)
    kept = _chosen(lines, sound)
    n, step = _ints([line.n for line in kept]), _ints([line.step for line in kept])
    lane, line_us = running(columns[0], _begins(n)), np.repeat(_ints([line.t_us for line in kept]), n)
    period, good = np.repeat(np.cumsum(step == 0), n), np.repeat(_chained(step), n)
    order = _order(lane, period) if good.all() else np.flatnonzero(good)[_order(lane[good], period[good])]
    lane, period = lane[order], period[order]
    begins = np.ones(len(lane), bool)
    begins[1:] = (lane[1:] != lane[:-1]) | (period[1:] != period[:-1])
    lost = len(good) - len(order)
    return _Rows(lane, line_us[order], begins, columns[:, order], len(lines) - len(kept), lost)


def _order(lane: Ints, period: Ints) -> Ints:
    """The order by lane, then period, then as they came."""
    key = lane * (int(period[-1]) + 1) + period if len(period) else lane
    small = len(key) == 0 or (int(lane.max()) < 1 << 15 and 0 <= int(key.max()) < 1 << 16)
    return np.argsort(key.astype(np.uint16), kind="stable") if small else np.lexsort((period, lane))


def _totals_rows(time: Ints, columns: Ints) -> Ints:
    """The opposite of `codec.totals_row`, for (12, rows) columns."""
    items, between, cpu, thread_first, extra, first, since_last, dropped, thinned, current, since, ended = columns
    last = time - since_last
    wall, thread_last = last - first - between, thread_first + cpu + extra
    fields = (items, wall, cpu, thread_first, thread_last, first, last, dropped, thinned, current, since + last, ended)
    return np.stack(fields, axis=1)


def thread_tables(lines: list[ThreadLine]) -> tuple[dict[tuple[int, int], dict[str, Array]], int, int]:
    """Columns of `ThreadStore.add_columns` by (`t_us` of their `Who`, threads in it); and `bad` and `lost`."""
    sound, columns = unpack(lines, THREAD_COLUMNS)
    kept = _chosen(lines, sound)
    columns = unfold(columns)
    first = np.cumsum([0, *(line.n for line in kept)]).tolist()
    good = np.flatnonzero(_chained(_ints([line.step for line in kept]))).tolist()
    lost = first[-1] - sum(kept[place].n for place in good)
    parts: dict[tuple[int, int], list[dict[str, Array]]] = {}
    for places in _periods(good, kept):
        n, who_us = kept[places[0]].n, kept[places[0]].who_us
        values = columns[:, first[places[0]] : first[places[-1]] + n]
        if values.shape[1] != n * len(places):
            lost += n * len(places)
            continue
        cpu, wait, core = np.cumsum(values.reshape(THREAD_COLUMNS, -1, n), axis=1)
        known = np.array([bool(kept[place].mask & WAIT_KNOWN) for place in places])
        part = {
            "t_us": _ints([kept[place].t_us for place in places]),
            "cpu_us": cpu * UNIT_US,
            "wait_us": np.where(known[:, None], wait * UNIT_US, -1),
            "core": core - 1,
        }
        parts.setdefault((who_us, n), []).append(part)
    joined = {key: {name: np.concatenate([p[name] for p in some]) for name in some[0]} for key, some in parts.items()}
    return joined, len(lines) - len(kept), lost


def batches(lines: list[C], size: int) -> Iterator[list[C]]:
    """The lines in pieces of about `size`, none of which begins with a difference to the piece before."""
    begin = 0
    for place, line in enumerate(lines):
        if line.step == 0 and place - begin >= size:
            yield lines[begin:place]
            begin = place
    if lines:
        yield lines[begin:]


def _periods(places: list[int], lines: list[ThreadLine]) -> Iterator[list[int]]:
    """The places in groups, each of which begins with a step 0."""
    group: list[int] = []
    for place in places:
        if group and lines[place].step == 0:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _chained(step: Ints) -> Bools:
    """Which steps follow on the one before, back to a step 0."""
    place = np.arange(len(step))
    first = np.maximum.accumulate(np.where(step == 0, place, -1))
    return (first >= 0) & (step == place - first)


def _begins(n: Ints) -> Bools:
    """(rows,) True at the first row of each block of `n` rows."""
    begins = np.zeros(int(n.sum()), bool)
    begins[np.cumsum(n) - n] = True
    return begins


def _chosen(lines: Sequence[T], sound: Bools) -> list[T]:
    return [line for line, good in zip(lines, sound.tolist(), strict=True) if good]


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)
