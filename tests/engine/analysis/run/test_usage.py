"""What a run used, of small runs of which every clock is known: whole figures by `==`."""

import numpy as np
import pytest
from concviz.engine.analysis.run.lane_table import lane_table, workers_of
from concviz.engine.analysis.run.others_cpu import OthersCpu
from concviz.engine.analysis.run.usage import Usage, handoffs_per_s, overlap, queue_at_a_lock, usage
from concviz.engine.model.states import Ledger

from tests.support.exact_run import LAB, ExactRun, two_threads


def test_every_figure_of_a_run_that_goes_on():
    found = two_threads().figures(1_200_000).usage
    assert found == Usage(
        first_us=200_000, until_us=1_200_000, wall_s=1.1, startup_s=0.1, compute_s=1.0, cpu_s=0.9, cores_used=0.9,
        in_flight=pytest.approx(0.9 + 0.6 + 0.3), overlap=found.overlap, handoffs_per_s=0.0,
    )  # fmt: skip


def test_start_up_counts_from_asking_for_the_workers_and_else_for_the_run():
    run = two_threads(asked_us=50_000, workers_us=None)
    assert (run.figures(1_200_000).usage.startup_s, run.figures(1_200_000).usage.wall_s) == (0.0, 1.0)
    run.phase(60_000, "asked")
    assert (run.figures(1_200_000).usage.startup_s, run.figures(1_200_000).usage.wall_s) == (0.14, 1.14)
    run.phase(150_000, "workers_asked")
    assert (run.figures(1_200_000).usage.startup_s, run.figures(1_200_000).usage.wall_s) == (0.05, 1.05)
    run.phase(1_500_000, "results_in")
    assert run.figures().usage.wall_s == 1.35


def test_before_the_first_item_only_the_wall_clock_runs():
    run = ExactRun()
    assert run.figures(150_000).usage == Usage(wall_s=0.05)
    assert run.figures(50_000).usage == Usage(wall_s=0.0)
    table = lane_table(workers_of([]), {})
    nothing = {"seen_cpu_us": np.zeros(0), "others": OthersCpu(), "handoffs": 0.0}
    assert usage(table, {"workers_asked": 9}, **nothing, until_us=5) == Usage()
    assert usage(table, {}, **nothing, until_us=3_000_000) == Usage()
    assert usage(table, {"asked": 1_000_000}, **nothing, until_us=3_000_000) == Usage(wall_s=2.0)


def test_a_lanes_cpu_goes_on_as_far_as_its_busy_thread_was_sampled():
    run = two_threads()
    run.who(150_000, (LAB, LAB + 1, "worker"), (LAB, LAB + 2, "worker"))
    run.sample(1_100_000, 999_000, 602_000)
    assert run.figures(1_200_000).usage.cpu_s == pytest.approx(0.4 + 0.6)


def test_coroutines_of_one_thread_share_its_clock():
    run = ExactRun()
    for lane, clock in ((1, (100, 50_100)), (2, (5_100, 40_100))):
        run.lane(lane, 200_000, 300_000, kind="coroutine", tid=LAB, thread_cpu_us=clock)
    assert run.figures(300_000).usage.cpu_s == 0.05


LOCKED = Ledger(wait_lock=0.4, wait_gil=0.1, wait_core=0.05, wait_loop=0.025)


def test_overlap_leaves_out_whoever_queued():
    assert overlap(4.0, 4, LOCKED) == pytest.approx(4 - 4 * 0.575)
    assert overlap(2.0, 4, LOCKED) == pytest.approx(2 - 4 * 0.175)
    assert overlap(0.5, 4, LOCKED) == 0.0
    assert (queue_at_a_lock(2.401, 4, LOCKED), queue_at_a_lock(2.399, 4, LOCKED)) == (True, False)
    assert [Usage(overlap=1.2).concurrent, Usage(overlap=1.201).concurrent] == [False, True]
    assert [Usage(cores_used=1.2).parallel, Usage(cores_used=1.201).parallel] == [False, True]


def spans_of(*rows, kind="thread", gil=True, pids=(LAB, LAB, LAB)) -> tuple:
    """(lane, start, end, flag) of spans, and the table of three lanes."""
    run = ExactRun()
    for lane, pid in enumerate(pids, 1):
        run.lane(lane, 0, 100, kind=kind, pid=pid, gil=gil, tid=LAB if kind == "coroutine" else None)
    for lane in (1, 2, 3):
        mine = [(item, start, end, 1, flag) for item, (of, start, end, flag) in enumerate(rows) if of == lane]
        if mine:
            run.spans(1_000, lane, *mine)
    return run.session.spans(1), run.figures(1_000).table


@pytest.mark.parametrize(
    ("rows", "more", "changes"),
    [
        ([(1, 0, 10, 0), (2, 10, 20, 0)], {}, 1),  # an end comes before a start of the same moment
        ([(1, 0, 10, 0), (1, 20, 30, 1)], {}, 0),
        ([(1, 0, 30, 0), (2, 10, 20, 0)], {}, 2),
        ([(1, 0, 30, 0), (2, 10, 20, 1), (3, 15, 40, 0)], {}, 5),
        ([(1, 0, 30, 0), (2, 10, 20, 0)], {"gil": False}, 0),
        ([(1, 0, 30, 0), (2, 10, 20, 0)], {"kind": "interpreter"}, 0),
        ([(1, 0, 30, 0), (2, 10, 20, 0)], {"pids": (LAB, 200, 300)}, 0),
        ([(1, 0, 30, 0), (2, 10, 20, 0), (3, 12, 14, 0)], {"pids": (LAB, 200, LAB)}, 2),
        ([(1, 0, 5, 2), (2, 5, 9, 2), (1, 9, 12, 2), (1, 3, 9, 3), (2, 0, 9, 0)], {"kind": "coroutine"}, 2),
    ],
)
def test_hand_offs_are_changes_of_the_lane_within_one_process(rows, more, changes):
    spans, table = spans_of(*rows, **more)
    assert handoffs_per_s(spans, table, 0.5) == changes / 0.5
    assert handoffs_per_s(spans, table, 0.0) == 0.0


