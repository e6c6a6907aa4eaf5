import itertools

import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.snapshot import RUN, WAIT_CORE, WAIT_GIL, WAIT_IO, WAIT_LOOP
from concviz.engine.analysis.timeline import segments as module
from concviz.engine.analysis.timeline.core_waits import _rates, _shares
from concviz.engine.session.memory.columns import ThreadColumns

from tests.support.made_schedules import on_a_loop, take_turns
from tests.support.made_sessions import made_machine, made_run

STEP_US = 100


def grid(segments, state, t0_us, t1_us, lanes):
    """(lanes, steps) whether each lane was in that state at each moment."""
    times = np.arange(t0_us, t1_us, STEP_US) + STEP_US / 2
    found = np.zeros((lanes, len(times)), dtype=bool)
    for lane, start, end, what in zip(segments.lane, segments.start_us, segments.end_us, segments.state, strict=True):
        if what == state:
            found[lane - 1] |= (times >= start) & (times < end)
    return found


def truth(workers, first_us, t0_us, t1_us):
    """(lanes, steps) whether each lane's thread was on a core."""
    times = np.arange(t0_us, t1_us, STEP_US) + STEP_US / 2 - first_us
    return np.array([any_of(worker.ran, times) for worker in workers])


def any_of(pieces, times):
    found = np.zeros(len(times), dtype=bool)
    for start, end in pieces:
        found |= (times >= start) & (times < end)
    return found


@pytest.mark.parametrize("lanes", [2, 3, 4, 8])
def test_who_held_the_gil_is_found_to_within_an_item(lanes):
    session = made_run("cpu", "thread", lanes=lanes, status="running")
    t1, window = 3_000_000, 400_000
    segments = snapshot(session, t1, timeline_us=window).segments
    first = int(session.totals(1)[1].first_us)
    ran = grid(segments, RUN, t1 - window, t1 - 30_000 * lanes, lanes)
    true = truth(take_turns(lanes, 3.0), first, t1 - window, t1 - 30_000 * lanes)
    assert (ran == true).mean() > 0.9
    assert ran.sum() == pytest.approx(true.sum(), rel=0.03)
    assert (ran.sum(axis=0) > 1).mean() < 0.15
    waits = grid(segments, WAIT_GIL, t1 - window, t1 - 30_000 * lanes, lanes)
    assert not (waits & ran).any()


def test_items_longer_than_the_switch_interval_are_drawn_as_their_share():
    session = made_run("cpu", "thread", lanes=2, item_us=40_000, status="running")
    segments = snapshot(session, 3_000_000, timeline_us=400_000).segments
    lengths = (segments.end_us - segments.start_us)[segments.state == RUN]
    inside = segments.end_us < 2_850_000
    assert lengths[inside[segments.state == RUN]].max() <= 1_000
    ran = grid(segments, RUN, 2_600_000, 2_850_000, 2)
    assert ran.mean() == pytest.approx(0.5, abs=0.06)


def test_without_a_gil_workers_run_side_by_side():
    segments = snapshot(made_run("cpu", "thread", gil=False, status="running"), 3_000_000).segments
    assert set(segments.state.tolist()) == {RUN}
    assert np.bincount(segments.lane, segments.end_us - segments.start_us)[1:] == pytest.approx([160_000] * 4, rel=0.05)


def test_waiting_for_a_core_is_drawn_only_where_the_kernel_says_so():
    machine = made_machine(2)
    known = snapshot(made_run("cpu", "process", lanes=4, cpu_share=0.5, machine=machine, status="running"), 2_000_000)
    assert set(known.segments.state.tolist()) == {RUN, WAIT_CORE}
    blind = made_run("cpu", "process", lanes=4, cpu_share=0.5, machine=machine, schedstat=False, status="running")
    assert set(snapshot(blind, 2_000_000).segments.state.tolist()) == {RUN}


def test_threads_that_wait_for_io_run_at_both_ends():
    segments = snapshot(made_run("io", "thread", status="running"), 2_000_000).segments
    assert set(segments.state.tolist()) == {RUN, WAIT_IO}
    waits = (segments.end_us - segments.start_us)[segments.state == WAIT_IO]
    assert waits.max() == pytest.approx(40_000, abs=600)


@pytest.mark.parametrize("lanes", [4, 16])
def test_coroutines_are_drawn_as_they_were_measured(lanes):
    session = made_run("io", "coroutine", lanes=lanes, seconds=1.2, io_us=4_000, awaitable=True, status="running")
    t1, window = 1_200_000, 300_000
    segments = snapshot(session, t1, timeline_us=window).segments
    first = int(session.totals(1)[1].first_us)
    ran = grid(segments, RUN, t1 - window, t1, lanes)
    true = truth(on_a_loop(lanes, 1.2, 4_000), first, t1 - window, t1)
    assert (ran == true).mean() > 0.98
    waits = grid(segments, WAIT_IO, t1 - window, t1, lanes) | grid(segments, WAIT_LOOP, t1 - window, t1, lanes)
    assert not (waits & ran).any()
    if lanes == 4:
        assert (waits | ran).mean() > 0.97
    else:
        assert grid(segments, WAIT_LOOP, t1 - window, t1, lanes).any()


def test_an_item_that_spans_the_whole_window_is_seen():
    waiting = made_run("io", "thread", lanes=2, io_us=2_000_000, seconds=4, status="running")
    assert set(snapshot(waiting, 2_000_000).segments.state.tolist()) == {WAIT_IO}
    awaiting = made_run("io", "coroutine", lanes=2, io_us=2_000_000, seconds=4, awaitable=True, status="running")
    assert set(snapshot(awaiting, 2_000_000).segments.state.tolist()) == {WAIT_IO}
    running = made_run("cpu", "main", lanes=1, item_us=2_000_000, seconds=4, status="running")
    assert set(snapshot(running, 2_000_000).segments.state.tolist()) == {RUN}


