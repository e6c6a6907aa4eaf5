"""Fits and their margins, by `==`: parameters, curves and ends of intervals that can be worked out by hand, and each bound's two sides."""

import math

import numpy as np
import pytest
from concviz.engine.model.study_facts import Estimate, Fit
from concviz.engine.study.pure.fits import fit, solve
from concviz.engine.study.pure.laws import AMDAHL, USL, Share
from concviz.engine.study.pure.margins import LEAST_NOISE, Margin, further_off, margin, student


def near(value, to=1e-9):
    return pytest.approx(value, rel=to, abs=to)


# ---------------------------------------------------------------------- laws


def test_the_terms_of_the_laws():
    n = np.array([1.0, 4.0])
    assert AMDAHL.columns(n).tolist() == [[1, 1], [1, 0.25]]
    assert USL.columns(n).tolist() == [[1, 0, 0], [0.25, 0.75, 3]]
    assert (AMDAHL.size, USL.size, AMDAHL.beyond_cores, USL.beyond_cores) == (2, 3, False, True)
    assert (AMDAHL.name_in_text, USL.name_in_text) == ("Amdahl's law", "the Universal Scalability Law")
    found = np.array([0.5, 1.5, 0.25])
    assert {name: share.of(found[:2]) for name, share in AMDAHL.parameters.items()} == {"t1_s": 2.0, "p": 0.75}
    assert {name: share.of(found) for name, share in USL.parameters.items()} == {"t1_s": 0.5, "alpha": 3.0, "beta": 0.5}
    assert [share.most for share in AMDAHL.parameters.values()] == [math.inf, 1.0]
    assert USL.parameters["alpha"].of(np.array([0.0, 1.0, 0.0])) == math.inf, "a share of nothing"


# ---------------------------------------------------------------------- fits


def test_a_curve_through_all_points_is_told_in_full():
    """2 s of which a half is serial, with next to no noise; from the base of 3 s a speed-up of 1.5 to 2.4."""
    found = fit(AMDAHL, (1, 2, 4), [[2.0], [1.5], [1.25]], base_s=3.0)
    assert (found.title, found.drawn, found.why, found.misfit) == ("Amdahl's law", True, "", 0.0)
    assert {name: each.value for name, each in found.parameters.items()} == {"t1_s": 2.0, "p": 0.5}
    assert found.curve[0] == near((1.0, 1.5, 1.5, 1.5), 1e-4)
    assert found.curve[-1] == near((4.0, 2.4, 2.4, 2.4), 1e-4)
    assert found.curve[1][:2] == (1.0508, round(3.0 / (1 + 1 / (1 + 3 / 59)), 5))
    assert all(len(str(value).partition(".")[2]) <= 5 for place in found.curve for value in place)
    assert fit(AMDAHL, (1, 2, 4), [[2.0], [1.5], [1.25]]).curve == []


def test_a_band_is_as_wide_as_the_repeats_scatter():
    """Two repeats each, 1 % above and below: 0.02² / 2 · 6 / 6 is their variance, and Student's t is that of three degrees."""
    times = [[wall * 0.99, wall * 1.01] for wall in (2.0, 1.5, 1.25)]
    found = fit(AMDAHL, (1, 2, 4), times, base_s=3.0)
    curve = np.repeat([2.0, 1.5, 1.25], 2)
    design = AMDAHL.columns(np.repeat([1.0, 2.0, 4.0], 2)) / curve[:, None]
    spread = np.linalg.inv(design.T @ design) * (6 * 0.01**2 / 3) * 3.182**2
    t1_half = math.sqrt(spread.sum())
    t1 = found.parameters["t1_s"]
    assert (t1.low, t1.value, t1.high) == near((2 - t1_half, 2.0, 2 + t1_half), 1e-4)
    half = math.sqrt(spread[0, 0] + 2 * spread[0, 1] / 4 + spread[1, 1] / 16)
    assert found.curve[-1][2:] == near((3 / (1.25 + half), 3 / (1.25 - half)), 1e-3)


@pytest.mark.parametrize(
    ("times", "why"),
    [
        ([2.0, 1.5, 1.33, 1.25], ""),
        # one point more than 16 % off, and less than 8 % in the mean
        ([2.0] * 7 + [2.4], "Amdahl's law does not describe these points: they lie up to 17% off the curve"),
        # 10 % in the mean, and none more than 16 % off
        ([2.0, 1.8, 2.0, 2.2], "Amdahl's law does not describe these points: they lie up to 10% off the curve"),
        ([2.0, 1.9, 2.0, 2.1], ""),
    ],
)
def test_a_law_that_does_not_describe_the_points_is_refused(times, why):
    found = fit(AMDAHL, range(1, len(times) + 1), [[time] for time in times])
    assert (found.drawn, found.why) == (not why, why)


