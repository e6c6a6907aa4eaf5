import statistics

import pytest
from concviz.engine.lab.tasks import simulation


@pytest.fixture(scope="module")
def results():
    return [simulation.work(item) for item in simulation.items(60, seed=1)]


def test_people_fall_ill_at_most_once(results):
    for fell_ill, curve in results:
        assert simulation.FIRST_ILL <= fell_ill <= simulation.PEOPLE
        assert len(curve) == simulation.DAYS
        assert curve[0] == simulation.FIRST_ILL
        assert max(curve) <= fell_ill
        assert sum(curve) <= fell_ill * simulation.ILL_DAYS


def test_an_illness_that_is_not_infectious_dies_out(monkeypatch):
    monkeypatch.setattr(simulation, "INFECTION", 0.0)
    fell_ill, curve = simulation.work(1)
    assert fell_ill == simulation.FIRST_ILL
    assert curve == (simulation.FIRST_ILL,) * simulation.ILL_DAYS + (0,) * (simulation.DAYS - simulation.ILL_DAYS)


def test_the_share_is_what_epidemic_theory_says(results):
    """Final size of an epidemic: s = exp(-R (1 - s)) with R = contacts a day x probability x days."""
    reproduction = simulation.CONTACTS * simulation.INFECTION * simulation.ILL_DAYS
    share = 0.5
    for _ in range(200):
        share = 1 - (1 - simulation.FIRST_ILL / simulation.PEOPLE) * 2.718281828 ** (-reproduction * share)
    mean = statistics.mean(fell_ill / simulation.PEOPLE for fell_ill, _ in results)
    assert mean == pytest.approx(share, abs=0.02)


def replicas(*fell_ill):
    return [(ill, ()) for ill in fell_ill]


def test_what_is_said_of_one_replica_of_two_and_of_three():
    assert simulation.combine(replicas(240)) == "50.00% fell ill (1 replica)"
    assert simulation.combine(replicas(240, 264)) == "52.50% ± 31.77 fell ill (95%, 2 replicas)"
    assert simulation.combine(replicas(240, 264, 252)) == "52.50% ± 6.21 fell ill (95%, 3 replicas)"


def test_the_curve_is_the_mean_of_all_so_far(results):
    numbered = list(enumerate(results))
    simulation.preview(numbered[:20], 60)
    curve = simulation.preview(numbered[20:], 60)["curve"]
    assert curve == [round(sum(day) / 60, 2) for day in zip(*(curve for _, curve in results), strict=True)]
    again = simulation.preview(numbered[:20], 60)["curve"]
    assert again == [round(sum(day) / 20, 2) for day in zip(*(curve for _, curve in results[:20]), strict=True)]