def test_segments_stay_inside_the_window_and_in_order():
    for kind, worker in (("cpu", "thread"), ("io", "thread"), ("io", "coroutine"), ("cpu", "process")):
        session = made_run(kind, worker, awaitable=True, status="running")
        segments = snapshot(session, 2_345_678, timeline_us=100_000).segments
        assert segments.start_us.min() >= 2_245_678
        assert segments.end_us.max() <= segments.until_us <= 2_345_678
        assert (segments.end_us > segments.start_us).all()
        order = np.lexsort((segments.start_us, segments.lane))
        assert (order == np.arange(len(order))).all()


def test_very_many_spans_keep_their_shares(monkeypatch):
    monkeypatch.setattr(module, "COARSE_ABOVE", 1_000)
    session = made_run("cpu", "thread", lanes=4, seconds=20, status="running")
    segments = snapshot(session, 20_000_000, timeline_us=18_000_000).segments
    lengths = np.bincount(segments.state, segments.end_us - segments.start_us, minlength=6) / (4 * 18_000_000)
    assert lengths[RUN] == pytest.approx(0.25, abs=0.02)
    assert lengths[WAIT_GIL] > 0.55
    assert len(segments.lane) < 4 * 400 * 3


def test_after_the_run_the_window_ends_with_its_last_item():
    snap = snapshot(made_run("cpu", "thread"), None)
    assert snap.segments.until_us < snap.t_us
    assert len(snap.segments.lane)


def drawn(segments, lanes, window_us):
    """State to its share of the window's area."""
    area = np.bincount(segments.state, segments.end_us - segments.start_us, minlength=6)
    return area / (lanes * window_us)


CROWDED = {
    "GIL, two threads": ("cpu", "thread", {"lanes": 2, "cpu_share": 0.4}),
    "GIL, four threads": ("cpu", "thread", {"lanes": 4, "cpu_share": 0.25}),
    "GIL, items longer than a turn": ("cpu", "thread", {"lanes": 2, "cpu_share": 0.4, "item_us": 40_000}),
    "GIL, items longer than the window": ("cpu", "thread", {"lanes": 2, "cpu_share": 0.4, "item_us": 1_500_000}),
    "released": ("released", "thread", {"lanes": 4, "cpu_share": 0.3}),
    "no GIL": ("cpu", "thread", {"lanes": 4, "cpu_share": 0.5, "gil": False}),
    "processes": ("cpu", "process", {"lanes": 4, "cpu_share": 0.3}),
    "processes, long items": ("cpu", "process", {"lanes": 4, "cpu_share": 0.3, "item_us": 50_000}),
    "processes, items longer than the window": ("cpu", "process", {"lanes": 4, "cpu_share": 0.3, "item_us": 1_500_000}),
    "not crowded": ("cpu", "thread", {"lanes": 3}),
}


@pytest.mark.parametrize("window", [160_000, 400_000, 2_000_000])
@pytest.mark.parametrize("name", CROWDED)
def test_what_is_drawn_agrees_with_the_ledger(name, window):
    kind, worker, how = CROWDED[name]
    session = made_run(kind, worker, seconds=5, machine=made_machine(2), status="running", **how)
    snap = snapshot(session, 3_900_000, timeline_us=window)
    shares = drawn(snap.segments, how["lanes"], window)
    told = snap.ledger
    assert shares[RUN] == pytest.approx(told.on_core, abs=0.05)
    assert shares[WAIT_CORE] == pytest.approx(told.wait_core, abs=0.05)
    assert shares[WAIT_GIL] == pytest.approx(told.wait_gil, abs=0.05)
    pieces = sorted(zip(snap.segments.lane, snap.segments.start_us, snap.segments.end_us, strict=True))
    assert all(two[0] != one[0] or two[1] >= one[2] for one, two in itertools.pairwise(pieces))


def test_a_wait_that_the_kernel_booked_late_is_drawn_where_it_was():
    """What a thread waited is told only once it runs again: 300 ms of it in a sample of 100 ms."""
    table = np.array([[0.0, 0.0, 250.0, 20.0]])
    area = np.array([[60.0, 90.0, 100.0, 40.0]])
    assert _shares(table, area)[0].tolist() == [1.0, 1.0, 1.0, 0.5]


def test_the_areas_agree_in_a_coarse_window_too(monkeypatch):
    monkeypatch.setattr(module, "COARSE_ABOVE", 500)
    session = made_run("cpu", "thread", lanes=2, seconds=20, cpu_share=0.4, machine=made_machine(2), status="running")
    snap = snapshot(session, 20_000_000, timeline_us=18_000_000)
    shares = drawn(snap.segments, 2, 18_000_000)
    found = (snap.ledger.on_core, snap.ledger.wait_gil, snap.ledger.wait_core)
    assert shares[[RUN, WAIT_GIL, WAIT_CORE]] == pytest.approx(found, abs=0.05)


def test_threads_that_no_sample_has_seen_are_not_known():
    """The first samples of a run can be of the lab's main thread alone."""
    one = np.array([1_000, 2_000])
    rows = ThreadColumns(one, one * 0 + 7, one * 0 + 7, one, one * 0, one.astype(np.int16))
    for rate in _rates(rows, np.array([99, 100]), np.array([0.0, 1_000.0]), np.array([1_000.0, 2_000.0])):
        assert rate.shape == (2, 2)
        assert np.isnan(rate).all()
