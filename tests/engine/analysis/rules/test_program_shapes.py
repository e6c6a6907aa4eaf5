"""Rules about a watched program's shape, each with a silent neighbour."""

import pytest
from concviz.engine.analysis.facts import Facts
from concviz.engine.analysis.rules.any_program import limited_by_the_gil, where_time_went
from concviz.engine.analysis.rules.program_shapes import (
    lives_too_short,
    pool_too_large,
    starved_of_the_gil,
    stem,
    throttled_here,
    waits_for_one_process,
)
from concviz.engine.model.program_facts import ProgramTime, ThreadTime
from concviz.engine.session.events import Source

from tests.support.fakes import MACHINE

WALL = 10.0


def thread(tid, pid=70, **times):
    return ThreadTime(pid=pid, tid=tid, wall_s=WALL, **times)


def facts(*threads, cpu_s=None, **others):
    used = sum(each.on_core for each in threads) if cpu_s is None else cpu_s
    program = ProgramTime(
        wall_s=WALL,
        cpu_s=used,
        cores_used=used / WALL,
        threads=list(threads),
        processes=len({each.pid for each in threads}),
    )
    return Facts(machine=MACHINE, source=Source(0, "watch", lanes=False), status="running", program=program, **others)


def fair(count):
    """Threads that take turns."""
    each = WALL / count
    return [thread(70 + n, on_core=each, wait_gil=WALL - each, held_gil=each) for n in range(count)]


@pytest.mark.parametrize(("a_moment", "waiting"), [(0.49, "Three"), (0.5, "Four")])
def test_who_joins_the_others_is_not_counted_among_those_that_wait_for_the_gil(a_moment, waiting):
    joiner = thread(60, wait_gil=a_moment, wait_lock=WALL - a_moment)
    found = limited_by_the_gil(facts(joiner, *fair(3)))
    assert found is not None
    assert found.text.startswith(f"{waiting} threads wait for it: 6")


@pytest.mark.parametrize(("looks", "share"), [(53, "about 55%"), (54, "54%"), (0, "54%")])
def test_what_few_looks_have_divided_is_only_said_about(looks, share):
    found = limited_by_the_gil(facts(thread(70, on_core=4.0, wait_gil=4.7, asleep=1.3, looks=looks)))
    assert found is not None
    assert found.text == f"One thread waits for it: {share} of the time in which threads could go on."


def test_where_time_went_says_about_of_what_was_divided_alone():
    found = where_time_went(
        facts(thread(70, on_core=1.2, wait_core=0.3, wait_gil=0.2, asleep=4.4, wait_io=3.9, looks=40))
    )
    assert found is not None
    assert found.text == (
        "One thread of one process: about 45% asleep, about 40% waiting for I/O, 12% on a core, "
        "3% waiting for a core and 2% waiting for the GIL."
    )


def test_one_that_keeps_the_gil_from_others_is_named():
    keeper = thread(71, on_core=9.3, held_gil=9.4, name="crunch")
    others = [thread(72 + n, on_core=0.2, wait_gil=8.0, asleep=1.8, held_gil=0.2) for n in range(2)]
    found = starved_of_the_gil(facts(keeper, *others))
    assert found is not None
    assert "Thread 71 (crunch) holds it 94%" in found.text
    assert "two other threads wait for it 98%" in found.text


@pytest.mark.parametrize("count", [2, 3, 4, 8])
def test_threads_that_take_turns_starve_nobody(count):
    assert starved_of_the_gil(facts(*fair(count))) is None


def test_one_alone_starves_nobody():
    assert (
        starved_of_the_gil(facts(thread(71, on_core=9.9, held_gil=9.9), thread(72, asleep=10.0, held_gil=0.0))) is None
    )
    assert starved_of_the_gil(facts(thread(71, on_core=9.0), thread(72, wait_gil=9.0))) is None


def pool(working, idle):
    at_work = [thread(100 + n, name=f"worker_{n}", on_core=3.0, wait_io=7.0) for n in range(working)]
    return [*at_work, *(thread(200 + n, name=f"worker_{n + 50}", wait_lock=9.95, on_core=0.05) for n in range(idle))]


def test_a_pool_of_which_most_did_nothing():
    found = pool_too_large(facts(thread(70, asleep=10.0), *pool(3, 17)))
    assert found is not None
    assert "Seventeen threads of 20 (worker…)" in found.text or "17 threads of 20 (worker…)" in found.text


@pytest.mark.parametrize(("working", "idle"), [(10, 10), (20, 0), (0, 20), (1, 2)])
def test_a_pool_that_works_or_none_that_does_is_no_such_thing(working, idle):
    assert pool_too_large(facts(*pool(working, idle))) is None


@pytest.mark.parametrize(
    ("name", "common"),
    [("ThreadPoolExecutor-0_11", "ThreadPoolExecutor"), ("worker-3", "worker"), ("loop", "loop"), ("", "")],
)
def test_what_a_pool_s_names_have_in_common(name, common):
    assert stem(name) == common


def child(pid, on="pipe → process 70", seconds=9.0):
    return thread(pid, pid=pid, wait_io=seconds, on_core=WALL - seconds, io_on=[(on, seconds)])


def test_processes_that_wait_for_one_that_computes():
    found = waits_for_one_process(
        facts(thread(70, on_core=9.0), child(80), child(81, "socket → 127.0.0.1:5000 (process 70)"))
    )
    assert found is not None
    assert "Two processes wait for process 70" in found.text


@pytest.mark.parametrize(
    "threads",
    [
        (thread(70, wait_child=10.0), child(80), child(81)),
        (thread(70, on_core=9.0), child(80), child(81, seconds=2.0)),
        (thread(70, on_core=9.0), child(80, "pipe"), child(81, "file data.db")),
        (thread(70, on_core=9.0), child(80)),
    ],
    ids=["the one waits too", "one of them works", "they wait for something else", "it is only one"],
)
def test_processes_that_don_t(threads):
    assert waits_for_one_process(facts(*threads)) is None


def test_lives_that_nobody_saw():
    found = lives_too_short(facts(thread(70, on_core=1.0), cpu_s=9.0))
    assert found is not None
    assert "89% of its CPU time (0.8 cores)" in found.text
    assert lives_too_short(facts(thread(70, on_core=8.0), cpu_s=8.5)) is None
    assert lives_too_short(facts(thread(70, on_core=0.1), cpu_s=0.4)) is None


def test_a_quota_that_stops_it():
    found = throttled_here(facts(thread(70, on_core=3.0, held_no_core=4.0), throttled_periods=70, throttled_s=5.0))
    assert found is not None
    assert "70 times" in found.text
    assert "40% of the time by threads without a core" in found.text
    assert throttled_here(facts(thread(70, on_core=3.0), throttled_periods=1, throttled_s=0.2)) is None
