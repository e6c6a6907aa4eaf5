"""Running totals of lanes as compact lines, and back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from ....model.numbers import MAX_ITEMS, MAX_LANES, MAX_US
from ...events import LaneTotals
from ...memory.columns import Array
from .lane_rows import Last, Table, by_lane, steps_up
from .packing import Ints, fold, pack, running, unfold
from .wire_rows import TOTALS_COLUMNS, TotalsLine

FIELDS = len(LaneTotals.__struct_fields__) - 3


def totals_columns(events: Sequence[LaneTotals]) -> dict[str, Array]:
    """`lane`, `t_us` and `row` (rows, 12) of some events, by lane, then as they came."""
    events = sorted(events, key=lambda event: event.lane)
    numbers = np.array([msgspec.structs.astuple(event) for event in events], np.int64)
    return {"t_us": numbers[:, 0], "lane": numbers[:, 2], "row": numbers[:, 3:]}


def totals_line(t_us: int, run: int, step: int, columns: dict[str, Array], last: Last) -> TotalsLine:
    """One line of totals, at least one, sorted by lane."""
    lane, time = columns["lane"], columns["t_us"]
    rows = _small(time, columns["row"].T)
    before, _ = last.before(lane, rows)
    moved = np.empty((TOTALS_COLUMNS, len(lane)), np.int64)
    moved[0] = steps_up(lane)
    moved[1] = t_us - time
    moved[2:] = rows - before
    moved[1:] = fold(moved[1:])
    return TotalsLine(t_us, run, len(lane), pack(moved), step)


def new_last() -> Last:
    """What `totals_line` needs to begin with a step 0."""
    return Last(FIELDS)


def totals_table(lines: Sequence[TotalsLine]) -> Table:
    """`lane` (rows,) ascending, `t_us` (rows,) ascending in each lane, `row` (rows, 12) as `LaneTotals` has them."""
    rows = by_lane(lines, TOTALS_COLUMNS)
    time = rows.line_us - unfold(rows.columns[0])
    values = np.array([running(unfold(column), rows.begins) for column in rows.columns[1:]])
    row = _fields(time, values)
    sane = (time >= 0) & (np.abs(row) < MAX_US).all(axis=1) & (row[:, :-2] >= -1).all(axis=1)
    sane &= (row[:, 0] <= MAX_ITEMS) & (row[:, 9] < MAX_ITEMS) & (rows.lane >= 0) & (rows.lane < MAX_LANES)
    return Table({"lane": rows.lane, "t_us": time, "row": row}, rows.bad, rows.lost).only(sane)


def _small(time: Ints, fields: Ints) -> Ints:
    """(12, rows) numbers whose differences are small, from fields in the order of `LaneTotals`."""
    items, wall, cpu, thread_first, thread_last, first, last, dropped, thinned, current, since, ended = fields
    between, extra = last - first - wall, thread_last - thread_first - cpu
    ordered = (
        items,
        between,
        cpu,
        thread_first,
        extra,
        first,
        time - last,
        dropped,
        thinned,
        current,
        since - last,
        ended,
    )
    return np.stack(ordered)


def _fields(time: Ints, numbers: Ints) -> Ints:
    """(rows, 12) the opposite of `_small`."""
    items, between, cpu, thread_first, extra, first, since_last, dropped, thinned, current, since, ended = numbers
    last = time - since_last
    wall, thread_last = last - first - between, thread_first + cpu + extra
    fields = (items, wall, cpu, thread_first, thread_last, first, last, dropped, thinned, current, since + last, ended)
    return np.stack(fields, axis=1)
