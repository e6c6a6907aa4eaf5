"""Which columns a comparison has room for, and how many cells each of them gets.

Columns are given as words; which of them are shown is decided by the room there is: they go in the order of `COLUMNS`'
weights, so that the time axis and the speed-up stay the longest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from .cells import Row, Run


@dataclass(frozen=True, slots=True)
class Entry:
    """One model."""

    name: str
    ink: str = "dim"
    """Of its line: `run` where it is faster, `core` where it is slower."""
    repeats_s: tuple[float, ...] = ()
    median_s: float | None = None
    low_s: float = 0.0
    high_s: float = 0.0
    startup_s: float = 0.0
    speedup: float | None = None
    running_s: float | None = None
    """How far its run under way is; None where none is."""
    words: Mapping[str, Run] = field(default_factory=dict)
    """Column to its words."""
    message: Row = field(default_factory=list)
    """What stands in the place of all figures: that it failed, or waits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures."""

    name: str
    width: int
    weight: int
    """The lightest goes first."""
    left: bool = False
    head: str = ""
    """What stands above it, where that is not its name."""
    long: str = ""
    """The same, spelled out where there is room."""


COLUMNS = (
    Column("python", 9, 42, left=True),
    Column("time", 0, 100),
    Column("wall", 7, 95),
    Column("bar", 0, 70),
    Column("speed-up", 10, 90),
    Column("cores", 6, 80),
    Column("start-up", 9, 38),
    Column("peak", 9, 55, head="thr·proc", long="threads · processes"),
    Column("memory", 8, 50),
    Column("pickled", 8, 45),
    Column("switches", 9, 20),
    Column("same", 6, 60, left=True),
)
"""In the order in which they stand; `time` and `bar` are drawn and share the room that is left."""

MEANINGS = (
    ("wall time", "from asking for the workers to the last result in hand, median of the repeats"),
    (
        "speed-up",
        "median of sequential over this median; ≈ no clear difference; marks at 1× and at the usable cores",
    ),
    ("cores", "CPU time of the run over the time it computed"),
    ("start-up", "from asking for the workers to the first item begun"),
    ("thr·proc", "threads and processes: the most there were at once, helpers included"),
    ("memory", "of all its processes, at the most"),
    ("pickled", "bytes of items sent out and results sent back"),
    ("switches", "how often a thread gave its core up or lost it"),
    ("same", "whether its results are those of sequential"),
    ("*", "other programs were busy while it ran"),
)
"""What stands above the columns, and what it means."""
OPTIONAL = ("python", "switches")
"""Columns that are there only where some entry has words for them; all others keep their places from the first moment on."""
TIME_LEAST, BAR_LEAST, BAR_MOST = 18, 12, 22
SPARE = 16
"""Cells that the time axis has beyond its least before heads are spelled out."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How many cells what gets."""

    name: int
    columns: tuple[Column, ...]
    time: int
    bar: int

    def has(self, name: str) -> bool:
        """Whether that column is shown."""
        return any(column.name == name for column in self.columns)

    def of(self, column: Column) -> int:
        """Cells of a column."""
        return {"time": self.time, "bar": self.bar}.get(column.name, column.width)


def layout(entries: Sequence[Entry], width: int) -> Layout:
    """The columns that fit into `width` cells."""
    longest = max([5, *(len(entry.name) for entry in entries)])
    name = min(longest, 22 if width >= 100 else 17 if width >= 72 else 15) + 4
    known = {column for entry in entries for column in entry.words}
    least = {"time": TIME_LEAST if width >= 60 else 8, "bar": BAR_LEAST + 2}
    shown: list[Column] = []
    room = width - name
    for column in sorted(COLUMNS, key=lambda column: -(column.weight if column.width or width >= 60 else 0)):
        needed = least.get(column.name, column.width)
        if (column.name in known or column.name not in OPTIONAL) and needed <= room:
            shown.append(column)
            room -= needed
    shown, room = _spelled([column for column in COLUMNS if column in shown], room)
    names = {column.name for column in shown}
    bar = min(BAR_LEAST + 2 + room // 4, BAR_MOST) if "bar" in names else 0
    time = least["time"] + room - (bar - least["bar"] if bar else 0)
    return Layout(name, tuple(shown), time if "time" in names else 0, bar)


def _spelled(columns: list[Column], room: int) -> tuple[list[Column], int]:
    """The columns with their heads spelled out as far as there is room, and the room that is left."""
    found = []
    for column in columns:
        more = len(column.long) + 2 - column.width
        if column.long and room - more >= SPARE:
            room -= more
            found.append(replace(column, width=column.width + more, head=column.long))
        else:
            found.append(column)
    return found, room
