"""Every cell of every chart, with its ink, at sizes where it is drawn in another way each.

    python -m pytest tests/tui/charts/test_every_cell.py --snapshot-update

writes them anew; what changed in `__snapshots__` is what everyone will see. Below each line of a chart stand its inks, each with its
cells.
"""

import math

import numpy as np
import pytest
from concviz.engine.model.states import BY_CODE
from concviz.tui.charts.answer import answer_rows
from concviz.tui.charts.axis import time_axis
from concviz.tui.charts.blocks import curve
from concviz.tui.charts.comparison import answers_row, comparison_rows
from concviz.tui.charts.comparisonlayout import Entry
from concviz.tui.charts.cores import core_rows
from concviz.tui.charts.counts import count_rows
from concviz.tui.charts.differences_table import MARKS, Cell, Line, Race, race_rows, table_rows
from concviz.tui.charts.digits import big
from concviz.tui.charts.frame import Drawing, framed
from concviz.tui.charts.ledger import ledger_rows
from concviz.tui.charts.picture import picture_rows
from concviz.tui.charts.prose import finding_rows
from concviz.tui.charts.speedup import Curve, Point, sweep_rows
from concviz.tui.charts.timebar import timebar_rows
from concviz.tui.charts.timeline import on_grid
from concviz.tui.charts.waterfall import Bar, bars_rows, waterfall_rows
from concviz.tui.charts.workers import Worker, places, worker_rows

from tests.support.drawn_charts import Charts, told

