"""The timeline's rows: one lane in one or several rows of cells, or many lanes in one.

A lane that runs shows blocks in its colour, its edges to the half or eighth of a cell; one that waits shows the
glyph of what it waits for, at most half as high, so that who runs and who waits is seen before any word is read.
With several pieces in one cell the height of the block says how much of it ran. What is open is hatched.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...engine.model.states import BY_CODE
from ...engine.model.states import FAILED as FAILED_STATE
from ...engine.text.quantities import duration
from .blocks import LEFT, UP, by_code, within
from .cells import BLANK, Cells, Row
from .timeline import FAILED, OPEN, RUN, Floats, Lanes

WAITS = 0.25
"""A wait is drawn from this share of a cell on."""
RAN = 1 / 16
SEEN_BELOW = 0.25
"""A cell that ran for more than this shows nothing else."""
ALMOST = 15 / 16
HALVES = "▀▄"
"""Of two lanes in one row of cells."""
PAIRED = 0.2
"""Such a lane is shown as running from this share of a cell on: there is no height to tell less."""
BODY, TOP = " █▌▐", " ▄▖▗"
"""Characters of full, left and right halves; in the top row they are half as high."""
LETTERS = np.array(list("0123456789abcdefghijklmnopqrstuvwxyz"))
"""Of the cores."""
WAIT, FULL, AT_LEFT, AT_RIGHT, HEIGHT = range(5)
"""How a cell shows what ran in it."""
GLYPHS = UP + LEFT + BODY + TOP + HALVES + "".join(state.glyph for state in BY_CODE)
"""All that a cell can show; the numbers below say where each kind begins."""
LEFTS, BODIES, TOPS, STATES = (
    len(glyphs) for glyphs in (UP, UP + LEFT, UP + LEFT + BODY, UP + LEFT + BODY + TOP + HALVES)
)
CHARS = np.array(list(GLYPHS))
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def many_lane_rows(
    lanes: Lanes,
    which: Sequence[int],
    inks: Sequence[str],
    height: int,
    *,
    by_core: bool = False,
    letters: bool = True,
) -> list[Cells]:
    """Lanes as `height` rows each, all at once.

    Args:
        lanes: the grid.
        which: which of its lanes.
        inks: their colours.
        height: rows of a lane, 1 or more; from two on, half a row is left free above.
        by_core: colour and letter of the core that ran it instead of the lane's own.
        letters: whether the letter too.
    """
    if not which:
        return []
    share, cores = lanes.share[which], lanes.core[which]
    run, pens = _ran(share), _pens(inks, by_core)
    own, hatch = (
        np.where(of >= 0, 1 + of % 8, 9) if by_core else np.arange(1, len(which) + 1)[:, None]
        for of in (cores, lanes.open_core[which])
    )
    glyph, pen = _drawn(_how(lanes, which, run, height), run, _waiting(share), (own, hatch), height, len(pens))
    chars = CHARS[glyph]
    if by_core and letters:
        _letters(chars, pen, run, cores, reverse=9)
    _failures(chars, pen, share[:, FAILED] > 0, len(pens))
    rows = by_code(chars, pen, pens)
    return [rows[start : start + height] for start in range(0, len(rows), height)]


def _pens(inks: Sequence[str], by_core: bool) -> list[str]:
    """Inks by number: none; each lane's (or core's) own; the same reversed; the states'; and three of failure."""
    own = [*(f"lane{core}" for core in range(8)), "rest"] if by_core else list(inks)
    states, failed = [state.ink for state in BY_CODE], FAILED_STATE.ink
    return [
        BLANK,
        *own,
        *(f"{ink} reverse" for ink in own),
        *states,
        f"bold {failed}",
        f"bold {failed} reverse",
        failed,
    ]


def middle_of(height: int) -> int:
    """The row in which waits are drawn, and beside which the name stands."""
    return height // 2


def told_by_height(lanes: Lanes) -> bool:
    """Whether there are cells whose height says how much of them ran."""
    run = _ran(lanes.share)
    return bool(((lanes.sizes[:, None] > 1) | (lanes.pieces > 1)).astype(bool)[(run >= RAN) & (run < ALMOST)].any())


def heat_row(lanes: Lanes, index: int, *, ink: str = "run") -> Row:
    """Many lanes in one row: its height is the share of them that ran, from half a lane on; else what most wait for.

    A full one leaves an eighth free.
    """
    share = lanes.share[index]
    least = min(RAN, 0.5 / int(lanes.sizes[index]))
    run, waits = _ran(share), _waiting(share)
    filled = np.where(run >= least, np.maximum(1, np.rint(run * 7)), 0).astype(np.int64)
    glyph = np.where(filled > 0, filled, np.where(waits > 0, STATES + waits, 0))
    pen = np.where(filled > 0, 1, np.where(waits > 0, 2 + waits, 0))
    return by_code(CHARS[glyph], pen, [BLANK, ink, *(state.ink for state in BY_CODE)])[0]


def _ran(share: Floats) -> Floats:
    """Parts of each cell that ran, of shares with the states on the last axis but one."""
    return np.minimum(1.0, share[..., RUN, :] + share[..., FAILED, :])


def _waiting(share: Floats) -> Ints:
    """The state that each cell mostly waits in, 0 for none."""
    rest = share.copy()
    rest[..., [RUN, FAILED], :] = 0.0
    return np.where(rest.max(axis=-2) >= WAITS, rest.argmax(axis=-2), 0)


