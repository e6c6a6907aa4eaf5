"""Bars and columns out of eighth blocks.

A cell has two colours at most, its glyph and its ground. A column that is part this run and part the rest of the
machine can meet three in one cell (run, rest, empty); then the cell shows the two that are the nearest to the truth
and never more of the run than there was: a busy neighbour must not look like the learner's own program. A full
column stops one eighth below the top, so that full cores stand apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .cells import BLANK, Cells, Row, joined
from .numbers import finite

UP = " ▁▂▃▄▅▆▇█"
LEFT = " ▏▎▍▌▋▊▉█"
EMPTY, RUN, REST, BOTH, TRACK = range(5)
"""What a cell of a stacked column shows."""
SHADE = len(UP)
UP_CHARS = np.array(list(UP + "░"))
LEFT_CHARS = np.array(list(LEFT + "░▁"))
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


def levels(shares: Floats, steps: int) -> Ints:
    """Shares 0 to 1 as whole steps; what is above 0.4 % is at least one step, NaN is none."""
    clean = np.clip(np.nan_to_num(shares, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0)
    whole = np.rint(clean * steps).astype(np.int64)
    return np.where((clean > 0.004) & (whole == 0), 1, whole)


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
    run_steps = np.where(run >= rest, exact, exact * (np.nan_to_num(run) * steps >= 0.5))
    total = np.minimum(np.maximum(levels(run + rest, steps), run_steps), steps)
    names = [BLANK, inks[0], inks[1], f"{inks[0]} on {inks[1]}", "faint"]
    floors = 8 * np.arange(height - 1, -1, -1)[:, None, None]
    glyph, what = _cells(np.clip(run_steps - floors, 0, 8), np.clip(total - floors, 0, 8))
    idle = known & (total == 0)
    glyph[-1][idle], what[-1][idle] = 1, TRACK
    glyph[:, ~known], what[:, ~known] = 0, EMPTY
    if shaded:
        glyph[(what == REST) & (glyph > 1)] = SHADE
        what[what == BOTH] = RUN
    texts = UP_CHARS[glyph].view(f"<U{run.shape[1]}")[..., 0].tolist()
    return [[by_code(texts[row][block], what[row, block], names) for row in range(height)] for block in range(len(run))]


def by_code(chars: str, codes: Ints, names: list[str]) -> Row:
    """One run for each stretch of the same code; `names` are the inks by code, `chars` single cells."""
    cuts = (np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist()
    starts = [0, *cuts]
    return [
        (chars[start:end], names[code])
        for start, end, code in zip(starts, [*cuts, len(chars)], codes[starts].tolist(), strict=True)
    ]


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
    shares = np.array([finite(run), finite(run) + finite(rest)])
    run_steps, total = (int(steps) for steps in levels(shares, 8 * width))
    floors = 8 * np.arange(width)
    glyph, what = _cells(np.clip(run_steps - floors, 0, 8), np.clip(max(total, run_steps) - floors, 0, 8))
    if shaded:
        what[what == BOTH] = RUN
        glyph[(what == REST) & (glyph > 1)] = SHADE
    names = [BLANK, inks[0], inks[1], f"{inks[0]} on {inks[1]}", "faint"]
    body = by_code(_text(glyph), what, names)
    empty = what == EMPTY
    glyph[empty], what[empty] = TRACK_GLYPH, TRACK
    return [body] * (height - 1) + [by_code(_text(glyph), what, names)] if height > 0 else []


def _text(glyph: Ints) -> str:
    return "".join(LEFT_CHARS[glyph].tolist())


def _cells(run: Ints, total: Ints) -> tuple[Ints, Ints]:
    """Glyph (eighths) and what it shows, for cells with `run` of `total` eighths each."""
    missing_rest, too_much_rest, run_as_rest = total - run, 8 - total, run
    nearest = np.argmin(np.stack([missing_rest, too_much_rest, run_as_rest]), axis=0)
    mixed = (run > 0) & (run < total)
    glyph = np.where(mixed, np.choose(nearest, [run, run, total]), total)
    shown = np.choose(nearest, [RUN, BOTH, REST])
    what = np.where(mixed, shown, np.where(total == 0, EMPTY, np.where(run > 0, RUN, REST)))
    return glyph, what


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
