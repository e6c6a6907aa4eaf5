"""The course of a study, with a clock that only moves when a run takes time."""

from collections import Counter

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
