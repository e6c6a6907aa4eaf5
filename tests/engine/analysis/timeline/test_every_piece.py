"""Every piece of a timeline, to the microsecond, of small runs of which every event is written by the test.

Where each lies follows from the rules at the head of `timeline.segments`.
"""

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.timeline import segments as module
from concviz.engine.model.states import BY_CODE

from tests.support.exact_run import LAB, ExactRun

HEAD = 1_000_000


def pieces(run: ExactRun, window_us: int, head_us: int = HEAD) -> list[tuple]:
    """(lane, state, start, end, core, item) of each, in µs since 0.9 s, as they stand."""
    found = snapshot(run.session, head_us, timeline_us=window_us).segments
    columns = (found.lane, found.start_us - 900_000, found.end_us - 900_000, found.state, found.core, found.item)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(lane, BY_CODE[state].name, start, end, core, item) for lane, start, end, state, core, item in rows]


def threads(*lanes, kind="cpu", gil=True, worker="thread", pids=(LAB, LAB, LAB), lost=(0, 0)) -> ExactRun:
    """Threads (or processes) with these spans (item, start, end, CPU, flag) since 0.9 s; an item in hand is (item, start)."""
    run = ExactRun(kind=kind, worker=worker)
    for lane, (spans, hand) in enumerate(lanes, 1):
        rows = [(item, 900_000 + start, 900_000 + end, cpu, flag) for item, start, end, cpu, flag in spans]
        last = rows[-1][2] if rows else 900_000
        run.lane(
            lane, 900_000, last, kind=worker, pid=pids[lane - 1], gil=gil, read_us=HEAD, lost=lost, items=len(rows),
            wall_us=sum(end - start for _, start, end, *_ in rows), cpu_us=sum(cpu for *_, cpu, _ in rows),
            current=(hand[0], 900_000 + hand[1]) if hand else (-1, 0), tid=LAB if worker == "coroutine" else None,
        )  # fmt: skip
        if rows:
            run.spans(HEAD, lane, *rows)
    return run


def test_an_item_ran_where_its_cpu_is_nine_tenths_of_its_time():
    run = threads(
        ([(0, 0, 10_000, 9_000, 0), (1, 20_000, 30_000, 8_999, 0), (2, 40_000, 50_000, 10, 1)], None), gil=False
    )
    assert pieces(run, 100_000) == [
        (1, "on_core", 0, 10_000, 0, 0), (1, "on_core", 20_000, 24_499, 0, 1), (1, "on_core", 25_500, 30_000, 0, 1),
        (1, "failed", 40_000, 50_000, 0, 2),
    ]  # fmt: skip


def test_io_is_waited_for_between_the_two_ends_of_an_item():
    run = threads(([(0, 0, 40_000, 401, 0), (1, 40_000, 80_000, 0, 0)], (2, 80_000)), kind="io")
    assert pieces(run, 100_000) == [
        (1, "on_core", 0, 200, 0, 0), (1, "wait_io", 200, 39_799, 0, 0), (1, "on_core", 39_799, 40_000, 0, 0),
        (1, "wait_io", 40_000, 80_000, 0, 1), (1, "wait_io", 80_000, 100_000, 0, 2),
    ]  # fmt: skip


def test_under_a_gil_others_beginnings_and_ends_tell_when_an_item_stood_still():
    """Lane 1 began at 0, lane 2 ran from 3 to 7 ms, lane 1 ended at 9 ms with 4 of CPU: 2.5 before, 1.5 after."""
    run = threads(([(0, 0, 9_000, 4_000, 0)], None), ([(1, 3_000, 7_000, 4_000, 0)], None))
    assert pieces(run, 100_000) == [
        (1, "on_core", 0, 2_500, 0, 0), (1, "wait_gil", 2_500, 7_500, 0, 0), (1, "on_core", 7_500, 9_000, 0, 0),
        (2, "on_core", 3_000, 7_000, 0, 1),
    ]  # fmt: skip
    apart = threads(([(0, 0, 9_000, 4_000, 0)], None), ([(1, 3_000, 7_000, 4_000, 0)], None), pids=(LAB, 200))
    assert [piece[1:4] for piece in pieces(apart, 100_000) if piece[0] == 1] == [
        ("on_core", 0, 2_000),
        ("on_core", 7_000, 9_000),
    ]


