"""Every cell of what is drawn for a hall (presenting, before and after, the headline, the strips), and of charts at their edges.

As `test_every_cell.py`, and written anew in the same way.
"""

import math

import numpy as np
import pytest
from concviz.engine.model.states import BY_CODE
from concviz.tui.charts.before_after import Side, before_after_rows
from concviz.tui.charts.cells import beside
from concviz.tui.charts.comparison import comparison_rows, span_of
from concviz.tui.charts.comparisonlayout import Entry
from concviz.tui.charts.core_strips import Strips, strip_grid, strips_for
from concviz.tui.charts.counts import count_rows
from concviz.tui.charts.differences_table import Cell, Line, table_rows
from concviz.tui.charts.frame import Drawing, framed, inner_size
from concviz.tui.charts.headline import Headline, headline_rows
from concviz.tui.charts.lanes import heat_row, many_lane_rows, pair_row, states_in, told_by_height
from concviz.tui.charts.ledger import ledger_rows, left_out
from concviz.tui.charts.picture import picture_rows, size_in
from concviz.tui.charts.presentation import Count, caption_rows, frame_for, head_rows, presented, title_row
from concviz.tui.charts.prose import finding_rows
from concviz.tui.charts.timeline import on_grid
from concviz.tui.charts.workers import (
    Worker,
    core_rows_above,
    name_cells,
    pair_rows,
    paired_names,
    timeline_cells,
    together,
)

from tests.support.drawn_charts import Charts, told

HALL = [(40, 10), (60, 14), (80, 24), (100, 28), (120, 40), (160, 50)]
ONE = Headline(1.0, 2, "now", "run 0.8")
COUNTS = [Count(1, "process"), Count(5, "thread", at_most=True), Count(None, "coroutine")]
AXIS = [("timeline", "text")]


def hall(width, height, told=ONE, caption="Four threads, one core"):
    """As the panel puts it together."""
    frame = frame_for(width, height)
    inner = width - 2 * frame.margin
    below = caption_rows(caption, width)
    room = height - frame.rows(len(below))
    title = title_row("π by Monte Carlo", ["4 threads", "", "CPython 3.14.2, GIL"], [("● 00:04", "run")], inner)
    parts = (
        title,
        head_rows(told, COUNTS, frame, inner),
        told,
        [AXIS] * room,
        [("legend", "dim")],
        [("verdict", "bold run")],
    )
    return presented(*parts, below, frame, (width, height))


def strips_of(width):
    """Shares and painters of two cores: one is nearly full and changes hands, the other hardly used."""
    share = np.array([[1.0, 1.0, 0.5, 0.4, 0.02, 0.0], [0.0, 0.3, 0.5, 0.6, 0.005, 0.0]])
    lane = np.array([[1, 1, 2, 9, 3, 0], [0, 2, 1, 4, 0, 0]])
    return np.repeat(share, width, axis=1), np.repeat(lane, width, axis=1)


SIDES = (
    Side("4 threads", "CPython 3.14.2, GIL", 4.1, 1.04, {"on_core": 0.25, "wait_gil": 0.7, "wait_io": 0.05}, *strips_of(3)),
    Side("2 processes", "", 2.05, None, {"on_core": 0.9, "wait_core": 0.1, "idle": math.nan}, *strips_of(2), state="running"),
)  # fmt: skip
RUNNING = [
    Entry("sequential", "rest", (4.0, 4.4), 4.0, 3.9, 4.6, 0.4, 1.0, words={"python": ("3.14.2", "dim"), "same": ("✓", "run")}),
    Entry("threads ×4", running_s=4.7, words={"python": ("3.13t", "dim")}),
    Entry("asyncio ×4", "run", (0.5,), 0.5, 0.5, 0.5, 0.2, 8.0, running_s=0.25),
    Entry("interpreters", words={"python": ("3.14.2", "dim")}, message=[("✗ it needs Python 3.14", "failed")]),
]  # fmt: skip
PIECES = np.array(
    [
        *((1, start, start + 700, state, state % 3) for state, start in enumerate(range(0, len(BY_CODE) * 900, 900))),
        *((2, start, start + 150, 0, 1) for start in range(100, 8_000, 500)), (3, 130, 7_870, 0, 2), (4, 3_000, 3_400, 5, 2),
        (5, 1_000, 1_300, 0, 0), (5, 1_300, 2_130, 0, 1), (5, 6_000, 8_000, 9, 1),
    ],
    dtype=np.int64,
)  # fmt: skip


