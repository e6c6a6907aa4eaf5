"""What the threads of a run waited for, in memory: totals by looks, one block for each `ProcessTable` (see `sample_stores`)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..events import ProcessTable, States
from .columns import Array, Ints, SortedColumns

FIELDS = tuple(name for name in States.__struct_fields__ if name not in ("t_us", "run", "node"))
"""In the order of `StateColumns.values`."""
_PLACE = {name: place for place, name in enumerate(FIELDS)}
_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class StateColumns:
    """One row a thread and event, by time; totals since each thread was first looked at."""

    t_us: Ints
    pid: Ints
    tid: Ints
    values: Ints
    """(n, fields): see `of`."""

    def __len__(self) -> int:
        return len(self.t_us)

    def of(self, name: str) -> Ints:
        """(n,) a field of `events.States`; what was held is -1 where that isn't known."""
        return self.values[:, _PLACE[name]]


class StateStore:
    """The states of one run's threads on one node."""

    def __init__(self) -> None:
        self.blocks: list[tuple[int, Array, SortedColumns]] = []

    def open(self, who: ProcessTable) -> None:
        """A new set of threads."""
        ids = np.array([row[:2] for row in who.rows], np.int64).reshape(-1, 2)
        columns = SortedColumns("t_us", t_us="i8", values=("i8", len(ids) * len(FIELDS)))
        self.blocks.append((who.t_us, ids, columns))

    def add(self, event: States) -> None:
        """Take one event; one that doesn't fit the `ProcessTable` of its time can't be told whose it is, and is left out."""
        place = self._opened_by(event.t_us) - 1
        if place < 0:
            return
        _, ids, columns = self.blocks[place]
        width, lists = len(ids), [getattr(event, name) for name in FIELDS]
        sound = 0 < width == len(event.looks) == len(event.state)
        if not sound or any(len(each) not in (0, width) for each in lists):
            return
        values = np.zeros((width, len(FIELDS)), np.int64)
        for place, each in enumerate(lists):
            values[:, place] = each or (_UNKNOWN if FIELDS[place] == "held_us" else 0)
        columns.extend(1, t_us=event.t_us, values=values.reshape(1, -1))

    def events(self, run: int, node: int) -> Iterator[States]:
        """Everything as it was taken; each belongs to the last `ProcessTable` at or before it."""
        for _, ids, columns in self.blocks:
            times, values = columns.column("t_us").tolist(), columns.column("values")
            for t_us, row in zip(times, values.reshape(len(times), len(ids), len(FIELDS)), strict=True):
                lists = {name: row[:, place].tolist() for place, name in enumerate(FIELDS)}
                kept = {
                    name: each
                    for name, each in lists.items()
                    if name in ("state", "looks") or (min(each) >= 0 if name == "held_us" else any(each))
                }
                yield States(t_us, run, **kept, node=node)

    def latest(self, t_us: int) -> StateColumns:
        """What was told last at or before that moment; nothing where nothing was. At the same cost however long the session is."""
        for _, _, columns in reversed(self.blocks[: self._opened_by(t_us)]):
            _, end = columns.bounds(None, t_us)
            if end:
                last_us = int(columns.column("t_us")[end - 1])
                return self.window(last_us, last_us)
        return self.window(0, -1)

    def window(self, t0_us: int | None, t1_us: int | None) -> StateColumns:
        """What was told in the closed interval."""
        first = max(0, self._opened_by(t0_us) - 1) if t0_us is not None else 0
        last = len(self.blocks) if t1_us is None else self._opened_by(t1_us)
        parts = [_long(ids, columns, t0_us, t1_us) for _, ids, columns in self.blocks[first:last]]
        if not parts:
            empty = np.empty(0, np.int64)
            return StateColumns(empty, empty, empty, np.empty((0, len(FIELDS)), np.int64))
        return StateColumns(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _opened_by(self, t_us: int) -> int:
        """How many blocks there were at that moment."""
        return bisect_right(self.blocks, t_us, key=lambda block: block[0])


def _long(ids: Array, columns: SortedColumns, t0_us: int | None, t1_us: int | None) -> tuple[Array, ...]:
    rows = columns.rows(*columns.bounds(t0_us, t1_us))
    count, width = len(rows["t_us"]), len(ids)
    return (
        rows["t_us"].repeat(width),
        *(np.broadcast_to(column, (count, width)).ravel() for column in ids.T),
        rows["values"].reshape(count * width, len(FIELDS)),
    )
