"""Where a run stands: its items, its status, how far it is known."""

import pytest
from concviz.engine.analysis.earlier_runs import inputs_of, other_inputs
from concviz.engine.analysis.run.result import result
from concviz.engine.session.events import Progress

from tests.support.exact_run import LAB, ExactRun, two_threads


def test_a_run_of_no_length_has_no_rates():
    run = ExactRun()
    run.lane(1, 200_000, 200_000, cpu_us=5)
    found = run.figures(200_000)
    assert (found.usage.compute_s, found.usage.cores_used, found.usage.in_flight) == (0.0, 0.0, 0.0)
    assert found.held("held_us") is None


def test_items_are_those_of_the_lanes_and_no_more_than_there_are():
    figures = two_threads().figures(1_200_000)
    assert figures.items(None) == (5, 10)
    assert figures.items(Progress(0, 1, 7, 9)) == (7, 9)
    assert figures.items(Progress(0, 1, 4, 3)) == (3, 3)
    assert figures.items(Progress(0, 1, 12, 0)) == (12, 0)


def test_status_python_and_gil():
    run = ExactRun()
    assert (run.figures(100_000).status, run.figures(100_000).over, run.figures(100_000).compute_s) == (
        "starting",
        False,
        0.0,
    )
    run.phase(60_000, "imported", python="3.14.2", gil=False)
    assert (run.figures(100_000).gil, run.figures(100_000).python) == (False, "3.14.2")
    run.lane(1, 200_000, 900_000, gil=None)
    assert run.figures(900_000).gil is False
    run.lane(2, 200_000, 900_000, gil=True)
    run.lane(3, 200_000, 900_000, gil=False)
    assert (run.figures(900_000).gil, run.figures(900_000).status, run.figures(900_000).over) == (
        True,
        "running",
        False,
    )
    run.phase(950_000, "results_in")
    assert (run.figures().over, run.figures().status, run.figures().compute_s) == (True, "running", 0.7)
    run.end(960_000, "stopped")
    assert (run.figures().over, run.figures().status) == (True, "stopped")


def test_a_run_that_was_cut_off_was_at_work_until_its_lanes_were_last_read():
    run = ExactRun()
    run.end(500_000, "failed")
    assert run.figures().until_us == 500_000
    run = ExactRun()
    run.lane(1, 200_000, 300_000, read_us=400_000)
    run.end(500_000, "failed")
    assert run.figures().until_us == 400_000
    late = ExactRun()
    late.lane(1, 200_000, 300_000, read_us=900_000)
    late.end(500_000, "failed")
    assert late.figures(900_000).until_us == 500_000


def test_who_held_the_gil_is_counted_once_a_thread():
    run = ExactRun()
    run.lane(1, 200_000, 1_200_000)
    run.lane(2, 200_000, 1_200_000)
    run.lane(3, 200_000, 1_200_000, tid=LAB + 2)
    run.who(0, (LAB, LAB + 1, "worker"), (LAB, LAB + 2, "worker"))
    run.looks(200_000, [1, 1], held_us=[0, 0], held_waiting_us=[0, 0])
    run.looks(
        1_200_000,
        [9, 9],
        held_us=[300_000, 500_000],
        held_waiting_us=[0, 200_000],
        held_no_core_us=[50_000, 0],
        lock_us=[1, 1],
    )
    found = run.figures(1_200_000)
    assert [found.held(name) for name in ("held_us", "held_no_core_us", "held_waiting_us")] == [0.8, 0.05, 0.2]
    assert two_threads().figures(1_200_000).held("held_us") is None


@pytest.mark.parametrize("status", ["failed", "stopped"])
def test_an_item_that_was_broken_off_is_not_done(status):
    run = ExactRun()
    run.lane(1, 200_000, 400_000, items=3)
    run.spans(400_000, 1, (0, 200_000, 250_000, 0, 0), (1, 250_000, 300_000, 0, 0), (2, 300_000, 400_000, 0, 1))
    assert run.figures().items(None) == (3, 10), "it may be any as long as the run goes on"
    run.end(450_000, status)
    assert run.figures().items(None) == (2, 10)
    assert run.figures().items(Progress(450_000, 1, 3, 10, "")) == (2, 10), "what was collected may be the error"


def test_a_result_that_is_asked_for_before_the_end_is_told_ends_where_the_lanes_were_last_read():
    run = ExactRun()
    run.lane(1, 200_000, 400_000, read_us=450_000)
    run.session.append(Progress(4_000_000, 1, 1, 10, ""))  # so long it took to find out that a process had died
    assert result(run.session, 1, "failed").compute_s == 0.25
    run.end(4_000_000, "failed")
    assert run.figures().usage.compute_s == 0.25


def test_the_digest_of_inputs_is_told_by_the_phase_that_has_them():
    run = ExactRun()
    assert inputs_of(run.session, 1) == ""
    run.phase(150_000, "items_ready", inputs="ab")
    assert inputs_of(run.session, 1) == "ab"
    assert [other_inputs(*each) for each in (("a", "b"), ("a", "a"), ("", "b"), ("a", ""))] == [
        True,
        False,
        False,
        False,
    ]
