"""The picture that a task paints while it runs, at any play head.

Every `Progress` brings some cells. They are kept flat, one row a pixel, in the order in which they came; so the picture
at a play head is a prefix of them, painted in one stroke, and the next moment's is the same picture plus a few pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..events import Progress
from .columns import Array, SortedColumns

MAX_PIXELS = 4_000_000
UNPAINTED = 255
_HEX = np.zeros(256, np.uint8)
_HEX[[ord(digit) for digit in "0123456789abcdef"]] = range(16)
_HEX[[ord(digit) for digit in "ABCDEF"]] = range(10, 16)

Picture = tuple[NDArray[np.uint8], NDArray[np.int64]]


class PictureStore:
    """The pixels of one run."""

    def __init__(self) -> None:
        self.pixels = SortedColumns("t_us", t_us="i8", item="i4", place="i8", shade="u1")
        self._sizes: list[tuple[int, int, int]] = []
        self._newest_us = 0
        self._cached: tuple[int, tuple[int, int], Picture] | None = None

    def __getstate__(self) -> dict[str, object]:
        """Without the picture that was painted last."""
        return {**self.__dict__, "_cached": None}

    def add(self, event: Progress) -> None:
        """Take the event's cells. One that comes late is taken as coming now: what is painted stays in order."""
        self._newest_us = max(self._newest_us, event.t_us)
        if event.picture is not None and (not self._sizes or self._sizes[-1][1:] != tuple(event.picture)):
            self._sizes.append((self._newest_us, *event.picture))
        if not event.cells:
            return
        shades = [digits.encode("ascii", "replace") for _, _, digits in event.cells]
        lengths = np.array([len(shade) for shade in shades])
        ends = np.cumsum(lengths)
        offsets = np.repeat(np.array([offset for _, offset, _ in event.cells], np.int64) - (ends - lengths), lengths)
        self.pixels.extend(
            int(ends[-1]),
            t_us=self._newest_us,
            item=np.repeat([item for item, _, _ in event.cells], lengths),
            place=offsets + np.arange(ends[-1]),
            shade=_HEX[np.frombuffer(b"".join(shades), np.uint8)],
        )

    def cells(self) -> dict[int, list[tuple[int, int, str]]]:
        """What was painted when: the cells of the `Progress` events, by their times."""
        times, items, places, shades = (
            self.pixels.column(name).tolist() for name in ("t_us", "item", "place", "shade")
        )
        found: dict[int, list[tuple[int, int, str]]] = {}
        first = 0
        for row in range(1, len(times) + 1):
            goes_on = row < len(times) and times[row] == times[first] and items[row] == items[first]
            if goes_on and places[row] == places[first] + row - first:
                continue
            digits = "".join(f"{shade:x}" for shade in shades[first:row])
            found.setdefault(times[first], []).append((items[first], places[first], digits))
            first = row
        return found

    def at(self, t_us: int | None) -> Picture | None:
        """(rows, columns) brightness 0 to 15 (255: not painted yet), and the item that painted each pixel (-1)."""
        size = next((size for t, *size in reversed(self._sizes) if t_us is None or t <= t_us), None)
        if size is None or size[0] < 1 or not 0 < size[0] * size[1] <= MAX_PIXELS:
            return None
        columns, rows = size
        _, upto = self.pixels.bounds(None, t_us)
        done, (shade, item) = 0, _blank(rows, columns)
        if self._cached is not None and self._cached[1] == (rows, columns) and self._cached[0] <= upto:
            done, _, painted = self._cached
            if done == upto:
                return painted
            shade, item = painted[0].copy(), painted[1].copy()
        self._paint(shade, item, done, upto)
        shade.flags.writeable = item.flags.writeable = False
        self._cached = (upto, (rows, columns), (shade, item))
        return shade, item

    def _paint(self, shade: Array, item: Array, first: int, last: int) -> None:
        place = self.pixels.column("place")[first:last]
        inside = (place >= 0) & (place < shade.size)
        place = place[inside]
        shade.ravel()[place] = self.pixels.column("shade")[first:last][inside]
        item.ravel()[place] = self.pixels.column("item")[first:last][inside]


def _blank(rows: int, columns: int) -> Picture:
    return np.full((rows, columns), UNPAINTED, np.uint8), np.full((rows, columns), -1, np.int64)
