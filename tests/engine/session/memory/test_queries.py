"""Queries against a model that looks through all events, one by one."""

import threading
from bisect import bisect_right

import numpy as np
import pytest
from concviz.engine.session import events as e
from concviz.engine.session.memory.columns import SLACK_US, SortedColumns, rows_of
from concviz.engine.session.memory.downsample import keeps_totals, thin
from hypothesis import given
from hypothesis import strategies as st

from tests.support.session_samples import lane_totals, made_up, session, spans

HEADS = (None, 0, 39_999, 40_000, 500_000, 1_234_567, 2_000_000, 99_000_000)


def filled(log):
    built = session()
    for event in log:
        built.append(event)
    return built


def of(log, kind, t_us=None):
    """Events of a kind up to t, by time."""
    found = [event for event in log if isinstance(event, kind) and (t_us is None or event.t_us <= t_us)]
    return sorted(found, key=lambda event: event.t_us)


@pytest.fixture(scope="module", params=range(3))
def both(request):
    log = made_up(request.param, ticks=120)
    return log, filled(log)


@pytest.mark.parametrize("t_us", HEADS)
def test_small_events(both, t_us):
    log, built = both
    assert built.runs(t_us) == of(log, e.RunStarted, t_us)
    assert built.phases(1, t_us) == of(log, e.Phase, t_us)
    assert built.lanes(1, t_us) == of(log, e.LaneOpened, t_us)
    assert built.chapters(t_us) == of(log, e.Chapter, t_us)
    assert built.notes(t_us) == of(log, e.Note, t_us)
    assert built.missing(t_us) == of(log, e.Missing, t_us)
    assert built.who_history(1, t_us) == of(log, e.ProcessTable, t_us)
    assert built.output(1, t_us) == "".join(event.text for event in of(log, e.Output, t_us))
    for got, kind in (
        (built.run_at(t_us), e.RunStarted),
        (built.run_end(1, t_us), e.RunEnded),
        (built.who(1, t_us), e.ProcessTable),
        (built.memory(1, t_us), e.Memory),
        (built.own(t_us), e.OwnUsage),
        (built.latest(e.Places, 1, t_us), e.Places),
        (built.latest(e.Library, 1, t_us), e.Library),
    ):
        assert [got] == (of(log, kind, t_us)[-1:] or [None])
    assert built.between(e.Throttled, None, 500_000, 2_000_000) == [
        event for event in of(log, e.Throttled) if 500_000 <= event.t_us <= 2_000_000
    ]


def test_what_was_never_there():
    built = session()
    assert built.run_at() is None
    assert built.run_end(7) is None
    assert built.totals(7) == {}
    assert built.totals_between(7, 0, 1) == {}
    assert built.picture(7) is None
    assert built.output(7) == ""
    assert len(built.spans(7)) == len(built.threads(7)) == len(built.cores()) == 0
    assert built.cores().busy.shape == (0, 3)
    assert built.length_us == 0


@pytest.mark.parametrize("lane", [None, 1, 3, 9])
@pytest.mark.parametrize("whole_only", [False, True])
@pytest.mark.parametrize("window", [(None, None), (None, 900_000), (700_000, 1_500_000), (5, 5), (10**9, None)])
def test_spans(both, lane, whole_only, window):
    log, built = both
    first, last = window
    expected = []
    for event in of(log, e.Spans):
        rows = zip(event.item, event.start_us, event.wall_us, event.cpu_us, event.core, event.flag, strict=True)
        for item, start, wall, cpu, core, flag in rows:
            end = start + wall
            inside = (first is None or end >= first) and (last is None or end <= last)
            if inside and lane in (None, event.lane) and (flag <= 1 or not whole_only):
                expected.append((event.lane, item, start, end, cpu, core, flag))
    got = built.spans(1, lane, first, last, whole_only=whole_only)
    assert np.all(np.diff(got.end_us) >= 0)
    columns = (getattr(got, name).tolist() for name in got.__slots__)
    assert sorted(zip(*columns, strict=True)) == sorted(expected)


def test_cores_and_threads(both):
    log, built = both
    inside = [event for event in of(log, e.Cores) if 300_000 <= event.t_us <= 2_000_000]
    got = built.cores(300_000, 2_000_000)
    assert got.t_us.tolist() == [event.t_us for event in inside]
    assert (got.busy * 1000).round().tolist() == [event.busy_permille for event in inside]
    assert (got.run * 1000).round().tolist() == [event.run_permille or [0, 0, 0] for event in inside]
    assert got.split_known is False
    who: list[e.ProcessTable] = []
    rows = []
    for event in log:
        if isinstance(event, e.ProcessTable):
            who.append(event)
        if isinstance(event, e.Threads) and 300_000 <= event.t_us <= 2_000_000:
            ids = [row[:2] for row in who[-1].rows]
            rows += [(event.t_us, *ids[i], event.cpu_us[i], event.wait_us[i], event.core[i]) for i in range(len(ids))]
    threads = built.threads(1, 300_000, 2_000_000)
    columns = (getattr(threads, name).tolist() for name in threads.__slots__)
    assert list(zip(*columns, strict=True)) == rows


