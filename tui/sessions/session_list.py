"""The recordings as a list with columns, and what the one under the cursor holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.events import Resize
from textual.strip import Strip

from ...engine.text.clocks import clock
from ...engine.text.finding import Sought
from ...engine.text.quantities import duration
from ..widgets.choice_list import ChoiceList, Row
from ..widgets.foreign import foreign
from ..widgets.line import Inked, Part, Parts, clipped, width
from .recording_words import Words, fitted, recording_words, run_words

if TYPE_CHECKING:
    from ...engine.session.library.find import Recording

COLUMNS = (
    ("date", "recorded", 19, "<", 54),
    ("machine", "machine", 22, "<", 96),
    ("runs", "runs", 10, ">", 0),
    ("length", "length", 8, ">", 0),
    ("chapters", "chapters", 10, ">", 88),
    ("size", "size", 9, ">", 64),
)
"""Field of `Words`, heading, cells, side, and the width from which on it is shown."""
NAME_CELLS = (12, 80)
LEAST_PARTS = 4
"""Of a run's line: when, its mark, what it was, and how it ended where it was not well."""
KEPT, OTHERS = "Kept", "The last 20 without a name"
SHORTER = {OTHERS: "Without a name"}
"""Headings for the width of a narrow list's names."""


class SessionList(ChoiceList):
    """Kept recordings by name, then the unnamed ones."""

    def __init__(self) -> None:
        super().__init__("Sessions", id="sessions-list")
        self._words: dict[str, Words] = {}

    def show(self, recordings: Sequence[Recording]) -> None:
        """Show these; the cursor stays on the file it stood on, or near it."""
        names = [str(each.path) for each in recordings]
        self._words = {name: recording_words(each) for name, each in zip(names, recordings, strict=True)}
        rows: list[Row] = []
        for kept, title in ((True, KEPT), (False, OTHERS)):
            members = [each for each in recordings if each.kept == kept]
            if members:
                rows += [Row(title), *(Row(each.name, str(each.path), words=_inside(each)) for each in members)]
        selected = self.selected
        if selected not in names:
            old = [row.name for row in self.rows if row.name]
            at = old.index(selected) if selected in old else 0
            selected = names[min(at, len(names) - 1)] if names else ""
        self.rows = ()  # words may have changed where rows have not
        self.offer(rows, selected)

    def _sought(self, row: Row) -> Sought:
        """By its name, and by when, where and what was run in it."""
        words = self._words[row.name]
        return Sought(words.name, f"{row.label} {words.date} {words.machine} {row.words}")

    def _row(self, row: Row, cells: int) -> Parts:
        words = self._words.get(row.name)
        if words is None:
            return self._heading(row.label, cells)
        chosen = row.name == self.selected
        shown = columns(cells)
        room = name_cells(cells)
        notice = words.notice
        parts = [Part("▸ " if chosen else "  ", "ui"), Part(fitted(words.name, room, "<"), "strong" if chosen else "")]
        for field, _, wide, side, _ in shown:
            text = getattr(words, field)
            if field == "machine" and notice:
                parts.append(Part("  " + fitted(notice, wide - 2, side), "warn"))
            else:
                parts.append(Part("  " + fitted(text, wide - 2, side), "" if field == "length" else "dim"))
        return tuple(parts)

    def _heading(self, label: str, cells: int) -> Parts:
        if not self.rows or label != self.rows[0].label:
            return (Part(fitted(label, cells), "title"),)
        room = name_cells(cells) + 2
        words = label if len(label) <= room else SHORTER.get(label, label)
        heads = [Part("  " + fitted(title, wide - 2, side), "dim") for _, title, wide, side, _ in columns(cells)]
        return (Part(fitted(words, room), "title"), *heads)


def _inside(recording: Recording) -> str:
    """The runs and chapters that it is found by."""
    told = recording.summary
    return " ".join((*(run_words(run) for run in told.runs), *(title for _, title in told.chapters)))


def columns(cells: int) -> list[tuple[str, str, int, str, int]]:
    """The columns that a list of this width has."""
    return [column for column in COLUMNS if cells >= column[4]]


def name_cells(cells: int) -> int:
    """How wide names are."""
    low, high = NAME_CELLS
    return max(low, min(high, cells - 2 - sum(column[2] for column in columns(cells))))


class SessionDetails(Inked):
    """The runs and chapters of one recording, in their order."""

    def __init__(self) -> None:
        super().__init__(id="session-details")
        self._lines: list[Parts] = []

    def show(self, recording: Recording | None) -> None:
        """Show what it holds."""
        self._lines = detail_lines(recording) if recording is not None else []
        self.border_title = foreign(recording_words(recording).name) if recording is not None else ""
        self._tell_more()
        self.refresh()

    def _tell_more(self) -> None:
        more = len(self._lines) - self.size.height
        self.border_subtitle = foreign(f"▾ {more} more") if more > 0 and self.size.height else ""

    def on_resize(self, _event: Resize) -> None:
        """Another height shows more or less."""
        self._tell_more()

    def render_line(self, y: int) -> Strip:
        """One line."""
        cells = self.size.width
        return self.strip(fitting(self._lines[y], cells) if y < len(self._lines) else (), cells)


def fitting(parts: Parts, cells: int) -> Parts:
    """The line with its last figures left out whole until the rest has room; a figure that is cut is another figure."""
    while len(parts) > LEAST_PARTS and width(parts) > cells:
        parts = parts[:-1]
    return clipped(parts, cells)


def detail_lines(recording: Recording) -> list[Parts]:
    """One line a run and a chapter, the parts in the order of their worth."""
    told = recording.summary
    lines: list[tuple[int, Parts]] = []
    for run in told.runs:
        wall = f"  {duration(run.wall_s)}" if run.wall_s else ""
        cores = f"  {run.cores_used:.1f} cores used" if run.cores_used else ""
        well = run.status == "done"
        ended = Part(f"  {run.status or 'not ended'}", "dim" if well else "bad" if run.status == "failed" else "warn")
        lines.append(
            (
                run.t_us,
                (
                    Part(f"{clock(run.t_us):>7}  ", "dim"),
                    Part("◆ ", "ui"),
                    Part(run_words(run)),
                    *(() if well else (ended,)),
                    Part(wall, "dim"),
                    Part(cores, "dim"),
                    *((ended,) if well else ()),
                ),
            )
        )
    for t_us, title in told.chapters:
        lines.append((t_us, (Part(f"{clock(t_us):>7}  ", "dim"), Part("◆ ", "warn"), Part(title, "strong"))))
    ordered = [parts for _, parts in sorted(lines, key=lambda line: line[0])]
    if told.notice:
        ordered.insert(0, (Part(f"  {recording_words(recording).notice}", "warn"),))
    machine = told.machine
    if machine is not None:
        words = " · ".join(word for word in (machine.system, machine.cpu, f"Python {machine.python}") if word)
        ordered.append((Part(f"  recorded on {words}", "dim"),))
    return ordered or [(Part("  nothing has been run in it", "dim"),)]
