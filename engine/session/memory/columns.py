"""Growable NumPy columns that stay sorted by time, and the frozen groups of arrays that queries hand out.

A session only ever grows at its end, but not quite in order: the lanes of one drain overlap in time, and two threads
append. So new rows are put at the end as they come, and the few of them that are out of order are sorted in when
somebody asks (`settle`), never while a recorder appends.

Arrays that were handed out must not change under the reader's hands. Rows older than `SLACK_US` before the newest are
handed out as read-only views, as nothing is sorted in among them; the younger tail is copied. If a row comes so late
that it has to go in among the old ones, the columns are copied first and the old arrays are left to their readers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NO_RUN, SPLIT, ONLY_TOTAL = range(3)
"""What a sample of the cores tells of a run: there is none, what it used of each core, or of all of them together."""
SLACK_US = 2_000_000
"""Rows that are this much older than the newest one are taken as settled."""


@dataclass(frozen=True, slots=True)
class SpanColumns:
    """Spans, oldest end first over all lanes together; parallel read-only arrays of shape (n,)."""

    lane: NDArray[np.int32]
    item: NDArray[np.int32]
    start_us: Ints
    end_us: Ints
    cpu_us: Ints
    core: NDArray[np.int16]
    """-1 where unknown."""
    flag: NDArray[np.uint8]
    """See `events.Spans`."""

    def __len__(self) -> int:
        return len(self.end_us)


@dataclass(frozen=True, slots=True)
class CoreColumns:
    """What the cores did, by time. Row i speaks of the time from `t_us[i] - dt_us[i]` to `t_us[i]`."""

    t_us: Ints
    dt_us: Ints
    busy: Floats
    """(n, cores) 0 to 1."""
    run: Floats
    """(n, cores) 0 to `busy`; zero where there was no run or the split is unknown."""
    run_total: Floats
    """(n,) in cores."""
    split_known: bool
    """False if for some row of the window the run's share is known only as a total."""

    def __len__(self) -> int:
        return len(self.t_us)


@dataclass(frozen=True, slots=True)
class ThreadColumns:
    """One row a thread and sample, by time; parallel arrays of shape (n,). Totals since each thread began."""

    t_us: Ints
    pid: Ints
    tid: Ints
    cpu_us: Ints
    wait_us: Ints
    """-1 where the system does not tell."""
    core: NDArray[np.int16]
    """-1 where unknown."""

    def __len__(self) -> int:
        return len(self.t_us)


PIECE_ROWS = 8_192
"""Of columns as rows at one time: a number costs 32 bytes then instead of 8 or fewer."""


def rows_of(columns: SpanColumns | ThreadColumns) -> Iterator[tuple[int, ...]]:
    """The rows as plain numbers, in the order of the columns, a piece at a time."""
    arrays = [getattr(columns, name) for name in columns.__slots__]
    for first in range(0, len(columns), PIECE_ROWS):
        yield from zip(*(array[first : first + PIECE_ROWS].tolist() for array in arrays), strict=True)


class SortedColumns:
    """Parallel growable arrays, sorted by one of them. A width makes a column a (n, width) matrix."""

    def __init__(self, key: str, **dtypes: Any) -> None:
        """Columns by name, each a dtype or (dtype, width)."""
        self._key = key
        self._arrays: dict[str, Array] = {}
        for name, dtype in dtypes.items():
            kind, shape = (dtype[0], (0, dtype[1])) if isinstance(dtype, tuple) else (dtype, (0,))
            self._arrays[name] = np.empty(shape, kind)
        self._rows = 0
        self._sorted = 0
        self._shared = 0

    def __len__(self) -> int:
        return self._rows

    def __getstate__(self) -> dict[str, object]:
        """Without the room for more, and settled: nothing of a file's copy has been handed out."""
        self.settle()
        return {
            **self.__dict__,
            "_arrays": {name: array[: self._rows] for name, array in self._arrays.items()},
            "_shared": 0,
        }

    @property
    def size_bytes(self) -> int:
        """With the room for more."""
        return sum(array.nbytes for array in self._arrays.values())

    @property
    def last(self) -> int:
        """The largest."""
        self.settle()
        return int(self._arrays[self._key][self._rows - 1])

    @property
    def first(self) -> int:
        """The least of what the rows are sorted by; there has to be a row."""
        self.settle()
        return int(self._arrays[self._key][0])

    def reserve(self, rows: int) -> None:
        """Make room for so many more rows at once."""
        if self._rows + rows > len(self._arrays[self._key]):
            self._grow(self._rows + rows)

    def extend(self, rows: int, **values: ArrayLike) -> None:
        """Put `rows` rows at the end; `values` by column, sequences or one scalar for all."""
        end = self._rows + rows
        self.reserve(rows)
        for name, value in values.items():
            self._arrays[name][self._rows : end] = value
        self._rows = end

    def _grow(self, needed: int) -> None:
        capacity = max(needed, 8, len(self._arrays[self._key]) * 3 // 2)
        for name, old in self._arrays.items():
            new = np.empty((capacity, *old.shape[1:]), old.dtype)
            new[: self._rows] = old[: self._rows]
            self._arrays[name] = new
        self._shared = 0

    def settle(self) -> None:
        """Sort what came since the last call into its place; what came first stays first where times are equal."""
        if self._sorted == self._rows:
            return
        key = self._arrays[self._key]
        fresh = key[self._sorted : self._rows]
        place = int(np.searchsorted(key[: self._sorted], fresh.min(), side="right"))
        if place < self._sorted or np.any(fresh[1:] < fresh[:-1]):
            if place < self._shared:
                self._arrays = {name: array.copy() for name, array in self._arrays.items()}
                self._shared = 0
            order = np.argsort(self._arrays[self._key][place : self._rows], kind="stable")
            for array in self._arrays.values():
                array[place : self._rows] = array[place : self._rows][order]
        self._sorted = self._rows

    def bounds(self, first: int | None, last: int | None) -> tuple[int, int]:
        """Row numbers [i, j) of the rows whose key is in the closed interval [first, last]; None leaves it open."""
        self.settle()
        key = self._arrays[self._key][: self._rows]
        i = 0 if first is None else int(key.searchsorted(first, side="left"))
        j = self._rows if last is None else int(key.searchsorted(last, side="right"))
        return i, max(i, j)

    def rows(self, i: int, j: int) -> dict[str, Array]:
        """The rows [i, j) of every column, read-only, never changing afterwards."""
        self.settle()
        copied = j > 0 and self._arrays[self._key][j - 1] > self._arrays[self._key][self._rows - 1] - SLACK_US
        if not copied:
            self._shared = max(self._shared, j)
        rows: dict[str, Array] = {}
        for name, array in self._arrays.items():
            part = array[i:j].copy() if copied else array[i:j]
            part.flags.writeable = False
            rows[name] = part
        return rows

    def column(self, name: str) -> Array:
        """One settled column, for use at once under the session's lock: it may change later."""
        self.settle()
        return self._arrays[name][: self._rows]
