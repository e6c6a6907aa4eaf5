"""A table of what was measured against what is claimed, and bars of how many updates a race loses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.text.quantities import percent
from .blocks import line_bar
from .cells import BLANK, Cells, Row, fit, fit_all, joined, plain, right
from .prose import wrapped

MARKS = {True: ("✓", "bold run"), False: ("✗", "bold gil"), None: ("?", "dim")}
"""Agrees, disagrees, can't be told."""
LEAST_COLUMN = 15
MOST_ROWS = 3
"""Of a cell with value, note and claim."""
ROOMY = 18
"""Cells from which on most claims have room in one row; below, a claim here and there would only puzzle."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what was measured, and what is said."""

    value: str = ""
    ink: str = "strong"
    mark: tuple[str, str] = (" ", BLANK)
    claim: str = ""
    note: str = ""
    """The same under another Python."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a cell a column, or one over all of them."""

    title: str
    cells: tuple[Cell, ...]

    @property
    def wide(self) -> bool:
        """Whether its one cell goes over all columns."""
        return len(self.cells) == 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Where what lies."""

    label: int
    columns: tuple[int, ...]
    """Places of the columns that are shown."""
    column: int
    """Cells of each."""
    heights: tuple[int, ...]
    """Rows of each line; 0: not shown."""

    def line_at(self, y: int) -> int | None:
        """The line at a row of the drawing, None for the heads and what is below."""
        top = 1
        for place, height in enumerate(self.heights):
            if top <= y < top + height:
                return place
            top += height
        return None

    def column_at(self, x: int) -> int | None:
        """The column at a cell of the drawing, None for the titles."""
        place = (x - self.label) // self.column if x >= self.label and self.column else -1
        return self.columns[place] if 0 <= place < len(self.columns) else None


def plan(lines: Sequence[Line], width: int, height: int, selected: tuple[int, int]) -> Plan:
    """The layout that shows the most: all columns or the selected one, four to one rows a line (of four the last stays empty), or a
    window of lines."""
    count = max([1, *(len(line.cells) for line in lines)])
    label = max([4, *(len(line.title) for line in lines)]) + (5 if width >= 100 else 1)
    all_fit = (width - label) // count >= LEAST_COLUMN
    columns = tuple(range(count)) if all_fit else (min(selected[1], count - 1),)
    column = max(1, (width - label) // len(columns))
    for each, wide in ((4, 3), (3, 2), (3, 1), (2, 2), (2, 1), (1, 1)):
        heights = [wide if line.wide else each for line in lines]
        if sum(heights) + 1 <= height:
            return Plan(label, columns, column, tuple(heights))
    room = max(0, height - 1)
    first = min(max(0, selected[0] - room // 2), max(0, len(lines) - room))
    return Plan(label, columns, column, tuple(int(first <= place < first + room) for place in range(len(lines))))


def table_rows(
    heads: Sequence[tuple[str, str]],
    lines: Sequence[Line],
    width: int,
    height: int,
    *,
    selected: tuple[int, int],
    focus: bool = False,
) -> Cells:
    """The table in exactly `width` x `height` cells.

    Args:
        heads: name of each column and a small word (which Python) beside it.
        lines: the rows.
        width: cells.
        height: rows.
        selected: row and column of the cursor.
        focus: whether the cursor is the keyboard's.
    """
    if width <= 0 or height <= 0:
        return []
    layout = plan(lines, width, height, selected)
    top: Row = [(" " * layout.label, BLANK)]
    for place in layout.columns:
        name, python = heads[place]
        small = f"  {python}" if python and len(name) + len(python) + 5 < layout.column + 2 else ""
        arrows = "‹  " if len(layout.columns) < len(heads) else " " * max(1, min(3, layout.column - len(name)))
        tail = " ›" if arrows.strip() else ""
        top += fit([(arrows, "interface"), (name, "bold title"), (tail, "interface"), (small, "dim")], layout.column)
    rows = [top]
    for place, (line, tall) in enumerate(zip(lines, layout.heights, strict=True)):
        if tall:
            rows += _line(line, layout, tall, selected[1] if place == selected[0] else None, width, focus=focus)
    return fit_all(rows, width, height)


def _line(line: Line, layout: Plan, tall: int, chosen: int | None, width: int, *, focus: bool) -> Cells:
    blocks: list[Cells] = []
    apart = any(len(broken(cell.value, "", layout.column - 3, 2)) > 1 for cell in line.cells if not line.wide)
    for place in (0,) if line.wide else layout.columns:
        cells = width - layout.label if line.wide else layout.column
        mine = chosen is not None and (line.wide or place == chosen)
        blocks.append(_cell(line.cells[place], cells, tall, mine=mine, focus=focus, apart=apart))
    title: Row = [(" ", BLANK), (line.title, "bold strong" if chosen is not None else "bold title")]
    rows: Cells = []
    for y in range(tall):
        left = fit(title if y == 0 else [], layout.label)
        rows.append(joined(left, *(block[y] for block in blocks)))
    return rows


def _cell(cell: Cell, width: int, tall: int, *, mine: bool, focus: bool, apart: bool) -> Cells:
    """Mark and value; below them the claim, and the same under another Python, where there is room."""
    room = width - 3
    full = min(tall, MOST_ROWS)
    pointer: Row = [("▸", "bold interface" if focus else "interface")] if mine else [(" ", BLANK)]
    value = broken(cell.value, "bold interface" if mine else cell.ink, room, min(full, 2), apart=apart)
    said = _note(cell, room)
    note: Cells = [[(said, "dim")]] if said and len(value) < full else []
    left = full - len(value) - len(note)
    quoted = f"“{cell.claim}”" if cell.claim else ""
    claim = broken(quoted, "dim", room, left) if full > 2 or len(quoted) <= room >= ROOMY else []
    rows = [*value, *note, *claim]
    first: Row = joined(pointer, [cell.mark, (" ", BLANK)], rows[0] if rows else [])
    rest = [joined([("   ", BLANK)], row) for row in rows[1:]]
    return [fit(row, width) for row in [first, *rest, *([[]] * (tall - 1 - len(rest)))]]


def _note(cell: Cell, room: int) -> str:
    """The other Python's value, without its unit where there is no room for it and the value beside it has the same one."""
    number, _, unit = cell.note.rpartition(" ")
    return number if len(cell.note) > room and cell.value.endswith(f" {unit}") else cell.note


