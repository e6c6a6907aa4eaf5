"""The session's time in one line: `00:00 ├──◆──◆──● live 00:42`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.text.clocks import clock
from .cells import Cells, Row, fit, joined, merge, width_of

MARKS = {
    "run": ("◆", "interface"),
    "row": ("┼", "interface"),
    "end": ("◇", "dim"),
    "result": ("◇", "interface"),
    "chapter": ("◆", "gil"),
}
"""See `engine.session.marks`."""
ENDS = ("end", "result")
MODES = ("live", "paused", "replay", "playing 1x")


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the bar's cells lie."""

    first: int
    """Column of the first cell."""
    cells: int
    length_us: int

    def time_at(self, column: int) -> int:
        """Session time of a column, clamped to the session."""
        share = (column - self.first) / max(1, self.cells - 1)
        return round(min(1.0, max(0.0, share)) * self.length_us)

    def column_of(self, t_us: int) -> int:
        """Cell of a session time, counted from the bar's first."""
        share = t_us / self.length_us if self.length_us > 0 else 1.0
        return round(min(1.0, max(0.0, share)) * (self.cells - 1))


def mark_of(mode: str) -> str:
    """How a time that does not go on by itself is marked, with a blank behind it; '' for what happens now, and for films."""
    if mode in ("live", "film"):
        return ""
    return "▶ " if mode.startswith("playing") else "▌▌"


def words_of(t_us: int, length_us: int, mode: str) -> Row:
    """What stands at the right of the bar."""
    if mode == "live":
        return [("live", "bold interface"), (f" {clock(t_us)}", "strong")]
    if mode == "paused":
        behind = max(0, length_us - t_us) // 1_000_000
        return [("paused", "bold gil"), (f" at {clock(t_us)}, {behind:,} s behind", "text")]
    if mode == "film":
        return [(clock(t_us), "bold interface"), (f" of {clock(length_us)}", "dim")]
    speed = f" {mode[8:]}" if mode.startswith("playing") else ""
    return [(f"{mark_of(mode)}{clock(t_us)}", "bold interface"), (f" of {clock(length_us)}", "dim"), (speed, "strong")]


def scale_of(t_us: int, length_us: int, mode: str, width: int) -> Scale:
    """The bar's place in a line of `width` cells."""
    words = width_of(words_of(t_us, length_us, mode))
    room = width - 6 - 1 - words
    return Scale(6, room, length_us) if room >= 8 else Scale(0, max(0, width - words - 1), length_us)


def timebar_rows(t_us: int, length_us: int, chapters: Sequence[tuple[int, str, str]], mode: str, width: int) -> Cells:
    """One row of exactly `width` cells.

    Args:
        t_us: play head.
        length_us: length of the session.
        chapters: (time, title, kind) as in the snapshot; ends are hollow.
        mode: `live`, `paused`, `replay` (held) or `playing 2x`.
        width: cells.
    """
    scale = scale_of(t_us, length_us, mode, width)
    words = words_of(t_us, length_us, mode)
    if scale.cells < 2:
        return [fit(words, width)]
    head = scale.column_of(t_us) if mode != "live" else scale.cells - 1
    began = max((time for time, _, kind in chapters if kind == "run" and time <= t_us), default=-1)
    ended = max((time for time, _, kind in chapters if kind in ENDS and time <= t_us), default=-1)
    from_cell = scale.column_of(began) if began > ended else head
    chars = ["━" if from_cell <= cell < head else ("─" if cell <= head else "╌") for cell in range(scale.cells)]
    inks = [
        "interface" if from_cell <= cell < head else ("dim" if cell < head else "faint") for cell in range(scale.cells)
    ]
    chars[0], inks[0] = "├", "dim"
    if mode != "live":
        chars[-1] = "┤"
    for time, _, kind in sorted(chapters, key=lambda chapter: chapter[2] == "chapter"):
        cell = scale.column_of(time)
        chars[cell], inks[cell] = MARKS.get(kind, MARKS["chapter"])
    chars[head], inks[head] = "●", "bold interface"
    start: Row = [("00:00 ", "dim")] if scale.first else []
    return [fit(joined(start, merge(chars, inks), [(" ", "")], words), width)]
