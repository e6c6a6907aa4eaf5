"""Which core each piece of the timeline ran on.

A worker asks for its core as it ends an item, so pieces of finished items know theirs (`pieces.Rows` says which). Three kinds
don't: what is in hand, what ran for so long that its thread may have been moved meanwhile, and what comes from a system
that doesn't tell. For the first two the sampler's looks stand in, which say of each thread on which core it was last: a
piece is cut half way between two looks, and each part lies on the core of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..run.lane_table import LaneTable, thread_key
from ..snapshot import FAILED, RUN, Ints, Segments

if TYPE_CHECKING:
    from ...session.memory.columns import ThreadColumns

LONG_US = 60_000
"""What ran for longer than this may have been moved."""


def located(segments: Segments, table: LaneTable, looks: ThreadColumns) -> Segments:
    """The segments, those that ran and don't know where with the core that the nearest look saw.

    Args:
        segments: of one window.
        table: their lanes.
        looks: of their threads, in and around the window.
    """
    which = np.flatnonzero(_unsure(segments))
    seen = looks.core >= 0
    if not len(which) or not seen.any():
        return segments
    key, time, core = thread_key(looks.pid, looks.tid)[seen], looks.t_us[seen], looks.core[seen].astype(np.int64)
    order = np.lexsort((time, key))
    key, time, core = key[order], time[order], core[order]
    owner, start, end, place = _parts(segments, which, table, key, time)
    kept = np.ones(len(segments.lane), dtype=bool)
    kept[owner] = False
    index = np.concatenate([np.flatnonzero(kept), owner])
    columns: dict[str, NDArray[Any]] = {
        "start_us": np.concatenate([segments.start_us[kept], start]),
        "end_us": np.concatenate([segments.end_us[kept], end]),
        "core": np.concatenate([segments.core[kept], core[place]]),
        "lane": segments.lane[index],
        "state": segments.state[index],
        "item": segments.item[index],
    }
    if segments.open is not None:
        columns["open"] = segments.open[index]
    order = np.lexsort((columns["start_us"], columns["lane"]))
    return replace(segments, **{name: column[order] for name, column in columns.items()})


def _unsure(segments: Segments) -> np.ndarray:
    ran = (segments.state == RUN) | (segments.state == FAILED)
    return ran & ((segments.core < 0) | (segments.end_us - segments.start_us > LONG_US))


def _parts(segments: Segments, which: Ints, table: LaneTable, key: Ints, time: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """(segment, start, end, look) of each part; the looks are ordered by thread and time. Who was never looked at has none."""
    thread = table.thread[np.searchsorted(table.lane, segments.lane[which])]
    scale = int(max(time.max(), segments.end_us.max())) + 1
    known, row = np.unique(key, return_inverse=True)
    own = np.searchsorted(known, thread)
    seen = (own < len(known)) & (known[np.minimum(own, len(known) - 1)] == thread)
    which, own = which[seen], own[seen]
    edge = row[1:] * scale + (time[1:] + time[:-1]) // 2
    edge = np.where(row[1:] == row[:-1], edge, row[1:] * scale)
    start, end = segments.start_us[which], segments.end_us[which]
    first = np.searchsorted(edge, own * scale + start, side="right")
    last = np.searchsorted(edge, own * scale + end, side="left")
    number = np.maximum(last - first, 0) + 1
    part = np.repeat(np.arange(len(which)), number)
    place = first[part] + np.arange(len(part)) - np.repeat(np.cumsum(number) - number, number)
    edges = np.concatenate([edge, [0]]) % scale
    left = np.where(place == first[part], start[part], edges[place - 1])
    right = np.where(place == first[part] + number[part] - 1, end[part], edges[place])
    return which[part], left, right, place
