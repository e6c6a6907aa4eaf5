"""The statistics that we keep ourselves, held against scipy's: Student, Fieller, least squares without negatives, Paulson's F."""

import numpy as np
import pytest
from concviz.engine.study.pure.fits import solve
from concviz.engine.study.pure.laws import AMDAHL, USL, Share
from concviz.engine.study.pure.margins import Margin, further_off, student
from scipy import optimize, stats

COUNTS = np.array([1, 2, 4, 8, 16], dtype=float)


@pytest.mark.parametrize("freedom", [*range(1, 41), 60, 100, 1_000, 100_000])
def test_students_t(freedom):
    assert student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-3)


def edge_of(of_counts, of_repeats):
    """The quotient of variances from which on they are told apart."""
    low, high = 0.0, 1e5
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if further_off(middle, 1.0, of_counts, of_repeats) else (middle, high)
    return high


@pytest.mark.parametrize("of_counts", [1, 2, 3, 5, 8, 14])
@pytest.mark.parametrize("of_repeats", [2, 3, 4, 6, 10, 20, 60, 500])
def test_paulsons_f_is_wrong_about_as_often_as_5_in_100(of_counts, of_repeats):
    """The share of equal variances that it tells apart: never more than 5.5 in 100, and 4 where there are two degrees only."""
    wrong = stats.f.sf(edge_of(of_counts, of_repeats), of_counts, of_repeats)
    assert (0.045 if of_repeats > 2 else 0.035) < wrong < 0.055


def test_paulsons_f_with_one_degree_of_repeats_tells_nothing_apart_by_chance():
    assert all(stats.f.sf(edge_of(of_counts, 1), of_counts, 1) < 0.05 for of_counts in range(1, 15))


@pytest.mark.parametrize("law", [AMDAHL, USL], ids=lambda law: law.name)
def test_no_coefficient_is_negative_and_none_would_be_better(law):
    """`solve` weighs three times, by the times and then by the curve: the same with scipy's active sets."""
    columns = law.columns(COUNTS)
    times = np.exp(np.random.default_rng(8).normal(0, 1, (200, len(COUNTS)))) / COUNTS
    found = solve(columns, times)
    at_zero = 0
    for row, ours in zip(times, found, strict=True):
        scale = row
        for _ in range(3):
            theirs, _ = optimize.nnls(columns / scale[:, None], row / scale)
            scale = np.maximum(columns @ theirs, 1e-3 * row)
        assert ours == pytest.approx(theirs, rel=1e-4, abs=1e-6)
        at_zero += bool((theirs == 0).any())
    assert 20 < at_zero < 200, "both kinds are among them"


def margins(count):
    """Estimates with covariances, times the square of Student's t, of three coefficients."""
    rng = np.random.default_rng(4)
    for _ in range(count):
        spread = rng.normal(0, 0.12, (3, 3))
        yield Margin(rng.uniform(0.2, 1.0, 3), spread @ spread.T)


def test_fiellers_ends_are_where_the_quotient_can_no_longer_be_told_from_the_truth():
    """Found as he defines them: g is an end where (above - g below) is as far from 0 as its own interval reaches."""
    above, below = np.array([0.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.0])
    share = Share(tuple(above), tuple(below))
    ended = 0
    for made in margins(200):
        value = share.of(made.centre)

        def beyond(g, made=made):
            line = above - g * below
            return (line @ made.centre) ** 2 - line @ made.squared @ line

        ends = made.of(share, value)
        bounded = (below @ made.centre) ** 2 > below @ made.squared @ below
        assert (ends is not None) == bounded
        if ends is None:
            continue
        low, high = optimize.brentq(beyond, value - 1e4, value), optimize.brentq(beyond, value, value + 1e4)
        assert ends == pytest.approx((max(low, 0.0), high), rel=1e-6, abs=1e-9)
        ended += 1
    assert ended > 100
