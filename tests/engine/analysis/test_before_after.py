"""Two runs on one axis: which two, what is said of them, and that no time is lost or made."""

import numpy as np
import pytest
from concviz.engine.analysis.before_after import SLICES, before_after
from concviz.engine.analysis.build import snapshot

from tests.support.made_sessions import made_machine, made_run


def threads_then_processes(cores=2, **more):
    first = made_run("cpu", "thread", lanes=4, seconds=2.0, machine=made_machine(cores))
    return made_run("cpu", "process", lanes=2, seconds=1.0, session=first, **more)


def test_the_last_two_of_the_same_task_and_one_line():
    session = threads_then_processes()
    both = before_after(session, session.length_us)
    assert both is not None
    assert (both.before.run, both.after.run) == (1, 2)
    assert both.text == "threads 2.05 s on 1.0 core → processes 1.05 s on 2.0"
    assert both.span_s == pytest.approx(2.05, abs=0.01)
    assert both.note == ""


def test_before_the_second_run_there_is_nothing_to_set_beside_the_first():
    session = threads_then_processes()
    assert before_after(session, 1_500_000) is None
    assert snapshot(session, None).before_after is None
    assert snapshot(session, None, pair=()).before_after is not None


def test_two_can_be_picked_and_a_third_does_not_matter():
    session = made_run("cpu", "main", lanes=1, seconds=1.0, session=threads_then_processes())
    both = before_after(session, session.length_us, (1, 2))
    assert both is not None
    assert (both.before.run, both.after.run) == (1, 2)
    last = before_after(session, session.length_us)
    assert last is not None
    assert (last.before.run, last.after.run) == (2, 3)


def test_work_that_differs_is_said():
    session = threads_then_processes(items=5)
    both = before_after(session, session.length_us)
    assert both is not None
    assert both.note == "not the same work: 1,000 items → 5 items"


def test_what_ran_is_dealt_out_and_nothing_is_lost():
    """The area of the strips is the CPU time of the items, on cores of this machine."""
    session = threads_then_processes(cores=4)
    both = before_after(session, session.length_us)
    assert both is not None
    for one, cpu_s in ((both.before, 2.0), (both.after, 2.0)):
        assert one.share.shape == one.lane.shape
        assert one.share.shape[1] == SLICES
        assert one.share.sum() * both.span_s / SLICES == pytest.approx(cpu_s, rel=0.02)
        assert one.share.max() <= 1.0
        assert ((one.lane > 0) == (one.share > 0)).all()
    assert not np.array_equal(both.before.share, both.after.share)


def test_a_run_that_still_goes_on_says_so():
    session = threads_then_processes(status="running")
    both = before_after(session, session.length_us)
    assert both is not None
    assert both.text.endswith("(running)")
    assert not both.after.over
