"""CPU of a run that is no lane's: what the model's own threads used, and what the function's threads and children did."""

import pytest
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.analysis.run.others_cpu import grown
from concviz.engine.session.events import HiddenCpu, ProcessTable, Threads

from tests.support.made_sessions import CPU_BEFORE_US, LAB, made_run


def usage_of(session):
    return run_figures(session, session.run_at(), session.length_us, whole=True).usage


def with_thread(role: str, per_tick_us: int, *, until_us: int | None = None, model_worker: str = "thread"):
    """A run of two lanes with one thread more, from 0.7 s on, which uses so much of every 100 ms."""
    session = made_run("cpu", model_worker, lanes=2, seconds=2, status="running")
    alone = usage_of(session)
    who = session.who(1)
    session.append(ProcessTable(700_000, 1, [*who.rows, (LAB, LAB + 90, role, 0)], who.processes))
    for place, tick in enumerate(range(700_000, until_us or session.length_us, 100_000)):
        before = session.threads(1, tick, tick)
        own = before.cpu_us.tolist() if len(before.t_us) == 3 else [CPU_BEFORE_US] * 3
        session.append(Threads(tick + 1, 1, [*own, place * per_tick_us], [], [-1] * 4))
    return alone, usage_of(session)


def test_a_helper_thread_is_the_functions_own():
    alone, use = with_thread("helper", 50_000)
    assert alone.own_helpers_cores == 0
    assert use.own_helpers_cores == pytest.approx(use.cores_used - alone.cores_used, rel=0.01)
    assert use.own_helpers_cores > 0.3


def test_a_feeder_is_the_models():
    alone, use = with_thread("feeder", 50_000)
    assert use.own_helpers_cores == 0
    assert use.cores_used > alone.cores_used + 0.3


def test_an_executors_thread_without_a_lane_is_the_functions_where_workers_are_threads():
    assert with_thread("executor", 50_000)[1].own_helpers_cores > 0.3


@pytest.mark.parametrize("per_second", [0, 400_000])
def test_what_lived_between_two_samples_counts(per_second):
    session = made_run("cpu", "thread", lanes=2, seconds=2)
    alone, start_us = usage_of(session), usage_of(session).first_us
    session.append(HiddenCpu(start_us - 1_000, 1, 5_000_000))  # what the imports had used
    for place in range(1, 21):
        session.append(HiddenCpu(start_us + place * 100_000, 1, 5_000_000 + place * per_second // 10))
    use = usage_of(session)
    assert use.own_helpers_cores == pytest.approx(per_second / 1e6, rel=0.1, abs=1e-6)
    assert use.cores_used == pytest.approx(alone.cores_used + use.own_helpers_cores)


def test_hidden_time_before_the_first_item_is_no_items():
    told = [HiddenCpu(100, 1, 7), HiddenCpu(200, 1, 10), HiddenCpu(300, 1, 25)]
    assert grown(told, 50) == 25
    assert grown(told, 100) == 18
    assert grown(told, 250) == 15
    assert grown(told, 300) == 0
    assert grown([], 0) == 0


def test_a_thread_that_ended_before_the_first_item_is_no_items():
    session = made_run("cpu", "thread", lanes=2, seconds=2)
    alone = usage_of(session)
    # It computed while the module was imported, and its last sample lies before compute.
    imported = made_run("cpu", "thread", lanes=2, seconds=2)
    who = imported.who(1)
    early = alone.first_us - 50_000
    imported.append(ProcessTable(early, 1, [*who.rows, (LAB, LAB + 91, "helper", 0)], who.processes))
    imported.append(Threads(early, 1, [0, 0, 0, 3_000_000], [], [-1] * 4))
    imported.append(ProcessTable(early + 1, 1, who.rows, who.processes))
    assert usage_of(imported).cpu_s == pytest.approx(alone.cpu_s, rel=0.02)