MIXED = np.linspace(0, 1, 12).reshape(3, 4)
SHARES = {
    "on_core": 0.31, "wait_core": 0.07, "wait_gil": 0.22, "wait_lock": 0.11, "wait_io": 0.09, "wait_child": 0.03, "asleep": 0.04,
    "wait_loop": 0.06, "idle": 0.07,
}  # fmt: skip
WORDS = {
    "wall": ("4.02 s", "strong"), "speed-up": ("1.00×", "text"), "cores": ("1.00", "strong"), "same": ("✓", "run"),
    "memory": ("21 MiB", "dim"), "pickled": ("0", "dim"), "start-up": ("3.0 ms", "dim"), "peak": ("1 · 1", "dim"),
}  # fmt: skip
ENTRIES = [
    Entry("sequential", "rest", (4.0, 3.9, 4.1), 4.0, 3.9, 4.1, 0.0, 1.0, words=WORDS),
    Entry("processes ×4", "run", (1.0, 1.0, 1.6), 1.0, 1.0, 1.6, 0.3, 4.0, words=WORDS),
    Entry("interpreters ×4", message=[("✗ it needs Python 3.14", "failed")]),
    Entry("asyncio ×4", running_s=2.0, words={"wall": ("repeat", "interface")}),
    Entry("threads ×4", "core", (math.nan,), math.nan, math.nan, math.nan, math.nan, math.nan, words=WORDS),
]
PIECES = [
    Bar("imports", 0.1, "rest", "▓", "start"), Bar("starting workers", 0.2, "title", "▓", "start", loss=True),
    Bar("computing", 0.6, "run", ideal=True), Bar("pickling", 0.02, "lane3", "≈", "moving"), Bar("teardown", 0.08, "rest", "·", "end"),
]  # fmt: skip
POINTS = [
    Point(1, 1.0, 0.98, 1.02),
    Point(2, 1.9, 1.85, 1.95),
    Point(4, 3.5, 3.1, 3.9),
    Point(8, 5.0, 4.2, 5.8, best=True),
]
LAW = Curve("interface", tuple((float(n), n / (1 + 0.08 * (n - 1)), n * 0.6, n * 1.1) for n in range(1, 9)))
CEILINGS = [("physical cores", 4.0), ("cores by affinity", 8.0)]
GOOD = Cell("1.00 cores", "strong", MARKS[True], "limited by the GIL", "3.14.2t: 1.98 cores")
LONG = Cell("not shared · 100 MB in 531 ms", "strong", MARKS[False], "don't share: data is pickled")
HEADS = [("threading", ""), ("multiprocessing", ""), ("asyncio", ""), ("interpreters", "3.14.2")]
LINES = [Line(title, (GOOD, LONG, GOOD, LONG)) for title in ("Type", "Relation", "Sharing", "Weight", "Parallelism")]
FINDINGS = [
    ("Slow.", "One two three. Four five six seven eight nine.", "warn", [("m", "processes"), ("p", "another")]),
    ("Crowded.", "Eight share two.", "plain", (("-", "fewer workers"),)),
]
MARKS_OF_TIME = [(17_000_000, "a", "run"), (21_000_000, "a", "end"), (32_000_000, "b", "chapter")]
SEGMENTS = np.array(
    [
        *((1, start, start + 700, state, state % 3) for state, start in enumerate(range(0, len(BY_CODE) * 900, 900))),
        *((2, start, start + 250, 0, 1) for start in range(100, 8_000, 500)), (3, 0, 8_000, 0, -1), (4, 3_000, 3_400, 5, 2),
        *((5, start, start + 500, start // 500 % 2, 0) for start in range(0, 8_000, 500)),
    ],
    dtype=np.int64,
)  # fmt: skip


def lanes(groups):
    one, start, end, state, core = SEGMENTS.T
    return on_grid(groups, one, start, end, state.astype(np.uint8), core, end=8_000, cell_us=400, cells=20)


def workers(height, width, by_core=False):
    plan = places(5, height)
    groups = [tuple(range(part.start + 1, part.stop + 1)) for part in plan.rows]
    named = [Worker(f"thread {group[0]}", f"lane{group[0]}", 31.5 * group[0], ended=group[0] == 4) for group in groups]
    return worker_rows(named, lanes(groups), plan, width, height, 9, 400, by_core)


CHARTS = {
    "cores": lambda: [
        core_rows(
            MIXED[:, -1] * 0.5,
            MIXED[:, -1] * 0.4,
            MIXED * 0.5,
            MIXED[::-1] * 0.4,
            width,
            height,
            usable=usable,
            shaded=shaded,
        )
        for width, height, usable, shaded in [
            (60, 12, None, False),
            (24, 3, {0, 2}, True),
            (45, 6, {1}, False),
            (9, 2, None, False),
            (7, 1, None, True),
        ]
    ],
    "many cores": lambda: [
        core_rows(
            *(
                np.resize(values, shape)
                for values, shape in zip([MIXED * 0.6, MIXED * 0.3] * 2, [(64,)] * 2 + [(64, 9)] * 2, strict=True)
            ),
            width,
            height,
        )
        for width, height in [(90, 20), (40, 6), (20, 4), (70, 2)]
    ],
    "ledger": lambda: [
        ledger_rows(SHARES, width, height, inferred=("wait_gil", "wait_io"), coroutines=coroutines)
        for width, height, coroutines in [
            (44, 10, False),
            (44, 10, True),
            (34, 4, False),
            (30, 2, False),
            (50, 1, True),
            (20, 3, False),
        ]
    ],
    "comparison": lambda: (
        [
            comparison_rows(ENTRIES, width, height, selected=selected, ceiling=ceiling)
            for width, height, selected, ceiling in [
                (140, 8, 3, 8.0),
                (90, 7, 0, None),
                (60, 4, 4, 2.0),
                (30, 3, 1, 4.0),
            ]
        ]
        + [[answers_row([("all equal", "run")], [("more", "dim")], width)] for width in (40, 14, 8)]
    ),
    "sweep": lambda: [
        sweep_rows(POINTS, curves, CEILINGS, width, height)
        for width, height, curves in [(90, 16, [LAW]), (60, 9, [LAW, LAW]), (40, 6, []), (20, 4, [LAW]), (10, 4, [])]
    ],
    "waterfall": lambda: (
        [
            waterfall_rows(PIECES, width, height, ideal=ideal)
            for width, height, ideal in [
                (100, 9, ("ideal, 4 cores", 0.15)),
                (80, 6, ("ideal", 0.3)),
                (60, 4, None),
                (50, 2, None),
                (30, 5, None),
                (30, 1, None),
            ]
        ]
        + [bars_rows([("one", PIECES, False), ("another", PIECES[1:3], True)], width) for width in (70, 30)]
    ),
    "differences": lambda: (
        [
            table_rows(HEADS, LINES, width, height, selected=selected)
            for width, height, selected in [(116, 26, (0, 0)), (76, 17, (4, 3)), (60, 9, (2, 1)), (30, 5, (4, 2))]
        ]
        + [
            race_rows(
                [Race("3.14.2", True, (0.0, 0.41, 0.93)), Race("3.14.2t", False, (0.12, None, 1.0), live=True)],
                ("plain", "lock", "queue"),
                width,
                height,
            )
            for width, height in [(60, 9), (30, 4)]
        ]
    ),
    "workers": lambda: [
        workers(height, width, by_core)
        for height, width, by_core in [(12, 60, False), (6, 45, True), (5, 38, False), (4, 50, False), (3, 40, True)]
    ],
    "answer": lambda: [
        answer_rows("π ≈ 3.14158", 1234, 2000, 60, 1),
        answer_rows("π", 1, 3, 50, 2, curve=(1.0, 3.0, 2.0)),
        answer_rows("", 0, 0, 20, 1),
        answer_rows("inside", 3, 48, 40, 8, picture=np.arange(96, dtype=np.uint8).reshape(8, 12) % 16),
        answer_rows("inside", 48, 48, 24, 6, picture=np.full((8, 12), 255, dtype=np.uint8)),
    ],
    "picture": lambda: [
        picture_rows(np.arange(48, dtype=np.uint8).reshape(6, 8) % 17, width, height, lanes, plain=plain)
        for width, height, lanes, plain in [
            (8, 3, None, False),
            (8, 3, np.arange(48).reshape(6, 8) % 10, False),
            (5, 4, None, True),
            (16, 6, None, False),
        ]
    ],
    "prose": lambda: [
        finding_rows(FINDINGS, width, height) for width, height in [(60, 6), (40, 4), (30, 3), (20, 2), (12, 5)]
    ],
    "time bar": lambda: (
        [
            timebar_rows(t_us, 42_000_000, MARKS_OF_TIME, mode, width)
            for t_us, mode, width in [
                (42_000_000, "live", 60),
                (31_000_000, "paused", 60),
                (5_000_000, "replay", 40),
                (0, "replay", 16),
            ]
        ]
        + [[time_axis(span_s, width)] for span_s, width in [(0.16, 60), (3.0, 40), (1250.0, 30), (0.0, 8)]]
    ),
    "counts": lambda: (
        [
            count_rows(total, roles, width, height, most=most)
            for total, roles, width, height, most in [
                (5, [("worker", 4), ("main", 1)], 40, 9, 0),
                (123, [("worker", 120), ("helper", 3)], 30, 4, 0),
                (0, [], 30, 4, 8),
                (None, [], 12, 3, 0),
                (1_234, [("coroutine", 1_234)], 20, 2, 0),
                (7, [("child", 7)], 9, 1, 0),
            ]
        ]
        + [big("42"), curve((1.0, 4.0, 2.0, 3.0), 12, 2), curve((), 5)]
    ),
    "frame": lambda: [
        framed(
            Drawing([[("inside", "text")]], [("note", "dim")], [("legend", "dim")], [("foot", "text")]),
            "Title",
            width,
            4,
            frame,
            focus=focus,
        )
        for width in (40, 20, 12)
        for frame, focus in (("round", False), ("round", True), ("rule", False), ("bare", False))
    ],
}


@pytest.mark.parametrize("name", CHARTS)
def test_every_cell(name, snapshot):
    drawn = "\n\n".join(told(rows) for rows in CHARTS[name]()) + "\n"
    assert drawn == snapshot.use_extension(Charts)
