"""A watched program's account from small exact sessions."""

from __future__ import annotations

import pytest
from concviz.engine.analysis.memo import LATE_US, memo
from concviz.engine.analysis.program.program_result import program_result
from concviz.engine.analysis.program.program_so_far import added, program_so_far
from concviz.engine.analysis.program.program_time import program_time
from concviz.engine.model.program_facts import ProgramTime, ThreadTime
from concviz.engine.session.events import (
    Cores,
    HiddenCpu,
    ProcessTable,
    RunEnded,
    RunStarted,
    Source,
    States,
    Stopped,
    ThreadNames,
    Threads,
)
from concviz.engine.session.memory.log import Session

from tests.support.fakes import MACHINE, Clock

S = 1_000_000
MAIN, OTHER = (70, 70, "main", 0), (70, 71, "helper", 0)


def session_of(*events):
    clock = Clock()
    session = Session(MACHINE, clock=clock)
    session.append(Source(0, "watch", lanes=False))
    session.append(RunStarted(0, 1, {"title": "server.py", "task": "watch"}))
    for event in events:
        session.append(event)
    return session


def two_threads():
    """Over 10 s: one on a core for 4 s and waiting for one for 1 s, the other mostly at the GIL."""
    return session_of(
        ProcessTable(0, 1, [MAIN, OTHER], [(70, 1, "lab")]),
        ThreadNames(0, 1, [(70, 71, "worker-1")]),
        Threads(0, 1, [100, 0], [50, 0], [0, 1]),
        States(5 * S, 1, [4, 2], [40, 40], [0, 3 * S], [0, 0], [2 * S, 1 * S], held_us=[1 * S, 4 * S]),
        Threads(10 * S, 1, [4 * S + 100, 1 * S], [1 * S + 50, 1 * S], [0, 1]),
    )


def test_the_states_of_a_thread_add_up_to_its_wall_time():
    time = program_time(two_threads(), 1, 0, 10 * S)
    first, second = time.threads
    assert (first.on_core, first.wait_core, first.wait_io, first.wait_gil) == (4.0, 1.0, 5.0, 0.0)
    assert (second.name, second.on_core, second.wait_core, second.wait_gil, second.wait_io) == (
        "worker-1",
        1.0,
        1.0,
        6.0,
        2.0,
    )
    assert [each.wall_s for each in time.threads] == [10.0, 10.0]
    assert [each.held_gil for each in time.threads] == [1.0, 4.0]
    assert (time.wall_s, time.cpu_s, time.cores_used, time.processes) == (10.0, 5.0, 0.5, 1)


