"""The timeline's rows: one lane in one or several rows of cells, or many lanes in one.

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
ALMOST = 15 / 16
BODY, TOP = " █▌▐", " ▄▖▗"
"""Characters of full, left and right halves; in the top row they are half as high."""
CORE_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
WAIT, FULL, AT_LEFT, AT_RIGHT, HEIGHT = range(5)
"""How a cell shows what ran in it."""
Cell = tuple[str, str]


def lane_rows(lanes: Lanes, index: int, ink: str, height: int, *, by_core: bool = False) -> Cells:
    """One lane as `height` rows.

    Args:
        lanes: the grid.
        index: which of its lanes.
        ink: the lane's colour.
        height: rows, 1 or more; from two on, half a row is left free above.
        by_core: colour and letter of the core that ran it instead of the lane's own.
    """
    share, run = lanes.share[index], _ran(lanes.share[index])
    cores = lanes.core[index] if by_core else None
    inks = _inks(ink, cores, len(run))
    how = _how(lanes, index, run, height)
    rows = _blocks(how.tolist(), run, _waiting(share), inks, height)
    if cores is not None:
        _letters(rows, run, cores)
    _failures(rows, share[FAILED])
    return [merge([char for char, _ in row], [paint for _, paint in row]) for row in rows]


def middle_of(height: int) -> int:
    """The row in which waits are drawn, and beside which the name stands."""
    return height // 2


def told_by_height(lanes: Lanes) -> bool:
    """Whether there are cells whose height says how much of them ran."""
    run = _ran(lanes.share.swapaxes(0, 1))
    return bool(((lanes.sizes[:, None] > 1) | (lanes.pieces > 1)).astype(bool)[(run >= RAN) & (run < ALMOST)].any())


def heat_row(lanes: Lanes, index: int, *, ink: str = "run") -> Row:
    """Many lanes in one row: its height is the share of them that ran, from half a lane on; else what most wait for."""
    share = lanes.share[index]
    least = min(RAN, 0.5 / int(lanes.sizes[index]))
    row = _heat(_ran(share), _waiting(share), ink, least)
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


def _wait(code: int) -> Cell:
    return (BY_CODE[code].glyph, BY_CODE[code].ink) if code else (" ", BLANK)


def _how(lanes: Lanes, index: int, run: Floats, height: int) -> NDArray[np.int64]:
    """How each cell shows its share: one stretch by where it lies, several and short ones by height."""
    before, after = lanes.runs_at[index][:-1], lanes.runs_at[index][1:]
    steps = 8 if height == 1 else 2
    placed = np.where(after & ~before, AT_RIGHT, AT_LEFT)
    placed = np.where(np.rint(run * steps) == steps, FULL, np.where(np.rint(run * steps) == 0, WAIT, placed))
    by_height = (lanes.pieces[index] > 1) | ~(before | after)
    shown = np.where(run >= ALMOST, FULL, np.where(run >= RAN, HEIGHT, WAIT))
    return np.where(by_height, shown, placed)


def _blocks(how: list[int], run: Floats, waits: list[int], inks: list[str], height: int) -> list[list[Cell]]:
    """The cells of a lane, top row first."""
    steps = 8 if height == 1 else 8 * height - 4
    filled = np.clip(np.rint(run * steps), 1, steps).astype(int).tolist()
    eighths = np.rint(run * 8).astype(int).tolist()
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for cell, kind in enumerate(how):
        ink = inks[cell]
        for y, row in enumerate(rows):
            if kind == WAIT:
                row.append(_wait(waits[cell]) if y == middle_of(height) else (" ", BLANK))
            elif kind == HEIGHT:
                here = min(8, max(0, filled[cell] - 8 * (height - 1 - y)))
                row.append((UP[here], ink if here else BLANK))
            elif height == 1 and kind != FULL:
                right = kind == AT_RIGHT
                row.append((LEFT[8 - eighths[cell]], f"{ink} reverse") if right else (LEFT[eighths[cell]], ink))
            else:
                row.append(((TOP if y == 0 and height > 1 else BODY)[kind], ink))
    return rows


def _heat(run: Floats, waits: list[int], ink: str, least: float) -> list[Cell]:
    """One row whose heights are shares, from `least` on; a full one leaves an eighth free."""
    filled = np.where(run >= least, np.maximum(1, np.rint(run * 7)), 0).astype(int).tolist()
    return [(UP[here], ink) if here else _wait(waits[cell]) for cell, here in enumerate(filled)]


def _letters(rows: list[list[Cell]], run: Floats, cores: NDArray[np.int64]) -> None:
    """Put the core's letter into full cells of the first row that has any."""
    row = rows[middle_of(len(rows))]
    for cell, core in enumerate(cores.tolist()):
        if run[cell] >= 0.5 and core >= 0 and row[cell][0] == "█":
            row[cell] = (CORE_LETTERS[core % len(CORE_LETTERS)], f"{row[cell][1]} reverse")


def _failures(rows: list[list[Cell]], failed: Floats) -> None:
    """What failed is in the colour of failure, with a cross in its middle."""
    middle = middle_of(len(rows))
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