def test_between_two_items_a_thread_waits_for_the_gil():
    rows = [(0, 0, 1_000, 1_000, 0), (1, 1_050, 2_000, 950, 0), (2, 2_051, 3_000, 949, 0)]
    other = ([(9, 1_010, 1_020, 10, 0)], None)
    assert [piece for piece in pieces(threads((rows, (3, 5_000)), other), 100_000) if piece[1] == "wait_gil" and piece[0] == 1] == [
        (1, "wait_gil", 2_000, 2_051, -1, -1), (1, "wait_gil", 3_000, 5_000, -1, -1),
    ]  # fmt: skip
    for lost in ((1, 0), (0, 1)):
        assert not [
            piece for piece in pieces(threads((rows, None), other, lost=lost), 100_000) if piece[1] == "wait_gil"
        ]
    assert not [piece for piece in pieces(threads((rows, None), other, kind="io"), 100_000) if piece[1] == "wait_gil"]


def test_an_item_that_ran_in_turns_is_drawn_as_its_share_all_along():
    """20 ms of 40 on a core, which is more than two switch intervals: slices of 250 us, of each a half."""
    found = pieces(threads(([(0, 0, 40_000, 20_000, 0)], None), ([(1, 45_000, 46_000, 1_000, 0)], None)), 100_000)
    mine = [piece for piece in found if piece[0] == 1]
    assert len(mine) == 2 * 160
    assert mine[:4] == [
        (1, "on_core", 0, 125, 0, 0), (1, "wait_gil", 125, 250, 0, 0), (1, "on_core", 250, 375, 0, 0), (1, "wait_gil", 375, 500, 0, 0),
    ]  # fmt: skip
    assert mine[-1] == (1, "wait_gil", 39_875, 40_000, 0, 0)
    edge = pieces(threads(([(0, 0, 40_000, 10_000, 0)], None), ([(1, 45_000, 46_000, 1_000, 0)], None)), 100_000)
    assert [piece[1:4] for piece in edge if piece[0] == 1] == [
        ("on_core", 0, 5_000), ("wait_gil", 5_000, 35_000), ("on_core", 35_000, 40_000),
    ]  # fmt: skip


def test_an_item_in_hand_runs_until_another_lane_is_heard_of():
    run = threads(([], (0, 90_000)), ([(1, 85_000, 94_000, 9_000, 0)], (2, 94_000)))
    assert pieces(run, 20_000) == [
        (1, "on_core", 90_000, 92_000, -1, 0), (1, "wait_gil", 92_000, 100_000, -1, 0),
        (2, "on_core", 85_000, 94_000, 0, 1), (2, "on_core", 94_000, 100_000, 0, 2),
    ]  # fmt: skip
    free = threads(([], (0, 90_000)), ([(1, 85_000, 94_000, 9_000, 0)], (2, 94_000)), gil=False)
    assert [piece[1:4] for piece in pieces(free, 20_000)] == [
        ("on_core", 90_000, 100_000), ("on_core", 85_000, 94_000), ("on_core", 94_000, 100_000),
    ]  # fmt: skip


def sampled(run: ExactRun, *clocks, at=(900_000, HEAD), tids=(LAB + 1,)) -> ExactRun:
    run.who(800_000, *((LAB, tid, "worker") for tid in tids))
    for t_us, row in zip(at, clocks, strict=True):
        run.sample(t_us, *row)
    return run


def test_an_item_long_in_hand_is_drawn_as_its_threads_clock_tells():
    """In hand for 100 ms, of which its thread was on a core for a quarter and waited for one for another."""
    run = sampled(threads(([], (0, 0)), gil=False), [(0, 0)], [(25_000, 25_000)])
    found = pieces(run, 100_000)
    areas = {
        name: sum(end - start for _, state, start, end, *_ in found if state == name)
        for name in ("on_core", "wait_core")
    }
    assert areas["on_core"] == 400 * 62
    assert areas["wait_core"] == pytest.approx(25_000, abs=400)
    assert found[0] == (1, "on_core", 0, 62, -1, 0)


def test_waiting_for_a_core_comes_last_in_every_stand_still():
    """It stood still for 6 ms, in 3 of which, as the kernel says, it waited for a core."""
    run = threads(
        ([(0, 0, 10_000, 4_000, 0), (1, 10_000, 100_000, 90_000, 0)], None), ([(2, 2_000, 100_000, 98_000, 0)], None)
    )
    found = pieces(sampled(run, [(0, 0), (0, 0)], [(94_000, 3_000), (100_000, 0)], tids=(LAB + 1, LAB + 2)), 100_000)
    assert found == [
        (1, "on_core", 0, 1_000, 0, 0), (1, "wait_gil", 1_000, 4_000, 0, 0), (1, "wait_core", 4_000, 7_000, 0, 0),
        (1, "on_core", 7_000, 10_000, 0, 0), (1, "on_core", 10_000, 100_000, 0, 1), (2, "on_core", 2_000, 100_000, 0, 2),
    ]  # fmt: skip


