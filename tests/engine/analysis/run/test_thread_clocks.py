"""The kernel's clocks of a run's threads: between samples, at their edges, after the last one."""

from concviz.engine.analysis.memo import memo
from concviz.engine.analysis.run.account import LaneClocks
from concviz.engine.analysis.run.thread_clocks import Last, clocks_at, lane_clocks, last_samples

from tests.support.exact_run import LAB, ExactRun, two_threads


def clocks(run: ExactRun, t_us: int) -> LaneClocks:
    keep, table = memo(run.session, 1), run.figures(t_us).table
    last = last_samples(run.session, 1, 0, t_us, keep)
    return lane_clocks(run.session, 1, table, last, t_us, keep)


def test_clocks_are_those_of_the_last_sample_and_waiting_counts_from_the_first_item():
    run = two_threads()
    run.who(0, (LAB, LAB, "main"), (LAB, LAB + 1, "worker"), (LAB, LAB + 2, "worker"))
    run.sample(150_000, (0, 0), (500, 100), (0, 0))
    run.sample(250_000, (0, 0), (1_500, 300), (1_000, 60))
    run.sample(1_200_000, (0, 0), (401_000, 5_300), (602_000, 9_060))
    run.sample(1_200_001, (0, 0), (901_000, 9_300), (902_000, 9_960))
    found = clocks(run, 1_200_000)
    assert found.seen_us.tolist() == [1_200_000, 1_200_000]
    assert found.cpu_us.tolist() == [401_000, 602_000]
    assert found.wait_us.tolist() == [5_300 - 200, 9_000]


def test_what_a_thread_waited_after_its_last_sample_goes_with_its_cpu():
    """Sampled half-way: in 400 ms it was on a core for 200 and waited 100; then on a core for 150 of 250 ms that were left."""
    run = ExactRun()
    run.lane(1, 200_000, 850_000, cpu_us=350_000, thread_cpu_us=(0, 350_000))
    run.who(0, (LAB, LAB + 1, "worker"))
    run.sample(200_000, (0, 0))
    run.sample(600_000, (200_000, 100_000))
    assert clocks(run, 850_000).wait_us.tolist() == [100_000 + 75_000]
    full = ExactRun()
    full.lane(1, 200_000, 850_000, cpu_us=440_000, thread_cpu_us=(0, 440_000))
    full.who(0, (LAB, LAB + 1, "worker"))
    full.sample(200_000, (0, 0))
    full.sample(600_000, (200_000, 100_000))
    assert clocks(full, 850_000).wait_us.tolist() == [100_000 + 10_000]


def test_a_thread_that_nobody_sampled_or_whose_waiting_is_not_told_is_not_known():
    run = two_threads()
    assert [column.tolist() for column in (clocks(run, 1_200_000).seen_us, clocks(run, 1_200_000).wait_us)] == [
        [-1, -1],
        [-1, -1],
    ]
    run.who(0, (LAB, LAB + 1, "worker"))
    run.sample(300_000, 5_000)
    found = clocks(run, 1_200_000)
    assert (found.seen_us.tolist(), found.cpu_us.tolist(), found.wait_us.tolist()) == (
        [300_000, -1],
        [5_000, -1],
        [-1, -1],
    )


def test_clocks_between_two_samples_are_interpolated():
    run = ExactRun()
    run.who(0, (LAB, LAB, "main"))
    run.sample(100, (10, 1))
    run.sample(300, (30, 5))
    run.who(301, (LAB, LAB, "main"), (LAB, LAB + 1, "worker"))
    run.sample(400, (50, 9), (20, 4))
    rows = run.session.threads(1)
    main, worker = (LAB << 32) | LAB, (LAB << 32) | (LAB + 1)
    assert clocks_at(rows, {main: 200, worker: 350, 5: 1}) == {main: (20, 3), worker: (10, 2)}
    assert clocks_at(rows, {main: 50, worker: 250}) == {main: (10, 1), worker: (0, 0)}
    assert clocks_at(rows, {main: 900}) == {main: (50, 9)}
    untold = ExactRun()
    untold.who(0, (LAB, LAB, "main"))
    untold.sample(100, 10)
    assert clocks_at(untold.session.threads(1), {main: 100}) == {main: (10, -1)}


def test_last_samples_keep_the_last_of_every_thread():
    run = ExactRun()
    run.who(0, (LAB, LAB, "main"), (LAB, LAB + 1, "worker"))
    run.sample(100, (1, 2), (3, 4))
    run.who(150, (LAB, LAB, "main"))
    run.sample(200, (5, 6))
    found = last_samples(run.session, 1, 0, 200, memo(run.session, 1))
    assert isinstance(found, Last)
    assert [found.key.tolist(), found.t_us.tolist(), found.cpu_us.tolist(), found.wait_us.tolist()] == [
        [(LAB << 32) | LAB, (LAB << 32) | (LAB + 1)], [200, 100], [5, 3], [6, 4],
    ]  # fmt: skip


def late_sampled() -> ExactRun:
    """One lane whose first item began at 250 ms, between samples at 200 and 400 ms."""
    run = ExactRun()
    run.who(0, (LAB, LAB + 1, "worker"))
    run.sample(200_000, (0, 0))
    run.lane(1, 250_000, 300_000, cpu_us=10_000, thread_cpu_us=(0, 10_000))
    return run


def test_what_is_asked_before_the_sample_after_an_item_is_learnt_when_it_comes():
    """At 300 ms nobody knows that the thread waited 10 of the 50 ms up to its first item; once it is told, it doesn't count."""
    run = late_sampled()
    assert clocks(run, 300_000).wait_us.tolist() == [0]
    run.lane(1, 250_000, 400_000, cpu_us=100_000, thread_cpu_us=(0, 100_000), opened=False)
    run.sample(400_000, (100_000, 40_000))
    assert clocks(run, 400_000).wait_us.tolist() == [30_000]
    run.sample(1_000_000, (100_000, 40_000))
    assert clocks(run, 400_000).wait_us.tolist() == [30_000]
    assert memo(run.session, 1).first_clocks == {(LAB << 32) | (LAB + 1): (25_000, 10_000)}


def test_nothing_that_came_after_the_play_head_is_used():
    run = late_sampled()
    run.sample(400_000, (100_000, 40_000))
    assert clocks(run, 300_000).wait_us.tolist() == [0]
