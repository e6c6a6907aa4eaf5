"""When a comparison repeats no further: pairs on each side of every bound, the course of a study, and how often made-up studies err."""

import numpy as np
import pytest
from concviz.engine.model.study_facts import Settings
from concviz.engine.study import settled as looked_at
from concviz.engine.study.pure.rounds import Rounds
from concviz.engine.study.pure.rows import baseline, difference
from concviz.engine.study.pure.statistics import interval
from concviz.engine.study.settled import FROM, are_settled, unsettled

from tests.support.made_measurements import made

AROUND = [0.96, 0.98, 1.0, 1.02, 1.04]
"""Five repeats that scatter by 4 %."""


def times(factor, values=AROUND):
    return [factor * value for value in values]


@pytest.mark.parametrize(
    ("other", "settled"),
    [
        (times(1.0), True),  # alike: a tenth is out of reach
        (times(1.04), True),
        (times(1.07), False),  # it may yet be more than a tenth
        (times(1.15), True),  # apart
        (times(1.3), True),
        (times(2.0), True),
        (times(1 / 1.3), True),
        (times(2.0)[:4], False),  # too few
        (times(1.3, [0.8, 0.9, 1.0, 1.1, 1.2]), False),  # the intervals overlap
    ],
)
def test_a_pair_is_settled_where_it_is_clearly_apart_or_clearly_alike(other, settled):
    assert are_settled(AROUND, other) is settled
    assert are_settled(other, AROUND) is settled


def of_which(monkeypatch, below, above, apart):
    """Two rows whose resampled ratio is 1 but for so many of 1,000 smallest and largest ones; their intervals are `apart` or not."""
    shares = np.ones(1_001)
    shares[: below[0]], shares[1_001 - above[0] :] = below[1], above[1]
    monkeypatch.setattr(looked_at, "medians", lambda values, seed=1: shares if seed == 1 else np.ones(1_001))
    return are_settled(times(1.0), times(3.0 if apart else 1.0))


@pytest.mark.parametrize(
    ("below", "above", "settled"),
    [
        ((50, 0.5), (50, 2.0), True),  # alike: the 90 % in the middle lie within a tenth
        ((51, 0.5), (50, 2.0), False),
        ((50, 0.5), (51, 2.0), False),
        ((51, 0.9091), (51, 1.0999), True),
        ((51, 0.909), (0, 1.0), False),
        ((0, 1.0), (51, 1.1001), False),
        ((0, 1.0), (51, 1.1), False),
        ((51, 1 / 1.1), (0, 1.0), False),
    ],
)
def test_alike_are_those_whose_middle_ninety_percent_lie_within_a_tenth(monkeypatch, below, above, settled):
    assert of_which(monkeypatch, below, above, apart=True) is settled
    assert of_which(monkeypatch, below, above, apart=False) is settled


@pytest.mark.parametrize(
    ("below", "above", "settled"),
    [
        ((25, 0.5), (976, 1.2), True),  # apart: the 95 % in the middle are clear of 1 by half a tenth
        ((26, 0.5), (975, 1.2), False),
        ((976, 0.8), (25, 2.0), True),
        ((975, 0.8), (26, 2.0), False),
        ((1_001, 1.0501), (500, 1.2), True),
        ((1_001, 1.05), (500, 1.2), False),
        ((1_001, 0.9523), (0, 1.0), True),
        ((1_001, 0.9525), (0, 1.0), True),  # alike
        ((501, 0.9), (500, 0.9523), True),
        ((501, 0.9), (500, 0.9525), False),
        ((501, 0.9), (500, 1 / 1.05), False),
    ],
)
def test_apart_are_those_whose_middle_95_percent_are_clear_of_the_half_of_it(monkeypatch, below, above, settled):
    assert of_which(monkeypatch, below, above, apart=True) is settled


def test_apart_are_only_those_of_whom_that_would_be_said(monkeypatch):
    assert of_which(monkeypatch, (0, 1.0), (1_001, 1.2), apart=True)
    assert not of_which(monkeypatch, (0, 1.0), (1_001, 1.2), apart=False)


