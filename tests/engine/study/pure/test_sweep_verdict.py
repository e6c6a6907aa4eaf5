"""The sentences of a sweep, word for word: the best number of workers, what limits them, the laws and where they are refused."""

import pytest
from concviz.engine.model.states import Ledger
from concviz.engine.model.study_facts import Estimate, Fit
from concviz.engine.study.pure.rounds import Course
from concviz.engine.study.pure.sweep_verdict import best_workers, fitted, verdict

from tests.support.made_measurements import made, made_row, rows_of

SEQUENTIAL = [2.0, 2.01, 1.99]
TENTH_SERIAL = {1: 2.0, 2: 1.1, 4: 0.65, 8: 0.425}
BEST_OF_EIGHT = "Best: 8 workers, 4.71 times as fast as sequential."
AMDAHL = (
    "Amdahl's law: it behaves as if 10.0% of the work were serial (9.6% to 10.4%), so at most 10.4 times as fast as 1 worker, "
    "however many cores there are; here it can use 8."
)
NO_PEAK = (
    "Scalability law: it behaves as with a contention of 10.0% (8.6% to 11.5%) and a coherency of 0.00% (0.00% to 0.17%); whether "
    "it gets slower with more workers can't be told from these points."
)
FEW = "and a law needs more of them than it has parameters."


def swept(times, base=None, **changes):
    rows = [made_row("sequential", SEQUENTIAL, **(base or {}))]
    rows += [made_row(str(count), [time, time * 1.01, time * 0.99], **changes) for count, time in times.items()]
    return rows_of(*rows)


def told(rows, usable=8.0):
    return verdict(rows, fitted(rows, usable), usable)


def laws(p, usable=8.0, beta=None):
    """The sentence of one law with these estimates."""
    fit = Fit("", True, "", {"p": Estimate(*p)} if p else {"alpha": Estimate(0.05, 0.02, 0.1), "beta": Estimate(*beta)})
    return verdict(swept({1: 2.0, 8: 0.5}), {"amdahl" if p else "usl": fit}, usable).partition("sequential. ")[2]


# ---------------------------------------------------------------------- the laws


def test_the_laws_of_what_computes_are_of_cores():
    assert told(swept(TENTH_SERIAL)) == f"{BEST_OF_EIGHT} {AMDAHL} {NO_PEAK}"


def test_what_waits_is_explained_and_has_no_ceiling_of_cores():
    waits = {"ledger": Ledger(on_core=0.02, wait_io=0.97, idle=0.01), "cores_used": 0.02}
    amdahl = AMDAHL.replace("cores there are; here it can use 8.", "workers there are.")
    text = "Cores are no ceiling here: sequential computed for 2% of its time and waited for I/O 97% of it"
    assert told(swept(TENTH_SERIAL, waits), 2.0) == f"{BEST_OF_EIGHT} {text}. {amdahl} {NO_PEAK}"
    guessed = {**waits, "ledger": Ledger(on_core=0.02, wait_io=0.97, idle=0.01, inferred=("wait_io",))}
    assert told(swept(TENTH_SERIAL, guessed), 2.0) == f"{BEST_OF_EIGHT} {text} (inferred). {amdahl} {NO_PEAK}"


@pytest.mark.parametrize(
    ("ledger", "cores", "text"),
    [
        (Ledger(on_core=0.9, wait_io=0.1), 0.9, ""),
        (Ledger(on_core=0.5, wait_core=0.4, wait_io=0.1), 0.5, ""),
        (Ledger(on_core=0.1, wait_lock=0.9), 0.95, ""),
        (
            Ledger(on_core=0.89, wait_io=0.11),
            0.89,
            "Cores are no ceiling here: sequential computed for 89% of its time. ",
        ),
        (
            Ledger(on_core=0.8, wait_io=0.2),
            0.8,
            "Cores are no ceiling here: sequential computed for 80% of its time and waited for I/O 20% of it. ",
        ),
        (
            Ledger(on_core=0.1, asleep=0.9),
            0.1,
            "Cores are no ceiling here: sequential computed for 10% of its time and slept 90% of it. ",
        ),
    ],
)
def test_cores_are_a_ceiling_from_nine_tenths_of_computing_on(ledger, cores, text):
    found = told(swept(TENTH_SERIAL, {"ledger": ledger, "cores_used": cores})).removeprefix(f"{BEST_OF_EIGHT} ")
    many = "workers there are." if text else "cores there are; here it can use 8."
    assert found == f"{text}{AMDAHL.replace('cores there are; here it can use 8.', many)} {NO_PEAK}"


