"""How far off shares may be that looks have divided: by hand, and against draws."""

import random
from statistics import pstdev

import pytest
from concviz.engine.analysis.program.share_error import half_width, spread_s
from concviz.engine.model.program_facts import ThreadTime
from concviz.tui.cli.watch.account_lines import near


def thread(looks=100, *, wall_s=10.0, on_core=2.0, wait_gil=4.0, asleep=4.0):
    return ThreadTime(pid=1, tid=1, wall_s=wall_s, on_core=on_core, wait_gil=wait_gil, asleep=asleep, looks=looks)


def test_by_hand():
    # 80 of 100 looks met it off the cores; each half of 8 s: 8 s x sqrt(0.25 / 80)
    assert spread_s([thread()], "wait_gil") == pytest.approx(8 * (0.25 / 80) ** 0.5)
    assert half_width([thread()]) == pytest.approx(1.96 * 0.8 * (0.25 / 80) ** 0.5)


def test_threads_scatter_independently_of_one_another():
    assert spread_s([thread()] * 4, "asleep") == pytest.approx(2 * spread_s([thread()], "asleep"))
    assert half_width([thread()] * 4) == pytest.approx(half_width([thread()]) / 2)


@pytest.mark.parametrize("state", ["on_core", "wait_core"])
def test_what_the_kernel_counts_is_not_off(state):
    assert spread_s([thread(looks=4)], state) == 0


@pytest.mark.parametrize(
    "steady",
    [thread(wait_gil=0.0, asleep=8.0), thread(looks=0), thread(on_core=10.0, wait_gil=0.0, asleep=0.0)],
    ids=["one wait all along", "never looked at", "never off the cores"],
)
def test_nothing_is_off_where_nothing_was_divided(steady):
    assert half_width([steady]) == 0
    assert near([steady]) == ""


def test_no_threads():
    assert half_width([]) == 0


def test_draws_scatter_so():
    chance = random.Random(5)
    shares = [sum(chance.random() < 0.3 for _ in range(80)) / 80 * 0.8 for _ in range(2_000)]
    said = spread_s([thread(wait_gil=2.4, asleep=5.6)], "wait_gil") / 10
    assert pstdev(shares) == pytest.approx(said, rel=0.05)


@pytest.mark.parametrize(("looks", "told"), [(1_000, " (± 3 points)"), (3_400, " (± 2 points)"), (3_430, "")])
def test_it_is_said_from_two_points_on(looks, told):
    half = 100 * half_width([thread(looks)])
    assert near([thread(looks)]) == told, half