def grid(groups):
    one, start, end, state, core = PIECES.T
    return on_grid(groups, one, start, end, state.astype(np.uint8), core, end=8_000, cell_us=400, cells=20)


def cores(strips, room=18, width=60):
    one, start, end, state, core = PIECES.T
    drawn = strip_grid(strips, one, start, end, state.astype(np.uint8), core, end=8_000, cell_us=400, cells=20)
    return core_rows_above(strips, drawn, width, room)


SINGLE = grid([(1,), (2,), (3,), (4,), (5,)])
MIDDLES = {"on_core": 0.02, "wait_gil": 0.5, "wait_core": 0.3, "wait_io": 0.13, "wait_lock": 0.04, "asleep": 0.01}
EVEN = {"on_core": 0.01, "wait_gil": 0.33, "wait_core": 0.33, "wait_io": 0.33}
MANY = {"on_core": 0.2, "wait_gil": 0.2, "wait_core": 0.2, "wait_io": 0.2, "wait_lock": 0.2}
WIDE = Line("Race", (Cell("35 to 51 % lost · none with a lock", note="3.14t: 53 % lost", claim="take turns"),))
BROKEN = Line("Number", (Cell("1,000 in 776 ms · 16 MiB"), Cell("100 in 2.70 s · 202 MiB", note="3.14t: 90 in 3.10 s")))
SENTENCES = (
    "Slow.",
    "One two three. Four five six, seven eight. Nine.",
    "warn",
    [("m", "processes"), ("p", "another")],
)
DRAWING = Drawing([[("inside", "text")]], [("note", "dim")], [("legend", "dim")], [("foot", "text")])

PAIRS = [
    Worker("thread 1·2", "lane0 lane1", 31.5),
    Worker("thread 3·4", "lane2 lane3", 2.0, True),
    Worker("thread 5", "lane4", 0.0),
]
ROLES = [("worker", 4), ("main", 1), ("helper", 1), ("child", 3)]
PIXELS = np.arange(96).reshape(8, 12)
PICTURE = np.where(PIXELS % 7 == 0, 255, PIXELS % 17).astype(np.uint8)
DRAWINGS = [
    DRAWING,
    Drawing([[("x", "text")]], legend=[("legend", "dim")]),
    Drawing([[("x", "text")]], foot=[("foot", "text")]),
]