def test_there_is_no_fit_with_as_many_parameters_as_different_numbers_of_cores():
    few = f"Not fitted: with 2 usable cores these worker counts come to 2 different numbers of cores, {FEW}"
    assert told(swept(TENTH_SERIAL), 2.0) == f"{BEST_OF_EIGHT} {few}"
    three = fitted(swept({1: 2.0, 2: 1.1, 4: 0.65, 8: 0.66}), 4.0)
    assert three["amdahl"].drawn
    assert (
        three["usl"].why == f"with 4 usable cores these worker counts come to 3 different numbers of cores, {FEW[:-1]}"
    )
    assert fitted(swept({1: 2.0, 2: 1.3, 4: 1.3}), 1.5)["amdahl"].why.startswith("with 1.5 usable cores")


def test_a_limit_is_only_said_from_the_interval():
    text = "Amdahl's law: it behaves as if 9.1% of the work were serial (0.0% to 87.1%), which sets no limit; here it can use 8."
    assert laws((0.909, 0.129, 1.0)) == text
    assert laws((0.9, 0.88, 0.9985)) == (
        "Amdahl's law: it behaves as if 10.0% of the work were serial (0.1% to 12.0%), so at most 667 times as fast as 1 worker, "
        "however many cores there are; here it can use 8."
    )
    assert "which sets no limit" in laws((0.9, 0.88, 0.9991))


def test_a_peak_is_only_said_from_the_interval():
    text = "Scalability law: it behaves as with a contention of 5.0% (2.0% to 10.0%) and a coherency of "
    assert laws(None, beta=(0.06, 0.05, 0.08)) == f"{text}6.00% (5.00% to 8.00%); beyond 3 to 4 workers it gets slower."
    assert (
        laws(None, beta=(0.01, 0.009, 0.012))
        == f"{text}1.00% (0.90% to 1.20%); beyond 9 to 10 workers it would get slower."
    )
    assert laws(None, beta=(0.06, 0.0599, 0.0601)).endswith("beyond 4 workers it gets slower.")
    assert laws(None, beta=(0.06, 0.0, 0.08)).endswith(
        "whether it gets slower with more workers can't be told from these points."
    )


def test_no_law_where_the_points_show_something_else():
    noisy = made_row("2", [1.0] * 3, rest_cores=0.8), made_row("4", [0.5] * 3, rest_cores=0.8)
    quiet = made_row("sequential", SEQUENTIAL), made_row("1", SEQUENTIAL)
    assert told(rows_of(*quiet, *noisy)) == (
        "Best: 4 workers, 4.00 times as fast as sequential. Not fitted: other things used cores at 2 of 3 worker counts, so these "
        "points don't show how it scales. Up to 0.80 cores were busy with other things, so take the figures with care."
    )
    assert fitted(rows_of(*quiet, made_row("2", [1.0] * 3), noisy[1]), 8.0)["amdahl"].drawn


def test_no_law_where_the_sequential_run_does_not_show_what_limits():
    unknown = "without a sequential run it is not known whether cores limit it"
    assert fitted(swept(TENTH_SERIAL, {"ledger": None}), 8.0)["amdahl"].why == unknown
    assert fitted(swept(TENTH_SERIAL, {"ledger": Ledger()}), 8.0)["usl"].why == unknown
    assert fitted(swept(TENTH_SERIAL)[1:], 8.0)["amdahl"].why == unknown
    own = "the work starts threads or processes of its own, so a number of workers is no number of cores"
    assert fitted(swept(TENTH_SERIAL, {"own_helpers_cores": 0.51}), 8.0)["amdahl"].why == own
    assert fitted(swept(TENTH_SERIAL, {"own_helpers_cores": 0.5}), 8.0)["amdahl"].drawn


@pytest.mark.parametrize(
    ("ledger", "text"),
    [
        (Ledger(on_core=0.3, wait_gil=0.7), " 8 workers waited for the GIL 70% of their time."),
        (
            Ledger(on_core=0.3, wait_gil=0.7, inferred=("wait_gil",)),
            " 8 workers waited for the GIL 70% of their time (inferred).",
        ),
        (Ledger(on_core=0.8, wait_lock=0.2), " 8 workers waited for a lock 20% of their time."),
        (Ledger(on_core=0.4, wait_loop=0.6), " 8 workers waited for the event loop 60% of their time."),
        (Ledger(on_core=0.81, wait_lock=0.19), ""),
        (Ledger(wait_core=1.0), ""),
        (None, ""),
    ],
)
def test_what_workers_wait_for_because_there_are_others(ledger, text):
    assert told(swept(TENTH_SERIAL, ledger=ledger)) == f"{BEST_OF_EIGHT}{text} {AMDAHL} {NO_PEAK}"


