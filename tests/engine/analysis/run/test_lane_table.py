"""The lanes of a run as columns, and what its spans add to them."""

from concviz.engine.analysis.run.lane_table import LaneTable, caught_up, lane_table, workers_of
from concviz.engine.session.events import LaneOpened

from tests.support.exact_run import LAB, ExactRun


def test_a_lane_that_has_only_begun_has_nothing_yet():
    opened = [LaneOpened(7, 1, 2, "thread", LAB, 102, None), LaneOpened(5, 1, 1, "thread", LAB, 101, True)]
    table = lane_table(workers_of(opened), {})
    assert [(name, getattr(table, name).tolist()) for name in LaneTable.__slots__] == [
        ("lane", [1, 2]), ("kind", ["thread", "thread"]), ("pid", [100, 100]), ("thread", [(100 << 32) | 101, (100 << 32) | 102]),
        ("gil", [1, -1]), ("drained_us", [5, 7]), ("items", [0, 0]), ("wall_us", [0, 0]), ("cpu_us", [0, 0]),
        ("thread_cpu_first_us", [0, 0]), ("thread_cpu_last_us", [0, 0]), ("first_us", [5, 7]), ("last_us", [5, 7]),
        ("dropped", [0, 0]), ("thinned", [0, 0]), ("current_item", [-1, -1]), ("current_start_us", [0, 0]), ("ended", [False, False]),
        ("contended", [False, False]), ("coroutine", [False, False]), ("threads", [(100 << 32) | 101, (100 << 32) | 102]),
        ("place", [0, 1]),
    ]  # fmt: skip
    assert (table.start_us, table.end_us, table.busy.tolist()) == (5, 7, [False, False])
    empty = lane_table(workers_of([]), {})
    assert (empty.start_us, empty.end_us, empty.known_us(9)) == (0, 0, 9)


def test_who_shares_a_gil():
    def contended(*lanes):
        opened = [LaneOpened(0, 1, n, kind, pid, tid, gil) for n, (kind, pid, tid, gil) in enumerate(lanes, 1)]
        return workers_of(opened).contended.tolist()

    assert contended(("thread", 1, 1, True), ("thread", 1, 2, True), ("thread", 2, 3, True)) == [True, True, False]
    assert contended(("thread", 1, 1, True), ("thread", 1, 2, False), ("thread", 1, 3, None)) == [False, False, False]
    assert contended(("interpreter", 1, 1, True), ("interpreter", 1, 2, True)) == [False, False]
    assert contended(("coroutine", 1, 1, True), ("coroutine", 1, 1, True)) == [False, False]
    assert contended(("coroutine", 1, 1, True), ("coroutine", 1, 1, True), ("thread", 1, 2, True)) == [True, True, True]


def test_processes_of_the_same_number_on_two_nodes_are_two():
    opened = [LaneOpened(0, 1, node, "process", 70, 71, True, node) for node in (1, 2)]
    found = workers_of(opened)
    assert len(found.threads) == 2
    assert found.contended.tolist() == [False, False]


def test_how_far_the_lanes_are_known():
    run = ExactRun()
    run.lane(1, 200_000, 700_000, read_us=800_000)
    table = run.figures(900_000).table
    assert [table.known_us(t_us) for t_us in (100_000, 799_999, 800_001, 1_300_000, 1_300_001)] == [
        100_000, 799_999, 800_000, 800_000, 1_300_001,
    ]  # fmt: skip
    early = ExactRun()
    early.lane(1, 200_000, 0, read_us=100_000)
    assert early.figures(300_000).table.known_us(300_000) == 200_000


def test_spans_fill_in_what_happened_since_the_totals_were_read():
    run = ExactRun()
    run.lane(1, 200_000, 300_000, items=2, wall_us=90_000, cpu_us=50_000, thread_cpu_us=(1_000, 61_000))
    run.lane(3, 210_000, 220_000, thread_cpu_us=(5_000, 0))
    run.spans(
        400_000,
        1,
        (0, 250_000, 300_000, 9, 0),
        (1, 300_000, 340_000, 30_000, 0),
        (2, 340_000, 341_000, 5, 2),
        (3, 350_000, 390_000, 7, 1),
    )
    run.spans(400_000, 2, (4, 300_000, 380_000, 80_000, 0))
    run.spans(400_000, 3, (5, 300_000, 380_000, 40_000, 0))
    table = caught_up(run.figures(300_000).table, run.session.spans(1))
    found = {
        name: getattr(table, name).tolist()
        for name in ("lane", "items", "wall_us", "cpu_us", "thread_cpu_last_us", "last_us", "first_us")
    }
    assert found == {
        "lane": [1, 3], "items": [4, 2], "wall_us": [170_000, 90_000], "cpu_us": [80_007, 40_000],
        "thread_cpu_last_us": [91_007, 45_000], "last_us": [390_000, 380_000], "first_us": [200_000, 210_000],
    }  # fmt: skip
    assert caught_up(table, run.session.spans(1)) is table
