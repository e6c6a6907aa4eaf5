"""Samples of the cores as compact lines, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ....model.numbers import MAX_US
from ...events import Cores
from ...memory.columns import NO_RUN, ONLY_TOTAL, SPLIT, Array
from .lane_rows import Table, gaps, ints, times
from .packing import fold, pack, unfold, unpack
from .wire_rows import CORE_COLUMNS, KNOWN, UNKNOWN, CoreLine


def core_columns(events: Sequence[Cores]) -> dict[str, Array]:
    """Columns of `CoreStore.add_columns` of some events, whose lists all have an entry for each core."""
    known = np.array([bool(event.run_permille) for event in events])
    busy = ints([event.busy_permille for event in events]).clip(0, 1000)
    blank = [0] * busy.shape[1]
    total = ints([event.run_total_permille for event in events])
    return {
        "t_us": ints([event.t_us for event in events]),
        "dt_us": ints([event.dt_us for event in events]),
        "busy": busy,
        "run": ints([event.run_permille or blank for event in events]).clip(0, busy),
        "run_total": total,
        "split": _split(known, total),
    }


def core_line(columns: Mapping[str, Array]) -> CoreLine:
    """One line, of at least one sample."""
    time, busy = columns["t_us"], columns["busy"].astype(np.int64)
    known = columns["split"] == SPLIT
    t_us = int(time.max())
    gap = gaps(t_us, time)
    rest = np.where(known[:, None], busy - columns["run"], 0)
    heads = np.stack([gap, columns["dt_us"] - gap, columns["run_total"], known])
    heads[:3] = fold(heads[:3])
    heads[3] += UNKNOWN
    packed = pack(heads, np.stack([busy.ravel(), rest.ravel()]))
    return CoreLine(t_us, len(time), packed)


def core_table(lines: Sequence[CoreLine], cores: int) -> Table:
    """Columns of `CoreStore.add_columns`."""
    fitting = [line for line in lines if line.n <= len(line.packed)]
    n = ints([line.n for line in fitting])
    lengths = n[:, None] * ints([1] * 4 + [cores] * (CORE_COLUMNS - 4))
    sound, columns = unpack([line.packed for line in fitting], lengths)
    gap, length, total, known, busy, rest = columns
    kept = [line for line, good in zip(fitting, sound.tolist(), strict=True) if good]
    busy, rest = (np.minimum(column, 1000).reshape(-1, cores) for column in (busy, rest))
    time, dt, total = times(kept, gap), unfold(length) + unfold(gap), unfold(total)
    split = known == KNOWN
    table = {
        "t_us": time,
        "dt_us": dt,
        "busy": busy,
        "run": np.where(split[:, None], np.maximum(busy - rest, 0), 0),
        "run_total": total,
        "split": _split(split, total),
    }
    sane = (time >= 0) & (time < MAX_US) & (dt >= 0) & (dt < MAX_US) & (np.abs(total) < MAX_US)
    return Table(table, len(lines) - len(kept)).only(sane)


def _split(known: Array, total: Array) -> Array:
    return np.where(known, SPLIT, np.where(total > 0, ONLY_TOTAL, NO_RUN))
