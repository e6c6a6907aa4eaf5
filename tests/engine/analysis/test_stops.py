"""A run that was stopped from outside: told as one that was not, but for its wall time, and drawn with a gap."""

import msgspec
import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.findings import verdict
from concviz.engine.analysis.gather import facts
from concviz.engine.analysis.run.result import result
from concviz.engine.model.states import SHARES
from concviz.engine.session.events import Stopped

from tests.support.exact_run import LAB, ExactRun

STOP_US, BEGIN_US = 8_000_000, 1_000_000


def run_of(stop_us, *, pids=(LAB, LAB), told=(), kind="thread"):
    """Two workers of ten items of 200 ms; in the fifth they are stopped for so long."""
    run = ExactRun(workers_us=100_000, kind="own", model="threads")
    end = 2_200_000 + stop_us
    run.who(150_000, *((pid, LAB + lane, "worker") for lane, pid in enumerate(pids, 1)))
    run.sample(160_000, (0, 0), (0, 0))
    for lane, pid in enumerate(pids, 1):
        run.lane(
            lane, 200_000, end, pid=pid, kind=kind, items=10, cpu_us=500_000, thread_cpu_us=(0, 500_000), ended=True
        )
        edges = [200_000 * n + (stop_us if n > 5 else 0) for n in range(1, 12)]
        run.spans(end, lane, *((n, edges[n], edges[n + 1], 50_000, 0) for n in range(10)))
    for each in told:
        run.session.append(Stopped(end - 1_000, 1, BEGIN_US, BEGIN_US + stop_us, list(each)))
    run.looks(end, [60, 60], lock_us=[900_000] * 2, asleep_us=[600_000] * 2)
    run.sample(end, (500_000, 0), (500_000, 0))
    run.phase(end + 1_000, "results_in")
    run.phase(end + 2_000, "workers_gone")
    return run


def told_of(run):
    return result(run.session, 1)


def test_the_stop_is_in_the_wall_time_and_in_nothing_else():
    without, stopped = told_of(run_of(0)), told_of(run_of(STOP_US, told=[()]))
    assert stopped.wall_s == pytest.approx(without.wall_s + 8)
    for name in ("compute_s", "cpu_s", "cores_used", "overlap"):
        assert getattr(stopped, name) == pytest.approx(getattr(without, name), rel=1e-6), name
    for name in SHARES:
        assert stopped.ledger[name] == pytest.approx(without.ledger[name], abs=1e-6), name
    assert stopped.verdict.startswith(
        "Stopped for 8.00 s. From outside, by a signal or a debugger: no worker could run."
    )
    assert "Stopped for" not in without.verdict


def test_one_that_nobody_told_of_is_not_taken_out():
    assert told_of(run_of(STOP_US)).compute_s == pytest.approx(10.0)


def test_what_is_told_twice_counts_once_and_what_overlaps_too():
    run = run_of(STOP_US, told=[(), ()])
    run.session.append(Stopped(run.session.length_us, 1, BEGIN_US, BEGIN_US + STOP_US // 2, [LAB]))
    assert told_of(run).compute_s == pytest.approx(2.0)


def test_a_process_that_was_stopped_alone_has_its_own_shares_without_it():
    run = run_of(STOP_US, pids=(LAB + 1, LAB + 2), told=[(LAB + 2,)], kind="process")
    figures = run.figures()
    assert figures.compute_s == pytest.approx(10.0), "the other went on"
    assert figures.usage.stopped_s == 0
    assert (figures.usage.lanes_stopped, figures.usage.lane_stopped_s) == (1, pytest.approx(8.0))
    said = verdict(facts(run.session, figures, run.session.length_us, "done"))
    assert (
        "Stopped in part. One of two processes was stopped from outside for 8.00 s, by a signal or a debugger. Its shares leave that out."
        in said
    )


def test_a_gap_is_drawn_as_a_gap():
    run = run_of(STOP_US, told=[()])
    seen = snapshot(run.session, 7_000_000, timeline_us=7_000_000).segments
    inside = (seen.start_us < BEGIN_US + STOP_US) & (seen.end_us > BEGIN_US)
    assert not inside.any()
    assert len(seen.lane)
    assert (np.asarray(seen.end_us) > np.asarray(seen.start_us)).all()


def test_no_stop_costs_a_coroutine_no_step():
    """The loop's thread was stopped inside a step: the step is as long as it would have been."""
    run = ExactRun(workers_us=100_000, kind="own", model="asyncio")
    run.lane(1, 200_000, 9_200_000, kind="coroutine", items=1, cpu_us=900_000, thread_cpu_us=(0, 900_000), ended=True)
    run.spans(9_200_000, 1, (0, 200_000, 9_200_000, 900_000, 2), (0, 200_000, 9_200_000, 900_000, 0))
    run.session.append(Stopped(9_200_000, 1, 1_000_000, 9_000_000, []))
    run.phase(9_200_000, "results_in")
    figures = run.figures()
    assert figures.compute_s == pytest.approx(1.0)
    assert figures.ledger.on_core == pytest.approx(0.9)
    assert sum(figures.ledger.shares.values()) == pytest.approx(1.0)


def test_the_event_is_one_line():
    event = Stopped(5, 1, 2, 4, [70])
    assert msgspec.json.decode(msgspec.json.encode(event)) == ["stopped", 5, 1, 2, 4, [70]]
