"""Rules about what a program's threads ask of the kernel and of a BLAS, each with silent neighbours."""

import dataclasses

import msgspec
import pytest
from concviz.engine.analysis.facts import Facts
from concviz.engine.analysis.program.program_asks import Asking, asking
from concviz.engine.analysis.rules.any_program import no_python
from concviz.engine.analysis.rules.program_calls import asks_again, blas_here, spins
from concviz.engine.model.program_facts import ProgramTime, ThreadTime
from concviz.engine.session.events import Asks, Pythons

from tests.support.fakes import MACHINE
from tests.support.watched import told_session

WALL = 10.0
S = 1_000_000


def facts(*threads, asks=(), cpu_s=None, **more):
    used = sum(each.on_core for each in threads) if cpu_s is None else cpu_s
    program = ProgramTime(wall_s=WALL, cpu_s=used, cores_used=used / WALL, threads=list(threads))
    return Facts(machine=MACHINE, program=program, asks=tuple(asks), **more)


def thread(tid=71, pid=71, **times):
    return ThreadTime(pid=pid, tid=tid, wall_s=WALL, name="loop", **times)


def asks(**amounts):
    return Asking(71, 71, **{"kernel": 0.0, **amounts})


def test_calls_that_bring_nothing_are_spinning():
    found = spins(facts(thread(on_core=9.0, wait_core=1.0), asks=[asks(calls=55_000.0, moved_bytes=100.0)]))
    assert found is not None
    assert found.text.startswith("Thread 71 (loop) called read or write 55,000 times a second, and nothing came")


@pytest.mark.parametrize(
    ("times", "amounts"),
    [
        ({"on_core": 9.0}, {"calls": 55_000.0, "moved_bytes": 55_000.0}),  # a byte a call is a slow way, and goes on
        ({"on_core": 9.0}, {"calls": 150.0}),
        ({"on_core": 2.0, "wait_io": 8.0}, {"calls": 55_000.0}),  # it waits in between
    ],
)
def test_calls_that_bring_something_or_wait_are_not(times, amounts):
    assert spins(facts(thread(**times), asks=[asks(**amounts)])) is None


def test_who_is_not_in_the_account_is_not_spoken_of():
    assert spins(facts(thread(72, on_core=9.0), asks=[asks(calls=55_000.0)])) is None


def test_who_was_there_for_a_moment_is_not_spoken_of():
    one, called = {"pid": 71, "tid": 71, "name": "loop"}, [asks(calls=55_000.0)]
    assert spins(facts(ThreadTime(**one, wall_s=1.5, on_core=1.5), asks=called)) is not None
    assert spins(facts(ThreadTime(**one, wall_s=1.49, on_core=1.49), asks=called)) is None


def test_of_several_the_first_that_does_so_is_spoken_of():
    several = [Asking(71, 71, kernel=0.0), *(Asking(71, tid, kernel=0.0, calls=55_000.0) for tid in (72, 73))]
    found = spins(facts(*(thread(tid, on_core=9.0) for tid in (71, 72, 73)), asks=several))
    assert found is not None
    assert found.text == (
        "Thread 72 (loop) called read or write 55,000 times a second, and nothing came or went: it asks again instead of waiting."
    )


def test_one_that_wakes_only_to_sleep_again_polls():
    found = asks_again(facts(thread(on_core=0.5, asleep=9.5), asks=[asks(turns=900.0)]))
    assert found is not None
    assert "wakes 900 times a second and sleeps again, 95% of the time" in found.text


@pytest.mark.parametrize(
    ("times", "turns"),
    [
        ({"on_core": 3.0, "asleep": 7.0}, 900.0),  # a third of a millisecond a wake is work
        ({"on_core": 0.5, "asleep": 9.5}, 150.0),
        ({"on_core": 0.5, "asleep": 5.0, "wait_io": 4.5}, 900.0),
    ],
)
def test_one_that_works_or_wakes_rarely_does_not(times, turns):
    assert asks_again(facts(thread(**times), asks=[asks(turns=turns)])) is None


def test_time_inside_the_kernel_is_told_with_both_its_meanings():
    found = asks_again(facts(thread(on_core=9.0), asks=[asks(kernel=0.72, moved_bytes=2048.0)]))
    assert found is not None
    assert "80% of its CPU time inside the kernel, and read and wrote 2" in found.text
    assert "so does much use of files or sockets" in found.text


@pytest.mark.parametrize(
    ("on_core", "amounts"), [(9.0, {"kernel": 0.5}), (4.0, {"kernel": 0.4}), (9.0, {"kernel": 0.8, "faults": 900.0})]
)
def test_time_of_its_own_or_that_new_memory_takes_is_not(on_core, amounts):
    assert asks_again(facts(thread(on_core=on_core, wait_io=WALL - on_core), asks=[asks(**amounts)])) is None


