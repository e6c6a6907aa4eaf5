from dataclasses import astuple, replace

import numpy as np
import pytest
from concviz.engine.analysis.build import lane_names, snapshot
from concviz.engine.analysis.snapshot import LaneViews
from concviz.engine.session.events import (
    Chapter,
    LaneTotals,
    Memory,
    Missing,
    Note,
    Phase,
    ProcessTable,
    Progress,
    RunStarted,
)

from tests.support.made_sessions import made_run, made_session


def test_an_empty_session_has_a_snapshot():
    snap = snapshot(made_session(), None, live_us=3_000_000)
    assert snap.run is None
    assert snap.t_us == snap.length_us == 3_000_000
    assert not snap.lanes
    assert snap.findings[0].tries[0] == ("r", "run")
    assert np.isnan(snap.cores.history_run).all()


def test_a_run_goes_through_its_life():
    session = made_run("cpu", "thread", lanes=2)
    asked = session.run_at().t_us
    assert snapshot(session, asked - 1).run is None
    assert snapshot(session, asked).run.status == "starting"
    assert snapshot(session, asked + 1_000_000).run.status == "running"
    over = snapshot(session, None)
    assert over.run.status == "done"
    assert over.run.result.digest == "d1"
    assert over.run.phases["results_in"] < over.run.ended_us
    assert over.counts.threads == {}


def test_nothing_that_happened_later_is_told():
    session = made_run("cpu", "thread", lanes=4, seconds=4)
    head = 2_000_000
    snap = snapshot(session, head)
    assert snap.run.result is None
    assert snap.run.ended_us is None
    assert snap.segments.end_us.max() <= head
    assert sum(lane.items for lane in snap.lanes) == pytest.approx(
        (head - snap.run.started_us - 150_000) / 2_000, rel=0.02
    )
    assert snap.answer.done < 1000


def test_lanes_have_names_rates_and_what_they_do():
    snap = snapshot(made_run("cpu", "thread", lanes=4), 2_500_000)
    assert [lane.name for lane in snap.lanes] == ["thread 1", "thread 2", "thread 3", "thread 4"]
    assert [lane.items_per_s for lane in snap.lanes] == pytest.approx([125] * 4, rel=0.06)
    assert [(lane.pid, lane.tid) for lane in snap.lanes] == [(100, 101), (100, 102), (100, 103), (100, 104)]
    assert sum(lane.current_item >= 0 for lane in snap.lanes) >= 2


def test_rates_hold_where_spans_were_thinned():
    session = made_run("cpu", "process", lanes=1, status="running")
    last = session.totals(1)[1]
    fields = {name: getattr(last, name) for name in LaneTotals.__struct_fields__}
    later = {**fields, "t_us": last.t_us + 1_000_000, "items": last.items + 5_000, "last_us": last.last_us + 1_000_000}
    session.append(LaneTotals(**{**later, "thinned": 3_000}))
    assert snapshot(session, None).lanes[0].items_per_s == pytest.approx(5_000, rel=0.1)
    assert snapshot(session, None).thinned_spans == 3_000


def test_names_count_within_a_kind():
    assert lane_names(["main", "thread", "thread", "process"]) == ["main", "thread 1", "thread 2", "process 1"]


def test_counts_by_role_and_memory_without_counting_shared_pages_twice_in_silence():
    session = made_run("cpu", "process", lanes=2, status="running")
    t_us = session.length_us
    session.append(Memory(t_us, 1, [10, 20, 30], []))
    counts = snapshot(session, None).counts
    assert counts.processes == {"lab": 1, "worker": 2}
    assert counts.threads == {"main": 3}
    assert (counts.memory_bytes, counts.memory_shared_counted) == (60, True)
    session.append(Memory(t_us + 1, 1, [10, 20, 30], [5, 6, 7]))
    counts = snapshot(session, None).counts
    assert (counts.memory_bytes, counts.memory_shared_counted) == (18, False)


def test_coroutines_are_counted():
    session = made_run("io", "coroutine", lanes=7, awaitable=True, status="running")
    assert snapshot(session, None).counts.coroutines == 7
    assert snapshot(session, None).counts.threads == {"main": 1}


def test_a_picture_knows_who_painted_it():
    session = made_run("cpu", "thread", lanes=2, status="running")
    t_us = session.length_us + 1
    session.append(Progress(t_us, 1, 2, 4, "half", picture=(4, 2), cells=[(0, 0, "0f"), (5, 4, "12")]))
    owner = dict(zip(*(column.tolist() for column in (session.spans(1).item, session.spans(1).lane)), strict=True))
    answer = snapshot(session, t_us).answer
    assert answer.picture.tolist() == [[0, 15, 255, 255], [1, 2, 255, 255]]
    assert answer.picture_lane.tolist() == [[owner[0], owner[0], 0, 0], [owner[5], owner[5], 0, 0]]
    assert snapshot(session, t_us - 1).answer.picture is None


