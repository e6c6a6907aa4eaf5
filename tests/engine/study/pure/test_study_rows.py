"""What is said of each row, and the sentence under all of them."""

import msgspec
from concviz.engine.model.study_rows import Loss, Piece, Waterfall
from concviz.engine.study.pure.rounds import Course
from concviz.engine.study.pure.study_verdict import verdict
from concviz.engine.study.pure.study_words import are, is_plural
from concviz.engine.study.sweep import best_workers, ceilings, fitted, worker_counts
from concviz.engine.study.sweep import verdict as sweep_verdict
from concviz.engine.study.waterfall import against

from tests.support.made_measurements import made, made_row, rows_of

SEQUENTIAL = [2.0, 2.01, 1.99]
FIELDS = [
    *("model", "python", "workers", "wall_s", "speedup", "cores_used", "startup_s", "peak_threads", "peak_processes"),
    *("memory_bytes", "pickled_bytes", "context_switches", "digest", "equal", "disturbed", "waterfall"),
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


def test_another_digest_is_wrong():
    rows = rows_of(made_row("sequential", SEQUENTIAL), made_row("threads", [1.0, 1.0, 1.0], digest="bb"))
    assert [row.equal for row in rows] == [True, False]
    assert "Wrong answer: threads" in verdict(rows, "cpu", 2.0)
    assert " win" not in verdict(rows, "cpu", 2.0)


def test_the_waterfall_is_of_the_repeat_in_the_middle():
    row = made_row("sequential", [1.0, 3.0, 2.0])
    assert rows_of(row)[0].waterfall.total_s == 2.0


def test_a_failed_row_says_so_and_the_others_stand():
    failed = Course("processes", 1.0, error="worker 2 was killed by signal 9")
    rows = rows_of(made_row("sequential", SEQUENTIAL), made_row("threads", [1.0, 1.01, 1.02], cores_used=1.9), failed)
    assert rows[2].status == "failed"
    assert rows[2].wall_s is None
    text = verdict(rows, "cpu", 2.0)
    assert text.startswith("Threads win, 1.98 times as fast as sequential")
    assert "on 1.9 of 2 usable cores" in text
    assert "Failed: processes; the others stand." in text


def test_no_clear_difference():
    rows = rows_of(made_row("sequential", SEQUENTIAL), made_row("threads", [2.0, 2.03, 1.98]))
    assert verdict(rows, "cpu", 2.0).startswith("No clear difference between sequential and threads.")


def test_two_that_tie():
    fast = {"cores_used": 0.4}
    rows = rows_of(
        made_row("sequential", SEQUENTIAL),
        made_row("threads", [0.2, 0.21, 0.22], **fast),
        made_row("asyncio", [0.21, 0.22, 0.2], **fast),
    )
    text = verdict(rows, "io", 2.0)
    assert text.startswith(
        "Threads had the shortest median, but asyncio is not clearly slower. They are 9.52 times as fast as"
    )
    assert "their workers waited for I/O at the same time (0.4 cores used)" in text


def test_where_the_baseline_ties_nothing_is_gained():
    rows = rows_of(
        made_row("sequential", [2.0, 2.4, 1.9]),
        made_row("process-pool", [1.95, 2.0, 1.6]),
        made_row("threads", [3.0, 3.1, 3.05]),
    )
    text = verdict(rows, "cpu", 2.0)
    assert text.startswith("Process-pool had the shortest median, but sequential is not clearly slower.")
    assert "times as fast" not in text
    assert text.endswith("Slower than sequential: threads (0.66×).")


def test_names_in_the_plural_and_not():
    assert [is_plural(name) for name in ("threads", "processes@3.13t", "asyncio", "process-pool", "class")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert (are(["asyncio"]), are(["threads"]), are(["asyncio", "process-pool"])) == ("is", "are", "are")


def test_all_parallel_has_no_limit_in_sight():
    rows = swept({1: 2.0, 2: 1.0, 4: 0.5})
    text = sweep_verdict(rows, fitted(rows, 8.0), 8.0)
    assert "so there is no limit in sight; here it can use 8." in text


def test_too_few_repeats_claim_nothing():
    rows = rows_of(made_row("sequential", [2.0]), made_row("threads", [1.0]))
    assert verdict(rows, "cpu", 2.0).startswith("No clear difference can be claimed")


def test_nothing_measured():
    assert verdict(rows_of(Course("sequential", 1.0, error="no")), "cpu", 2.0).startswith("Nothing could be compared")


def test_what_was_stopped_says_so():
    text = verdict(
        rows_of(Course("sequential", 1.0), Course("threads", 1.0), Course("asyncio", 1.0, error="no")), "cpu", 2.0
    )
    assert text == "It was stopped before any repeat was done, so there is nothing to compare. Failed: asyncio."
    half = rows_of(made_row("sequential", SEQUENTIAL), made_row("threads", [1.0, 1.01, 1.02]), Course("asyncio", 1.0))
    assert "Not measured, as it was stopped before: asyncio." in verdict(half, "cpu", 2.0)


def test_noise_and_sleep_are_said():
    noisy = made_row("threads", [1.0, 1.01, 1.02], rest_cores=0.7)
    noisy.void = ["the machine slept for 60.0 s during it"]
    text = verdict(rows_of(made_row("sequential", SEQUENTIAL), noisy), "cpu", 2.0)
    assert "Other programs were busy while threads ran" in text
    assert "1 repeat was thrown away" in text


def test_the_biggest_loss():
    fall = Waterfall(pieces={Piece.IMPORTS: 0.1, Piece.COMPUTING: 1.0, Piece.WAIT_GIL: 0.9}, total_s=2.0)
    assert against(fall, 1.0).biggest_loss == Loss(Piece.WAIT_GIL, 0.9)
    assert against(fall, 0.05).biggest_loss == Loss(Piece.COMPUTING, 0.95)
    assert (
        against(Waterfall(pieces={Piece.COMPUTING: 1.0, Piece.TEARDOWN: 0.001}, total_s=1.001), 1.0).biggest_loss
        is None
    )


def swept(times):
    rows = [made_row("sequential", [2.0, 2.01, 1.99])]
    rows += [made_row(str(count), [time, time * 1.01, time * 0.99]) for count, time in times.items()]
    return rows_of(*rows)


def test_a_sweep_names_the_serial_part_and_the_best_count():
    rows = swept({1: 2.0, 2: 1.1, 4: 0.65, 8: 0.425})
    fits = fitted(rows, None)
    assert fits["amdahl"].drawn
    assert best_workers(rows) == 8
    text = sweep_verdict(rows, fits, None)
    assert text.startswith("Best: 8 workers, 4.71 times as fast as sequential.")
    assert "10.0% of the work is serial" in text
    assert all(low <= speedup <= high for _, speedup, low, high in fits["amdahl"].curve)


def test_the_fewest_workers_of_equally_fast_ones_are_best():
    rows = swept({1: 2.0, 2: 1.0, 4: 1.0})
    assert best_workers(rows) == 2
    fits = fitted(rows, 2.0)
    assert fits["amdahl"].drawn
    assert "needs 4 worker counts" in sweep_verdict(rows, fits, 2.0)


def test_of_one_count_there_is_no_best():
    rows = swept({4: 1.0})
    assert best_workers(rows) is None
    text = sweep_verdict(rows, {}, 2.0)
    assert text == "Only one worker count was measured: 4 workers, 2.00 times as fast as sequential."
    stopped = rows_of(
        made_row("sequential", SEQUENTIAL), Course("1", 1.0), Course("2", 1.0), made_row("4", [1.0, 1.01, 0.99])
    )
    assert sweep_verdict(stopped, {}, 2.0).startswith("Only 1 of 3 worker counts was measured: 4 workers, 2.00 times")


def test_a_stopped_sweep_says_of_how_many_counts_its_best_is():
    times = [made_row(name, [time, time * 1.01, time * 0.99]) for name, time in (("1", 2.0), ("2", 1.0))]
    text = sweep_verdict(rows_of(made_row("sequential", SEQUENTIAL), *times, Course("4", 1.0)), {}, 2.0)
    assert text == "Best: 2 workers, 2.00 times as fast as sequential. Only 2 of 3 worker counts were measured."


def test_who_is_no_faster_than_sequential_has_not_won():
    slower = swept({1: 2.43, 2: 3.0, 4: 4.0})
    assert best_workers(slower) is None
    assert sweep_verdict(slower, {}, 2.0) == (
        "No number of workers is faster than sequential: 1 worker, the fastest, 0.82 times as fast as sequential."
    )
    same = swept({1: 2.0, 2: 2.1, 4: 2.1})
    assert best_workers(same) is None
    assert sweep_verdict(same, {}, 2.0).startswith(
        "No number of workers is clearly faster than sequential: 1 worker, the"
    )
    once = rows_of(made_row("sequential", [1.0]), made_row("1", [1.2]), made_row("2", [1.3]))
    assert best_workers(once) is None
    faster = rows_of(made_row("sequential", [2.0]), made_row("1", [2.0]), made_row("2", [1.0]))
    told = "Best: 2 workers, 2.00 times as fast as sequential. It takes 3 repeats of each to be sure of it."
    assert sweep_verdict(faster, {}, 2.0) == told


def test_a_law_is_of_the_speed_up_over_one_worker():
    rows = swept({1: 2.6, 2: 2.4, 4: 2.3})
    text = sweep_verdict(rows, fitted(rows, None), None)
    assert "times as fast as 1 worker, however many cores there are" in text


def test_no_law_is_drawn_through_points_of_which_most_were_disturbed():
    quiet = [made_row("sequential", SEQUENTIAL), made_row("1", [2.0, 2.01, 1.99])]
    noisy = [made_row(str(count), [2.0 / count] * 3, rest_cores=0.8) for count in (2, 4)]
    rows = rows_of(*quiet, *noisy)
    fits = fitted(rows, None)
    assert not any(each.drawn for each in fits.values())
    assert sweep_verdict(rows, fits, None).count("other programs disturbed 2 of 3 worker counts") == 1
    assert fitted(rows_of(*quiet, made_row("2", [1.0] * 3), noisy[1]), None)["amdahl"].drawn


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
