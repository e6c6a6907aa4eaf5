"""What is said of each row."""

from dataclasses import replace

import msgspec
import pytest
from concviz.engine.model.run_facts import Peak
from concviz.engine.model.states import Piece
from concviz.engine.model.study_rows import Loss, Waterfall
from concviz.engine.study.pure.rounds import Course
from concviz.engine.study.pure.rows import same
from concviz.engine.study.sweep import ceilings, worker_counts
from concviz.engine.study.waterfall import against

from tests.support.made_measurements import made, made_row, rows_of

SEQUENTIAL = [2.0, 2.01, 1.99]
FIELDS = [
    *("model", "python", "workers", "wall_s", "speedup", "cores_used", "startup_s", "peak_threads", "peak_processes"),
    *("memory_bytes", "pickled_bytes", "context_switches", "digest", "same", "disturbed", "waterfall"),
]


def test_a_row_has_the_fields_that_were_promised_in_their_order():
    for row in rows_of(made_row("sequential", SEQUENTIAL), Course("gone", 1.0)):
        assert list(msgspec.to_builtins(row))[: len(FIELDS)] == FIELDS


def test_speed_up_and_difference():
    base, fast, same, slow = rows_of(
        made_row("sequential", SEQUENTIAL),
        made_row("processes", [1.0, 1.01, 1.02]),
        made_row("threads", [2.0, 2.02, 2.005]),
        made_row("asyncio", [3.0, 3.1, 2.9]),
    )
    assert [row.difference for row in (base, fast, same, slow)] == [
        "baseline",
        "faster",
        "no clear difference",
        "slower",
    ]
    assert fast.speedup.low < 1.98 < fast.speedup.high


def test_the_waterfall_is_of_the_repeat_in_the_middle():
    row = made_row("sequential", [1.0, 3.0, 2.0])
    assert rows_of(row)[0].waterfall.total_s == 2.0


def test_the_biggest_loss():
    fall = Waterfall(pieces={Piece.IMPORTS: 0.1, Piece.COMPUTING: 1.0, Piece.WAIT_GIL: 0.9}, total_s=2.0)
    assert against(fall, 1.0).biggest_loss == Loss(Piece.WAIT_GIL, 0.9)
    assert against(fall, 0.05).biggest_loss == Loss(Piece.COMPUTING, 0.95)
    assert (
        against(Waterfall(pieces={Piece.COMPUTING: 1.0, Piece.TEARDOWN: 0.001}, total_s=1.001), 1.0).biggest_loss
        is None
    )


def test_worker_counts():
    assert worker_counts(1.0) == (1, 2, 4)
    assert worker_counts(2.0) == (1, 2, 4)
    assert worker_counts(6.0) == (1, 2, 4, 6, 8, 12)
    assert worker_counts(1.5) == (1, 2, 4)
    assert worker_counts(2.0, 8) == (1, 2, 4, 8)
    assert worker_counts(6.0, 3) == (1, 2, 3)
    assert worker_counts(6.0, 12) == worker_counts(6.0)


def test_ceilings(machine):
    assert ceilings(machine) == {"affinity": 2.0, "quota": 1.5, "physical cores": 1.0}


def test_memory_is_the_most_of_all_repeats():
    row = made_row("sequential", SEQUENTIAL)
    row.kept[1] = made(2.0, memory_bytes=30)
    assert rows_of(row)[0].memory_bytes == 30


def test_what_a_row_takes_of_its_repeats():
    """The middle of what varies, the most of what must have room, and all of one repeat where figures belong together."""
    row = Course("threads", 1.0)
    row.kept = [
        made(1.0, run=4, cores_used=1.0, startup_s=0.1, peak=Peak(1, 9), memory_bytes=10, context_switches=5, rest_cores=0.02, overlap=1.1),
        made(3.0, run=5, cores_used=1.4, startup_s=0.3, peak=Peak(3, 7), memory_bytes=30, context_switches=9, rest_cores=0.05, overlap=1.3),
        made(2.0, run=6, cores_used=1.3, startup_s=0.2, peak=Peak(2, 8), memory_bytes=20, context_switches=8, rest_cores=0.03, overlap=1.2),
        made(2.1, run=7, cores_used=1.2, memory_bytes=None, rest_cores=None),
    ]  # fmt: skip
    found = rows_of(row)[0]
    assert (found.cores_used, found.startup_s, found.memory_bytes, found.context_switches) == (1.25, 0.15, 30, 8)
    assert (found.peak_processes, found.peak_threads, found.rest_cores) == (3, 9, 0.05)
    assert (found.repeats, found.runs, found.status) == ([1.0, 3.0, 2.0, 2.1], [4, 5, 6, 7], "done")
    assert (found.speedup, found.difference, found.disturbed) == (None, "", False)


@pytest.mark.parametrize(
    ("digests", "right", "word"),
    [
        (["a", "a"], ["a", "a"], "equal"),
        (["b", "b"], ["a", "a"], "wrong"),
        (["a", "b"], ["a", "a"], "wrong"),
        (["b", "b"], ["a", "c"], "varies"),
        (["a", "a"], ["a", "c"], "varies"),
        (["a", "a"], ["a"], "equal"),
        (["b", "b"], ["a"], None),
    ],
)
def test_results_are_equal_vary_by_themselves_or_are_wrong(digests, right, word):
    assert same(digests, right) == word