def coroutines(*, kind="io", hand=None, failed=False) -> ExactRun:
    """One item: a step, an answer awaited, ready, a step."""
    rows = [
        (0, 0, 1_000, 1_000, 2), (0, 50_000, 52_000, 0, 3), (0, 52_000, 53_000, 400, 2), (0, 0, 60_000, 1_400, 1 if failed else 0),
    ]  # fmt: skip
    return threads((rows, hand), kind=kind, worker="coroutine")


def test_coroutines_are_drawn_by_their_steps():
    assert pieces(coroutines(hand=(1, 70_000)), 100_000) == [
        (1, "on_core", 0, 1_000, 0, 0), (1, "wait_io", 1_000, 50_000, -1, 0), (1, "wait_loop", 50_000, 52_000, 0, 0),
        (1, "on_core", 52_000, 52_200, 0, 0), (1, "wait_io", 52_200, 52_800, 0, 0), (1, "on_core", 52_800, 53_000, 0, 0),
        (1, "wait_io", 53_000, 60_000, -1, 0), (1, "wait_io", 70_000, 100_000, -1, 1),
    ]  # fmt: skip
    cpu = pieces(coroutines(kind="cpu", hand=(1, 70_000)), 100_000)
    assert [piece[1:4] for piece in cpu] == [
        ("on_core", 0, 1_000), ("wait_io", 1_000, 50_000), ("wait_loop", 50_000, 52_000), ("on_core", 52_000, 52_200),
        ("on_core", 52_800, 53_000), ("wait_io", 53_000, 60_000),
    ]  # fmt: skip


def test_the_end_of_a_failed_coroutine_is_marked():
    found = pieces(coroutines(failed=True), 100_000)
    assert (1, "failed", 58_000, 60_000, 0, 0) in found


def test_a_window_cuts_what_reaches_into_it():
    assert pieces(coroutines(), 49_500)[0] == (1, "wait_loop", 50_500, 52_000, 0, 0)
    assert pieces(threads(([(0, 0, 60_000, 60_000, 0)], None), gil=False), 50_000) == [
        (1, "on_core", 50_000, 60_000, 0, 0)
    ]
    assert pieces(threads(([(0, 0, 50_000, 50_000, 0)], None), gil=False), 50_000) == []


def test_short_gaps_between_steps_are_not_drawn():
    rows = [(0, 0, 1_000, 1_000, 2), (0, 1_050, 2_000, 950, 2), (0, 2_051, 3_000, 949, 2), (0, 0, 3_000, 2_899, 0)]
    assert [piece[1:4] for piece in pieces(threads((rows, None), kind="io", worker="coroutine"), 100_000)] == [
        ("on_core", 0, 1_000), ("on_core", 1_050, 2_000), ("wait_io", 2_000, 2_051), ("on_core", 2_051, 3_000),
    ]  # fmt: skip


def test_stand_stills_are_divided_as_their_threads_were_seen():
    run = threads(([(0, 0, 100_000, 0, 0)], None), kind="io")
    run.who(800_000, (LAB, LAB + 1, "worker"))
    run.looks(900_000, [1])
    run.looks(HEAD, [20], lock_us=[60_000], io_us=[20_000], asleep_us=[20_000])
    assert [piece[1:4] for piece in pieces(run, 100_000)] == [
        ("wait_lock", 0, 60_000), ("wait_io", 60_000, 80_000), ("asleep", 80_000, 100_000),
    ]  # fmt: skip


def test_very_many_spans_are_drawn_as_shares_of_slices(monkeypatch):
    """400 items of 100 us in 100 ms, each half on a core: 400 slices of 250 us."""
    rows = [(item, item * 250, item * 250 + 100, 50, 0) for item in range(400)]
    run = threads((rows, None), ([(900, 99_999, 100_000, 1, 0)], None))
    monkeypatch.setattr(module, "COARSE_ABOVE", 401)
    assert (1, "on_core", 0, 25, 0, 0) in pieces(run, 100_000)
    monkeypatch.setattr(module, "COARSE_ABOVE", 400)
    found = [piece for piece in pieces(run, 100_000) if piece[0] == 1]
    coarse = [
        piece for start in range(0, 100_000, 250)
        for piece in ((1, "on_core", start, start + 50, -1, -1), (1, "wait_gil", start + 50, start + 250, -1, -1))
    ]  # fmt: skip
    assert found[:-1] == coarse[:-1]
    assert found[-1] == (1, "wait_gil", 99_800, 99_850, -1, -1)


