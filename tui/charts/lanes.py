"""The timeline's rows: one lane in one to four rows of cells, or many lanes in one.

A lane that runs shows blocks in its colour, its edges to the half or eighth of a cell; one that waits shows the
glyph of what it waits for, at most half as high, so that who runs and who waits is seen before any word is read.
With several pieces in one cell the height of the block says how much of it ran.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .blocks import LEFT, UP
from .cells import BLANK, Cells, Row, merge
from .numbers import duration
from .states import BY_CODE, ON_CORE
from .states import FAILED as FAILED_STATE
from .timeline import FAILED, RUN, Floats, Lanes

WAITS = 0.25
"""A wait is drawn from this share of a cell on."""
RAN = 1 / 16
CORE_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
HALF_LEFT, HALF_RIGHT = " ▌█", " ▐█"
LOWER_LEFT, LOWER_RIGHT = " ▘▀", " ▝▀"


def lane_rows(lanes: Lanes, index: int, ink: str, height: int, *, by_core: bool = False) -> Cells:
    """One lane as `height` rows.

    Args:
        lanes: the grid.
        index: which of its lanes.
        ink: the lane's colour.
        height: 1 to 4 rows; from two on, half a row is left free below.
        by_core: colour and letter of the core that ran it instead of the lane's own.
    """
    share, run = lanes.share[index], _ran(lanes.share[index])
    waits = _waiting(share)
    cores = lanes.core[index] if by_core else None
    inks = _inks(ink, cores, len(run))
    if lanes.dense:
        rows = _heights(run, waits, inks, height)
    elif height == 1:
        rows = [_single(lanes.runs_at[index], run, waits, inks)]
    else:
        rows = _tall(lanes.runs_at[index], run, waits, inks, height)
    if cores is not None:
        _letters(rows, run, cores)
    _failures(rows, share[FAILED])
    return [merge([char for char, _ in row], [paint for _, paint in row]) for row in rows]


def heat_row(lanes: Lanes, index: int, *, ink: str = "run") -> Row:
    """Many lanes in one row: its height is the share of them that ran, from half a lane on; else what most wait for."""
    share = lanes.share[index]
    least = min(RAN, 0.5 / int(lanes.sizes[index]))
    row = _heights(_ran(share), _waiting(share), [ink] * share.shape[1], 1, least)[0]
    return merge([char for char, _ in row], [paint for _, paint in row])


def _ran(share: Floats) -> Floats:
    return np.minimum(1.0, share[RUN] + share[FAILED])


def _waiting(share: Floats) -> list[int]:
    """The state that each cell mostly waits in, 0 for none."""
    rest = share.copy()
    rest[[RUN, FAILED]] = 0.0
    most = rest.argmax(axis=0)
    return np.where(rest.max(axis=0) >= WAITS, most, 0).tolist()


def _inks(ink: str, cores: NDArray[np.int64] | None, count: int) -> list[str]:
    if cores is None:
        return [ink] * count
    return [f"lane{core % 8}" if core >= 0 else "rest" for core in cores.tolist()]


Cell = tuple[str, str]


def _wait(code: int) -> Cell:
    return (BY_CODE[code].glyph, BY_CODE[code].ink) if code else (" ", BLANK)


def _single(runs_at: NDArray[np.bool_], run: Floats, waits: list[int], inks: list[str]) -> list[Cell]:
    """One row, edges to the eighth of a cell."""
    row: list[Cell] = []
    eighths = np.rint(run * 8).astype(int).tolist()
    edges = runs_at.tolist()
    for cell, filled in enumerate(eighths):
        if filled == 0:
            row.append(_wait(waits[cell]))
        elif filled == 8:
            row.append(("█", inks[cell]))
        elif edges[cell + 1] and not edges[cell]:
            row.append((LEFT[8 - filled], f"{inks[cell]} reverse"))
        else:
            row.append((LEFT[filled], inks[cell]))
    return row


def _tall(runs_at: NDArray[np.bool_], run: Floats, waits: list[int], inks: list[str], height: int) -> list[list[Cell]]:
    """Two to four rows, edges to half a cell, the last row half free; waits in the middle row."""
    rows: list[list[Cell]] = [[] for _ in range(height)]
    halves = np.rint(run * 2).astype(int).tolist()
    edges = runs_at.tolist()
    middle = (height - 1) // 2
    for cell, filled in enumerate(halves):
        if filled == 0:
            for y, row in enumerate(rows):
                row.append(_wait(waits[cell]) if y == middle else (" ", BLANK))
            continue
        at_right = edges[cell + 1] and not edges[cell]
        upper, lower = (HALF_RIGHT, LOWER_RIGHT) if at_right else (HALF_LEFT, LOWER_LEFT)
        for y, row in enumerate(rows):
            row.append(((lower if y == height - 1 else upper)[filled], inks[cell]))
    return rows


def _heights(run: Floats, waits: list[int], inks: list[str], height: int, least: float = RAN) -> list[list[Cell]]:
    """Height says how much of the cell ran, from the share `least` on; a full one leaves an eighth free."""
    steps = 8 * height - 1
    filled = np.where(run >= least, np.maximum(1, np.rint(run * steps)), 0).astype(int).tolist()
    rows: list[list[Cell]] = []
    for floor in range(8 * (height - 1), -1, -8):
        row: list[Cell] = []
        for cell, total in enumerate(filled):
            here = min(8, max(0, total - floor))
            row.append(
                (UP[here], inks[cell]) if here else (_wait(waits[cell]) if not total and not floor else (" ", BLANK))
            )
        rows.append(row)
    return rows


def _letters(rows: list[list[Cell]], run: Floats, cores: NDArray[np.int64]) -> None:
    """Put the core's letter into full cells of the first row that has any."""
    row = rows[(len(rows) - 1) // 2]
    for cell, core in enumerate(cores.tolist()):
        if run[cell] >= 0.5 and core >= 0 and row[cell][0] == "█":
            row[cell] = (CORE_LETTERS[core % len(CORE_LETTERS)], f"{row[cell][1]} reverse")


def _failures(rows: list[list[Cell]], failed: Floats) -> None:
    """What failed is in the colour of failure, with a cross in its middle."""
    middle = (len(rows) - 1) // 2
    for cell in np.flatnonzero(failed > 0).tolist():
        for y, row in enumerate(rows):
            if y == middle:
                row[cell] = (FAILED_STATE.glyph, f"bold {FAILED_STATE.ink}{' reverse' if row[cell][0] == '█' else ''}")
            elif row[cell][0] != " ":
                row[cell] = (row[cell][0], FAILED_STATE.ink)


def states_in(lanes: Lanes) -> list[int]:
    """Codes of the states that can be seen in the window, running first."""
    total = lanes.share.sum(axis=(0, 2))
    return [code for code in range(len(BY_CODE)) if total[code] > 0 or BY_CODE[code] is ON_CORE]


def axis(cells: int, cell_us: int) -> Cells:
    """A line with the time before the right edge at every twentieth cell: `╷-120 ms`."""
    line = [" "] * cells
    for back in range(20, cells + 1, 20):
        words = f"╷-{duration(back * cell_us)}"
        start = cells - back
        if start + len(words) < cells:
            line[start : start + len(words)] = words
    return [[("".join(line), "dim")]]