def test_the_scalability_laws_workers_go_on_beyond_the_cores_and_amdahls_do_not():
    counts, n = (1, 2, 4, 8, 16), np.array([1, 2, 4, 8, 16])
    times = [[time] for time in 2.0 / n * (1 + 0.1 * (n - 1) + 0.01 * n * (n - 1))]
    found = fit(USL, counts, times, cores=8.0, base_s=2.0)
    assert (found.parameters["alpha"].value, found.parameters["beta"].value) == near((0.1, 0.01), 1e-5)
    assert found.curve[-1][1] == near(2.0 / times[-1][0], 1e-4)
    short = [[2.0], [1.0], [0.5], [0.25], [0.25]]
    flat = fit(AMDAHL, counts, short, cores=8.0, base_s=2.0)
    assert [place[1] for place in flat.curve if place[0] >= 8] == [8.0] * sum(place[0] >= 8 for place in flat.curve)


def test_too_few_counts():
    usl = "the Universal Scalability Law has 3 parameters, so it needs 4 worker counts, and there are 3"
    assert fit(USL, (1, 2, 4), [[2.0], [1.0], [0.5]]) == Fit("Universal Scalability Law", False, usl)
    assert fit(AMDAHL, (1, 2), [[2.0], [1.0]]).why == (
        "Amdahl's law has 2 parameters, so it needs 3 worker counts, and there are 2"
    )
    assert fit(USL, (1, 2, 4, 8), [[2.0], [1.0], [0.5], [0.25]]).drawn
    assert fit(AMDAHL, (1, 2, 4), [[2.0], [1.0], [0.7]], cores=3.0).drawn
    assert not fit(AMDAHL, (1, 2, 4), [[2.0], [1.0], [0.5]], cores=2.0).drawn


def test_least_squares_are_of_shares_of_the_curve():
    """A single coefficient: the mean of the times, each weighed by the inverse square of the curve, which is flat."""
    assert solve(np.ones((2, 1)), np.array([[1.0, 3.0]])).tolist() == [[near(2.0)]]
    both = solve(
        AMDAHL.columns(np.array([1.0, 2.0, 4.0])), np.array([[2.0, 1.5, 1.25], [1.0, 1.0, 1.0], [4.0, 2.0, 1.0]])
    )
    assert both.tolist() == [
        [near(1.0, 1e-6), near(1.0, 1e-6)],
        [near(1.0, 1e-6), near(0.0, 1e-6)],
        [near(0.0, 1e-6), near(4.0, 1e-6)],
    ]


# ---------------------------------------------------------------------- margins


PLAIN = Margin(np.array([1.0, 2.0]), np.array([[0.04, 0.0], [0.0, 0.25]]))
"""1 ± 0.2 and 2 ± 0.5, each on its own."""


@pytest.mark.parametrize(
    ("share", "value", "ends"),
    [
        (Share((1, 0)), 1.0, (0.8, 1.2)),
        (Share((1, 1)), 3.0, (3 - math.sqrt(0.29), 3 + math.sqrt(0.29))),
        (Share((1, 0)), 1.5, (0.8, 1.5)),  # with what was found inside
        (Share((1, 0)), 0.5, (0.5, 1.2)),
        (Share((1, 0), most=1.1), 1.0, (0.8, 1.1)),
        (Share((-1, 0)), 0.0, (0.0, 0.0)),  # nothing below 0
        # (2 ± sqrt(4 - (1 - 0.04) (4 - 0.25))) / 0.96
        (Share((0, 1), (1, 0)), 2.0, ((2 - math.sqrt(0.4)) / 0.96, (2 + math.sqrt(0.4)) / 0.96)),
    ],
)
def test_the_interval_of_a_parameter(share, value, ends):
    assert PLAIN.of(share, value) == near(ends)


@pytest.mark.parametrize(("below", "ends"), [(1.0, None), (1.0001, None), (0.9999, "some")])
def test_a_quotient_has_no_end_where_what_it_is_of_may_be_nothing(below, ends):
    wide = Margin(np.array([1.0, 2.0]), np.array([[below, 0.0], [0.0, 0.25]]))
    found = wide.of(Share((0, 1), (1, 0)), 2.0)
    assert (found is None) == (ends is None)
    assert wide.of(Share((0, 1), (1, 0), most=9.0), 2.0) == ((0.0, 9.0) if ends is None else near((found[0], 9.0)))


