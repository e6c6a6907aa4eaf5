import msgspec
import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.analysis.run.result import result
from concviz.engine.analysis.run.usage import peaks
from concviz.engine.model.run_facts import Result
from concviz.engine.session.events import LaneOpened, ProcessTable, Threads

from tests.support.made_sessions import CPU_BEFORE_US, LAB, made_run, made_session


def usage_of(session, t_us=None):
    return run_figures(session, session.run_at(), t_us or session.length_us, whole=True).usage


def test_seconds_are_those_of_the_definitions():
    use = usage_of(made_run("cpu", "process", lanes=2, seconds=2, startup_s=0.25))
    assert use.startup_s == pytest.approx(0.25)
    assert use.compute_s == pytest.approx(2.0)
    assert use.wall_s == pytest.approx(2.251)
    assert use.cpu_s == pytest.approx(4.0)
    assert use.cores_used == pytest.approx(2.0)


def test_threads_that_share_a_clock_are_counted_once():
    use = usage_of(made_run("io", "coroutine", lanes=16, awaitable=True, seconds=2))
    lanes = run_figures(
        made := made_run("io", "coroutine", lanes=16, awaitable=True, seconds=2), made.run_at(), made.length_us
    )
    assert use.cpu_s == pytest.approx(float(lanes.table.cpu_us.sum()) / 1e6, rel=0.02)