# ---------------------------------------------------------------------- the best number of workers


def test_the_fewest_workers_of_equally_fast_ones_are_best():
    rows = swept({1: 2.0, 2: 1.0, 4: 1.0})
    assert best_workers(rows) == 2
    assert verdict(rows, {}, 2.0) == "Best: 2 workers, 2.00 times as fast as sequential."


def test_of_one_count_there_is_no_best():
    rows = swept({4: 1.0})
    assert best_workers(rows) is None
    assert verdict(rows, {}, 2.0) == "Only one worker count was measured: 4 workers, 2.00 times as fast as sequential."
    stopped = rows_of(
        made_row("sequential", SEQUENTIAL), Course("1", 1.0), Course("2", 1.0), made_row("4", [1.0, 1.01, 0.99])
    )
    text = "Only 1 of 3 worker counts was measured: 4 workers, 2.00 times as fast as sequential."
    assert verdict(stopped, {}, 2.0) == text


def test_a_stopped_sweep_says_of_how_many_counts_its_best_is():
    times = [made_row(name, [time, time * 1.01, time * 0.99]) for name, time in (("1", 2.0), ("2", 1.0))]
    text = verdict(rows_of(made_row("sequential", SEQUENTIAL), *times, Course("4", 1.0)), {}, 2.0)
    assert text == "Best: 2 workers, 2.00 times as fast as sequential. Only 2 of 3 worker counts were measured."


def test_who_is_no_faster_than_sequential_has_not_won():
    slower = swept({1: 2.43, 2: 3.0, 4: 4.0})
    assert best_workers(slower) is None
    assert verdict(slower, {}, 2.0) == (
        "No number of workers is faster than sequential: 1 worker, the fastest, 0.82 times as fast as sequential."
    )
    same = swept({1: 2.0, 2: 2.1, 4: 2.1})
    assert best_workers(same) is None
    assert verdict(same, {}, 2.0) == (
        "No number of workers is clearly faster than sequential: 1 worker, the fastest, with no clear difference from sequential."
    )
    once = rows_of(made_row("sequential", [1.0]), made_row("1", [1.2]), made_row("2", [1.3]))
    assert best_workers(once) is None
    faster = rows_of(made_row("sequential", [2.0]), made_row("1", [2.0]), made_row("2", [1.0]))
    text = "Best: 2 workers, 2.00 times as fast as sequential. It takes 3 repeats of each to be sure of it."
    assert verdict(faster, {}, 2.0) == text


# ---------------------------------------------------------------------- answers, failures


def test_answers_and_failures_are_said():
    rows = rows_of(
        made_row("sequential", SEQUENTIAL),
        made_row("1", SEQUENTIAL),
        made_row("2", [1.0, 1.01, 0.99], digest="bb"),
        Course("4", 1.0, error="worker 3 was killed by signal 9"),
    )
    assert verdict(rows, {}, 2.0) == (
        "Only 1 of 3 worker counts was measured: 1 worker, with no clear difference from sequential. "
        "Wrong answer: 2 workers did not come to "
        "the results that sequential came to three times. Failed: 4 workers; the others stand."
    )
    varying = made_row("sequential", SEQUENTIAL)
    varying.kept[1] = made(2.01, digest="bb")
    found = rows_of(varying, made_row("1", SEQUENTIAL), made_row("2", [1.0, 1.01, 0.99]))
    assert verdict(found, {}, 2.0) == (
        "Best: 2 workers, 2.00 times as fast as sequential. The results vary by themselves: those of sequential differ from run to "
        "run, so nobody's can be checked against them, and only times are compared."
    )
    assert verdict(rows_of(Course("sequential", 1.0), Course("1", 1.0)), {}, 2.0) == (
        "Nothing was measured that could be compared, so there is no curve."
    )


# ---------------------------------------------------------------------- each bound


def test_half_of_the_points_may_be_disturbed():
    def drawn(disturbed):
        rows = [
            made_row(str(count), [time] * 3, rest_cores=0.8 * (count in disturbed))
            for count, time in TENTH_SERIAL.items()
        ]
        return fitted(rows_of(made_row("sequential", SEQUENTIAL), *rows), 8.0)["amdahl"].drawn

    assert (drawn([1, 2]), drawn([1, 2, 4])) == (True, False)