def test_without_a_baseline_rows_are_equal_or_it_is_open_who_is_right():
    assert [row.same for row in rows_of(made_row("threads", [1.0]), made_row("processes", [1.0]))] == ["equal"] * 2
    differ = rows_of(made_row("threads", [1.0]), made_row("processes", [1.0], digest="bb"))
    assert [row.same for row in differ] == [None, None]


def test_a_baseline_that_varies_makes_every_row_vary_and_none_unsound():
    base = made_row("sequential", SEQUENTIAL)
    base.kept[1] = made(2.0, digest="bb")
    rows = rows_of(base, made_row("threads", [1.0, 1.0, 1.0], digest="cc"))
    assert [row.same for row in rows] == ["varies", "varies"]
    assert all(row.sound for row in rows)


def test_of_too_few_repeats_no_difference_is_claimed():
    two = rows_of(made_row("sequential", SEQUENTIAL), made_row("threads", [1.0, 1.01]))[1]
    three = rows_of(made_row("sequential", SEQUENTIAL), made_row("threads", [1.0, 1.01, 1.02]))[1]
    assert (two.difference, three.difference) == ("", "faster")
    assert rows_of(made_row("sequential", [2.0, 2.01]), made_row("threads", [1.0, 1.01, 1.02]))[1].difference == ""


def test_what_is_outside_of_the_wall_time_is_no_loss():
    pieces = {Piece.IMPORTS: 5.0, Piece.STARTING_WORKERS: 0.5, Piece.COMPUTING: 1.0, Piece.TEARDOWN: 3.0}
    fall = Waterfall(pieces=pieces, total_s=9.5)
    assert against(fall, 1.0).biggest_loss == Loss(Piece.STARTING_WORKERS, 0.5)
    assert against(Waterfall(pieces={Piece.IMPORTS: 5.0, Piece.COMPUTING: 1.0}, total_s=6.0), 1.0).biggest_loss is None


def test_others_are_told_by_the_busiest_repeat_to_the_thousandth():
    course = made_row("threads", [1.0, 1.1, 1.2])
    course.kept = [
        replace(each, rest_cores=rest) for each, rest in zip(course.kept, (0.04, 0.12345, None), strict=True)
    ]
    assert rows_of(made_row("sequential", [2.0] * 3), course)[1].rest_cores == 0.123
    course.kept = [replace(each, rest_cores=None) for each in course.kept]
    assert rows_of(made_row("sequential", [2.0] * 3), course)[1].rest_cores is None


def test_figures_are_told_to_the_digits_that_are_known():
    """Six digits of what was measured, microseconds of the repeats, and what five of them can claim."""
    row = made_row("threads", [1.23456789, 1.2, 1.3, 1.1, 1.4], cores_used=1.23456789, startup_s=0.123456789, overlap=1.23456789,
                   own_helpers_cores=0.123456789, loop_lag_s=0.00123456789)  # fmt: skip
    found = rows_of(row)[0]
    assert (found.level, found.repeats[0], found.wall_s.median) == (0.9375, 1.234568, 1.23457)
    assert (found.cores_used, found.startup_s, found.overlap) == (1.23457, 0.123457, 1.23457)
    assert (found.own_helpers_cores, found.loop_lag_s) == (0.123457, 0.00123457)
    assert rows_of(made_row("threads", [1.0], overlap=None))[0].overlap is None


def test_the_ideal_of_each_row_is_the_baselines_cpu_time_spread_over_its_workers():
    base, row = made_row("sequential", [2.0, 2.1, 2.4]), made_row("threads", [1.5, 1.6, 1.7])
    found = rows_of(base, row, workers=2, usable=8.0)
    assert [each.waterfall.ideal_s for each in found] == [1.05, 1.05]
    assert rows_of(row)[0].waterfall.ideal_s is None
    bare = made_row("threads", [1.5], waterfall=None)
    assert rows_of(bare)[0].waterfall is None


def test_a_row_is_told_of_even_where_it_failed_after_some_repeats():
    row = made_row("threads", [1.0, 1.1], rest_cores=0.3)
    row.error, row.disturbed_runs, row.void = "killed", 3, ["it slept"]
    found = rows_of(row)[0]
    assert (found.status, found.error, found.disturbed, found.disturbed_runs, found.thrown_away) == (
        "failed", "killed", True, 3, ["it slept"],
    )  # fmt: skip
    gone = Course("threads", 1.0, error="no", void=["it slept"], disturbed_runs=2)
    found = rows_of(gone)[0]
    assert (found.status, found.error, found.disturbed_runs, found.thrown_away) == ("failed", "no", 2, ["it slept"])
    assert rows_of(Course("threads", 1.0))[0].status == "not run"


def test_the_python_of_a_row_is_that_which_ran_it():
    assert rows_of(made_row("threads", [1.0], python="3.14.2t"))[0].python == "3.14.2t"
    assert rows_of(made_row("threads", [1.0], python=""))[0].python == "3.14.2"


def test_of_an_even_number_the_typical_repeat_is_the_one_below_the_middle():
    row = Course("threads", 1.0)
    row.kept = [made(wall, run=run, digest=f"d{run}") for run, wall in enumerate((4.0, 1.0, 3.0, 2.0), 1)]
    assert (rows_of(row)[0].digest, rows_of(row)[0].wall_s.median) == ("d4", 2.5)