def test_a_split_is_unknown_only_where_a_total_stands_alone():
    built = session()
    built.append(e.Cores(100, 100, [0, 0, 0], [], 0))
    assert built.cores().split_known is True
    built.append(e.Cores(200, 100, [900, 0, 0], [], 700))
    assert built.cores().split_known is False
    assert built.cores(0, 150).split_known is True


@pytest.mark.parametrize("t_us", HEADS)
def test_totals_are_the_last_kept_with_the_item_of_that_moment(both, t_us):
    log, built = both
    got = built.totals(1, t_us)
    for lane in (1, 2, 3):
        known = [event for event in of(log, e.LaneTotals, t_us) if event.lane == lane]
        if not known:
            assert lane not in got
            continue
        assert got[lane].t_us <= known[-1].t_us
        assert known[-1].t_us - got[lane].t_us < 150_000
        kept = next(event for event in known if event.t_us == got[lane].t_us)
        assert got[lane].items == kept.items
        if t_us is None or known[-1].t_us == of(log, e.LaneTotals)[-1].t_us:
            assert got[lane] == known[-1]


def test_the_current_item_of_the_past_is_known_from_the_span_that_ended_later():
    built = filled(
        [
            lane_totals(1_000, 1, 0, current_item=0, current_start_us=900),
            lane_totals(900_000, 1, 3, current_item=3, current_start_us=600_000),
            spans(900_000, 1, [(0, 900, 4_100, 1, 0, 0), (1, 5_000, 95_000, 1, 0, 0), (2, 100_000, 500_000, 1, 0, 0)]),
        ]
    )
    at = {t: built.totals(1, t)[1] for t in (1_000, 6_000, 99_999, 100_000, 600_500)}
    assert [(t, totals.current_item) for t, totals in at.items()] == [
        (1_000, 0),
        (6_000, 1),
        (99_999, 1),
        (100_000, 2),
        (600_500, 3),
    ]
    assert at[6_000].current_start_us == 5_000


def test_totals_between_gives_both_ends():
    log = [lane_totals(t, 1, t // 10_000, ended=False) for t in range(100_000, 3_000_000, 100_000)]
    log.append(lane_totals(2_950_000, 2, 7))
    built = filled(log)
    between = built.totals_between(1, 1_050_000, 2_050_000)
    assert {lane: (a.t_us, b.t_us) for lane, (a, b) in between.items()} == {1: (1_000_000, 2_000_000)}
    assert built.totals_between(1, 0, 150_000)[1][0].t_us == 100_000
    assert built.totals_between(1, 0, 3_000_000)[2][0].t_us == 2_950_000


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (2, 0, 2, 1, None, 0), (None, 1, None, 0)])
def test_a_painting_at_any_head_in_any_order(both, order):
    log, built = both
    for third in order:
        head = None if third is None else (third + 1) * 1_500_000
        shade, item = np.full((7, 6), 255), np.full((7, 6), -1)
        for event in of(log, e.Progress, head):
            for number, offset, digits in event.cells:
                for step, digit in enumerate(digits):
                    if offset + step < 42:
                        shade.flat[offset + step], item.flat[offset + step] = int(digit, 16), number
        got = built.picture(1, head)
        assert got[0].tolist() == shade.tolist()
        assert got[1].tolist() == item.tolist()


def test_the_painting_that_was_handed_out_stays_as_it_was():
    built = filled([e.Progress(1, 1, 1, 4, "", (2, 2), [(0, 0, "f")])])
    first = built.picture(1)
    kept = first[0].copy()
    built.append(e.Progress(2, 1, 2, 4, "", (2, 2), [(1, 1, "a")]))
    assert built.picture(1)[0].tolist() == [[15, 10], [255, 255]]
    assert first[0].tolist() == kept.tolist()
    assert built.picture(1) is built.picture(1)