def test_marks_of_the_whole_session_are_on_the_time_bar():
    session = made_run("cpu", "thread", seconds=1)
    session.append(Chapter(700_000, "the GIL"))
    session.append(Note(800_000, "look at the cores"))
    session.append(Note(900_000, ""))
    session.append(Missing(0, "pss", "the kernel has none"))
    snap = snapshot(session, 850_000)
    assert [(title, kind) for _, title, kind in snap.chapters] == [
        ("Made up · threads", "run"),
        ("the GIL", "chapter"),
        ("Made up · threads · done", "end"),
    ]
    assert snap.caption == "look at the cores"
    assert snapshot(session, None).caption == ""
    assert snap.missing == (("pss", "the kernel has none"),)


def test_the_gil_is_known_before_the_first_worker_from_the_lab_itself():
    session = made_session()
    session.append(RunStarted(10, 1, {"task": "pi", "model": "threads"}))
    session.append(Phase(20, 1, "imported", {"gil": False, "python": "3.14.2t"}))
    session.append(ProcessTable(30, 1, [(5, 5, "main", 0)], [(5, 1, "lab")]))
    view = snapshot(session, 40).run
    assert (view.gil, view.python, view.status) == (False, "3.14.2t", "starting")
    assert snapshot(session, 15).run.gil is None


def test_the_second_run_is_the_one_at_the_play_head():
    session = made_run("cpu", "thread", seconds=1)
    first_end = session.length_us
    made_run("cpu", "process", seconds=1, session=session)
    assert snapshot(session, first_end).run.run == 1
    assert snapshot(session, None).run.run == 2
    assert snapshot(session, None).lanes[0].name == "process 1"


WORDS = ("counts", "ledger", "findings")


def same(one, other) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True)) if isinstance(one, np.ndarray) else one == other


@pytest.mark.parametrize(("kind", "worker"), [("cpu", "thread"), ("cpu", "process"), ("io", "coroutine")])
def test_the_pictures_are_the_same_with_the_words_of_a_moment_before(kind, worker):
    session = made_run(kind, worker, lanes=4, awaitable=worker == "coroutine")
    before, now = snapshot(session, 2_000_000), snapshot(session, 2_250_000)
    pictures = snapshot(session, 2_250_000, words=before)
    assert {name: getattr(pictures, name) for name in WORDS} == {name: getattr(before, name) for name in WORDS}
    for name in ("cores", "segments", "answer"):
        fields = type(getattr(now, name)).__slots__
        assert all(
            same(getattr(getattr(pictures, name), field), getattr(getattr(now, name), field)) for field in fields
        )
    for name in ("t_us", "run", "lanes", "missing", "chapters", "own_permille"):
        assert getattr(pictures, name) == getattr(now, name)


def test_words_are_not_taken_from_another_state_of_things():
    session = made_run("cpu", "thread", lanes=4, seconds=2)
    started, end = session.run_at(), session.run_end(1)
    before = snapshot(session, end.t_us - 100_000)
    for words, head in (
        (before, end.t_us),
        (snapshot(session, started.t_us), started.t_us + 200_000),
        (snapshot(session, 1_000_000), 1_000_000 + 700_000),
        (snapshot(session, 1_500_000), 1_000_000),
        (snapshot(made_session(), None), 1_500_000),
    ):
        told = snapshot(session, head, words=words)
        assert {name: getattr(told, name) for name in WORDS} == {
            name: getattr(snapshot(session, head), name) for name in WORDS
        }


def test_items_are_counted_once_by_who_did_them():
    """A main thread that gets no turn collects nothing, while its workers do hundreds of items a second."""
    session = made_run("cpu", "thread", lanes=4, status="stopped")
    t_us = session.length_us
    session.append(Progress(t_us, 1, 17, 5_000, "so far"))
    snap = snapshot(session, t_us)
    done = sum(lane.items for lane in snap.lanes)
    assert done > 1_000
    assert (snap.answer.done, snap.answer.total) == (done, 5_000)
    assert snap.findings[0].text.startswith(f"{done:,} of 5,000 items were done")


def test_items_are_counted_before_the_first_result_is_collected():
    session = made_session()
    session.append(RunStarted(10, 1, {"task": "pi", "model": "threads", "items": 2_300}))
    assert (snapshot(session, None).answer.done, snapshot(session, None).answer.total) == (0, 2_300)


def test_views_of_lanes_are_a_sequence_that_makes_what_is_asked_for():
    lanes = snapshot(made_run("cpu", "thread", lanes=4, seconds=1.0, status="running"), None).lanes
    views = list(lanes)
    assert [lanes[place] for place in (0, 3, -1)] == [views[0], views[3], views[3]]
    assert list(lanes[1:3]) == views[1:3]
    assert list(reversed(lanes)) == views[::-1]
    assert views[2] in lanes
    assert {type(value) for view in views for value in astuple(view)} == {int, float, str, bool}
    again = LaneViews.of(views)
    assert again == lanes
    assert hash(again) == hash(lanes)
    assert again != LaneViews.of(views[:3])
    assert again != LaneViews.of([*views[:3], replace(views[3], items=1)])
    assert again != tuple(views)
    assert not LaneViews.of(())
    with pytest.raises(IndexError):
        lanes[4]
