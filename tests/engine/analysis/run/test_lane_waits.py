"""What looks have told of the lanes' threads between their first items and the play head."""

import pytest
from concviz.engine.analysis.memo import Checkpoints
from concviz.engine.analysis.run.ledger import NOT_TOLD
from concviz.engine.analysis.run.result import result, rusage_note
from concviz.engine.model.run_facts import PhaseFacts
from concviz.engine.session.events import Awaits

from tests.support.exact_run import LAB, ExactRun


def looked_at() -> ExactRun:
    """Two threads, the first of which has its first item between two tellings."""
    run = ExactRun()
    run.lane(1, 300_000, 1_000_000)
    run.lane(2, 250_000, 1_000_000)
    run.lane(3, 400_000, 1_000_000, tid=LAB + 2)
    run.who(100_000, (LAB, LAB + 1, "worker"), (LAB, LAB + 2, "worker"))
    run.looks(200_000, [2, 0], lock_us=[0, 0])
    run.looks(400_000, [12, 4], lock_us=[100_000, 0], held_us=[0, 0])
    run.looks(
        1_000_000,
        [42, 20],
        lock_us=[400_000, 0],
        io_us=[50_000, 0],
        child_us=[0, 7_000],
        gil_us=[1_000, 0],
        held_us=[9, 0],
    )
    return run


def test_what_was_told_before_the_first_item_does_not_count():
    found = looked_at().figures(1_000_000).waits
    assert found.looks.tolist() == [35, 19, 19]
    assert found.us.tolist() == [[1_000, 350_000, 50_000, 0, 0], [0, 0, 0, 7_000, 0], [0, 0, 0, 7_000, 0]]
    assert found.held_us[:, 0].tolist() == [9, 0, 0]
    assert found.enough


def test_what_workers_with_a_loop_each_await_is_known_by_their_drivers():
    run = looked_at()
    run.session.append(Awaits(1_000_000, run.number, io_us=1_000, asleep_us=4_000))
    found = run.figures(1_000_000).waits
    assert found.us.tolist()[0] == [1_000, 350_000, 10_000, 0, 40_000]
    assert found.us.tolist()[1] == [0, 0, 0, 7_000, 0]


@pytest.mark.parametrize(("looks", "enough"), [(11, False), (12, True)])
def test_twelve_looks_divide(looks, enough):
    run = ExactRun()
    run.lane(1, 300_000, 1_000_000)
    run.who(100_000, (LAB, LAB + 1, "worker"))
    run.looks(300_000, [0])
    run.looks(900_000, [looks], asleep_us=[500_000])
    figures = run.figures(1_000_000)
    assert (figures.waits.enough, figures.ledger.looks) == (enough, looks * enough)
    assert figures.waits.held_us.tolist() == [[-1, -1, -1]]


def test_a_thread_that_nobody_looked_at_is_not_known():
    run = ExactRun()
    assert run.figures(1_000_000).waits.looks.tolist() == []
    run.lane(1, 300_000, 1_000_000)
    assert run.figures(1_000_000).waits.looks.tolist() == [0]
    run.lane(2, 300_000, 1_000_000)
    run.who(100_000, (LAB, LAB + 1, "worker"))
    run.looks(300_000, [1], held_us=[0])
    run.looks(900_000, [20], asleep_us=[500_000], held_us=[5])
    found = run.figures(1_000_000).waits
    assert (found.looks.tolist(), found.us.sum(axis=1).tolist()) == ([19, 0], [500_000, 0])
    assert found.held_us[:, 0].tolist() == [5, -1]


def test_a_sum_is_kept_a_second_and_never_of_what_may_change():
    asked: list[tuple[int, int]] = []

    def advance(state: int, t0_us: int, t1_us: int) -> int:
        asked.append((t0_us, t1_us))
        return state + t1_us - t0_us

    sums = Checkpoints(500_000, 0)
    assert sums.at(400_000, 9_000_000, advance) == 0
    assert sums.at(2_300_000, 1_999_999, advance) == 1_800_000
    assert asked == [(500_000, 1_000_000), (1_000_000, 2_300_000)]
    assert sums.at(2_300_000, 2_000_000, advance) == 1_800_000
    assert asked[2:] == [(1_000_000, 2_000_000), (2_000_000, 2_300_000)]
    assert sums.at(1_500_000, 9_000_000, advance) == 1_000_000
    assert asked[4:] == [(1_000_000, 1_500_000)]
    assert sums.at(2_000_000, 9_000_000, advance) == 1_500_000
    assert asked[5:] == []