def test_both_are_resampled_on_their_own():
    """Else the same times would have a ratio of 1, however much they scatter."""
    wide = times(1.0, [0.8, 0.9, 1.0, 1.1, 1.2])
    assert not are_settled(wide, wide)


def test_nobody_is_looked_at_before_five_repeats():
    few, enough = times(1.0, AROUND[:4]), times(3.0)
    assert FROM == 5
    assert not are_settled(few, enough)
    assert are_settled(AROUND, enough)


def test_rows_are_compared_with_the_baseline_and_with_the_fastest_and_with_nobody_else():
    rows = {"sequential": times(4.0), "threads": times(2.0), "asyncio": times(2.5), "processes": times(1.0)}
    assert unsettled(rows, "sequential") == set()
    assert unsettled(rows | {"processes": times(1.87)}, "sequential") == {"processes", "threads"}
    assert unsettled(rows | {"sequential": times(2.14)}, "sequential") == {"sequential", "threads"}
    assert unsettled(rows | {"sequential": times(2.14)}, "") == set()


def test_two_rows_that_are_narrow_need_no_more_whatever_is_said_of_them():
    rows = {"sequential": [1.0, 1.001, 1.002], "threads": [1.1, 1.101, 1.102]}
    assert unsettled(rows, "sequential") == {"sequential", "threads"}
    assert unsettled(rows, "sequential", ["threads"]) == {"sequential", "threads"}
    assert unsettled(rows, "sequential", ["threads", "sequential"]) == set()


def play(wall_s, **settings):
    """A study of three rows on a clock of its own; `wall_s(row, now)` is how long a run takes."""
    now = [0.0]
    rounds = Rounds(["sequential", "threads", "processes"], Settings(**settings), lambda: now[0], 2.0, "sequential")
    while (job := rounds.next()) is not None:
        took = wall_s(job.row, now[0])
        now[0] += took
        rounds.took(job, made(took))
    return rounds, now[0]


def scattering(noise, seed, threads=1.0):
    random = np.random.default_rng(seed)
    true_s = {"sequential": 2.0, "threads": 2.0 * threads, "processes": 1.0}
    return lambda row, now: true_s[row] * max(0.2, 1 + noise * random.standard_normal())


def test_a_comparison_ends_as_soon_as_it_knows_and_says_which_rows_are_not_narrow():
    early, early_s = play(scattering(0.04, 1), early=True)
    narrow, narrow_s = play(scattering(0.04, 1))
    assert [len(row.kept) for row in early.rows.values()] == [5, 5, 5]
    assert early.early == ["sequential", "threads", "processes"]
    assert early_s < narrow_s / 2
    assert narrow.early == []


def test_who_asked_for_a_fixed_number_of_repeats_gets_it():
    rounds, _ = play(scattering(0.04, 1), early=True, narrow=0.0, repeats=4)
    assert [len(row.kept) for row in rounds.rows.values()] == [4, 4, 4]
    assert rounds.early == []


def test_an_open_pair_is_repeated_together():
    """Also the one of the two that is narrow: a machine that grows warm then changes both."""
    random = np.random.default_rng(4)

    def wall_s(row, now):
        noise = {"sequential": 0.001, "threads": 0.09, "processes": 0.001}[row]
        return (1.0 if row == "processes" else 2.0) * (1 + noise * random.standard_normal())

    rounds, _ = play(wall_s, early=True)
    counts = {name: len(row.kept) for name, row in rounds.rows.items()}
    assert counts["threads"] >= FROM
    assert counts["sequential"] == counts["threads"]
    assert rounds.early == ["threads"]


@pytest.mark.parametrize(("noise", "studies"), [(0.04, 40), (0.1, 20)])
def test_of_equal_models_it_is_said_that_one_is_faster_in_at_most_one_study_of_twenty(noise, studies):
    """The seeds are fixed; the benchmark `early_stop.py` takes ten thousand, with outliers and drift."""
    wrong = 0
    for seed in range(studies):
        rounds, _ = play(scattering(noise, seed), early=True)
        base = baseline(rounds.rows["sequential"])
        wrong += difference("threads", interval(rounds.rows["threads"].walls_s), base) != "no clear difference"
    assert wrong <= studies // 20
