import math

import pytest
from concviz.engine.lab.tasks import pi, simulation
from scipy import stats


def test_pi_is_near():
    shares = [4 * pi.work(item) / pi.DARTS for item in pi.items(60, seed=1)]
    interval = stats.t.interval(0.999, 59, math.fsum(shares) / 60, stats.sem(shares))
    assert interval[0] < math.pi < interval[1]


def test_an_item_is_what_its_seed_makes_it():
    first, second = pi.items(2, seed=1)
    assert pi.work(first) == pi.work(first)
    assert pi.work(first) != pi.work(second)
    assert set(pi.items(100, seed=1)).isdisjoint(pi.items(100, seed=2))


def test_what_is_said_of_one_item_of_two_and_of_three():
    assert pi.combine([14_000]) == "π ≈ 3.11111"
    assert pi.combine([14_000, 14_200]) == "π ≈ 3.13333 ± 0.28236 (95%)"
    assert pi.combine([14_000, 14_200, 14_100]) == "π ≈ 3.13333 ± 0.05521 (95%)"


@pytest.mark.parametrize("task", [pi, simulation])
@pytest.mark.parametrize("count", [2, 3, 6, 7, 8, 20, 1000])
def test_the_interval_is_students(task, count):
    values = [math.sin(7 * number) for number in range(count)]
    low, high = stats.t.interval(0.95, count - 1, 0.0, stats.sem(values))
    assert task.half_width(values) == pytest.approx((high - low) / 2, rel=1e-3)
