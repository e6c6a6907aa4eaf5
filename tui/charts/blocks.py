"""Bars and columns out of eighth blocks.

A cell has two colours at most, its glyph and its ground. A column that is part this run and part the rest of the
machine can meet three in one cell (run, rest, empty); then the cell shows the two that are the nearest to the truth
and never more of the run than there was: a busy neighbour must not look like the learner's own program. A full
column stops one eighth below the top, so that full cores stand apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axis import finite
from .cells import BLANK, Cells, Row, joined

UP = " ▁▂▃▄▅▆▇█"
LEFT = " ▏▎▍▌▋▊▉█"
EMPTY, RUN, REST, BOTH, TRACK = range(5)
"""What a cell of a stacked column shows."""
LEAST = 0.004
"""Shares above this are seen, if only as one step."""
SHADE = len(UP)
UP_CHARS = np.array(list(UP + "░"))
LEFT_GLYPHS = LEFT + "░▁"
TRACK_GLYPH = len(LEFT) + 1
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def bar(share: float, width: int, ink: str, *, track: str = "faint") -> Row:
    """A horizontal bar of `width` cells, filled to the eighth of a cell; the empty part is a faint track."""
    if width <= 0:
        return []
    share = min(1.0, max(0.0, finite(share)))
    eighths = round(share * width * 8)
    full, part = divmod(max(1, eighths) if share > 0 else 0, 8)
    left = width - full - bool(part)
    return joined([("█" * full + (LEFT[part] if part else ""), ink)], [("▁" * left, track)])


def line_bar(share: float, width: int, ink: str = "run", *, track: str = "faint") -> Row:
    """A thin progress line: `━━━━╸────`."""
    if width <= 0:
        return []
    halves = int(min(1.0, max(0.0, finite(share))) * width * 2)
    full, half = divmod(halves, 2)
    return joined([("━" * full + ("╸" if half else ""), ink)], [("─" * (width - full - half), track)])


def within(values: Any, least: Any, most: Any) -> Any:
    """`np.clip`, for a third of its price on small arrays."""
    return np.minimum(np.maximum(values, least), most)


def levels(shares: Floats, steps: int) -> Ints:
    """Shares 0 to 1 as whole steps; what is above 0.4 % is at least one step, NaN is none."""
    clean = np.minimum(np.fmax(shares, 0.0), 1.0)  # fmax: NaN is 0
    return np.maximum(np.rint(clean * steps).astype(np.int64), clean > LEAST)


def columns(
    run: Floats,
    rest: Floats,
    height: int,
    *,
    shaded: bool = False,
    inks: tuple[str, str] = ("run", "rest"),
) -> Cells:
    """Stacked columns, one cell wide and `height` rows high, top row first: `run` below, `rest` on it.

    Args:
        run: (n,) shares 0.0 to 1.0; NaN: nothing was measured, the column stays blank.
        rest: (n,) shares.
        height: rows; each is eight steps, the uppermost one seven.
        shaded: tell the rest by a shade (`░`) instead of by colour.
        inks: of run and rest.
    """
    return many_columns(run[None], rest[None], height, shaded=shaded, inks=inks)[0]


def many_columns(
    run: Floats,
    rest: Floats,
    height: int,
    *,
    shaded: bool = False,
    inks: tuple[str, str] = ("run", "rest"),
) -> list[Cells]:
    """`columns` for (blocks, n) shares at once: a block of rows each."""
    steps = 8 * height - 1
    known = ~(np.isnan(run) | np.isnan(rest))
    exact = levels(run, steps)
    run_steps = np.where(run >= rest, exact, exact * (run * steps >= 0.5))
    total = np.minimum(np.maximum(levels(run + rest, steps), run_steps), steps)
    names = [BLANK, inks[0], inks[1], f"{inks[0]} on {inks[1]}", "faint"]
    floors = 8 * np.arange(height - 1, -1, -1)[:, None, None]
    mixed = 9 * within(run_steps - floors, 0, 8) + within(total - floors, 0, 8)
    glyph, what = MIXED_GLYPHS[mixed], MIXED_SHOWN[mixed]
    idle = known & (total == 0)
    glyph[-1][idle], what[-1][idle] = 1, TRACK
    glyph[:, ~known], what[:, ~known] = 0, EMPTY
    if shaded:
        glyph[(what == REST) & (glyph > 1)] = SHADE
        what[what == BOTH] = RUN
    rows = by_code(UP_CHARS[glyph], what, names)
    return [rows[block :: len(run)] for block in range(len(run))]


def by_code(chars: NDArray[np.str_], codes: Ints, names: Sequence[str]) -> Cells:
    """One run for each stretch of the same code in rows of single cells.

    Args:
        chars: (…, n) characters.
        codes: (…, n) numbers of inks.
        names: the inks.

    Returns:
        The rows of all but the last axis, flattened.
    """
    width = codes.shape[-1]
    if not codes.size:
        return [[] for _ in range(math.prod(codes.shape[:-1]))]
    new = np.ones(codes.shape, dtype=bool)
    np.not_equal(codes[..., 1:], codes[..., :-1], out=new[..., 1:])
    first = np.flatnonzero(new)
    starts: list[int] = first.tolist()
    inks: list[int] = codes.reshape(-1)[first].tolist()
    text: str = np.ascontiguousarray(chars).reshape(-1).view(f"<U{codes.size}").item()
    ends = [*starts[1:], codes.size]
    runs = [(text[start:end], names[ink]) for start, end, ink in zip(starts, ends, inks, strict=True)]
    edges = np.searchsorted(first, np.arange(0, codes.size + 1, width)).tolist()
    return [runs[start:end] for start, end in pairwise(edges)]


def stacked_bar(
    run: float,
    rest: float,
    width: int,
    height: int,
    *,
    shaded: bool = False,
    inks: tuple[str, str] = ("run", "rest"),
) -> Cells:
    """A horizontal bar of `width` x `height` cells: `run` at the left, `rest` beside it, the idle part a track at the foot."""
    run_steps, total = (_level(share, 8 * width) for share in (finite(run), finite(run) + finite(rest)))
    total = max(total, run_steps)
    names = [BLANK, inks[0], inks[1], f"{inks[0]} on {inks[1]}", "faint"]
    body: Row = []
    foot: Row = []
    for count, mixed in _stretches(run_steps, total, width):
        glyph, what = MIXED[mixed]
        if shaded and what == BOTH:
            what = RUN
        elif shaded and what == REST and glyph > 1:
            glyph = SHADE
        body.append((LEFT_GLYPHS[glyph] * count, names[what]))
        foot.append((LEFT_GLYPHS[TRACK_GLYPH] * count, names[TRACK]) if what == EMPTY else body[-1])
    return [joined(body)] * (height - 1) + [joined(foot)] if height > 0 else []


def _stretches(run: int, total: int, width: int) -> list[tuple[int, int]]:
    """(cells, place in `MIXED`) of a bar: all of the run, where it ends, all of the rest, where that ends, nothing."""
    ran, ends = run // 8, total // 8
    parts = [(ran, 80), (1, 9 * (run % 8) + (8 if ends > ran else total % 8))]
    if ends > ran:
        parts += [(ends - ran - 1, 8), (1, total % 8)]
    parts.append((width, 0))
    left, found = width, []
    for cells, mixed in parts:
        if (count := min(cells, left)) > 0:
            found.append((count, mixed))
            left -= count
    return found


def _level(share: float, steps: int) -> int:
    """`levels` of one finite share."""
    clean = min(max(share, 0.0), 1.0)
    return max(round(clean * steps), int(clean > LEAST))


def _mixed(run: int, total: int) -> tuple[int, int]:
    """Glyph (eighths) and what it shows, for a cell with `run` of `total` eighths."""
    if not 0 < run < total:
        return total, EMPTY if total == 0 else RUN if run > 0 else REST
    missing_rest, too_much_rest, run_as_rest = total - run, 8 - total, run
    nearest = min(missing_rest, too_much_rest, run_as_rest)
    if missing_rest == nearest:
        return run, RUN
    return (run, BOTH) if too_much_rest == nearest else (total, REST)


MIXED = [_mixed(run, total) for run in range(9) for total in range(9)]
"""By nine times the run's eighths plus all eighths."""
MIXED_GLYPHS, MIXED_SHOWN = np.array(MIXED, dtype=np.int64).T.copy()


def curve(values: tuple[float, ...], width: int, height: int = 1, ink: str = "interface") -> Cells:
    """A small curve between its own least and greatest value, resampled to `width` cells."""
    numbers = np.array([value for value in values if np.isfinite(value)], dtype=np.float64)
    if not len(numbers) or width <= 0 or height <= 0:
        return [[(" " * width, BLANK)] for _ in range(height)]
    places = np.linspace(0, len(numbers) - 1, width)
    sampled = np.interp(places, np.arange(len(numbers)), numbers)
    low, high = float(numbers.min()), float(numbers.max())
    shares = (sampled - low) / (high - low) if high > low else np.full(width, 0.5)
    return columns(np.maximum(shares, 0.01), np.zeros(width), height, inks=(ink, ink))