CHARTS = {
    "presented": lambda: [hall(*size) for size in HALL],
    "presented otherwise": lambda: [
        hall(80, 28, Headline(None, 2.5, "", "", "cores busy, no run yet", "rest"), ""),
        hall(150, 48, Headline(63.0, 64, "run"), "A caption that is so long that it goes over several lines of the band " * 5),
        hall(43, 14, Headline(0.01, 1), ""),
        title_row("π", ["a", "bc", "d"], [("00:01", "dim")], 16),
        title_row("a very long title", ["x"], [("00:01", "dim")], 16),
    ],
    "before and after": lambda: [
        before_after_rows(SIDES, 4.1, 2, (0, 1), width, height, text=text, note=note)
        for width, height, text, note in [
            (100, 24, "threads 4.1 s → processes 2.1 s: twice as fast", ""),
            (80, 22, "", "not the same items"),
            (60, 12, "threads 4.1 s → processes 2.1 s", "not the same items"),
            (49, 8, "", ""),
            (50, 5, "", ""),
            (12, 1, "", ""),
        ]
    ] + [before_after_rows(SIDES, 0.0, 1, (1,), 60, 10)],
    "headline": lambda: [
        headline_rows(headline, width, height)
        for headline, width, height in [
            (ONE, 32, 3), (ONE, 60, 3), (ONE, 24, 4), (ONE, 70, 5), (ONE, 70, 7), (ONE, 90, 12), (ONE, 130, 14), (ONE, 16, 3),
            (ONE, 44, 1), (ONE, 40, 1), (ONE, 20, 2), (Headline(None, 2.5, "", "run 0.8"), 50, 4), (Headline(64.0, 64), 140, 4),
        ]
    ],
    "strips": lambda: [
        cores(strips_for(range(usable), np.array([0.1, 0.9, 0.5, 0.2]), height))
        for usable, height in [(2, 2), (4, 3), (3, 9), (2, 5), (4, 1)]
    ] + [cores(Strips((1,), rows_each=3), 8, 30)],
    "lanes": lambda: [
        [row for block in many_lane_rows(SINGLE, [0, 1, 2, 3, 4], inks, height, by_core=by_core, letters=letters) for row in block]
        for height, by_core, letters in [(1, False, True), (2, False, True), (3, True, True), (4, True, False), (1, True, True)]
        for inks in [[f"lane{lane}" for lane in range(5)]]
    ] + [
        [heat_row(grid([(1, 2, 3, 4, 5)]), 0)],
        [heat_row(grid([(2, 4)]), 0, ink="rest")],
        [pair_row(SINGLE, 0, 1, ("lane0", "lane1"))],
        [pair_row(SINGLE, 2, 3, ("lane2", "lane3"))],
    ],
    "pairs": lambda: [
        pair_rows(PAIRS, SINGLE, width, height, 12, 400)
        for width, height in [(60, 5), (45, 3), (34, 4), (40, 3)]
    ],
    "ledger": lambda: [
        ledger_rows(shares, width, height, inferred=("wait_gil", "wait_io"))
        for shares in (MIDDLES, EVEN, MANY, {})
        for width, height in [(34, 3), (33, 4), (24, 3), (23, 3), (40, 5), (60, 2), (16, 2)]
    ],
    "comparison": lambda: [
        comparison_rows(RUNNING, width, height, selected=selected, ceiling=ceiling, focus=focus)
        for width, height, selected, ceiling, focus in [
            (150, 7, 0, 2.0, True), (100, 6, 1, 4.0, False), (72, 5, 2, 32.0, False),
            (71, 4, 3, 33.0, False), (59, 3, 3, 1.0, True), (24, 1, 2, 8.0, False),
        ]
    ],
    "counts": lambda: [
        count_rows(total, roles, width, height, most=most)
        for total, roles, width, height, most in [
            (5, [("worker", 4), ("main", 1)], 40, 3, 0), (5, [("worker", 4), ("main", 1)], 40, 8, 0),
            (9, ROLES, 40, 3, 0),
            (9, ROLES, 18, 4, 0),
            (9, ROLES, 18, 2, 0), (0, [], 40, 5, 1_234), (60, [("worker", 60)], 90, 20, 0),
        ]
    ],
    "differences": lambda: [
        table_rows([("threading", ""), ("asyncio", "3.14.2")], [WIDE, BROKEN, WIDE], width, height, selected=selected, focus=focus)
        for width, height, selected, focus in [
            (100, 14, (0, 0), True), (70, 11, (1, 1), False), (44, 8, (1, 0), True), (36, 5, (2, 1), False),
        ]
    ],
    "prose": lambda: [
        finding_rows([SENTENCES, SENTENCES], *size) for size in [(60, 4), (52, 1), (26, 2), (24, 3), (14, 2), (9, 3), (60, 0)]
    ],
    "picture": lambda: [
        picture_rows(PICTURE, *size, lanes, plain=plain)
        for size, lanes, plain in [
            ((12, 4), PIXELS % 9 + 1, False), ((12, 4), PIXELS % 9 + 1, True), ((7, 3), None, True), ((5, 5), None, False),
        ]
    ],
    "frame": lambda: [
        framed(drawing, "Title", width, height, frame)
        for drawing in DRAWINGS
        for width, height, frame in [
            (24, 4, "round"), (23, 4, "round"), (16, 3, "round"), (24, 2, "rule"), (23, 2, "rule"),
            (12, 2, "rule"), (4, 2, "round"), (3, 2, "round"),
        ]
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_every_cell(name, snapshot):
    drawn = "\n\n".join(told(rows if rows and isinstance(rows[0], list) else [rows]) for rows in CHARTS[name]()) + "\n"
    assert drawn == snapshot.use_extension(Charts)


def test_what_there_is_room_for():
    assert [size_in(*size) for size in [(12, 8, 40, 8), (12, 8, 12, 40), (8, 12, 3, 9), (0, 8, 9, 9), (8, 8, 1, 1)]] == [
        (24, 8), (12, 4), (3, 2), (0, 0), (1, 1),
    ]  # fmt: skip
    assert [inner_size(9, 5, frame) for frame in ("round", "rule", "bare")] == [(5, 3), (9, 4), (9, 5)]
    assert [inner_size(3, 1, frame) for frame in ("round", "rule", "bare")] == [(0, 0), (3, 0), (3, 1)]
    names = ["coroutine 9", "coroutine 10", "coroutine 11"]
    assert paired_names(names) == ["coroutine 9·10", "coroutine 11"]
    assert [name_cells(names, width) for width in (80, 40, 12)] == [12, 10, 4]
    assert [timeline_cells(names, width) for width in (80, 40, 39, 3)] == [59, 21, 29, 1]
    assert together(names, (1.0, 2.5, 0.5)) == Worker("9 … 11", "dim", 4.0)


def test_a_time_axis_grows_in_steps_while_a_run_is_the_longest():
    assert span_of([]) == 1.0
    assert span_of(RUNNING[:1]) == 4.6
    assert span_of(RUNNING) == 6.0
    assert span_of([Entry("a", running_s=0.3), Entry("b", running_s=1.9)]) == 2.0
    assert span_of([Entry("a", repeats_s=(2.0,), high_s=1.0, running_s=2.0)]) == 2.0


@pytest.mark.parametrize(
    ("shares", "height", "words"),
    [(MIDDLES, 3, ""), (MIDDLES, 4, "others 5%"), (MIDDLES, 5, "asleep 1%"), (MIDDLES, 6, ""), (EVEN, 3, "on core 1%"), (EVEN, 2, "")],
)  # fmt: skip
def test_what_has_no_row_is_told(shares, height, words):
    assert left_out(shares, 34, height) == words


def test_states_that_can_be_seen():
    assert states_in(SINGLE) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert states_in(grid([(3,)])) == [0]
    assert states_in(grid([(4,)])) == [0, 5]


def test_height_tells_how_much_ran_where_a_cell_has_several_pieces():
    one = np.array([1])
    whole = on_grid([(1,)], one, one * 0, one * 400, np.zeros(1, np.uint8), one, end=400, cell_us=400, cells=1)
    part = on_grid([(1,)], one, one * 0, one * 200, np.zeros(1, np.uint8), one, end=400, cell_us=400, cells=1)
    start, end, two = np.array([0, 300]), np.array([100, 400]), np.array([1, 1])
    several = on_grid([(1,)], two, start, end, np.zeros(2, np.uint8), two, end=400, cell_us=400, cells=1)
    assert [told_by_height(lanes) for lanes in (whole, part, several)] == [False, False, True]


def test_blocks_stand_beside_each_other():
    left, right = [[("a", "text")], [("b", "dim")]], [[("c", "text")], [("d", "run")]]
    assert beside([left, right]) == [[("a", "text"), (" ", ""), ("c", "text")], [("b", "dim"), (" ", ""), ("d", "run")]]
    assert beside([left, left], 2)[1] == [("b", "dim"), ("  ", ""), ("b", "dim")]
