"""A watched program at a play head, from a session made in memory."""

import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.program.program_so_far import MINUTE_US, program_so_far
from concviz.engine.analysis.program.program_time import program_time
from concviz.engine.analysis.program.program_view import in_tree
from concviz.engine.session.events import ProcessTable, RunStarted, Source, States, Threads
from concviz.engine.session.memory.log import Session

from tests.support.fakes import MACHINE, Clock
from tests.support.watched import S, told_session


def view_at(t_us, **facts):
    return snapshot(told_session(**facts), t_us).program


def test_it_is_a_tree_of_processes_with_their_threads_and_what_each_does():
    view = view_at(4 * S)
    parent, child = view.processes
    assert [(each.pid, each.name, each.depth) for each in view.processes] == [
        (71, "python server.py", 0),
        (80, "python job.py", 1),
    ]
    assert [(row.name, row.state) for row in parent.threads] == [
        ("main", "on_core"), ("worker-1", "wait_gil"), ("worker-2", "wait_gil"), ("worker-3", "wait_gil"), ("", "wait_lock"),
    ]  # fmt: skip
    assert parent.threads[0].line == "server.py:31 crunch"
    assert [(task.name, task.stands, task.awaited_by) for task in parent.tasks] == [
        ("job-1", "server.py:12 fetch", "Task-1")
    ]
    assert [(row.state, row.on) for row in child.threads] == [("wait_io", "pipe → process 71")]
    assert parent.cores == pytest.approx(1.0, abs=0.01)


def test_shares_so_far_are_of_all_the_time_and_say_what_io_was_for():
    (child,) = view_at(4 * S).processes[1].threads
    assert child.so_far.wall_s == 4.0
    assert child.so_far.wait_io == pytest.approx(4.0)
    assert child.so_far.io_on[0] == ("pipe → process 71", pytest.approx(4.0))


def test_nothing_of_the_future_is_told():
    early = view_at(2 * S)
    assert early.so_far.wall_s == pytest.approx(2.0)
    assert early.processes[0].threads[0].line == ""
    assert not early.processes[0].tasks


def test_a_program_that_has_ended_leaves_its_last_state_and_no_counts():
    view = view_at(6 * S, ends=True)
    assert view.so_far.wall_s == 4.0
    assert view.threads_then[-1] == 0.0
    assert np.nanmax(view.threads_then) == 6.0


def test_there_is_no_view_of_a_lab():
    session = Session(MACHINE, clock=Clock())
    session.append(RunStarted(0, 1, {"task": "pi"}))
    assert snapshot(session, None).program is None


@pytest.mark.parametrize(
    ("processes", "tree"),
    [
        ([(1, 0), (2, 1), (3, 2), (4, 1)], [(1, 0), (2, 1), (3, 2), (4, 1)]),
        ([(5, 99), (6, 98)], [(5, 0), (6, 0)]),
        ([(7, 7)], [(7, 0)]),
        ([], []),
    ],
)
def test_parents_stand_before_their_children(processes, tree):
    assert in_tree(processes) == tree


def long_session(seconds):
    """One thread that uses a third of its time, told of once a second."""
    session = Session(MACHINE, clock=Clock())
    session.append(Source(0, "watch", lanes=False))
    session.append(RunStarted(0, 1, {"title": "long"}))
    session.append(ProcessTable(0, 1, [(70, 70, "main", 0)], [(70, 1, "lab")]))
    for second in range(seconds + 1):
        t = second * S
        session.append(States(t, 1, [6], [30 * second], asleep_us=[t * 2 // 3]))
        session.append(Threads(t, 1, [t // 3], [0], [0]))
    return session


@pytest.mark.parametrize("seconds", [59, 60, 61, 200])
def test_minutes_put_together_are_the_whole(seconds):
    session = long_session(seconds)
    (whole,) = program_time(session, 1, 0, seconds * S).threads
    for _ in range(2):  # the second time from what was kept
        (parts,) = program_so_far(session, 1, 0, seconds * S).threads
        assert parts.wall_s == pytest.approx(whole.wall_s)
        assert parts.on_core == pytest.approx(whole.on_core)
        assert parts.asleep == pytest.approx(whole.asleep, abs=0.01)


def test_a_minute_that_may_still_get_lines_is_not_kept():
    session = long_session(61)
    program_so_far(session, 1, 0, MINUTE_US)
    session.append(Threads(62 * S, 1, [62 * S // 3], [0], [0]))
    (parts,) = program_so_far(session, 1, 0, 62 * S).threads
    assert parts.wall_s == pytest.approx(62.0)