@given(st.lists(st.tuples(st.lists(st.integers(0, 4 * SLACK_US), min_size=1, max_size=5), st.booleans()), max_size=30))
def test_sorted_columns_stay_sorted_and_what_was_handed_out_stays(batches):
    columns = SortedColumns("t_us", t_us="i8", number="i4")
    model: list[tuple[int, int]] = []
    handed: list[tuple[dict, list]] = []
    for number, (times, ask) in enumerate(batches):
        columns.extend(len(times), t_us=times, number=number)
        for t in times:
            model.insert(bisect_right(model, t, key=lambda row: row[0]), (t, number))
        if ask:
            rows = columns.rows(*columns.bounds(SLACK_US // 2, 3 * SLACK_US))
            expected = [row for row in model if SLACK_US // 2 <= row[0] <= 3 * SLACK_US]
            handed.append((rows, expected))
    for rows, expected in handed:
        assert list(zip(rows["t_us"].tolist(), rows["number"].tolist(), strict=True)) == expected


def test_threads_may_append_while_another_one_asks():
    built = session()

    def record(lane):
        for tick in range(300):
            at = tick * 1_000
            built.append(spans(at + 900, lane, [(tick, at, 500 + lane, 400, 0, 0)]))
            built.append(lane_totals(at + 900, lane, tick + 1))

    recorders = [threading.Thread(target=record, args=(lane,)) for lane in (1, 2, 3)]
    for recorder in recorders:
        recorder.start()
    while any(recorder.is_alive() for recorder in recorders):
        seen = built.spans(1)
        assert np.all(np.diff(seen.end_us) >= 0)
        for lane in built.totals(1):
            items = seen.item[seen.lane == lane]
            assert items.tolist() == list(range(len(items)))
    assert len(built.spans(1)) == 900
    assert [totals.items for totals in built.totals(1).values()] == [300] * 3


def test_time_is_counted_from_the_beginning():
    built = session()
    assert built.now_us() == 0
    assert built.at_us(5_001_234_567) == 1_234
    built.append(e.OwnUsage(900, 1, 1))
    built.append(e.OwnUsage(400, 1, 1))
    assert built.length_us == 900
    assert built.own(500).t_us == 400


def test_thinning_spreads_what_it_keeps_and_counts_what_it_does_not():
    rows = [(i, i * 10, 9, 9, 0, 0) for i in range(1_000)]
    kept, lost = thin(spans(10_000, 1, rows), budget_per_s=2_000, elapsed_us=50_000)
    assert len(kept.item) == 100
    assert lost == 900
    assert np.diff(kept.item).tolist() == [10] * 99
    assert thin(kept, 2_000, 50_000) == (kept, 0)


def test_thinning_keeps_a_coroutine_item_together_with_its_parts():
    rows = [(i, i * 10 + step, 3, 3, 0, flag) for i in range(200) for step, flag in ((0, 2), (3, 3), (6, 0))]
    kept, lost = thin(spans(10_000, 1, [*rows, (200, 2_001, 3, 3, 0, 2)]), budget_per_s=2_000)
    whole = [item for item, flag in zip(kept.item, kept.flag, strict=True) if flag == 0]
    assert lost == 200 - len(whole)
    assert sorted(kept.item) == sorted([*whole * 3, 200])
    assert len(kept.item) <= 101


def test_which_totals_go_into_the_history():
    first = lane_totals(100_000, 1, 0)
    assert keeps_totals(None, first)
    assert not keeps_totals(first, lane_totals(150_000, 1, 1))
    assert keeps_totals(first, lane_totals(200_000, 1, 1))
    assert keeps_totals(first, lane_totals(150_000, 1, 1, ended=True))
    old = lane_totals(60_000_000, 1, 9)
    assert not keeps_totals(old, lane_totals(60_500_000, 1, 9))
    assert keeps_totals(old, lane_totals(60_800_000, 1, 9))


@pytest.mark.parametrize(
    ("size", "shape"),
    [((3, 2), (2, 3)), ((1, 1), (1, 1)), ((2_000, 2_000), (2_000, 2_000)), ((2_000, 2_001), None), ((0, 2), None), ((3, 0), None),
     ((-3, -2), None), ((-3, 2), None)],
)  # fmt: skip
def test_a_painting_has_the_size_that_was_told_by_then(size, shape):
    made = session()
    made.append(e.Progress(10, 1, 0, 9, "", (7, 5), [(1, 0, "a")]))
    made.append(e.Progress(20, 1, 0, 9, "", size, [(2, 0, "b")]))
    first, second = made.picture(1, 19), made.picture(1, 20)
    assert first[0].shape == (5, 7)
    assert (second and second[0].shape) == shape
    assert made.picture(1, 9) is None


def test_samples_by_minute_are_all_samples():
    log = session()
    for number in range(3):
        log.append(e.ProcessTable(number * 100_000_000, 1, [(7, 7, "main", 1), (7, 8 + number, "worker", 2)]))
        for t_us in range(number * 100_000_000, (number + 1) * 100_000_000, 700_000):
            log.append(e.Threads(t_us, 1, [t_us // 2, t_us // 3], [5, 6], [0, 1]))
    for window in ((0, log.length_us), (50_000_000, 123_456_789), (log.length_us + 1, log.length_us + 5)):
        pieces = list(log.run_log(1).threads[0].by_minute(*window))
        assert [row for piece in pieces for row in rows_of(piece)] == list(rows_of(log.threads(1, *window)))
        assert all(len(piece) < 2 * 60_000_000 // 700_000 + 4 for piece in pieces)
