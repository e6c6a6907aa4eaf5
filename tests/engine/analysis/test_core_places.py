"""On which core each piece of the timeline lies: as its span says, where it began, and as looks saw it."""

import numpy as np
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.run.lane_table import lane_table, workers_of
from concviz.engine.analysis.snapshot import RUN, WAIT_GIL, Segments
from concviz.engine.analysis.timeline.core_places import located
from concviz.engine.analysis.timeline.pieces import span_rows
from concviz.engine.session.events import LaneOpened
from concviz.engine.session.memory.columns import SpanColumns, ThreadColumns

from tests.support.made_sessions import made_run


def table(lanes=2):
    return lane_table(workers_of([LaneOpened(0, 1, n + 1, "thread", 7, 70 + n, True) for n in range(lanes)]), {})


def segments(*rows):
    """Rows of (lane, start, end, state, core)."""
    lane, start, end, state, core = np.array(rows, np.int64).reshape(-1, 5).T
    return Segments(lane, start, end, state.astype(np.uint8), core, lane * 0)


def looks(*rows):
    """Rows of (time, tid, core)."""
    time, tid, core = np.array(rows, np.int64).reshape(-1, 3).T
    return ThreadColumns(time, tid * 0 + 7, tid, time, time * 0, core.astype(np.int16))


def told(found):
    return [tuple(row) for row in zip(found.lane, found.start_us, found.end_us, found.state, found.core, strict=True)]


def spans(*rows):
    """Rows of (lane, start, end, core)."""
    lane, start, end, core = np.array(rows, np.int64).T
    zero = lane * 0
    return SpanColumns(lane, zero, start, end, end - start, core.astype(np.int16), zero.astype(np.uint8))


def test_an_item_begins_on_the_core_where_the_one_before_it_ended():
    found = span_rows(spans((1, 0, 100, 3), (1, 110, 200, 5), (2, 120, 210, 6), (1, 9_000, 9_100, 4)), table())
    assert found.begun_on.tolist() == [3, 3, 6, 4]
    assert found.core.tolist() == [3, 5, 6, 4]


def test_what_is_in_hand_lies_where_its_thread_was_seen():
    given = segments((1, 0, 1_000, RUN, -1), (2, 0, 1_000, WAIT_GIL, -1))
    found = located(given, table(), looks((500, 70, 1), (500, 71, 0)))
    assert told(found) == [(1, 0, 1_000, RUN, 1), (2, 0, 1_000, WAIT_GIL, -1)]


def test_what_ran_for_long_is_cut_half_way_between_two_looks():
    given = segments((1, 0, 400_000, RUN, 0))
    found = located(given, table(), looks((100_000, 70, 0), (200_000, 70, 1), (300_000, 70, 0), (200_000, 71, 7)))
    assert told(found) == [(1, 0, 150_000, RUN, 0), (1, 150_000, 250_000, RUN, 1), (1, 250_000, 400_000, RUN, 0)]


def test_short_pieces_keep_what_their_spans_said():
    given = segments((1, 0, 2_000, RUN, 3), (2, 2_000, 4_000, RUN, 2))
    assert located(given, table(), looks((1_000, 70, 0), (1_000, 71, 0))) is given


def test_who_was_never_looked_at_stays_unknown_and_is_not_lost():
    given = segments((1, 0, 1_000, RUN, -1), (2, 0, 1_000, RUN, -1))
    found = located(given, table(), looks((500, 71, 4)))
    assert sorted(told(found))[1] == (2, 0, 1_000, RUN, 4)
    assert (found.end_us - found.start_us).sum() in (1_000, 2_000)
    assert told(located(given, table(), looks())) == told(given)


def test_nothing_of_the_time_is_lost_or_made():
    """Areas before and after are the same, whatever the looks."""
    random = np.random.default_rng(3)
    given = segments((1, 0, 900_000, RUN, -1), (1, 950_000, 1_400_000, RUN, 2), (2, 10_000, 1_300_000, RUN, -1))
    for _ in range(50):
        times = np.sort(random.integers(0, 1_500_000, 12))
        found = located(given, table(), looks(*[(t, 70 + n % 2, n % 3) for n, t in enumerate(times)]))
        assert np.bincount(found.lane, found.end_us - found.start_us).tolist() == [0, 1_350_000, 1_290_000]
        assert (found.end_us > found.start_us).all()


def test_under_a_gil_the_cores_never_work_at_once():
    """Four made-up threads that take turns: where one core shows a piece, no other core does."""
    found = snapshot(made_run("cpu", "thread", lanes=4, status="running"), 3_000_000).segments
    ran = (found.state == RUN) & (found.core >= 0)
    assert ran.any()
    order = np.argsort(found.start_us[ran])
    start, end = found.start_us[ran][order], found.end_us[ran][order]
    over = np.maximum(end[:-1] - start[1:], 0).sum()
    assert over < 0.1 * (end - start).sum()
    assert set(found.core[ran].tolist()) == {0, 1, 2, 3}
