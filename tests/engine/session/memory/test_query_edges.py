"""Queries on their edges: what was taken back, another node's, what came a microsecond later."""

import numpy as np
import pytest
from concviz.engine.session import events as e
from concviz.engine.session.file import loader as loading
from concviz.engine.session.file.loader import Limits, Loader
from concviz.engine.session.file.tables.lane_rows import Table
from concviz.engine.session.memory.lane_stores import TotalsStore
from concviz.engine.session.memory.sample_stores import ThreadStore
from concviz.engine.session.memory.sorted_events import Timeline, standing

from tests.support.session_samples import lane_totals, session


def filled(*log):
    built = session()
    for event in log:
        built.append(event)
    return built


def test_a_mark_is_taken_back_by_one_like_it_the_one_set_last_and_no_other():
    a, b, gone = e.Chapter(5, "a"), e.Chapter(6, "b"), e.Chapter(5, "a", True)
    assert standing([a, b, gone]) == [b]
    assert standing([a, b, a, gone]) == [a, b]
    assert standing([a, gone, gone, b]) == [b]
    assert standing([a, e.Chapter(5, "other", True)]) == [a]
    assert standing([a, e.Chapter(6, "a", True)]) == [a]
    assert standing([gone, a]) == [a]
    assert filled(a, b, e.Chapter(6, "b", True)).chapters() == [a]
    assert filled(e.Note(1, "x"), e.Note(1, "x", True)).notes() == []


def test_a_timeline_puts_what_is_late_in_its_place_behind_its_equals():
    line = Timeline()
    marks = [e.Note(5, "a"), e.Note(9, "b"), e.Note(5, "c"), e.Note(9, "d"), e.Note(7, "e")]
    assert [line.add(mark) for mark in marks] == [0, 1, 1, 3, 2]
    assert "".join(mark.text for mark in line.upto(None)) == "acebd"
    assert [line.latest(t).text if line.latest(t) else None for t in (4, 5, 6, 7, 8, 9, None)] == [None, *"cceedd"]
    assert ["".join(mark.text for mark in line.between(*window)) for window in ((5, 7), (6, 8), (9, 9), (10, 20))] == [
        "ace",
        "e",
        "bd",
        "",
    ]
    assert (len(line), len(Timeline())) == (5, 0)


def test_what_is_revealed_belongs_to_the_prediction_before_it():
    first, again, other = (
        e.Predicted(*asked, 0, "How many?", "cores_used", "one")
        for asked in ((10, "gil", 1), (30, "gil", 1), (20, "gil", 2))
    )
    early, same, late = (e.Revealed(t, "gil", 1, 0, "1.02 cores") for t in (9, 10, 35))
    assert filled(first, early).predictions() == [(first, None)]
    assert filled(first, same).predictions() == [(first, same)]
    assert filled(first, same, again, other).predictions() == [(again, None), (other, None)]
    assert filled(first, same, again, other, late).predictions() == [(again, late), (other, None)]
    assert filled(first, same, again, late).predictions(29) == [(first, same)]


def test_names_tables_and_memory_are_those_of_the_node_that_was_asked_for():
    log = [
        e.ThreadNames(5, 1, [(71, 71, "main"), (71, 72, "old")]), e.ThreadNames(6, 1, [(71, 72, "new")]),
        e.ThreadNames(7, 1, [(71, 71, "elsewhere")], 2),
        e.Memory(5, 1, [100], []), e.Memory(6, 1, [300], [], node=2),
    ]  # fmt: skip
    built = filled(*log)
    assert built.thread_names(1) == {(71, 71): "main", (71, 72): "new"}
    assert built.thread_names(1, 5) == {(71, 71): "main", (71, 72): "old"}
    assert built.thread_names(1, node=2) == {(71, 71): "elsewhere"}
    assert built.memory_history(1) == [log[3]]
    assert (built.memory(1), built.memory(1, node=2), built.memory(1, node=3)) == (log[3], log[4], None)


def test_a_standstill_is_over_when_an_item_has_ended_since():
    still = e.Standstill(100, 1, 3, "at line 5")
    assert filled(lane_totals(90, 1, 2), lane_totals(91, 2, 1), still).standstill(1) == "at line 5"
    assert filled(lane_totals(90, 1, 2), lane_totals(91, 2, 2), still).standstill(1) == ""
    assert filled(still).standstill(1) == "at line 5"
    assert filled(lane_totals(90, 1, 3)).standstill(1) == ""


def test_totals_that_are_older_than_the_newest_are_not_taken():
    store = TotalsStore()
    assert store.add(lane_totals(100, 1, 1)) is True
    assert store.add(lane_totals(99, 1, 9)) is False
    assert store.newest.items == 1
    store.add(lane_totals(100, 1, 2))
    assert store.newest.items == 2


