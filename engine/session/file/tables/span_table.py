"""Spans as compact lines, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import attrgetter

import numpy as np

from ....model.numbers import MAX_CORES, MAX_ITEMS, MAX_LANES, MAX_US
from ...events import Spans
from ...memory.columns import Array
from .lane_rows import Last, Table, by_lane, steps_up
from .packing import fold, pack, running, running_xor, unfold
from .wire_rows import SPAN_COLUMNS, SpanLine

NAMES = ("item", "start_us", "wall_us", "cpu_us", "core", "flag")


def span_columns(events: Sequence[Spans]) -> dict[str, Array]:
    """All spans of some events, by lane, then as they came."""
    events = sorted(events, key=attrgetter("lane"))
    lanes, counts = [event.lane for event in events], [len(event.item) for event in events]
    columns = {
        name: np.fromiter(chain.from_iterable(map(attrgetter(name), events)), np.int64, sum(counts)) for name in NAMES
    }
    return {"lane": np.repeat(lanes, counts), **columns}


def span_line(t_us: int, run: int, step: int, columns: Mapping[str, Array], last: Last) -> SpanLine:
    """One line of spans, at least one, sorted by lane."""
    lane, wall, cpu = (columns[name] for name in ("lane", "wall_us", "cpu_us"))
    end = columns["start_us"] + wall
    rows = np.stack([end, columns["item"], cpu, columns["core"] + 1])
    before, fresh = last.before(lane, rows)
    moved = np.empty((SPAN_COLUMNS, len(lane)), np.int64)
    moved[0] = steps_up(lane)
    moved[1] = np.where(fresh, t_us - end, end - wall - before[0])
    moved[2], moved[4] = rows[1:3] - before[1:3]
    moved[3] = wall - cpu
    moved[1:5] = fold(moved[1:5])
    moved[5] = rows[3] ^ before[3]
    moved[6] = columns["flag"]
    return SpanLine(t_us, run, len(lane), pack(moved), step)


def new_last() -> Last:
    """What `span_line` needs to begin with a step 0."""
    return Last(4)


def span_table(lines: Sequence[SpanLine]) -> Table:
    """Columns of `SpanStore.add_columns`."""
    rows = by_lane(lines, SPAN_COLUMNS)
    time, item, wait, cpu, core, flag = rows.columns
    cpu = running(unfold(cpu), rows.begins)
    item = running(unfold(item), rows.begins)
    core = running_xor(core, rows.begins) - 1
    wall, back = unfold(wait) + cpu, unfold(time)
    end = running(np.where(rows.begins, rows.line_us - back, back + wall), rows.begins)
    sane = (wall >= 0) & (end >= wall) & (end < MAX_US) & (cpu >= 0) & (cpu < MAX_US) & (item >= -1)
    sane &= (item < MAX_ITEMS) & (core < MAX_CORES) & (flag < 256) & (rows.lane >= 0) & (rows.lane < MAX_LANES)
    table = {
        "lane": rows.lane,
        "item": item,
        "start_us": end - wall,
        "wall_us": wall,
        "cpu_us": cpu,
        "core": core,
        "flag": flag,
    }
    return Table(table, rows.bad, rows.lost).only(sane)
