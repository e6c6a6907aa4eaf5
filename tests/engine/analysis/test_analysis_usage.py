import msgspec
import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.analysis.run.result import result
from concviz.engine.model.run_facts import Result
from concviz.engine.session.events import ProcessTable, Threads

from tests.support.made_sessions import CPU_BEFORE_US, LAB, made_run, made_session


def usage_of(session, t_us=None):
    return run_figures(session, session.run_at(), t_us or session.length_us, whole=True).usage


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
    use = usage_of(made_run(kind, worker, lanes=1 if worker == "main" else 4, gil=gil, seconds=0.5))
    assert (use.concurrent, use.parallel) == (concurrent, parallel)


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
        "verdict phases machine rusage_s rusage_differs loop_lag_s loop_lag_worst_s nodes chunk task_s"
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


def kept_of(session, head):
    """All that is computed with what is remembered, in plain values."""
    figures = run_figures(session, session.run_at(), head)
    snap = snapshot(session, head)
    arrays = (figures.clocks, figures.waits, snap.segments)
    columns = [np.asarray(getattr(part, name)).tolist() for part in arrays for name in type(part).__slots__]
    return figures.usage, figures.ledger, figures.loop_blocked, snap.findings, snap.lanes, columns


def events_of(**how):
    """The events of such a run, as they came."""
    session, events = made_session(), []
    session.append, append = lambda event: (events.append(event), append(event)), session.append
    made_run(session=session, status="running", lanes=3, seconds=4.5, **how)
    return events


HOW = {"coroutines": {"kind": "io", "worker": "coroutine", "awaitable": True}, "threads": {"item_us": 20_000}}


@pytest.mark.parametrize("how", HOW.values(), ids=HOW)
def test_live_steps_are_equal_to_a_fresh_look(how):
    """A session that grows is asked again and again, at its end and before it; a new one with the same events is asked once."""
    live, events = made_session(), events_of(**how)
    place = 0
    for until_us, *heads in [
        (700_000, 700_000),
        (2_900_000, 2_850_000, 1_000_000),
        (5_200_000, 5_150_000, 2_200_000, 700_000),
    ]:
        while place < len(events) and events[place].t_us <= until_us:
            live.append(events[place])
            place += 1
        for head in heads:
            fresh = made_session()
            for event in events[:place]:
                fresh.append(event)
            assert kept_of(live, head) == kept_of(fresh, head), (until_us, head)