def test_cpu_of_threads_without_a_lane_counts_from_the_first_item_on():
    session = made_run("cpu", "thread", lanes=2, seconds=2, status="running")
    alone = usage_of(session)
    lab = LAB
    who = session.who(1)
    helper = (lab, lab + 90, "helper", 0)
    session.append(ProcessTable(700_000, 1, [*who.rows, helper], who.processes))
    for tick in range(700_000, session.length_us, 100_000):
        before = session.threads(1, tick, tick)
        own = before.cpu_us.tolist() if len(before.t_us) == 3 else [CPU_BEFORE_US] * 3
        session.append(Threads(tick + 1, 1, [*own, (tick - 700_000) // 2], [], [-1] * 4))
    assert usage_of(session).cpu_s - alone.cpu_s == pytest.approx(0.95, abs=0.1)


@pytest.mark.parametrize(
    ("kind", "worker", "gil", "concurrent", "parallel"),
    [
        ("cpu", "main", True, False, False),
        ("cpu", "thread", True, False, False),
        ("cpu", "thread", False, True, True),
        ("cpu", "process", True, True, True),
        ("cpu", "coroutine", True, False, False),
        ("io", "thread", True, True, False),
    ],
)
def test_concurrent_and_parallel_are_two_things(kind, worker, gil, concurrent, parallel):
    use = usage_of(made_run(kind, worker, lanes=1 if worker == "main" else 4, gil=gil))
    assert (use.concurrent, use.parallel) == (concurrent, parallel)


@pytest.mark.parametrize("lanes", [2, 5])
def test_handoffs_under_a_gil_are_one_for_each_switch_interval(lanes):
    assert usage_of(made_run("cpu", "thread", lanes=lanes)).handoffs_per_s == pytest.approx(200, rel=0.3)


@pytest.mark.parametrize(
    ("worker", "gil"), [("thread", False), ("process", True), ("interpreter", True), ("main", True)]
)
def test_nothing_is_handed_over_where_no_gil_is_shared(worker, gil):
    assert usage_of(made_run("cpu", worker, gil=gil, lanes=1 if worker == "main" else 4)).handoffs_per_s == 0


def test_handoffs_of_coroutines_are_counted_by_their_steps():
    use = usage_of(made_run("io", "coroutine", lanes=4, awaitable=True, io_us=10_000))
    assert use.handoffs_per_s == pytest.approx(4 * 1e6 / 10_500, rel=0.1)


def test_peaks_keep_the_roles_of_the_fullest_moment():
    small = ProcessTable(1, 1, [(1, 1, "main", 0)], [(1, 0, "lab")])
    large = ProcessTable(
        2, 1, [(1, 1, "main", 0), (1, 2, "helper", 0), (1, 3, "worker", 2)], [(1, 0, "lab"), (2, 1, "helper")]
    )
    lanes = [LaneOpened(3, 1, 1, "thread", 1, 2, True), LaneOpened(3, 1, 2, "thread", 1, 3, True)]
    assert peaks([small, large, small], lanes) == ({"main": 1, "worker": 2}, {"lab": 1, "helper": 1})
    assert peaks([], []) == ({}, {})


def test_workers_that_no_sample_saw_are_counted_by_their_lanes():
    early = ProcessTable(1, 1, [(1, 1, "main", 0)], [(1, 0, "lab")])
    threads = [LaneOpened(3, 1, lane, "thread", 1, 1 + lane, True) for lane in range(1, 5)]
    assert peaks([early], threads, 4) == ({"main": 1, "worker": 4}, {"lab": 1})
    assert peaks([], threads, 4) == ({"worker": 4, "main": 1}, {"lab": 1})
    processes = [LaneOpened(3, 1, lane, "process", 1 + lane, 1 + lane, True) for lane in range(1, 5)]
    assert peaks([early], processes, 4) == ({"main": 5}, {"lab": 1, "worker": 4})
    assert peaks([], processes[:1], 4) == ({"main": 2}, {"worker": 1, "lab": 1})
    assert peaks([early], [LaneOpened(3, 1, 1, "main", 1, 1, True)]) == ({"main": 1}, {"lab": 1})


def test_workers_that_follow_one_another_are_not_added_up():
    early = ProcessTable(1, 1, [(1, 1, "main", 0)], [(1, 0, "lab")])
    lanes = [LaneOpened(3 + lane, 1, lane, "process", 1 + lane, 1 + lane, True) for lane in range(1, 41)]
    assert peaks([early], lanes, 4) == ({"main": 5}, {"lab": 1, "worker": 4})


@pytest.mark.parametrize("seconds", [0.004, 0.03, 0.15, 0.35, 1.0])
def test_a_short_run_under_a_gil_never_uses_more_than_one_core(seconds):
    """Starting up and collecting cost CPU just before and after: a sample that reaches over an edge has some of it."""
    session = made_run("cpu", "thread", lanes=4, seconds=seconds)
    who, (first, last) = session.who(1), (session.run_at().t_us + 150_000, session.length_us)
    busy = (LAB, LAB + 90, "helper", 0)
    session.append(ProcessTable(first - 90_000, 1, [*who.rows, busy], who.processes))
    for tick in range(first - 80_000, last + 300_000, 100_000):
        idle = [CPU_BEFORE_US] * len(who.rows)
        spent = min(tick, first) + max(tick - (first + int(seconds * 1e6)), 0)
        session.append(Threads(tick, 1, [*idle, spent], [], [-1] * (len(idle) + 1)))
    assert 0.5 < usage_of(session).cores_used <= 1.02


def test_the_result_has_the_fields_of_the_command_line():
    found = result(made_run("cpu", "thread", lanes=4), 1)
    fields = (
        "version task model workers items python gil nice seed wall_s startup_s compute_s cpu_s cores_used "
        "own_helpers_cores overlap usable_cores "
        "peak_threads peak_processes threads_by_role processes_by_role ledger handoffs_per_s dropped_spans answer digest "
        "verdict phases machine rusage_s rusage_differs"
    )
    assert list(msgspec.to_builtins(found)) == fields.split()
    assert found.threads_by_role == {"main": 1, "worker": 4}
    assert (found.answer, found.digest) == ("42", "d1")
    assert found.phases["workers_asked"] == pytest.approx(0.1)
    assert found.machine.cores == 8
    assert found.verdict.startswith("One after the other, at the GIL.")


def test_a_result_survives_json():
    found = result(made_run("io", "coroutine", awaitable=True), 1)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Result) == found


def test_a_run_that_never_came_to_work_still_has_a_result():
    found = result(made_run("cpu", "thread", lanes=0, status="running"), 1)
    assert found.cores_used == 0
    assert found.verdict == "Starting. No worker has begun yet, so nothing of the work is measured so far."


def test_an_unknown_run_is_named():
    with pytest.raises(KeyError, match="no run 3"):
        result(made_session(), 3)


def test_what_is_remembered_gives_the_same_numbers_as_a_fresh_look():
    heads = [900_000, 3_000_000, 1_500_000, 4_100_000, 2_200_000]
    kept = made_run("io", "coroutine", lanes=8, awaitable=True, seconds=4, status="running")
    for head in [*heads, *heads]:
        fresh = made_run("io", "coroutine", lanes=8, awaitable=True, seconds=4, status="running")
        one, other = snapshot(kept, head), snapshot(fresh, head)
        assert one.ledger == other.ledger
        assert one.findings == other.findings
        assert np.array_equal(one.segments.start_us, other.segments.start_us)