def _how(lanes: Lanes, which: Sequence[int], run: Floats, height: int) -> Ints:
    """How each cell shows its share: one stretch by where it lies, several and short ones by height."""
    before, after = lanes.runs_at[which, :-1], lanes.runs_at[which, 1:]
    steps = 8 if height == 1 else 2
    whole = np.rint(run * steps)
    placed = np.where(after & ~before, AT_RIGHT, AT_LEFT)
    placed = np.where(whole == steps, FULL, np.where(whole == 0, WAIT, placed))
    by_height = (lanes.pieces[which] > 1) | ~(before | after)
    shown = np.where(run >= ALMOST, FULL, np.where(run >= RAN, HEIGHT, WAIT))
    return np.where(by_height, shown, placed)


def _drawn(how: Ints, run: Floats, waits: Ints, owns: tuple[Ints, Ints], height: int, pens: int) -> tuple[Ints, Ints]:
    """(lanes, height, cells) numbers of glyphs and of inks, from (lanes, cells) of what to show.

    `owns` are the numbers of the inks of what ran and of what is open, `pens` how many inks there are.
    """
    first_state = pens - 3 - len(BY_CODE)
    own, hatch = (np.broadcast_to(each, how.shape)[:, None, :] for each in owns)
    how, run, waits = how[:, None, :], run[:, None, :], waits[:, None, :]
    y = np.arange(height)[:, None]
    steps = 8 if height == 1 else 8 * height - 4
    filled = within(np.rint(run * steps), 1, steps).astype(np.int64)
    here = within(filled - 8 * (height - 1 - y), 0, 8)
    by_height, wait = how == HEIGHT, how == WAIT
    glyph = np.where(by_height, here, np.where((y == 0) & (height > 1), TOPS, BODIES) + how)
    pen = np.where(by_height & (here == 0), 0, own)
    if height == 1:
        right, eighths = how == AT_RIGHT, np.rint(run * 8).astype(np.int64)
        glyph = np.where(right | (how == AT_LEFT), LEFTS + np.where(right, 8 - eighths, eighths), glyph)
        pen = np.where(right, pen + (first_state - 1) // 2, pen)
    shown = (waits > 0) & (y == middle_of(height))
    glyph = np.where(wait, np.where(shown, STATES + waits, 0), glyph)
    pen = np.where(wait, np.where(shown, first_state + waits, 0), pen)
    hatched = wait & (waits == OPEN) & (y >= (height > 1))
    return np.where(hatched, STATES + OPEN, glyph), np.where(hatched, hatch, pen)


def _letters(chars: NDArray[np.str_], pen: Ints, run: Floats, cores: Ints, *, reverse: int) -> None:
    """Put the core's letter into full cells of each lane's middle row."""
    row = middle_of(chars.shape[1])
    lane, cell = np.nonzero((run >= 0.5) & (cores >= 0) & (chars[:, row] == "█"))
    chars[lane, row, cell] = LETTERS[cores[lane, cell] % len(LETTERS)]
    pen[lane, row, cell] += reverse


def _failures(chars: NDArray[np.str_], pen: Ints, failed: Flags, pens: int) -> None:
    """What failed is in the colour of failure, with a cross in its middle."""
    lane, cell = np.nonzero(failed)
    if not len(lane):
        return
    bold, bold_reverse, plain = range(pens - 3, pens)
    for y in range(chars.shape[1]):
        before = chars[lane, y, cell]
        if y == middle_of(chars.shape[1]):
            chars[lane, y, cell] = FAILED_STATE.glyph
            pen[lane, y, cell] = np.where(before == "█", bold_reverse, bold)
        else:
            pen[lane, y, cell] = np.where(before == " ", pen[lane, y, cell], plain)


def pair_row(lanes: Lanes, upper: int, lower: int, inks: tuple[str, str]) -> Row:
    """Two lanes in one row of cells: in the upper half who of the first runs, in the lower half the second; else what they wait for."""
    share = lanes.share[[upper, lower]]
    run = _ran(share) >= PAIRED
    waits = _waiting(share.mean(axis=0))
    both, none = run.all(axis=0), ~run.any(axis=0)
    glyph = np.where(both | run[0], STATES - len(HALVES), STATES - len(HALVES) + 1)
    glyph = np.where(none, np.where(waits > 0, STATES + waits, 0), glyph)
    pen = np.where(both, 3, np.where(run[0], 1, 2))
    pen = np.where(none, np.where(waits > 0, 4 + waits, 0), pen)
    first, second = inks
    pens = [BLANK, first, second, f"{first} on {second}", *(state.ink for state in BY_CODE)]
    return by_code(CHARS[glyph], pen, pens)[0]


def states_in(lanes: Lanes) -> list[int]:
    """Codes of the states that can be seen in the window, running first."""
    waits = _waiting(lanes.share)[_ran(lanes.share) < SEEN_BELOW]
    seen = {0, *np.unique(waits).tolist(), *([FAILED] if lanes.share[:, FAILED].any() else [])}
    return sorted(seen)


def axis(cells: int, cell_us: int) -> Cells:
    """A line with the time before the right edge at every twentieth cell: `╷-120 ms`."""
    line = [" "] * cells
    for back in range(20, cells + 1, 20):
        words = f"╷-{duration(back * cell_us / 1e6, exact=True)}"
        start = cells - back
        if start + len(words) < cells:
            line[start : start + len(words)] = words
    return [[("".join(line), "dim")]]
