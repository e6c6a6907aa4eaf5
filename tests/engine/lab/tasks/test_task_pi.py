import math

from concviz.engine.lab.tasks import pi


def test_pi_is_near():
    results = [pi.work(item) for item in pi.items(60, seed=1)]
    share = sum(results) / (pi.DARTS * len(results))
    error = 4 * math.sqrt(share * (1 - share) / (pi.DARTS * len(results)))
    assert abs(4 * share - math.pi) < 4 * error < 0.01
    assert pi.combine(results) == f"π ≈ {4 * share:.5f} ± {error:.5f}"


def test_an_item_is_what_its_seed_makes_it():
    first, second = pi.items(2, seed=1)
    assert pi.work(first) == pi.work(first)
    assert pi.work(first) != pi.work(second)
    assert set(pi.items(100, seed=1)).isdisjoint(pi.items(100, seed=2))


def test_a_part_of_the_results_is_an_answer_too():
    assert pi.combine([pi.DARTS]) == "π ≈ 4.00000 ± 0.00000"
