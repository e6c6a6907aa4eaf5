"""The table of differences as part of the figure: what was measured, whether it agrees, and what is said, in every cell.

Agreement is told by a mark and never by colour alone, so the table reads the same in grey.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...differences.differences_page import RACE, DifferencesPage, PropertyView, differences_page, race_facts
from ...session.events import Difference
from ...session.memory.log import Session
from ...text.quantities import percent
from ..film.grid import one_line

LABEL = 0.125
"""Share of the width for the titles of the rows."""
CHARACTERS, ALL_CHARACTERS = 25, 112
"""That have room in a column, and over all of them."""
LINE_INCHES = 0.135
GAP = 0.5
"""Lines between two rows."""
HEADS, LEGEND = 2, 1.5
"""Lines above the rows, and below them."""
LONGEST = 400
SETTLED = ("done", "failed", "stopped")
MARKS = {True: ("✓", "black"), False: ("✗", "#b04a00"), None: ("?", "#555555")}
CLAIM = {"color": "#555555", "style": "italic"}


@dataclass(frozen=True, slots=True)
class Block:
    """A cell: its mark with its colour, and lines with the style of each."""

    mark: tuple[str, str]
    lines: list[tuple[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Table:
    """What is drawn: heads, and for each row its title and its cells (one that goes over all columns, or one a column)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Block, ...]], ...]

    @property
    def height(self) -> float:
        """Inches that it needs."""
        return LINE_INCHES * (HEADS + sum(_tall(blocks) + GAP for _, blocks in self.rows) + LEGEND)


def _tall(blocks: tuple[Block, ...]) -> int:
    return max(len(block.lines) for block in blocks)


def measured(session: Session, t1_us: int) -> Table | None:
    """The rows of which something was measured by then; None where nothing was."""
    page = differences_page(session, t1_us, live=False)
    rows = [row for row in page.rows if any(cell.state in SETTLED for cell in row.cells)]
    if not rows:
        return None
    return Table(tuple(_heads(page)), tuple((row.title, tuple(_blocks(row))) for row in rows))


def _heads(page: DifferencesPage) -> Iterator[str]:
    """Each column with the Python that it was measured under."""
    for place, column in enumerate(page.columns):
        cells = [row.cells[place] for row in page.rows if len(row.cells) > place and row.cells[place].python]
        yield f"{column}\n{cells[0].python}" if cells else column


def _blocks(row: PropertyView) -> Iterator[Block]:
    wide = ALL_CHARACTERS if len(row.cells) == 1 else CHARACTERS
    for cell in row.cells:
        others = [each for each in row.others if each.column == cell.column and each.state in SETTLED]
        yield _race(cell, others, wide) if row.name == RACE else _block(cell, others, wide)


def _block(cell: Difference, others: list[Difference], wide: int) -> Block:
    if cell.state not in SETTLED:
        return Block(("", "black"), [("not measured", CLAIM)])
    said = [(line, {}) for part in cell.value.split(" · ") for line in _wrapped(part, wide)]
    if len(said) > 1 and len(whole := _one(cell.value)) <= wide:
        said = [(whole, {})]
    said += [(line, {}) for each in others for line in _wrapped(f"{each.python}: {_marked(each)}", wide)]
    mark = MARKS[cell.agrees] if cell.state == "done" else ("–", "#555555")
    return Block(mark, [*said, *_claim(cell, wide)])


def _race(cell: Difference, others: list[Difference], wide: int) -> Block:
    """Updates lost under each Python."""
    known = [(each.python, share) for each in (cell, *others) if (share := race_facts(each).share("call")) is not None]
    if not known:
        return _block(cell, [], wide)
    shares = [f"{python} {percent(share)}" for python, share in known]
    words = f"lost without a lock: {', '.join(shares)}"
    return Block(MARKS[cell.agrees], [*((line, {}) for line in _wrapped(words, wide)), *_claim(cell, wide)])


def _marked(cell: Difference) -> str:
    """Another Python's value, with its mark where it is another one."""
    return f"{cell.value} {MARKS[cell.agrees][0]}" if cell.state == "done" else cell.value or cell.state


def _claim(cell: Difference, wide: int) -> list[tuple[str, dict[str, str]]]:
    return [(line, CLAIM) for line in _wrapped(f"“{cell.claim}”", wide)] if cell.claim else []


def _wrapped(text: str, wide: int) -> list[str]:
    return textwrap.wrap(_one(text), wide) or [""]


def _one(text: str) -> str:
    """Harmless, and nothing in it taken for mathematics."""
    return one_line(text, LONGEST).replace("$", r"\$")


def draw(axis: Any, table: Table) -> None:
    """The table from top to bottom, with a thin rule between its rows."""
    axis.set_axis_off()
    axis.set_title("Differences, measured here, and “what is said” of them")
    axis.set(xlim=(0, 1), ylim=(table.height / LINE_INCHES, 0))
    width = (1 - LABEL) / len(table.heads)
    for place, head in enumerate(table.heads):
        axis.text(LABEL + place * width + 0.02, 0, head, va="top", fontsize=7, fontweight="bold", linespacing=1.1)
    top = float(HEADS)
    for title, blocks in table.rows:
        axis.plot([0, 1], [top, top], color="#8a8a8a", linewidth=0.5, clip_on=False)
        top += GAP / 2
        axis.text(0, top, _one(title), va="top", fontsize=7.5, fontweight="bold")
        for place, block in enumerate(blocks):
            _draw_block(axis, block, LABEL + place * width, top)
        top += _tall(blocks) + GAP / 2
    axis.plot([0, 1], [top, top], color="#8a8a8a", linewidth=0.5, clip_on=False)
    legend = "✓ agrees with what is said    ✗ does not    ? can't be told"
    axis.text(1, top + LEGEND, legend, va="bottom", ha="right", fontsize=7)


def _draw_block(axis: Any, block: Block, left: float, top: float) -> None:
    mark, colour = block.mark
    axis.text(left, top, mark, va="top", fontsize=7.5, fontweight="bold", color=colour)
    for place, (line, style) in enumerate(block.lines):
        axis.text(left + 0.02, top + place, line, va="top", fontsize=7, **style)