def test_a_coarse_window_of_coroutines(monkeypatch):
    monkeypatch.setattr(module, "COARSE_ABOVE", 2)
    rows = [(0, 0, 50, 30, 2), (0, 50, 70, 0, 3), (0, 70, 100, 30, 2), (0, 0, 150, 60, 0)]
    assert pieces(threads((rows, None), kind="io", worker="coroutine"), 100_000) == [
        (1, "on_core", 0, 60, -1, -1), (1, "wait_loop", 60, 80, -1, -1), (1, "wait_io", 80, 150, -1, -1),
    ]  # fmt: skip


def seen_in(run: ExactRun, tid: int, **us: int) -> ExactRun:
    """What twenty looks at that thread have told of the window."""
    run.who(800_000, (LAB, tid, "worker"))
    run.looks(900_000, [1])
    run.looks(HEAD, [21], **{f"{name}_us": [amount] for name, amount in us.items()})
    return run


def test_a_step_stands_still_in_what_its_loop_was_seen_in_most():
    def stalls(**us):
        return [piece[1:4] for piece in pieces(seen_in(coroutines(), LAB, **us), 100_000) if piece[2] == 52_200]

    assert stalls(asleep=600) == [("asleep", 52_200, 52_800)]
    assert stalls(gil=600, lock=100) == [("wait_gil", 52_200, 52_800)]
    assert stalls(child=600, io=70_000) == [("wait_child", 52_200, 52_800)]


def test_without_a_gil_a_stand_still_is_drawn_where_somebody_looked():
    rows = ([(0, 0, 100_000, 0, 0)], None)
    assert pieces(threads(rows, gil=False), 100_000) == []
    found = pieces(seen_in(threads(rows, gil=False), LAB + 1, lock=75_000, child=25_000), 100_000)
    assert [piece[1:4] for piece in found] == [("wait_lock", 0, 75_000), ("wait_child", 75_000, 100_000)]


def test_a_share_of_turns_is_cut_at_the_window():
    """An item of 40 ms in turns, of which the window has the last 20: slices of 50 us."""
    run = threads(([(0, 60_000, 100_000, 20_000, 0)], None), ([(1, 0, 1_000, 1_000, 0)], None))
    found = [piece for piece in pieces(run, 20_000) if piece[0] == 1]
    assert (len(found), found[0], found[-1]) == (
        800, (1, "on_core", 80_000, 80_025, 0, 0), (1, "wait_gil", 99_975, 100_000, 0, 0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("gil", "begun", "long"),
    [(False, 95_000, False), (False, 94_999, True), (True, 80_000, False), (True, 79_999, True)],
)
def test_from_when_on_an_item_is_long_in_hand(gil, begun, long):
    """A switch interval where nobody shares a GIL, four of them where threads do; its clock says a half."""
    run = threads(([], (0, begun)), ([(1, 0, 1_000, 1_000, 0)], None), gil=gil)
    found = [piece for piece in pieces(sampled(run, [(0, 0)], [(50_000, 0)]), 40_000) if piece[0] == 1]
    assert (len(found) > 1) is long
    if not long:
        assert found == [(1, "on_core", begun, 100_000, -1, 0)]


@pytest.mark.parametrize(("cpu_us", "whole"), [(90_000, True), (89_000, False)])
def test_an_item_long_in_hand_that_hardly_stood_still_ran(cpu_us, whole):
    run = threads(([], (0, 0)), gil=False)
    found = pieces(sampled(run, [(0, 0)], [(cpu_us, 0)]), 100_000)
    assert (found == [(1, "on_core", 0, 100_000, -1, 0)]) is whole


def test_who_began_at_the_same_moment_as_another_waited_first():
    """Lane 2 ran from 0 to 5 ms, so all of lane 1's 4 ms of CPU came after that."""
    run = threads(([(0, 0, 9_000, 4_000, 0)], None), ([(1, 0, 5_000, 5_000, 0)], None))
    assert pieces(run, 100_000) == [
        (1, "wait_gil", 0, 5_000, 0, 0), (1, "on_core", 5_000, 9_000, 0, 0), (2, "on_core", 0, 5_000, 0, 1),
    ]  # fmt: skip
