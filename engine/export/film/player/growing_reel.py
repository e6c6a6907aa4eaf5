"""A film that grows: what a screen shows while it is shown, kept so that many browsers follow it and each rewinds for himself.

Frames lie in stretches that begin with a whole picture. Who comes, or has fallen behind, begins at the newest whole picture and never
makes a queue grow; earlier stretches are fetched by who rewinds to them. Each frame is packed once, however many follow; what nobody
could hold any more (an hour of pictures) is dropped from the beginning. Pure: no clock, no socket, no thread.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass, field

from ...glyphs.raster import changed_rows
from ..grid import RGB, Grid, one_line, web
from ..svg import FONTS
from .cell_runs import CellRuns

STRETCH = 60
"""Frames from one whole picture to the next."""
MOST_BYTES = 16 << 20
"""Of packed frames that are kept."""
MOST_MARKS, TITLE = 200, 200


@dataclass(slots=True)
class Stretch:
    """Frames, the first of them a whole picture."""

    begin: int
    """Number of the first, counted from the reel's beginning."""
    frames: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(map(len, self.frames))


class Reel:
    """Frames, packed for the player (see `player.js`), and the chapters at which they are gone to."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.count = 0
        """Frames that there ever were."""
        self._most_bytes, self._cells = most_bytes, CellRuns()
        self._stretches: list[Stretch] = []
        self._last: Grid | None = None
        self._ground: RGB | None = None
        self._told_looks, self._told_glyphs = 0, 0
        self._marks: list[tuple[int, str]] = []
        self._hello = b""

    # ------------------------------------------------------------------ filled

    def add(self, t_ms: int, grid: Grid, ground: RGB, chapter: str = "") -> bool:
        """What the screen shows at this time; False where that is what it showed before.

        Args:
            t_ms: never before that of the frame before.
            grid: the screen.
            ground: the colour around it.
            chapter: the part to which it belongs; another one than before is a mark to go to.
        """
        marked = bool(chapter) and (not self._marks or self._marks[-1][1] != one_line(chapter, TITLE))
        changed = changed_rows(self._last, grid)
        if not (changed or marked or ground != self._ground):
            return False
        resized = self._last is None or self._last.size != grid.size or ground != self._ground
        whole = resized or len(self._stretches[-1].frames) >= STRETCH
        told: dict[str, object] = {"n": self.count, "t": t_ms}
        if whole:
            self._stretches.append(Stretch(self.count))
            told |= {"size": grid.size, "ground": web(ground)}
            changed = range(len(grid.rows))
        if marked:
            self._marks = [*self._marks, (t_ms, one_line(chapter, TITLE))][-MOST_MARKS:]
            told["chapters"] = self._marks
        told["runs"] = self._cells.of(None if whole else self._last, grid, changed)
        self._stretches[-1].frames.append(_packed(told | self._new_looks()))
        self._last, self._ground, self._hello = grid, ground, b""
        self.count += 1
        while len(self._stretches) > 1 and sum(each.size for each in self._stretches) > self._most_bytes:
            del self._stretches[0]
        return True

    def _new_looks(self) -> dict[str, object]:
        """Looks and glyphs that no frame had before."""
        looks, glyphs = self._cells.looks(self._told_looks), list(self._cells.glyphs.items())[self._told_glyphs :]
        told = {"from": self._told_looks, "styles": looks, "glyphs": dict(glyphs)} if looks or glyphs else {}
        self._told_looks += len(looks)
        self._told_glyphs += len(glyphs)
        return told

    # ------------------------------------------------------------------ followed

    def hello(self) -> bytes:
        """What who begins to follow has to know: all looks and glyphs up to now, the chapters, the time at which it begins."""
        if not self._hello:
            self._hello = _packed(
                {
                    "hello": True,
                    "fonts": FONTS,
                    "oldest": self._stretches[0].begin if self._stretches else 0,
                    "from": 0,
                    "styles": self._cells.looks(),
                    "glyphs": self._cells.glyphs,
                    "chapters": self._marks,
                }
            )
        return self._hello

    def since(self, number: int) -> list[bytes]:
        """Frames from this one on; from the newest whole picture on, where it lies before that."""
        if not self._stretches or number >= self.count:
            return []
        newest = self._stretches[-1]
        return newest.frames[max(0, number - newest.begin) :]

    def before(self, number: int) -> list[bytes]:
        """The stretch of frames that ends where this one begins; [] where nothing earlier is kept."""
        for each in self._stretches:
            if each.begin < number <= each.begin + len(each.frames):
                return each.frames[: number - each.begin]
        return []


def _packed(told: dict[str, object]) -> bytes:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 6))
