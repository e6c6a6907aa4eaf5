"""The course of a study, with a clock that only moves when a run takes time."""

from collections import Counter

import pytest
from concviz.engine.model.study_facts import Settings
from concviz.engine.study.pure.rounds import Rounds

from tests.support.made_measurements import made


class Course:
    """Plays a study: `answer(job, how many of this row so far)` gives the measurement of a run."""

    def __init__(self, rows, answer, **settings):
        self.now = 0.0
        self.jobs = []
        self.fates = []
        self.rounds = Rounds(rows, Settings(**settings), lambda: self.now)
        seen = Counter()
        while (job := self.rounds.next()) is not None:
            found = answer(job, seen[job.row])
            seen[job.row] += 1
            self.now += found.took_s
            self.jobs.append(job)
            self.fates.append(self.rounds.took(job, found))
            assert len(self.jobs) < 500

    def uses(self, row):
        return [job.use for job in self.jobs if job.row == row]

    def walls(self, row):
        return self.rounds.rows[row].walls_s


def steady(job, count):
    return made(1.0 + 0.001 * (count % 3))


def test_a_warm_up_then_three_repeats_are_enough_where_they_agree():
    course = Course(["a", "b"], steady)
    assert course.uses("a") == course.uses("b") == ["warm-up", "measured", "measured", "measured"]
    assert len(course.walls("a")) == 3


def test_the_order_is_shuffled_by_the_seed():
    orders = {tuple(job.row for job in Course("abcd", steady, seed=seed).jobs[4:]) for seed in range(10)}
    assert len(orders) > 5
    again = [tuple(job.row for job in Course("abcd", steady, seed=3).jobs) for _ in range(2)]
    assert again[0] == again[1]


def test_only_the_row_that_is_not_yet_narrow_goes_on():
    def answer(job, count):
        return made(1.0 + (0.2 * (count % 2) if job.row == "b" else 0))

    course = Course(["a", "b"], answer, most=9)
    assert len(course.walls("a")) == 3
    assert len(course.walls("b")) == 9


def test_the_time_limit_ends_it():
    course = Course(["a", "b"], lambda job, count: made(1.0 + 0.5 * (count % 2)), time_limit_s=10)
    assert course.now <= 11.5
    assert course.rounds.out_of_time
    assert course.rounds.left_s == 0


def test_every_row_is_measured_once_however_short_the_time():
    course = Course("abc", steady, time_limit_s=1)
    assert all(len(course.walls(row)) == 1 for row in "abc")


def test_a_disturbed_run_is_made_once_more_and_the_quieter_one_counts():
    def answer(job, count):
        return made(2.0, rest_cores=0.5) if count == 1 else made(1.0)

    course = Course(["a"], answer)
    assert course.uses("a")[:4] == ["warm-up", "measured", "again", "measured"]
    assert course.walls("a") == [1.0, 1.0, 1.0]
    assert course.rounds.rows["a"].disturbed_runs == 1


def test_the_repetition_does_not_count_where_it_was_disturbed_more():
    rests = [0.0, 0.3, 0.6, 0, 0]
    course = Course(["a"], lambda job, count: made(1 + count, rest_cores=rests[min(count, 4)]), narrow=0)
    assert course.walls("a")[0] == 2
    assert "replaced" in course.fates


def test_on_a_machine_that_is_never_quiet_it_gives_up():
    course = Course(["a"], lambda job, count: made(1.0, rest_cores=1.0), repeats=10)
    assert course.rounds.noisy
    assert Counter(course.uses("a"))["again"] == 3
    assert len(course.walls("a")) == 10


def test_a_void_run_is_thrown_away_and_made_again():
    course = Course(["a"], lambda job, count: made(9.0, spoiled="it slept") if count == 2 else made(1.0))
    assert course.walls("a") == [1.0, 1.0, 1.0]
    assert course.rounds.rows["a"].void == ["it slept"]


def test_a_clock_that_never_stands_still_ends_the_row():
    course = Course(["a", "b"], lambda job, count: made(1.0, spoiled="a jump" if job.row == "a" else ""))
    assert "thrown away" in course.rounds.rows["a"].error
    assert len(course.walls("b")) == 3


def test_a_row_that_fails_leaves_the_others_alone():
    def answer(job, count):
        return made(0.1, status="failed", error="killed") if job.row == "a" else steady(job, count)

    course = Course(["a", "b"], answer)
    assert course.uses("a") == ["warm-up"]
    assert course.rounds.rows["a"].error == "killed"
    assert len(course.walls("b")) == 3