def test_rows_of_a_table_of_threads_that_is_not_there_are_nobodys():
    store = ThreadStore()
    store.open(e.ProcessTable(5, 1, [(71, 71, "main", 1), (71, 72, "worker", 2)], []))
    columns = {
        "t_us": np.array([6]), "cpu_us": np.array([[1, 2]]), "wait_us": np.array([[-1, -1]]), "core": np.array([[0, 1]]),
    }  # fmt: skip
    for who_us, width, there in ((4, 2, False), (5, 1, False), (5, 2, True)):
        assert store.knows(who_us, width) is there
        assert store.add_columns(who_us, width, **columns) is there
    assert store.window(None, None).cpu_us.tolist() == [1, 2]


def test_rows_that_cannot_be_true_are_left_out_and_counted():
    table = Table({"t_us": np.array([1, 2, 3]), "cpu_us": np.array([4, 5, 6])}, bad=2, lost=10)
    assert table.only(np.array([True, True, True])) is table
    kept = table.only(np.array([False, True, False]))
    assert ({name: column.tolist() for name, column in kept.columns.items()}, kept.bad, kept.lost) == (
        {"t_us": [2], "cpu_us": [5]},
        2,
        12,
    )


@pytest.mark.parametrize(("events", "full", "kept"), [(3, False, 3), (2, True, 2), (0, True, 0)])
def test_no_more_events_are_taken_than_there_is_room_for(events, full, kept):
    built = session()
    loader = Loader(built, Limits(runs=9, events=events, rows=9, numbers=9))
    assert loader.take([b'["note",%d,"x"]' % number for number in (1, 2, 3)], 9) == 0
    assert (loader.full, len(built.notes())) == (full, kept)


@pytest.mark.parametrize(("digits", "full"), [("abc", False), ("abcd", True)])
def test_no_more_of_a_picture_is_taken_than_there_is_room_for(digits, full):
    built = session()
    loader = Loader(built, Limits(runs=9, events=9, rows=9, numbers=3))
    loader.take([b'["progress",5,1,1,4,"",[2,2],[[0,0,"%s"]]]' % digits.encode()], 9)
    loader.finish()
    assert (loader.full, built.latest(e.Progress, 1) is None) == (full, full)


@pytest.mark.parametrize(("most", "bad"), [(1, 1), (2, 2), (4, 4), (9, 4)])
def test_reading_stops_at_the_last_damaged_line_that_is_borne(most, bad):
    built = session()
    lines = [b"rubbish", b'["note",1,"x"]', b"[", b'["note",2,"x"]', b"{}", b'["note",3,"x"]', b'["note"]']
    loader = Loader(built, Limits(runs=9, events=9, rows=9, numbers=9))
    assert loader.take(lines, most) == bad
    assert len(built.notes()) == min(most - 1, 3)


@pytest.mark.parametrize(("runs", "bad"), [(2, 0), (1, 1)])
def test_no_more_runs_are_taken_than_there_is_room_for(runs, bad):
    loader = Loader(session(), Limits(runs=runs, events=9, rows=9, numbers=9))
    assert loader.take([b'["phase",5,1,"asked",{}]', b'["phase",6,2,"asked",{}]'], 9) == bad


def test_a_file_of_no_size_may_be_something_and_a_huge_one_not_everything():
    assert loading.limits_of(0) == Limits(events=65_536, rows=524_288, numbers=4_194_304, runs=128)
    assert loading.limits_of(4096) == Limits(events=66_048, rows=528_384, numbers=5_242_880, runs=144)
    assert loading.limits_of(1 << 50) == Limits()


def test_the_last_states_are_those_of_the_last_telling_whatever_began_or_ended_since():
    told = filled(
        e.RunStarted(0, 1, {"task": "watch"}),
        e.ProcessTable(1, 1, [(7, 7, "main", 0), (7, 8, "helper", 0)], [(7, 1, "lab")]),
        e.States(5, 1, [0, 1], [3, 4]),
        e.States(9, 1, [0, 1], [5, 6]),
        e.ProcessTable(20, 1, [(7, 7, "main", 0)], [(7, 1, "lab")]),
        e.ProcessTable(25, 1, [(7, 7, "main", 0), (7, 9, "helper", 0)], [(7, 1, "lab")]),
        e.States(30, 1, [2, 3], [7, 1]),
    )

    def last(t_us):
        rows = told.last_states(1, t_us)
        return [*zip(rows.tid.tolist(), rows.of("looks").tolist(), strict=True)]

    assert [last(t) for t in (4, 5, 8)] == [[], [(7, 3), (8, 4)], [(7, 3), (8, 4)]]
    assert [last(t) for t in (9, 22, 29)] == [[(7, 5), (8, 6)]] * 3
    assert last(30) == last(99) == [(7, 7), (9, 1)]
    assert len(told.last_states(2, 99)) == len(filled().last_states(1, 99)) == 0


def test_hidden_cpu_is_what_was_told_last():
    told = filled(e.HiddenCpu(10, 1, 7), e.HiddenCpu(20, 1, 9), e.HiddenCpu(15, 2, 30))
    assert [told.hidden_cpu_us(1, t) for t in (9, 10, 19, 20, None)] == [0, 7, 7, 9, 9]
    assert told.hidden_cpu_us(3) == 0
