"""Every chart at many sizes, by prints (see `tests.support.prints`): places that move by a cell at one of them are noticed.

    python -m pytest tests/tui/charts/test_every_size.py --snapshot-update

writes them anew; what they stand for is drawn in full at some sizes beside this (`test_every_cell`, `test_every_big_cell`).
"""

from itertools import product

import numpy as np
import pytest
from concviz.tui.charts.answer import answer_rows
from concviz.tui.charts.axis import cell_of, nice_step, ticks, time_axis
from concviz.tui.charts.before_after import Side, before_after_rows
from concviz.tui.charts.blocks import curve
from concviz.tui.charts.comparison import comparison_rows
from concviz.tui.charts.cores import core_rows
from concviz.tui.charts.counts import count_rows
from concviz.tui.charts.differences_table import Race, plan, race_rows, table_rows
from concviz.tui.charts.headline import Headline, headline_rows, slot_bar
from concviz.tui.charts.ledger import ledger_rows
from concviz.tui.charts.picture import picture_rows, size_in
from concviz.tui.charts.prose import finding_rows
from concviz.tui.charts.speedup import sweep_rows
from concviz.tui.charts.timebar import timebar_rows
from concviz.tui.charts.waterfall import bars_rows, waterfall_rows

from tests.support.drawn_charts import Charts, told
from tests.support.prints import prints
from tests.tui.charts.test_every_big_cell import hall
from tests.tui.charts.test_every_cell import (
    CEILINGS,
    ENTRIES,
    FINDINGS,
    HEADS,
    LAW,
    LINES,
    MARKS_OF_TIME,
    MIXED,
    PIECES,
    POINTS,
    SHARES,
    workers,
)

WIDTHS, HEIGHTS = (7, 12, 18, 25, 33, 42, 53, 66, 83, 104, 131), (1, 2, 3, 5, 8, 12, 19)
PICTURE = np.arange(96, dtype=np.uint8).reshape(8, 12) % 17
SIDES = tuple(
    Side(title, "CPython 3.14.2, GIL", wall_s, used, {"on_core": used / 2, "wait_gil": 1 - used / 2}, np.full((2, 60), used / 2),
         np.arange(120).reshape(2, 60) % 3)
    for title, wall_s, used in (("4 threads", 4.1, 1.0), ("4 processes", 2.1, 1.9))
)  # fmt: skip
RACES = [Race("3.14.2", True, (0.0, 0.41, 0.93)), Race("3.14.2t", False, (0.12, None, 1.0), live=True)]


def cores(count, width, height):
    run, rest = (np.resize(MIXED * share, (count, 9)) for share in (0.6, 0.3))
    return core_rows(run[:, -1], rest[:, -1], run, rest, width, height, usable={0, 2}, shaded=count == 3)


SIZED = {
    "answer": lambda w, h: answer_rows("π ≈ 3.14158", 1234, 2000, w, h, curve=(1.0, 3.0, 2.0)),
    "answer with a picture": lambda w, h: answer_rows("inside", 3, 48, w, h, picture=PICTURE),
    "picture": lambda w, h: picture_rows(PICTURE, w, h),
    "picture by lanes": lambda w, h: picture_rows(PICTURE, w, h, np.arange(96).reshape(8, 12) % 10),
    "picture without colours": lambda w, h: picture_rows(PICTURE, w, h, plain=True),
    "three cores": lambda w, h: cores(3, w, h),
    "twelve cores": lambda w, h: cores(12, w, h),
    "ninety cores": lambda w, h: cores(90, w, h),
    "comparison": lambda w, h: comparison_rows(ENTRIES, w, h, selected=1, ceiling=8.0),
    "comparison without a ceiling": lambda w, h: comparison_rows(ENTRIES[:3], w, h, selected=0, ceiling=None),
    "sweep": lambda w, h: sweep_rows(POINTS, [LAW], CEILINGS, w, h) if w > 9 and h > 3 else [],
    "waterfall": lambda w, h: waterfall_rows(PIECES, w, h, ideal=("ideal, 4 cores", 0.15)),
    "bars": lambda w, h: bars_rows([("one", PIECES, False), ("another", PIECES[1:3], True)], w),
    "ledger": lambda w, h: ledger_rows(SHARES, w, h, inferred=("wait_gil",)),
    "differences": lambda w, h: table_rows(HEADS, LINES, w, h, selected=(2, 1)),
    "race": lambda w, h: race_rows(RACES, ("plain", "lock", "queue"), w, h),
    "prose": lambda w, h: finding_rows(FINDINGS, w, h),
    "counts": lambda w, h: count_rows(123, [("worker", 120), ("helper", 3)], w, h, most=200),
    "headline": lambda w, h: headline_rows(Headline(1.5, 2.5, "now", "run 0.8"), w, h),
    "curve": lambda w, h: [curve((1.0, 4.0, 2.0, 3.0), w, h)] if h < 3 else [],
    "workers": lambda w, h: workers(h, w) if w > 30 and h > 2 else [],
    "workers by core": lambda w, h: workers(h, w, by_core=True) if w > 30 and h > 2 else [],
    "time bar": lambda w, h: timebar_rows(31_000_000, 42_000_000, MARKS_OF_TIME, "paused", w),
    "before and after": lambda w, h: before_after_rows(
        SIDES, 4.1, 2.0, (0, 1), w, h, text="threads → processes", note="once each"
    ),
    "hall": lambda w, h: hall(w, h) if w > 39 and h > 7 else [],
}


