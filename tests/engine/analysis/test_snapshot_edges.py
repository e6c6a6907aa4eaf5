"""What a snapshot counts over the last second, and for how long words stand: the edges of both."""

from dataclasses import replace

import pytest
from concviz.engine.analysis.build import caption, item_rates, snapshot
from concviz.engine.analysis.run_title import named, run_title, workers_of
from concviz.engine.analysis.run_words import memory_use, still_true
from concviz.engine.analysis.snapshot import Answer, Finding
from concviz.engine.export.film.timing import reading_s
from concviz.engine.model.run_facts import Result, RunPlan
from concviz.engine.session.events import Memory, Note, ProcessTable, Progress

from tests.support.exact_run import LAB, ExactRun
from tests.support.made_snapshots import threads_snapshot


def at_work(**more) -> ExactRun:
    """One lane from 0.2 s on that ends an item at 1.0, 1.5 and 2.0 s, and one that began at 1.98 s; read at 2 s."""
    run = ExactRun(**more)
    run.lane(1, 200_000, 2_000_000, items=3)
    run.spans(
        2_000_000,
        1,
        *((item, end - 100_000, end, 50_000, 0) for item, end in enumerate((1_000_000, 1_500_000, 2_000_000))),
    )
    run.lane(3, 1_980_000, 2_000_000)
    run.spans(2_000_000, 3, (7, 1_980_000, 2_000_000, 5_000, 1), (7, 1_980_000, 1_990_000, 5_000, 2))
    return run


def rates(run: ExactRun, t_us: int) -> list[float]:
    return item_rates(run.session, run.figures(t_us), t_us).tolist()


def test_items_of_the_last_second_are_those_that_ended_in_it():
    assert rates(at_work(), 2_000_000) == [2.0, 20.0]


def test_of_a_run_that_is_over_the_rate_is_over_all_of_compute():
    run = at_work()
    run.phase(2_000_001, "results_in")
    assert rates(run, 2_000_001) == pytest.approx([3 / 1.8, 1 / 1.8])


def test_where_spans_were_lost_the_totals_count():
    run = ExactRun()
    run.lane(1, 200_000, 900_000, items=10, read_us=900_000)
    run.lane(1, 200_000, 2_000_000, items=35, lost=(0, 4), opened=False)
    assert rates(run, 2_000_000) == [25.0]
    late = ExactRun()
    late.lane(1, 200_000, 1_600_000, items=10)
    late.lane(1, 200_000, 2_000_000, items=35, lost=(4, 0), opened=False)
    assert rates(late, 2_000_000) == [35.0]


def test_lanes_are_told_as_they_are():
    run = at_work(worker="thread")
    run.lane(
        4,
        1_990_000,
        1_990_000,
        kind="process",
        pid=77,
        tid=78,
        items=0,
        current=(9, 1_990_000),
        lost=(2, 3),
        read_us=2_000_000,
    )
    found = snapshot(run.session, 2_000_000)
    assert [(one.lane, one.name, one.kind, one.pid, one.tid, one.items, one.current_item, one.ended) for one in found.lanes] == [
        (1, "thread 1", "thread", LAB, LAB + 1, 3, -1, False), (3, "thread 2", "thread", LAB, LAB + 3, 1, -1, False),
        (4, "process 1", "process", 77, 78, 0, 9, False),
    ]  # fmt: skip
    assert (found.dropped_spans, found.thinned_spans, found.lanes[2].dropped, found.lanes[2].thinned) == (2, 3, 2, 3)


def test_a_caption_stands_as_long_as_it_takes_to_read():
    notes = [Note(100_000, "an earlier one"), Note(1_000_000, "Only one runs at a time.")]
    until = 1_000_000 + int(reading_s(notes[1].text) * 1e6)
    assert [caption(notes, t_us) for t_us in (until, until + 1)] == ["Only one runs at a time.", ""]
    assert caption([], 5) == ""


def test_words_stand_for_six_tenths_of_a_second_of_the_same_run():
    run = at_work()
    words = snapshot(run.session, 2_000_000)
    started = run.session.runs()[0]
    assert [still_true(words, run.session, started, 2_000_000 + us) for us in (-1, 0, 600_000, 600_001)] == [
        False,
        True,
        True,
        False,
    ]
    run.phase(2_100_000, "results_in")
    assert [still_true(words, run.session, started, t_us) for t_us in (2_099_999, 2_100_000)] == [True, False]
    other = at_work()
    other.end(2_050_000, "stopped")
    assert [still_true(words, other.session, started, t_us) for t_us in (2_049_999, 2_050_000)] == [True, False]
    later = at_work(asked_us=1)
    assert not still_true(words, later.session, later.session.runs()[0], 2_000_000)
    empty = snapshot(ExactRun().session, 50_000)
    assert not still_true(empty, run.session, started, 60_000)