def test_hand_offs_of_a_run_that_goes_on_are_those_of_the_last_second():
    run = ExactRun()
    for lane in (1, 2):
        run.lane(lane, 200_000, 2_200_000)
    run.spans(1_000_000, 1, (0, 300_000, 400_000, 1, 0), (1, 1_300_000, 1_302_000, 1, 0))
    run.spans(1_000_000, 2, (2, 350_000, 360_000, 1, 0), (3, 1_304_000, 1_306_000, 1, 0))
    assert run.figures(2_200_000).usage.handoffs_per_s == 1.0
    assert run.figures(2_200_000, whole=True).usage.handoffs_per_s == 3 / 2.0
    alone = ExactRun()
    alone.lane(1, 200_000, 2_200_000)
    assert alone.figures(2_200_000).usage.handoffs_per_s == 0.0


def test_clocks_that_contradict_each_other_count_nothing():
    """Read at another moment than they were told: an item begun after the head, a clock that goes back, a run asked for later."""
    run = ExactRun(workers_us=300_000)
    run.lane(1, 200_000, 250_000, thread_cpu_us=(9_000, 4_000), current=(0, 400_000), read_us=260_000)
    table = run.figures(260_000).table
    told = {"seen_cpu_us": np.array([-1]), "others": OthersCpu(own_us=30_000), "handoffs": 0.0}
    assert usage(table, {"workers_asked": 300_000}, **told, until_us=150_000) == Usage(
        first_us=200_000, until_us=150_000, cpu_s=0.03
    )
    assert usage(table, {"workers_asked": 300_000}, **told, until_us=260_000) == Usage(
        first_us=200_000, until_us=260_000, compute_s=0.06, cpu_s=0.03, cores_used=0.5, own_helpers_cores=0.5,
        in_flight=pytest.approx(5 / 6),
    )  # fmt: skip


@pytest.mark.parametrize(("cpu_us", "inferred"), [(996_000, ()), (994_000, ("wait_gil",))])
def test_a_share_that_was_inferred_is_named_from_half_a_percent_on(cpu_us, inferred):
    run = ExactRun()
    for lane in (1, 2):
        run.lane(lane, 200_000, 1_200_000, cpu_us=cpu_us, thread_cpu_us=(0, cpu_us))
    found = run.figures(1_200_000).ledger
    assert found.inferred == inferred
    assert found.wait_gil == pytest.approx(1 - cpu_us / 1e6)


def test_why_a_share_had_to_be_inferred():
    run = two_threads()
    assert run.figures(1_200_000).ledger.inferred_why == "nobody could look at what the workers' threads waited for"
    run.who(200_000, (LAB, LAB + 1, "worker"), (LAB, LAB + 2, "worker"))
    run.looks(250_000, [0, 0], gil_us=[0, 0])
    run.looks(1_100_000, [5, 6], gil_us=[9_000, 9_000])
    few = run.figures(1_200_000).ledger
    assert few.inferred_why == "it was too short for enough looks at what the workers' threads waited for"
    run.looks(1_150_000, [50, 60], gil_us=[90_000, 90_000])
    assert run.figures(1_200_000).ledger.inferred_why == ""


@pytest.mark.parametrize(("rounds", "inferred"), [(3, True), (4, False)])
def test_many_threads_that_were_looked_at_in_a_few_moments_divide_nothing(rounds, inferred):
    """Of twenty threads one round is twenty looks at one moment, and that may be the one in which all import the same module."""
    run = ExactRun()
    lanes = range(1, 21)
    for lane in lanes:
        run.lane(lane, 200_000, 1_200_000, cpu_us=10_000)
    run.who(200_000, *((LAB, LAB + lane, "worker") for lane in lanes))
    run.looks(250_000, [0] * 20, lock_us=[0] * 20)
    run.looks(1_150_000, [rounds] * 20, lock_us=[9_000] * 20)
    found = run.figures(1_200_000).ledger
    assert (found.wait_lock == 0.0, found.looks) == ((True, 0) if inferred else (False, 20 * rounds))


def test_where_steps_were_lost_the_others_stand_for_them():
    run = ExactRun(kind="io")
    for lane, lost in ((1, (0, 3)), (2, (0, 0))):
        run.lane(lane, 200_000, 1_200_000, kind="coroutine", tid=LAB, items=9, cpu_us=1_000, lost=lost)
        run.spans(
            1_200_000, lane, (1, 200_000, 201_000, 900, 2), (1, 700_000, 800_000, 0, 3), (1, 200_000, 1_200_000, 900, 0)
        )
    found = run.figures(1_200_000).ledger
    assert found.inferred == ("wait_io", "wait_loop")
    assert found.inferred_why == "some of the coroutines' steps were lost, so the others stand for them"