@pytest.mark.parametrize(
    ("cpu_s", "rusage_s", "note"),
    [
        (1.0, None, ""), (1.0, 1.02, ""), (0.0, 0.02, ""), (4.0, 4.08, ""),
        (1.0, 1.0625, "getrusage counts 62 ms more CPU time: it also counts starting and ending the workers."),
        (4.0, 4.125, "getrusage counts 125 ms more CPU time: it also counts starting and ending the workers."),
        (0.125, 0.0, "getrusage counts 125 ms less CPU time: it counts no process that nobody waited for."),
    ],
)  # fmt: skip
def test_two_clocks_agree_to_the_larger_of_two_hundredths(cpu_s, rusage_s, note):
    assert rusage_note(cpu_s, rusage_s) == note


def test_a_result_of_which_every_figure_is_known():
    run = ExactRun(asked_us=1_000_000, items=None, seed=3, nice=5, workers=2, workers_us=None)
    run.phase(1_000_100, "asked")
    run.phase(1_050_000, "imported", python="3.14.2", gil=True)
    run.phase(1_100_000, "workers_asked", rusage_self_s=1.0, rusage_children_s=0.5)
    run.lane(1, 1_200_000, 2_200_000, cpu_us=600_000, items=4, lost=(3, 0))
    run.lane(2, 1_300_000, 1_800_000, cpu_us=200_000, items=5)
    run.phase(2_250_000, "results_in")
    run.phase(2_260_000, "workers_gone", rusage_self_s=1.25, rusage_children_s=1.5)
    run.phase(2_300_000, "combined", answer="42", digest="ab")
    found = result(run.session, 1)
    assert (found.items, found.nice, found.seed, found.workers, found.python) == (9, 5, 3, 2, "3.14.2")
    assert (found.wall_s, found.startup_s, found.compute_s, found.cpu_s, found.cores_used) == (1.15, 0.1, 1.0, 0.8, 0.8)
    assert (found.peak_threads, found.threads_by_role, found.processes_by_role) == (
        3,
        {"worker": 2, "main": 1},
        {"lab": 1},
    )
    assert (found.dropped_spans, found.answer, found.digest, found.rusage_s) == (3, "42", "ab", 1.25)
    assert (
        found.rusage_differs == "getrusage counts 450 ms more CPU time: it also counts starting and ending the workers."
    )
    assert found.phases == {
        "asked": 0.0, "imported": 0.0499, "workers_asked": 0.0999, "results_in": 1.2499, "workers_gone": 1.2599, "combined": 1.2999,
    }  # fmt: skip
    assert found.verdict.startswith("One after the other, at the GIL. Two threads take turns (inferred)")
    assert result(run.session, 1, "stopped").verdict.startswith("Stopped. 9 items were done after 1.00 s of computing.")


def test_getrusage_is_known_where_both_of_its_parts_are():
    run = ExactRun(workers_us=None)
    run.phase(100_000, "workers_asked", rusage_self_s=1.0)
    run.phase(900_000, "workers_gone", rusage_self_s=1.5, rusage_children_s=0.0)
    assert result(run.session, 1).rusage_s is None
    assert PhaseFacts().rusage_self_s is None


def test_what_own_tasks_and_threads_wait_for_is_likely_io_and_is_called_inferred():
    run = looked_at()
    run.session.append(Awaits(1_000_000, run.number, io_us=1_000, asleep_us=2_000, other_us=3_000))
    found = run.figures(1_000_000)
    assert found.waits.us[0].round().tolist() == [1_000, 350_000, 33_333, 0, 16_667]
    assert found.waits.likely_io == 0.75
    assert (found.ledger.inferred, found.ledger.inferred_why) == (("wait_io",), NOT_TOLD)
    assert "wait_io" not in found.ledger.measured


def test_coroutines_that_await_tasks_and_threads_of_their_own_wait_for_io_by_inference_alone():
    run = ExactRun()
    run.lane(1, 200_000, 1_200_000, kind="coroutine")
    run.session.append(Awaits(1_200_000, run.number, io_us=0, other_us=900_000))
    run.phase(1_200_000, "results_in")
    assert run.figures().ledger.inferred == ("wait_io",)
    assert run.figures().ledger.wait_io > 0.9