def test_the_time_left_falls_to_nothing():
    rounds = Rounds("ab", Settings(), lambda: 0.0, expected_s=2.0)
    before = rounds.left_s
    assert before == 2 * (2 + 3 * 2)
    while (job := rounds.next()) is not None:
        rounds.took(job, made(1.0))
    assert rounds.left_s == 0


def test_how_long_it_may_take_at_most_where_repeats_are_added():
    """Two rows of 2 s: a warm-up and three repeats are sure to come; up to nine may, but for 100 s."""
    for narrow, most_s, limit_s in (
        (0.0, 16.0, 100.0),
        (0.02, 36.0, 100.0),
        (1.0, 36.0, 100.0),
        (0.02, 30.0, 30.0),
        (0.0, 10.0, 10.0),
    ):
        rounds = Rounds(["a", "b"], Settings(narrow=narrow, most=9, time_limit_s=limit_s), lambda: 0.0, 2.0)
        assert (rounds.left_s, rounds.most_left_s) == (min(16.0, limit_s), most_s)


# ---------------------------------------------------------------------- each bound, by exact courses


def jobs(course):
    return [(job.row, job.use) for job in course.jobs]


@pytest.mark.parametrize(("void", "tried"), [(3, 3), (4, 4)])
def test_a_row_is_given_up_after_the_fourth_void_run(void, tried):
    course = Course(["a"], lambda job, count: made(1.0, spoiled="it slept" if 0 < count <= void else ""))
    row = course.rounds.rows["a"]
    assert len(row.void) == tried
    assert row.error == ("4 runs had to be thrown away: it slept" if void > 3 else "")
    assert len(row.kept) == (0 if void > 3 else 3)


def test_a_void_warm_up_is_not_made_again_and_a_void_repeat_is_at_once():
    course = Course(
        ["a", "b"], lambda job, count: made(1.0, spoiled="it slept" if job.row == "a" and count < 2 else ""), narrow=0
    )
    assert course.uses("a") == ["warm-up", *["measured"] * 4]
    at = [place for place, job in enumerate(course.jobs) if job.row == "a"]
    assert at[2] == at[1] + 1
    assert course.fates[at[0]] == course.fates[at[1]] == "void"
    counted = Course(
        ["a"], lambda job, count: made(1.0, spoiled="it slept" if count == 1 else ""), narrow=0, again=False
    )
    assert counted.uses("a") == ["warm-up", "measured", "measured", "measured"]
    assert len(counted.walls("a")) == 2


def test_a_repetition_comes_at_once_and_is_made_once():
    course = Course(
        ["a", "b"], lambda job, count: made(1.0, rest_cores=0.5 * (job.row == "a" and count in (1, 2))), narrow=0
    )
    at = next(place for place, job in enumerate(course.jobs) if job.use == "again")
    assert jobs(course)[at - 1 : at + 1] == [("a", "measured"), ("a", "again")]
    assert course.fates[at - 1 : at + 1] == ["disturbed", "kept" if course.fates[at] == "kept" else "replaced"]
    assert [job.use for job in course.jobs].count("again") == 1
    assert course.rounds.rows["a"].disturbed_runs == 2
    counted = Course(["a"], lambda job, count: made(1.0, rest_cores=0.5), narrow=0, again=False)
    assert counted.uses("a") == ["warm-up", "measured", "measured", "measured"]
    assert counted.rounds.rows["a"].disturbed_runs == 3


def test_the_quieter_of_the_two_counts():
    def played(first, second):
        rests = {1: first, 2: second}
        course = Course(["a"], lambda job, count: made(1.0 + count, rest_cores=rests.get(count, 0.0)), narrow=0)
        return course.walls("a")[0], course.fates[2]

    assert played(0.6, 0.3) == (3.0, "kept")
    assert played(0.3, 0.6) == (2.0, "replaced")
    assert played(0.3, 0.3) == (2.0, "replaced"), "the first of equals"
    assert played(0.3, 0.0) == (3.0, "kept")


def test_three_vain_repetitions_in_a_row_are_enough_and_one_that_helped_begins_anew():
    """Each repeat is disturbed; its repetition is where it says so."""

    def played(vain):
        repetitions = iter(vain)
        return Course(
            ["a"],
            lambda job, count: made(1.0, rest_cores=0.0 if job.use == "warm-up" or (job.use == "again" and not next(repetitions)) else 0.9),
            narrow=0, repeats=7,
        )  # fmt: skip

    assert Counter(played([1, 1, 1]).uses("a"))["again"] == 3
    assert played([1, 1, 1]).rounds.noisy
    course = played([1, 1, 0, 1, 1, 0, 1])
    assert Counter(course.uses("a"))["again"] == 7
    assert not course.rounds.noisy


