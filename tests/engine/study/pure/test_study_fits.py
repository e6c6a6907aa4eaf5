"""Known curves are found again, and what is no such curve is refused."""

import numpy as np
import pytest
from concviz.engine.study.pure import fits
from concviz.engine.study.pure.fits import AMDAHL, USL, fit

COUNTS = (1, 2, 4, 8, 16)
N = np.array(COUNTS, dtype=float)


def noisy(times, seed, repeats=3, noise=0.03):
    rng = np.random.default_rng([seed, 99])
    return [time * (1 + noise * rng.standard_normal(repeats)) for time in times]


def amdahl(p, n=N, t1=2.0):
    return t1 * ((1 - p) + p / n)


def usl(alpha, beta, n=N, t1=2.0):
    return t1 / n * (1 + alpha * (n - 1) + beta * n * (n - 1))


@pytest.mark.parametrize("repeats", [1, 3])
def test_amdahl_is_found_again(repeats):
    found = [fit(AMDAHL, COUNTS, noisy(amdahl(0.9), seed, repeats)) for seed in range(100)]
    p = [each.parameters["p"] for each in found if each.drawn]
    assert len(p) == 100
    assert max(abs(each.value - 0.9) for each in p) < 0.03
    assert sum(each.low <= 0.9 <= each.high for each in p) >= 90


@pytest.mark.parametrize("repeats", [1, 3])
def test_the_scalability_law_is_found_again(repeats):
    found = [fit(USL, COUNTS, noisy(usl(0.05, 0.002), seed, repeats)) for seed in range(100)]
    drawn = [each.parameters for each in found if each.drawn]
    assert len(drawn) >= 97
    assert sum(each["alpha"].low <= 0.05 <= each["alpha"].high for each in drawn) >= 90
    assert sum(each["beta"].low <= 0.002 <= each["beta"].high for each in drawn) >= 90
    assert np.median([abs(each["alpha"].value - 0.05) for each in drawn]) < 0.03


def test_without_noise_it_is_exact():
    found = fit(USL, COUNTS, [[time] for time in usl(0.1, 0.01)])
    assert found.parameters["alpha"].value == pytest.approx(0.1)
    assert found.parameters["beta"].value == pytest.approx(0.01)
    assert found.parameters["t1_s"].value == pytest.approx(2.0)


@pytest.mark.parametrize("law", [AMDAHL, USL])
def test_a_random_walk_is_refused(law):
    refused = 0
    for seed in range(100):
        steps = np.random.default_rng([seed, 5]).normal(0, 0.5, len(COUNTS) - 1)
        times = 2 / np.exp(np.concatenate([[0], np.cumsum(steps)]))
        found = fit(law, COUNTS, noisy(times, seed))
        refused += not found.drawn
        assert found.drawn or "does not describe" in found.why
    assert refused >= 90


def test_no_more_points_than_parameters_is_no_fit():
    assert fit(AMDAHL, (1, 2), [[2.0], [1.0]]).why.startswith(
        "Amdahl's law has 2 parameters, so it needs 3 worker counts"
    )
    assert not fit(USL, (1, 2, 4), [[2.0], [1.0], [0.6]]).drawn
    assert fit(AMDAHL, (1, 2, 4), [[2.0], [1.0], [0.5]]).drawn


def test_workers_beyond_the_cores_are_no_processors():
    times = [[2.0], [1.0], [1.0], [1.0]]
    assert not fit(AMDAHL, (1, 2, 4, 8), times).drawn
    found = fit(AMDAHL, (1, 2, 3, 8), [[3.0], [1.5], [1.0], [1.0]], cores=3.0, base_s=3.0)
    assert found.parameters["p"].value == pytest.approx(1.0)
    assert found.curve[-1][1] == pytest.approx(3.0)


def test_counts_beyond_the_cores_are_no_points_of_their_own():
    found = fit(AMDAHL, (1, 2, 4), [[2.0], [2.0], [2.0]], cores=1.0)
    assert (found.drawn, found.why) == (
        False,
        "with 1 usable core these worker counts come to 1 different number of cores, and a law needs more of them than it has parameters",
    )
    assert not fit(AMDAHL, (1, 2, 4, 8), [[2.0], [1.0], [1.0], [1.0]], cores=2.0).drawn
    assert fit(AMDAHL, (1, 2, 4), [[2.0], [1.0], [0.5]], cores=4.0).drawn


def test_threads_under_a_gil_are_all_serial():
    found = fit(AMDAHL, COUNTS, noisy(np.full(5, 2.0), 1, noise=0.01))
    assert found.parameters["p"].value < 0.02


def test_the_band_lies_around_the_curve():
    found = fit(AMDAHL, COUNTS, noisy(amdahl(0.9), 1), base_s=2.0)
    assert found.curve
    assert all(low <= speedup <= high for _, speedup, low, high in found.curve)


@pytest.mark.parametrize(("middle_s", "last_s", "misfit", "words"), [
    (1.1, 0.6, 0.025, ""), (1.4, 0.5, 0.2882, "24%"), (1.4, 0.6, 0.2272, "18%"),
])  # fmt: skip
def test_how_far_the_points_lie_off_is_the_farthest_of_them(middle_s, last_s, misfit, words):
    found = fit(AMDAHL, (1, 2, 4), [[2.0], [middle_s], [last_s]])
    why = f"Amdahl's law does not describe these points: they lie up to {words} off the curve" if words else ""
    assert (found.misfit, found.why, found.drawn) == (misfit, why, not words)


def test_times_that_scatter_too_much_tell_no_parameters(monkeypatch):
    monkeypatch.setattr(fits, "_parameters", lambda *_: None)
    found = fit(AMDAHL, (1, 2, 4), [[2.0], [1.1], [0.6]], base_s=2.0)
    assert found == fits.Fit(
        "Amdahl's law", False, "these times scatter too much to tell the parameters of Amdahl's law", misfit=0.025
    )


def test_a_curve_has_sixty_places_between_its_ends_and_those_that_were_measured():
    found = fit(AMDAHL, (1, 2, 4), [[2.0], [1.1], [0.6]], base_s=2.0)
    places = [each[0] for each in found.curve]
    assert (len(places), places[0], places[-1]) == (60 + 1, 1.0, 4.0)
    assert 2.0 in places