def drawn(draw, width, height) -> str:
    """Its cells, or what it says of a size that it can't have."""
    try:
        return told(draw(width, height))
    except (ValueError, IndexError, ZeroDivisionError) as error:
        return type(error).__name__


@pytest.mark.parametrize("name", SIZED)
def test_every_size(name, snapshot):
    sizes = product(WIDTHS, HEIGHTS)
    cases = [(f"{w}x{h}", lambda w=w, h=h: drawn(SIZED[name], w, h)) for w, h in sizes]
    assert prints(cases) == snapshot.use_extension(Charts)


EDGED = (
    "waterfall",
    "comparison",
    "ledger",
    "prose",
    "answer",
    "counts",
    "headline",
    "race",
    "before and after",
    "differences",
)


@pytest.mark.parametrize("name", EDGED)
def test_every_width_and_every_height(name, snapshot):
    """What goes at one cell less: every width at some height, every height at some width."""
    sizes = [*((width, 9) for width in range(20, 76)), *((64, height) for height in range(1, 34))]
    cases = [(f"{w}x{h}", lambda w=w, h=h: drawn(SIZED[name], w, h)) for w, h in sizes]
    assert prints(cases) == snapshot.use_extension(Charts)


def test_every_place_of_the_table_is_found_by_its_cell(snapshot):
    lines = []
    for width, height in product((116, 76, 60, 30, 9), (26, 9, 5)):
        found = plan(LINES, width, height, (2, 1))
        lines.append(f"{width}x{height} {[found.column_at(x) for x in range(-1, width + 2)]}")
        lines.append(f"  {[found.line_at(y) for y in range(-1, height + 2)]}")
    assert "\n".join(lines) + "\n" == snapshot.use_extension(Charts)


def test_every_axis_and_bar(snapshot):
    spans = (0.0, 0.0004, 0.16, 0.9, 1.0, 1.9, 3.0, 4.2, 5.0, 9.9, 10.0, 61.0, 125.0, 1250.0, 90_000.0)
    lines = []
    for span in spans:
        lines.append(f"{span:g}: {[f'{nice_step(span, most):.6g}' for most in (1, 2, 3, 4, 5, 7, 10)]}")
        lines.append(f"  {[[f'{tick:.6g}' for tick in ticks(span, most)] for most in (1, 3, 5)]}")
        lines.append(f"  {[cell_of(span * share, span, 40) for share in (-0.1, 0.0, 0.49, 0.5, 0.999, 1.0, 1.2)]}")
        lines += [told([time_axis(span, width)]) for width in (8, 21, 55)]
    for used, all_, width in product(
        (-1.0, 0.0, 0.06, 0.5, 0.94, 1.0, 2.49, 7.9, 64.0), (1, 2, 2.5, 8, 64), (1, 5, 17, 60)
    ):
        lines.append(f"{used} {all_} {width}: {told([slot_bar(used, all_, width)])}")
    for columns, rows, width, height in product((1, 12, 96), (1, 8, 48), (1, 9, 40, 120), (1, 4, 30)):
        lines.append(f"{columns} {rows} {width} {height}: {size_in(columns, rows, width, height)}")
    assert "\n".join(lines) + "\n" == snapshot.use_extension(Charts)