@pytest.mark.parametrize(
    ("model", "from_us", "told"),
    [
        ("watch", 0, (10.25, 10.25, 4.0001, 1.00005, 5.24985)),
        ("attach", 0, (10.0, 10.0, 4.0, 1.0, 5.0)),
        ("watch", 100_000, (10.0, 10.0, 4.0, 1.0, 5.0)),
    ],
    ids=["started to be watched", "ran already", "a later window"],
)
def test_what_a_program_did_before_its_first_sample_is_its_own_where_it_was_started_to_be_watched(model, from_us, told):
    session = Session(MACHINE, clock=Clock())
    session.append(RunStarted(0, 1, {"title": "server.py", "task": "watch", "model": model}))
    session.append(ProcessTable(0, 1, [MAIN], [(70, 1, "lab")]))
    session.append(Threads(S // 4, 1, [100], [50], [0]))
    session.append(Threads(10 * S + S // 4, 1, [4 * S + 100], [1 * S + 50], [0]))
    time = program_time(session, 1, from_us, 11 * S)
    (main,) = time.threads
    off_s = main.wall_s - main.on_core - main.wait_core
    assert (time.wall_s, main.wall_s, main.on_core, main.wait_core, round(off_s, 6)) == told
    assert time.cpu_s == main.on_core


def stopped_for(stop_us, *told):
    """Two threads and a child's, over 10 s and a stop at the third second."""
    end = 10 * S + stop_us
    return session_of(
        ProcessTable(0, 1, [MAIN, OTHER, (80, 80, "main", 0)], [(70, 1, "lab"), (80, 70, "child")]),
        Threads(0, 1, [0, 0, 0], [0, 0, 0], [0, 1, 0]),
        States(2 * S, 1, [4, 2, 4], [40, 40, 40], [0, 1 * S, 0], [0, 0, 0], [1 * S, 0, 2 * S], unseen_us=[0, 0, 0]),
        States(
            end,
            1,
            [4, 2, 4],
            [80, 80, 80],
            [0, 3 * S, 0],
            [0, 0, 0],
            [2 * S, 0, 4 * S],
            unseen_us=[stop_us, stop_us, 0],
        ),
        Threads(end, 1, [4 * S, 1 * S, 0], [1 * S, 1 * S, 0], [0, 1, 0]),
        *(Stopped(end, 1, begin, until, pids) for begin, until, pids in told),
    )


def test_a_stop_from_outside_is_no_thread_s_time_and_in_the_wall_time_alone():
    without = program_time(stopped_for(0), 1, 0, 10 * S)
    stopped = program_time(stopped_for(8 * S, (3 * S, 7 * S, [70]), (3 * S, 11 * S, [])), 1, 0, 18 * S)
    assert (stopped.wall_s, stopped.stopped_s, stopped.stopped_processes, stopped.processes) == (18.0, 8.0, 2, 2)
    for name in ("wall_s", "on_core", "wait_core", "wait_gil", "wait_io", "unseen"):
        assert [getattr(each, name) for each in stopped.threads[:2]] == [
            getattr(each, name) for each in without.threads[:2]
        ]
    assert (without.stopped_s, without.stopped_processes) == (0.0, 0)


def test_only_the_process_that_was_stopped_loses_the_time():
    time = program_time(stopped_for(8 * S, (3 * S, 11 * S, [70])), 1, 0, 18 * S)
    assert {each.pid: each.wall_s for each in time.threads} == {70: 10.0, 80: 18.0}
    assert (time.stopped_s, time.stopped_processes) == (8.0, 1)


def test_a_stop_of_less_than_half_a_second_is_taken_out_and_not_spoken_of():
    time = program_time(stopped_for(S // 2 - 1, (3 * S, 3 * S + S // 2 - 1, [70])), 1, 0, 18 * S)
    assert (time.stopped_processes, time.threads[0].wall_s) == (0, 10.0)


def test_what_was_on_the_clocks_before_doesn_t_count_of_a_thread_that_was_there():
    time = program_time(two_threads(), 1, 10 * S, 10 * S)
    assert time.cpu_s == 0.0


def test_a_thread_that_began_between_two_samples_had_nothing_on_its_clocks():
    session = session_of(
        ProcessTable(0, 1, [MAIN], [(70, 1, "lab")]),
        Threads(0, 1, [9 * S], [0], [0]),
        Threads(1 * S, 1, [9 * S], [0], [0]),
        ProcessTable(2 * S - 1, 1, [MAIN, OTHER], [(70, 1, "lab")]),
        Threads(2 * S, 1, [9 * S, S // 4], [0, S // 2], [0, 1]),
        Threads(3 * S, 1, [9 * S, S], [0, S // 2], [0, 1]),
    )
    newcomer = next(each for each in program_time(session, 1, 0, 3 * S).threads if each.tid == 71)
    assert (newcomer.on_core, newcomer.wait_core) == (1.0, 0.5)
    assert newcomer.wall_s == 1.75


@pytest.mark.parametrize(("looks", "unseen", "io"), [(3, 10.0, 0.0), (4, 0.0, 10.0)])
def test_too_few_looks_divide_nothing(looks, unseen, io):
    session = session_of(
        ProcessTable(0, 1, [MAIN], [(70, 1, "lab")]),
        Threads(0, 1, [0], [0], [0]),
        States(5 * S, 1, [4], [looks], [], [], [2 * S]),
        Threads(10 * S, 1, [0], [0], [0]),
    )
    (thread,) = program_time(session, 1, 0, 10 * S).threads
    assert (thread.unseen, thread.wait_io) == (unseen, io)


def test_what_lived_too_briefly_to_be_sampled_counts_for_the_program():
    session = two_threads()
    session.append(HiddenCpu(4 * S, 1, 2 * S))
    time = program_time(session, 1, 0, 10 * S)
    assert (time.cpu_s, time.cores_used) == (7.0, 0.7)
    assert program_time(session, 1, 5 * S, 10 * S).cpu_s == 0.0


def test_of_what_nobody_sampled_there_is_no_account():
    assert program_time(session_of(), 1, 0, 10 * S).threads == []


def result_of(session):
    session.append(RunEnded(10 * S, 1, "done"))
    return program_result(session, 1, exit_code=0, rusage_s=5.1)


def test_who_waits_for_the_gil_and_who_holds_it_is_said():
    result = result_of(two_threads())
    assert (result.program, result.status, result.exit_code, result.rusage_s) == ("server.py", "ended", 0, 5.1)
    assert result.says == [
        "Limited by the GIL. One thread waits for it: 46% of the time in which threads could go on."
        " Most of all thread 71 (worker-1) holds it, 40% of the time.",
        "0.5 of 8 cores. Two threads of one process: 35% waiting for I/O, 30% waiting for the GIL, 25% on a core and 10%"
        " waiting for a core.",
    ]


def one_thread(on_core, wait_core, **parts):
    return session_of(
        ProcessTable(0, 1, [MAIN], [(70, 1, "lab")]),
        Threads(0, 1, [0], [0], [0]),
        States(9 * S, 1, [0], [40], **parts),
        Threads(10 * S, 1, [round(on_core * S)], [round(wait_core * S)], [0]),
    )


@pytest.mark.parametrize(("on_core", "limits"), [(8.0, True), (8.1, False)])
def test_a_fifth_of_the_time_at_the_gil_is_a_limit_and_less_is_none(on_core, limits):
    said = result_of(one_thread(on_core, 0, gil_us=[1])).says
    limit = "Limited by the GIL. One thread waits for it: 20% of the time in which threads could go on."
    assert (limit in said) == limits


@pytest.mark.parametrize(("wait_core", "limits"), [(2.0, True), (1.9, False)])
def test_a_fifth_of_the_time_without_a_core_is_a_limit(wait_core, limits):
    said = result_of(one_thread(10 - wait_core, wait_core, io_us=[1])).says
    short = (
        "Short of cores. Its threads wait for a core 20% of the time in which they could go on: it uses 0.8 of 8 cores."
    )
    assert (short in said) == limits


def test_idle_threads_are_limited_by_nothing():
    said = result_of(one_thread(0.05, 0.05, lock_us=[1])).says
    assert said == ["Less than 0.1 of 8 cores. One thread of one process: 99% at a lock or an empty queue."]


def part(*threads, wall_s=10.0, cpu_s=4.0):
    return ProgramTime(wall_s=wall_s, cpu_s=cpu_s, threads=list(threads))


def test_parts_that_follow_one_another_are_added():
    first = ThreadTime(
        pid=7, tid=7, name="a", wall_s=10.0, on_core=3.0, wait_io=4.0, looks=5, io_on=[("pipe", 1.0), ("file", 3.0)]
    )
    later = ThreadTime(
        pid=7, tid=7, name="b", wall_s=5.0, on_core=1.0, held_gil=0.5, looks=2, io_on=[("pipe", 2.5), ("socket", 0.1)]
    )
    alone, other = (ThreadTime(pid=8, tid=8, on_core=4.0), ThreadTime(pid=6, tid=9, on_core=4.5))
    found = added([part(first, alone), part(), part(later, other, wall_s=5.0, cpu_s=2.0)])
    both = ThreadTime(
        pid=7, tid=7, name="b", wall_s=15.0, on_core=4.0, wait_io=4.0, looks=7, held_gil=0.5,
        io_on=[("pipe", 3.5), ("file", 3.0), ("socket", 0.1)],
    )  # fmt: skip
    assert found == ProgramTime(wall_s=25.0, cpu_s=10.0, cores_used=0.4, threads=[other, both, alone], processes=3)


def test_every_field_of_a_thread_is_added():
    """What is told of a thread is one of these; a new field has to be thought of here."""
    names = [name for name in ThreadTime.__struct_fields__ if name not in ("pid", "tid", "name", "io_on")]
    one = ThreadTime(pid=7, tid=7, **{name: place for place, name in enumerate(names, start=1)})
    (found,) = added([part(one), part(one)]).threads
    assert [getattr(found, name) for name in names] == [2 * place for place in range(1, len(names) + 1)]


def test_one_part_is_itself_and_none_is_nothing():
    one = part(ThreadTime(pid=7, tid=7))
    assert added([ProgramTime(), one]) is one
    assert added([]) == added([ProgramTime()]) == ProgramTime()
    assert added([part(wall_s=0.0, cpu_s=0.0), part(ThreadTime(pid=7, tid=7), wall_s=0.0), one]).cores_used == 0.8


@pytest.mark.parametrize(("status", "wall_s"), [("done", 10.5), ("stopped", 10.0)])
def test_what_it_used_until_its_end_is_of_the_time_until_its_end(status, wall_s):
    """Half a second after the last sample it ended, and its process's clock told another half second of CPU."""
    session = two_threads()
    session.append(HiddenCpu(10 * S + 490_000, 1, S // 2))
    session.append(RunEnded(10 * S + 500_000, 1, status))
    found = program_time(session, 1, 0, 11 * S)
    assert (found.wall_s, found.cpu_s) == (wall_s, 5.5)
    assert found.cores_used == pytest.approx(5.5 / wall_s)
    assert {each.wall_s for each in found.threads} == {10.0}


MINUTE = 60 * S


def watched_for(seconds, every_us=250_000):
    """One thread on a core for a tenth of the time, sampled four times a second, a little late."""
    session = session_of(ProcessTable(0, 1, [MAIN], [(70, 1, "lab")]))
    for tick in range(1, int(seconds * S / every_us) + 1):
        t_us = tick * every_us + 10_000
        session.append(Threads(t_us, 1, [0], [t_us // 10], [0]))
    return session


def test_whole_minutes_are_kept_and_cut_at_the_last_sample_before_each():
    session = watched_for(150)
    found = program_so_far(session, 1, 0, 150 * S)
    kept = memo(session, 1).minutes
    assert {minute: end for minute, (end, _) in kept.items()} == {1: 59_760_000, 2: 119_760_000}
    assert found.wall_s == pytest.approx(149.5)
    assert [until.wall_s for _, until in kept.values()] == [pytest.approx(59.5), pytest.approx(119.5)]


@pytest.mark.parametrize(("length_s", "minutes"), [(60, 0), (64, 1), (124, 2)])
def test_a_minute_counts_once_nothing_can_come_late_to_it(length_s, minutes):
    session = watched_for(length_s)
    program_so_far(session, 1, 0, int(length_s * S))
    late = [minute for minute in (1, 2) if minute * MINUTE + LATE_US <= session.length_us]
    assert len(late) == minutes
    assert list(memo(session, 1).minutes) == late


def processes_alone(seconds):
    """Two processes on 0.5 of 8 cores, where nothing is told of threads, as on macOS; they began at 1 s."""
    told = [Cores((second + 1) * S, S, [100] * 8, [], 500 * (second > 0)) for second in range(seconds + 1)]
    return session_of(ProcessTable(S, 1, [(70, 0, "helper", 0)], [(70, 1, "lab"), (80, 70, "child")]), *told)


def test_where_nothing_is_told_of_threads_the_program_has_its_cpu_time():
    time = program_time(processes_alone(10), 1, 0, 11 * S)
    assert (time.wall_s, time.cpu_s, time.processes, time.threads) == (10.0, 5.0, 2, [])
    assert time.cores_used == 0.5


def test_its_minutes_are_added_up():
    session = processes_alone(200)
    time = program_so_far(session, 1, 0, 201 * S)
    assert (time.wall_s, time.cpu_s, time.processes, time.threads) == (200.0, 100.0, 2, [])


def test_a_program_that_was_never_looked_at_has_no_account():
    assert program_time(session_of(Cores(S, S, [0] * 8, [], 0)), 1, 0, S) == ProgramTime()