def test_a_curve_is_against_the_sequential_run_and_of_the_measured_counts_alone():
    found = fitted(swept(TENTH_SERIAL), 8.0)["amdahl"]
    assert found.curve[0][:2] == pytest.approx((1.0, 1.0), abs=0.01)
    assert found.curve[-1][:2] == pytest.approx((8.0, 2.0 / 0.425), abs=0.02)


@pytest.mark.parametrize(
    ("alpha", "beta", "words"),
    [
        ((0.05, 0.02, 0.1), (9.0, 8.9, 9.1), "beyond 1 worker it gets slower."),
        ((0.05, 0.02, 1.5), (0.06, 0.05, 0.08), "beyond 1 to 4 workers it gets slower."),
        ((0.05, 0.02, 0.1), (0.02, 0.016, 0.02), "beyond 7 to 8 workers it would get slower."),
        ((0.05, 0.02, 0.1), (0.021, 0.02, 0.021), "beyond 7 workers it gets slower."),
        ((1.2, 1.0, 1.5), (0.06, 0.05, 0.08), "whether it gets slower with more workers can't be told from these points."),
        ((0.9, 0.99, 1.5), (0.06, 0.05, 0.08), "beyond 1 worker it gets slower."),
        ((0.05, 0.02, 0.1), (0.06, -0.1, 0.08), "whether it gets slower with more workers can't be told from these points."),
    ],
)  # fmt: skip
def test_the_peak_is_said_from_both_ends_of_both_intervals(alpha, beta, words):
    fit = Fit("", True, "", {"alpha": Estimate(*alpha), "beta": Estimate(*beta)})
    assert verdict(swept({1: 2.0, 8: 0.5}), {"usl": fit}, 8.0).endswith(words)


def test_workers_that_wait_for_each_other_are_several():
    waits = {"ledger": Ledger(on_core=0.1, wait_lock=0.9)}
    alone = [made_row("sequential", SEQUENTIAL), made_row("1", SEQUENTIAL, **waits)]
    only = "Only one worker count was measured: "
    assert verdict(rows_of(*alone), {}, 2.0) == f"{only}1 worker, with no clear difference from sequential."
    two = [alone[0], made_row("2", [1.0, 1.0, 1.0], **waits)]
    assert verdict(rows_of(*two), {}, 2.0) == (
        f"{only}2 workers, 2.00 times as fast as sequential. 2 workers waited for a lock 90% of their time."
    )


def test_the_shortest_median_may_not_be_the_best():
    assert verdict(swept({1: 2.0, 2: 1.0, 1_000: 0.98}), {}, 2.0) == (
        "Best: 2 workers, 2.00 times as fast as sequential. 1,000 workers had a shorter median, but are not clearly faster."
    )


@pytest.mark.parametrize(("wall", "best"), [(1.99, 1), (2.0, 1), (2.01, None)])
def test_of_too_few_repeats_the_fastest_counts_if_it_is_not_slower_than_sequential(wall, best):
    rows = rows_of(made_row("sequential", [2.0]), made_row("1", [wall]), made_row("2", [2.5]))
    assert best_workers(rows) == best


def test_one_of_two_counts_and_two_of_two():
    gone = rows_of(made_row("sequential", SEQUENTIAL), made_row("1", [2.0, 2.01, 1.99]), Course("2", 1.0))
    assert verdict(gone, {}, 2.0) == (
        "Only 1 of 2 worker counts was measured: 1 worker, with no clear difference from sequential."
    )
    assert verdict(swept({1: 2.0, 2: 1.0}), {}, 2.0) == "Best: 2 workers, 2.00 times as fast as sequential."
    assert best_workers(swept({1: 2.0, 2: 1.0})) == 2


def test_a_row_without_a_speed_up_has_none_said():
    rows = rows_of(made_row("1", [2.0, 2.0, 2.0]), made_row("2", [1.0, 1.0, 1.0]))
    assert verdict(rows, {}, 2.0) == "Best: 2 workers."


def test_the_busiest_row_is_the_one_that_is_told():
    rows = [made_row(name, [1.0, 1.01, 0.99], rest_cores=rest) for name, rest in (("1", 0.3), ("2", 0.7), ("4", 0.05))]
    text = verdict(rows_of(made_row("sequential", SEQUENTIAL), *rows), {}, 2.0)
    assert text.endswith("Up to 0.70 cores were busy with other things, so take the figures with care.")
