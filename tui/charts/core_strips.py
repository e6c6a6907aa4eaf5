"""Core strips: a row a core over the same window as the workers' rows, each moment in the colour of the worker that ran there.

Under a GIL the blocks of the rows never stand above each other: one runs, and it hops. Processes fill every row. Where there are
more cores than rows the busiest have one each, and the last row stands for all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...engine.text.words import plural
from .cells import Cells, Row, joined
from .lanes import many_lane_rows
from .timeline import FAILED, OPEN, RUN, Floats, Ints, Lanes, on_grid

COLOURS = 8
TALLEST = 3


@dataclass(frozen=True, slots=True)
class Strips:
    """Which cores have rows."""

    cores: tuple[int, ...]
    """One row each, in order."""
    others: tuple[int, ...] = ()
    """Cores that share the last row."""
    rows_each: int = 1
    """Cell rows of a strip."""
    first: int = -1
    """The number of the first node, where each stands for a node; -1: cores, which have their own numbers."""

    @property
    def height(self) -> int:
        """Rows of cells of all of them."""
        return (len(self.cores) + bool(self.others)) * self.rows_each

    @property
    def names(self) -> list[str]:
        """`core 0`, `core 1`, `6 others`; `node 1`."""
        rest = [plural(len(self.others), "other")] if self.others else []
        of_nodes = self.first >= 0
        return [*(f"node {core + self.first}" if of_nodes else f"core {core}" for core in self.cores), *rest]


NO_STRIPS = Strips(())


def strips_for(cores: Sequence[int], used: Floats, height: int) -> Strips:
    """Rows for these cores in at most `height` rows of cells.

    Args:
        cores: those that can be used.
        used: how much the run used of each core of the machine lately; who used most has a row of its own.
        height: rows of cells.
    """
    if height <= 0 or not len(cores):
        return NO_STRIPS
    if len(cores) <= height:
        return Strips(tuple(cores), rows_each=min(TALLEST, height // len(cores)))
    busiest = sorted(cores, key=lambda core: (-float(used[core]) if core < len(used) else 0.0, core))
    shown = sorted(busiest[: height - 1])
    return Strips(tuple(shown), tuple(core for core in cores if core not in shown))


def strip_grid(
    strips: Strips,
    lane: Ints,
    start_us: Ints,
    end_us: Ints,
    state: NDArray[np.uint8],
    core: Ints,
    *,
    end: int,
    cell_us: int,
    cells: int,
) -> Lanes:
    """What ran on the cores, on the cells of `on_grid`: there a row is a core, and what is told of a cell is the lane."""
    ran = ((state == RUN) | (state == FAILED) | (state == OPEN)) & (core >= 0)
    rows = [*strips.cores, *([strips.others[0]] if strips.others else [])]
    row = core[ran]
    if strips.others:
        row = np.where(np.isin(row, strips.others), strips.others[0], row)
    found = (row, start_us[ran], end_us[ran], state[ran], lane[ran] - 1)
    return on_grid([[one] for one in rows], *found, end=end, cell_us=cell_us, cells=cells)


def strip_rows(strips: Strips, grid: Lanes) -> list[Cells]:
    """The strips, `rows_each` rows of cells each; where nothing of the run was on the core there is a faint track."""
    which = list(range(len(strips.names)))
    blocks = many_lane_rows(grid, which, [], strips.rows_each, by_core=True, letters=False)
    return [[*block[:-1], _tracked(block[-1])] for block in blocks]


def _tracked(row: Row) -> Row:
    return joined(*([("▁" * len(text), "faint")] if not text.strip() else [(text, ink)] for text, ink in row))
