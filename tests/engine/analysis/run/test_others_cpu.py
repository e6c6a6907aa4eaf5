"""CPU of threads without a lane and of what no sample saw, to the microsecond."""

import pytest
from concviz.engine.analysis.cores import hidden_cpu_us
from concviz.engine.analysis.memo import memo
from concviz.engine.analysis.run.others_cpu import OthersCpu, first_look, others_cpu
from concviz.engine.analysis.run.thread_clocks import last_samples
from concviz.engine.session.events import HiddenCpu

from tests.support.exact_run import LAB, ExactRun


def with_others(*, kind="thread", hidden=(), role="helper", last_us=1_000_000) -> OthersCpu:
    """One lane from 0.2 to 1.2 s, sampled at 0.3 and 1.0 s; beside it the lab's main thread and one more of that role."""
    run = ExactRun()
    run.lane(1, 200_000, 1_200_000, kind=kind, cpu_us=700_000, pid=LAB if kind == "thread" else 200, tid=201)
    own = (LAB if kind == "thread" else 200, 201, "worker")
    run.who(0, (LAB, LAB, "main"), own, (LAB, 300, role), processes=((LAB, 1, "lab"), (200, LAB, "worker")))
    run.sample(199_999, 0, 0, 0)
    run.sample(300_000, 10_000, 90_000, 20_000)
    run.sample(last_us, 45_000, 600_000, 90_000)
    for told in hidden:
        run.session.append(HiddenCpu(told[0], 1, told[1]))
    return others_at(run, 1_200_000)


def others_at(run: ExactRun, t_us: int) -> OthersCpu:
    keep, figures = memo(run.session, 1), run.figures(t_us)
    last = last_samples(run.session, 1, 0, figures.until_us, keep)
    return others_cpu(run.session, 1, figures.table, last, figures.until_us, keep)


@pytest.mark.parametrize(
    ("kind", "role", "expected"),
    [
        ("thread", "helper", OthersCpu(50_000, 100_000)),
        ("thread", "feeder", OthersCpu(150_000, 0)),
        ("thread", "executor", OthersCpu(50_000, 100_000)),
        ("process", "executor", OthersCpu(150_000, 0)),
        ("process", "helper", OthersCpu(50_000, 100_000)),
    ],
)
def test_what_lies_between_two_samples_stands_for_all_of_compute(kind, role, expected):
    """35 ms of the main thread's and 70 of the other's in 0.7 s of 1 s; 100 ms of the lane's CPU after that are its own."""
    assert with_others(kind=kind, role=role) == expected
    assert expected.total_us == 150_000


def test_hidden_cpu_counts_between_the_same_two_samples():
    told = [(250_000, 7_000), (300_000, 9_000), (900_000, 79_000), (1_000_001, 500_000)]
    assert with_others(hidden=told) == OthersCpu(50_000, 200_000)
    assert with_others(hidden=[(400_000, 7_000)]) == OthersCpu(50_000, 110_000)


def test_without_two_samples_in_compute_nothing_is_known():
    assert with_others(last_us=300_000) == OthersCpu()
    run = ExactRun()
    assert others_at(run, 100_000) == OthersCpu()
    run.lane(1, 200_000, 900_000)
    assert others_at(run, 900_000) == OthersCpu()


def test_what_a_lane_did_after_its_last_sample_is_not_hidden_twice():
    """A worker ended between two samples: 40 of the 60 ms that are hidden are its last ones, which its lane told."""
    run = ExactRun()
    run.lane(1, 200_000, 1_200_000, cpu_us=700_000, thread_cpu_us=(0, 700_000))
    run.lane(2, 200_000, 500_000, cpu_us=140_000, thread_cpu_us=(0, 140_000), ended=True, read_us=1_200_000)
    run.who(0, (LAB, LAB + 1, "worker"), (LAB, LAB + 2, "worker"))
    run.sample(200_000, 0, 0)
    run.sample(400_000, 200_000, 100_000)
    run.who(600_000, (LAB, LAB + 1, "worker"))
    run.sample(1_200_000, 690_000)
    run.session.append(HiddenCpu(700_000, 1, 60_000))
    assert others_at(run, 1_200_000) == OthersCpu(0, 20_000)


def test_the_first_look_is_the_first_sample_in_compute():
    run = ExactRun()
    run.who(0, (LAB, LAB, "main"))
    for t_us, cpu in ((199_999, 1), (200_000, 2), (300_000, 3)):
        run.sample(t_us, cpu)
    key = (LAB << 32) | LAB
    assert first_look(run.session, 1, 200_000, 900_000, memo(run.session, 1)) == (200_000, {key: 2})
    assert first_look(run.session, 1, 200_001, 900_000, memo(run.session, 1)) == (300_000, {key: 3})
    assert first_look(run.session, 1, 200_001, 299_999, memo(run.session, 1)) == (299_999, {})
    late = ExactRun()
    late.who(0, (LAB, LAB, "main"))
    late.sample(1_900_000, 7)
    assert first_look(late.session, 1, 200_000, 2_000_000, memo(late.session, 1)) == (1_900_000, {key: 7})


def test_others_whose_clocks_go_back_used_nothing():
    run = ExactRun()
    run.lane(1, 200_000, 1_200_000, kind="interpreter", cpu_us=10_000, tid=LAB + 1)
    rows = ((LAB, LAB, "main"), (LAB, LAB + 1, "worker"), (LAB, 300, "executor"), (77, 78, "main"))
    run.who(0, *rows, processes=((LAB, 1, "lab"), (77, LAB, "child")))
    run.sample(200_000, 50_000, 0, 90_000, 1_000)
    run.sample(1_200_000, 20_000, 600_000, 100_000, 3_000)
    assert others_at(run, 1_200_000) == OthersCpu(10_000, 2_000)  # a child's main thread is no part of the model


def test_a_thread_seen_for_the_first_time_counts_from_its_beginning():
    run = ExactRun()
    run.lane(1, 200_000, 1_200_000, cpu_us=10_000)
    run.who(0, (LAB, LAB + 1, "worker"))
    run.sample(200_000, 0)
    run.who(300_000, (LAB, LAB + 1, "worker"), (LAB, 300, "helper"))
    run.sample(1_200_000, 10_000, 70_000)
    assert others_at(run, 1_200_000) == OthersCpu(0, 70_000)


def test_hidden_time_before_the_first_item_is_no_items():
    run = ExactRun()
    assert hidden_cpu_us(run.session, 1, 0, 400) == 0
    for told in (HiddenCpu(100, 1, 7), HiddenCpu(200, 1, 10), HiddenCpu(300, 1, 25), HiddenCpu(400, 1, 20)):
        run.session.append(told)
    assert [hidden_cpu_us(run.session, 1, since, 399) for since in (50, 100, 250, 300)] == [25, 18, 15, 0]
    assert hidden_cpu_us(run.session, 1, 300, 400) == 0


def test_a_thread_that_ended_before_compute_was_looked_at_is_no_items():
    run = ExactRun()
    run.lane(1, 200_000, 1_200_000, cpu_us=10_000)
    run.who(0, (LAB, LAB + 1, "worker"), (LAB, 300, "helper"))
    run.sample(300_000, 0, 3_000_000)
    run.who(301_000, (LAB, LAB + 1, "worker"))
    run.sample(1_200_000, 10_000)
    assert others_at(run, 1_200_000) == OthersCpu()