@pytest.mark.parametrize(("limit", "kept"), [(1.0, 1), (4.39, 2), (4.4, 3), (5.5, 3)])
def test_a_repeat_is_made_where_it_ends_within_the_time(limit, kept):
    """1.1 s each: the warm-up, then the first repeat, which is always made; the third would end at 4.4 s."""
    course = Course(["a"], lambda job, count: made(1.0), time_limit_s=limit, narrow=0)
    assert len(course.walls("a")) == kept
    assert course.rounds.out_of_time is (kept < 3)


@pytest.mark.parametrize(("limit", "begun"), [(2.2, 3), (2.19, 2)])
def test_a_warm_up_is_made_while_there_is_time(limit, begun):
    """However long it may take; of three rows the last begins to warm up at 2.2 s."""
    course = Course("abc", lambda job, count: made(1.0), time_limit_s=limit, narrow=0)
    assert [use for _, use in jobs(course)].count("warm-up") == begun
    assert [use for _, use in jobs(course)].count("measured") == 3


def test_the_baseline_is_run_a_second_time_beyond_the_limit_where_results_differ():
    def played(other):
        now = [0.0]
        rounds = Rounds(
            ["sequential", "a"], Settings(time_limit_s=2.0, narrow=0, repeats=1), lambda: now[0], 1.0, "sequential"
        )
        while (job := rounds.next()) is not None:
            now[0] += 1.0
            rounds.took(job, made(1.0, digest="aa" if job.row == "sequential" else other))
        return [len(row.kept) for row in rounds.rows.values()], rounds.out_of_time

    assert played("bb") == ([2, 1], False)
    assert played("aa") == ([1, 1], True)


def test_how_much_time_is_left_is_that_of_the_runs_that_are_sure_to_come():
    rounds = Rounds(["sequential", "a"], Settings(repeats=1), lambda: 0.0, 2.0, "sequential")
    assert rounds.left_s == 2 * 2 + 2 * 2 + 2, "warm-ups, a round of both, and one more of the baseline"
    assert rounds.next().row == "sequential"
    assert rounds.left_s == 8.0
    assert Rounds("ab", Settings(), lambda: 0.0).left_s == 8.0, "a second each where nobody knows"
    now = iter([10.0, 14.0, 15.0])
    late = Rounds("a", Settings(time_limit_s=6.0), lambda: next(now), 2.0)
    assert late.left_s == 2.0, "of 8 s, but 4 of the 6 have passed"
    assert late.elapsed_s == 5.0
    over = iter([10.0, 99.0])
    assert Rounds("a", Settings(time_limit_s=6.0), lambda: next(over), 2.0).left_s == 0.0


def test_how_much_may_be_left_at_most_counts_the_repeats_that_may_be_added():
    now = [0.0]
    rounds = Rounds("a", Settings(most=5, time_limit_s=100.0), lambda: now[0], 2.0)
    walls = iter([2.0, 2.0, 3.0, 2.0])
    for _ in range(4):
        rounds.took(rounds.next(), made(next(walls), took_s=2.0))
    assert len(rounds.rows["a"].kept) == 3
    assert (rounds.left_s, rounds.most_left_s) == (0.0, 4.0)
    now[0] = 97.0
    assert rounds.most_left_s == 3.0
    rounds.out_of_time = True
    assert rounds.most_left_s == rounds.left_s == 0.0


@pytest.mark.parametrize(("wide", "kept"), [(0.25, 3), (0.26, 4)])
def test_narrow_is_as_much_of_the_median_as_was_asked_for(wide, kept):
    course = Course(["a"], lambda job, count: made(1.0 + wide * (count == 1)), most=4, narrow=0.25)
    assert len(course.walls("a")) == kept


def test_a_run_that_was_stopped_is_no_failure_without_words():
    rounds = Rounds("a", Settings(), lambda: 0.0)
    assert rounds.took(rounds.next(), made(1.0, status="failed")) == "failed"
    assert rounds.rows["a"].error == "the run was stopped"
    assert rounds.next() is None


def test_the_expected_time_is_that_of_the_last_repeat():
    rounds = Rounds("a", Settings(), lambda: 0.0, 9.0)
    rounds.took(rounds.next(), made(1.0, took_s=5.0))
    assert rounds.rows["a"].expected_s == 9.0, "a warm-up has other items"
    rounds.took(rounds.next(), made(1.0, took_s=5.0))
    assert rounds.rows["a"].expected_s == 5.0