def blas(threads, *, used, on_core=4.0, wait_core=6.0, count=2):
    rows = [thread(70 + n, 70, on_core=on_core, wait_core=wait_core) for n in range(threads)]
    told = {"library": "OpenBLAS", "library_threads": count, "library_variable": "OPENBLAS_NUM_THREADS"}
    return facts(*rows, cpu_s=used * WALL, **told)


def test_blas_threads_that_take_each_other_s_cores_are_named():
    cores = MACHINE.usable_cores
    found = blas_here(blas(int(2 * cores), used=cores))
    assert found is not None
    assert f"OpenBLAS computes a call with two threads: {int(2 * cores)} threads want one of" in found.text
    assert "OPENBLAS_NUM_THREADS=1" in found.text


def test_cores_that_others_have_are_not_taken_by_blas():
    cores = MACHINE.usable_cores
    assert blas_here(blas(int(2 * cores), used=0.5 * cores)) is None
    assert blas_here(blas(int(cores), used=cores)) is None
    assert blas_here(blas(int(2 * cores), used=cores, on_core=9.0, wait_core=1.0)) is None
    assert blas_here(blas(int(2 * cores), used=cores, count=1)) is None


@pytest.mark.parametrize(("wall_s", "told"), [(1.5, True), (1.49, False), (0.0, False)])
def test_a_program_that_has_been_watched_for_a_moment_fights_for_nothing_yet(wall_s, told):
    long = blas(int(2 * MACHINE.usable_cores), used=MACHINE.usable_cores)
    short = msgspec.structs.replace(long.program, wall_s=wall_s)
    assert (blas_here(dataclasses.replace(long, program=short)) is not None) == told
    nobody = msgspec.structs.replace(long.program, threads=[])
    assert blas_here(dataclasses.replace(long, program=nobody)) is None


@pytest.mark.parametrize(("ends", "calls"), [(False, 1000.0), (True, 500.0)])
def test_what_was_asked_is_told_lately_and_in_the_end_of_all_the_time(ends, calls):
    session = told_session(ends=ends)
    session.append(Asks(1 * S, 1, 2 * S, [(71, 71, 1_000, 20, 0, 0, 0)]))
    session.append(Asks(4 * S, 1, 2 * S, [(71, 71, 1_000, 20, 2_000, 10, 0)]))
    (one,) = asking(session, 1, 4 * S)
    assert (one.pid, one.tid, one.calls) == (71, 71, calls)
    assert one.turns == 10.0


@pytest.mark.parametrize(("t_s", "told"), [(4.0, True), (6.4, True), (6.6, False), (3.9, False)])
def test_what_was_asked_stands_until_the_next_would_have_been_told(t_s, told):
    """Looked for every two seconds and a little, it used to be gone for a moment each time."""
    session = told_session()
    session.append(Asks(1 * S, 1, S, [(71, 71, 1_000, 20, 0, 0, 0)]))
    session.append(Asks(4 * S, 1, 2 * S, [(71, 71, 1_000, 20, 2_000, 10, 0)]))
    assert bool(asking(session, 1, int(t_s * S))) is told


def stranger(has_python, *pids, wall_s=WALL):
    threads = [thread(pid=pid, tid=pid) for pid in pids]
    found = facts(*threads, has_python=has_python)
    program = msgspec.structs.replace(found.program, wall_s=wall_s, processes=len(pids))
    return no_python(dataclasses.replace(found, program=program))


def test_a_program_without_a_python_is_said_to_have_none():
    one, several = stranger(False, 71), stranger(False, 71, 72, 73)
    none = "there is no GIL to wait for, and no line of Python to show."
    assert (one.headline, one.text) == ("No Python.", f"It has no Python in it: {none}")
    assert several.text == f"None of its 3 processes that were seen has a Python in it: {none}"


def test_nothing_is_said_of_a_python_where_there_is_one_or_nobody_could_ask_or_it_has_just_begun():
    assert stranger(True, 71) is None
    assert stranger(None, 71) is None
    assert stranger(False) is None
    assert stranger(False, 71, wall_s=0.49) is None


def test_a_program_that_had_a_python_once_is_no_stranger():
    session = told_session()
    assert session.pythons(1) is None
    session.append(Pythons(1 * S, 1, []))
    session.append(Pythons(2 * S, 1, [80]))
    session.append(Pythons(3 * S, 1, []))
    assert [session.pythons(1, t * S) for t in (0, 1, 2, 3)] == [None, False, True, True]