def test_memory_is_counted_once_where_the_system_tells_shared_pages():
    who = ProcessTable(0, 1, [], [])
    assert memory_use(who, None) == (None, False)
    assert memory_use(who, Memory(0, 1, [], [])) == (None, False)
    assert memory_use(who, Memory(0, 1, [10], [])) == (10, False)
    assert memory_use(who, Memory(0, 1, [10, 20], [])) == (30, True)
    assert memory_use(who, Memory(0, 1, [10, 20], [4, 5])) == (9, False)


def test_the_answer_is_what_the_lab_said_last_and_counts_what_is_done():
    run = at_work()
    run.session.append(Progress(1_900_000, 1, 2, 9, "so far", curve=[1.0, 2.0]))
    found = snapshot(run.session, 2_000_000).answer
    assert (found.text, found.done, found.total, found.curve, found.picture) == ("so far", 4, 9, (1.0, 2.0), None)
    run.phase(2_000_100, "combined", answer="42")
    assert snapshot(run.session, 2_000_100).answer.text == "42"
    assert (
        snapshot(at_work().session, 2_000_000).answer.text,
        snapshot(at_work().session, 2_000_000).answer.total,
    ) == ("", 10)


def test_the_window_ends_where_the_lanes_are_known():
    run = ExactRun()
    run.lane(1, 200_000, 900_000, read_us=1_000_000, current=(1, 950_000))
    found = snapshot(run.session, 1_050_000, live_us=1_050_000, timeline_us=100_000).segments
    assert (found.until_us, found.end_us.tolist()) == (1_000_000, [1_000_000])
    run.end(1_100_000, "stopped")
    assert snapshot(run.session, None).segments.until_us == 1_000_000


@pytest.mark.parametrize(
    ("model", "worker", "workers", "words"),
    [
        ("threads", "thread", 4, "4 threads"), ("processes", "process", 1, "1 process"), ("sequential", "main", 1, "one after the other"),
        ("thread-pool", "thread", 20, "thread pool, 20 threads"), ("asyncio", "coroutine", 3, "asyncio, 3 coroutines"),
        ("mine", None, 4, "mine"), ("threads", "thread", None, "threads"),
    ],
)  # fmt: skip
def test_what_a_run_is_called(model, worker, workers, words):
    titles = {"sequential": "one after the other", "thread-pool": "thread pool"}
    assert workers_of(RunPlan(model=model, worker=worker, workers=workers, model_title=titles.get(model, ""))) == words


def test_a_python_is_called_by_its_version_and_its_gil():
    assert [named("3.14.2", gil) for gil in (True, False, None)] == [
        "CPython 3.14.2, GIL",
        "CPython 3.14.2, no GIL",
        "CPython 3.14.2",
    ]
    assert named("", True) == ""


@pytest.mark.parametrize(
    ("status", "result", "done", "total", "words"),
    [
        ("running", None, 31, 50, "running, 62%"), ("running", None, 199, 200, "running, 99%"), ("running", None, 3, 0, "running"),
        ("done", Result(wall_s=4.1), 50, 50, "done in 4.10 s"), ("done", None, 50, 50, "done"), ("done", Result(), 50, 50, "done"),
        ("failed", Result(wall_s=4.1), 3, 50, "failed"), ("starting", None, 0, 50, "starting"),
    ],
)  # fmt: skip
def test_how_a_run_stands(status, result, done, total, words):
    seen = threads_snapshot()
    seen = replace(seen, run=replace(seen.run, status=status, result=result), answer=Answer(done=done, total=total))
    assert run_title(seen).state == words
    assert run_title(replace(seen, run=None)) is None


def test_a_verdict_is_the_first_there_is_where_nothing_went_wrong():
    """A finding without one is passed over; one that is bad is louder than any verdict."""
    mute, first, second, bad = (
        Finding(*words) for words in (("a", "A.", ""), ("b", "B.", ""), ("c", "C.", ""), ("d", "D.", "", "bad"))
    )
    first, second = replace(first, verdict="Threads: 1 core."), replace(second, verdict="Another.")
    seen = threads_snapshot()
    assert replace(seen, findings=(mute, first, second)).verdict == first
    assert replace(seen, findings=(mute,)).verdict is None
    assert replace(seen, findings=(first, bad)).verdict is None