def test_the_band_around_a_curve_stays_above_nothing_and_around_the_curve():
    columns, middle = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([1.0, 2.6, 3.0])
    low, high = PLAIN.band(columns, middle)
    assert low.tolist() == near([1.0 - 1.0 / 6, 2.6**2 / 3.1, 9 / (3 + math.sqrt(0.29))])
    assert high.tolist() == near([1.2, 2.6, 3 + math.sqrt(0.29)])
    wide = Margin(np.array([1.0]), np.array([[4.0]]))
    assert [each.tolist() for each in wide.band(np.array([[1.0]]), np.array([1.0]))] == [near([1 / 3]), near([3.0])]
    aside = Margin(np.array([1.5]), np.array([[0.01]])).band(np.array([[1.0]]), np.array([1.0]))
    assert [each.tolist() for each in aside] == [near([1.0]), near([1.6])]


@pytest.mark.parametrize(
    ("times", "noise", "freedom"),
    [
        # three counts, twice each: the repeats differ by 2 % of their mean, which lies on the line
        ([0.99, 1.01, 0.99, 1.01, 0.99, 1.01], 6 * 0.01**2 / 3, 3),
        # every count lies off by more than its repeats: one count more than parameters
        ([0.899, 0.901, 1.199, 1.201, 0.899, 0.901], (4 * 0.1**2 + 2 * 0.2**2) / 1, 1),
    ],
)
def test_the_noise_is_that_of_repeats_or_of_counts_where_those_lie_further_off(times, noise, freedom):
    """A line over three places, whose residuals are 1, -2, 1 of any three values."""
    columns = np.array([[1.0, place] for place in (-1, -1, 0, 0, 1, 1)])
    found = margin(columns, np.array(times), np.ones(6), np.array([1, 1, 2, 2, 4, 4]))
    assert found.centre == near([1.0, 0.0])
    assert found.squared == near(np.diag([1 / 6, 1 / 4]) * noise * student(freedom) ** 2)


def test_where_nothing_is_repeated_the_noise_is_that_of_the_counts():
    columns = np.array([[1.0, -1.0], [1.0, 0.0], [1.0, 1.0]])
    found = margin(columns, np.array([0.9, 1.2, 0.9]), np.ones(3), np.array([1, 2, 4]))
    assert found.squared == near(np.diag([1 / 3, 1 / 2]) * 0.06 * 12.71**2)
    still = margin(columns, np.ones(3), np.ones(3), np.array([1, 2, 4]))
    assert np.diag(still.squared) == near(np.array([1 / 3, 1 / 2]) * LEAST_NOISE**2 * 12.71**2, 1e-20)
    twice = margin(columns, np.array([1.8, 2.4, 1.8]), np.full(3, 2.0), np.array([1, 2, 4]))
    assert twice.centre == near([2.0, 0.0]), "relative to the curve, and told in seconds"


def test_students_t_at_the_end_of_its_table():
    assert [student(freedom) for freedom in (0, 1, 9, 10)] == [12.71, 12.71, 2.262, 2.228]
    assert student(11) == near(1.96 + 2.4 / 11 + 3.0 / 121)


@pytest.mark.parametrize("of_counts", [1, 2, 5])
@pytest.mark.parametrize("of_repeats", [2, 6, 40])
def test_paulsons_edge_is_where_his_formula_has_it(of_counts, of_repeats):
    """Where the cube root of F, less its mean, is 1.645 of its own deviations: a quadratic equation, solved the other way round."""
    a, b, z = 2 / 9 / of_counts, 2 / 9 / of_repeats, 1.645
    root = max(np.roots([(1 - b) ** 2 - z**2 * b, -2 * (1 - a) * (1 - b), (1 - a) ** 2 - z**2 * a]).real)
    assert not further_off(root**3 * (1 - 1e-6), 1.0, of_counts, of_repeats)
    assert further_off(root**3 * (1 + 1e-6), 1.0, of_counts, of_repeats)
    assert further_off(root**3 * 2e-3 * (1 + 1e-6), 2e-3, of_counts, of_repeats)


def test_a_parameter_is_told_to_six_digits():
    found = fit(AMDAHL, (1, 2, 4), [[2.0, 2.2], [1.1, 1.3], [0.7, 0.6]])
    assert found.parameters["t1_s"] == Estimate(*(float(f"{each:.6g}") for each in (
        found.parameters["t1_s"].value, found.parameters["t1_s"].low, found.parameters["t1_s"].high)))  # fmt: skip
    assert found.misfit == round(found.misfit, 4) > 0