def broken(text: str, ink: str, width: int, tall: int, *, apart: bool = False) -> Cells:
    """The words in at most `tall` rows: parts between `·` stay whole where they can, and those without room are left out.

    With `apart` the last part has a row of its own, as it has in the cells beside it.
    """
    if not text or width <= 0 or tall <= 0:
        return []
    rows: list[str] = []
    parts = text.split(" · ")
    for place, part in enumerate(parts):
        joins = place and not (apart and tall > 1 and place == len(parts) - 1)
        if joins and len(rows[-1]) + 3 + len(part) <= width:
            rows[-1] += f" · {part}"
        else:
            rows += [plain([row]).rstrip() for row in wrapped([(part, ink)], width)]
    if len(rows) > tall:
        last = rows[tall - 1]
        rows = [*rows[: tall - 1], f"{last} …" if len(last) + 2 <= width else last[: width - 1].rstrip() + "…"]
    return [fit([(row, ink)], min(width, len(row))) for row in rows]


@dataclass(frozen=True, slots=True)
class Race:
    """Shares of updates lost under one Python; None: not measured."""

    python: str
    gil: bool
    shares: tuple[float | None, ...]
    """In the order of the ways."""
    live: bool = False


def race_rows(races: Sequence[Race], ways: Sequence[str], width: int, height: int) -> Cells:
    """A row a Python, a bar a way of adding to one number."""
    if height <= 0 or width <= 0:
        return []
    label = 17 if width >= 60 else 10
    room = (width - label) // max(1, len(ways))
    heads: Row = [(f"{'lost updates':<{label}}" if label >= 13 else " " * label, "title")]
    for way in ways:
        heads += fit([(way, "title")], room)
    rows = [heads]
    for race in races[: height - 1]:
        gil = "GIL" if race.gil else "no GIL"
        row: Row = [("▸" if race.live else " ", "interface"), (f"{race.python:<9}", "text")]
        row += [(f"{gil:<{label - 10}}", "dim" if race.gil else "run")] if label >= 17 else []
        for share in race.shares:
            row += fit(_lost(share, room - 2), room)
        rows.append(row)
    return fit_all(rows, width, height)


def _lost(share: float | None, width: int) -> Row:
    if share is None:
        return [("…", "dim")]
    words = percent(share)
    cells = max(0, min(width - 6, 20))
    ink = "gil" if share else "dim"
    return joined(line_bar(share, cells, "gil"), right([(words, f"bold {ink}" if share else "run")], 5))
