"""When to look."""

from itertools import pairwise
from statistics import fmean

import pytest
from concviz.engine.probe.linux.witness import Pace
from concviz.engine.probe.linux.witness.pace import TRIES


def pauses(cost_ns, *, seed=1, n=500, **granted):
    pace = Pace(seed=seed, **granted)
    return [pace.next_s(cost_ns) for _ in range(n)]


def test_cheap_looks_come_20_to_50_times_a_second_at_random_times():
    drawn = pauses(20_000)
    assert 0.02 <= min(drawn) < 0.022
    assert 0.048 < max(drawn) <= 0.05
    assert len({round(pause, 4) for pause in drawn}) > 150
    assert any(abs(one - other) > 0.02 for one, other in pairwise(drawn))


@pytest.mark.parametrize("cost_ns", [10_000, 100_000, 175_000, 500_000, 1_000_000, 9_000_000])
def test_looking_costs_no_more_than_half_a_percent_of_a_core(cost_ns):
    assert cost_ns / 1e9 / fmean(pauses(cost_ns)) <= 0.005 * 1.03


def test_no_pause_is_endless():
    assert max(pauses(10**12)) < 3


def test_the_first_rounds_may_cost_more_until_what_is_granted_is_used():
    usual, cost_s = pauses(1_000_000, beforehand_s=0)[:40], 0.001
    first = pauses(1_000_000, beforehand_s=0.015)[:40]
    often = sum(pause <= 0.05 for pause in first)
    assert not any(pause <= 0.05 for pause in usual)
    assert first[:often] == pytest.approx([pause for pause in first if pause <= 0.05])
    assert often * (cost_s - 0.035 * 0.0045) == pytest.approx(0.015, abs=cost_s)


def test_rounds_within_their_share_use_nothing_of_what_is_granted():
    pace = Pace(seed=1)
    for _ in range(500):
        pace.next_s(100_000)
    assert max(pace.next_s(3_000_000) for _ in range(5)) <= 0.05


def test_one_dear_round_does_not_slow_all_that_follow():
    pace = Pace(seed=3, beforehand_s=0)
    for _ in range(10):
        pace.next_s(50_000)
    assert max(pace.next_s(cost_ns) for cost_ns in (35_000_000, 50_000, 9_000_000, 50_000)) < 0.1


def test_what_a_dear_round_cost_is_paid_back_in_the_end():
    pace = Pace(seed=3, beforehand_s=0)
    usual = 157_500  # all that it may cost at this pace
    for cost_ns in (usual, usual, 5_000_000):
        pace.next_s(cost_ns)
    slower = [pace.next_s(usual) for _ in range(100)]
    later = [pace.next_s(usual) for _ in range(400)][-200:]
    assert fmean(slower) == pytest.approx(1.2 * 0.035, rel=0.05)
    assert fmean(later) == pytest.approx(0.035, rel=0.05)


def test_a_seed_repeats_its_pauses_and_none_does_not():
    assert pauses(1, seed=7, n=9) == pauses(1, seed=7, n=9)
    assert pauses(1, seed=None, n=9) != pauses(1, seed=None, n=9)


class Sleeper:
    """Sleeps on a clock of its own, late by so many seconds each time (the last for ever)."""

    def __init__(self, *late_s, stopped=False):
        self.late_s, self.stopped = list(late_s), stopped
        self.now, self.pauses = 0.0, []

    def __call__(self, pause_s):
        self.pauses.append(pause_s)
        self.now += pause_s + (self.late_s.pop(0) if len(self.late_s) > 1 else self.late_s[0])
        return self.stopped

    def wait(self):
        Pace(seed=2, clock=lambda: self.now).wait(10_000, sleep=self)
        return self.pauses


def test_who_comes_in_time_looks():
    assert len(Sleeper(0.0001).wait()) == 1


def test_who_comes_late_waits_again_a_little():
    pauses = Sleeper(0.004, 0.002, 0.0).wait()
    assert len(pauses) == 3
    assert pauses[0] >= 0.02
    assert all(0.002 <= pause <= 0.01 for pause in pauses[1:])


def test_who_always_comes_late_looks_all_the_same():
    assert len(Sleeper(0.004).wait()) == TRIES


def test_what_ends_it_all_ends_the_waiting():
    assert len(Sleeper(0.5, stopped=True).wait()) == 1
