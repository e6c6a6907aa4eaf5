import numpy as np
import pytest
from concviz.engine.analysis.cores import core_view, surroundings
from concviz.engine.model.run_facts import RunPlan
from concviz.engine.session.events import Cores, HiddenCpu, RunStarted

from tests.support.made_sessions import made_machine, made_run, made_session


def recorded(rows, cores=2):
    """A session with these (t_us, dt_us, busy, run, run_total) of its cores."""
    session = made_session(made_machine(cores))
    for row in rows:
        session.append(Cores(*row))
    return session


def view(session, t_us, history_s=4.0, steps=4):
    return core_view(session, t_us, history_s=history_s, history_steps=steps)


def test_bars_weigh_the_samples_of_the_last_quarter_second_by_their_length():
    session = recorded(
        [
            (700_000, 100_000, [1000, 1000], [1000, 0], 1000),
            (800_000, 100_000, [1000, 0], [0, 0], 0),
            (1_000_000, 200_000, [400, 100], [400, 0], 400),
        ]
    )
    found = view(session, 1_000_000)
    assert found.run == pytest.approx([0.8 / 3, 0])
    assert found.rest == pytest.approx([1 / 3, 0.2 / 3])
    assert found.cores_used == pytest.approx(0.8 / 3)
    assert found.rest_used == pytest.approx((1.8 + 0.2) / 3 - 0.8 / 3)


def test_a_bar_never_shows_less_than_its_quarter_second():
    busy = {875_000: 1000, 1_000_000: 0, 1_125_000: 1000, 1_250_000: 0}
    session = recorded([(t_us, 125_000, [share, 0], [0, 0], 0) for t_us, share in busy.items()])
    for head in (1_130_000, 1_200_000, 1_249_000, 1_251_000, 1_374_000):
        assert view(session, head).rest[0] == pytest.approx(0.5), head


def test_a_late_sample_stands_in_and_an_old_one_does_not():
    session = recorded([(1_000_000, 100_000, [500, 0], [500, 0], 500)])
    assert view(session, 2_500_000).cores_used == 0.5
    assert view(session, 3_500_000).cores_used == 0.0


def test_history_knows_what_was_not_measured():
    session = recorded(
        [(t, 100_000, [t // 10_000, 0], [0, 0], 0) for t in range(1_100_000, 2_000_001, 100_000)]
    )  # from 1 to 2 s
    found = view(session, 4_000_000)
    assert found.step_s == 1.0
    assert np.isnan(found.history_rest[:, 0]).all()
    assert found.history_rest[0, 1] == pytest.approx(0.155)
    assert np.isnan(found.history_rest[:, 2:]).all()


def test_a_step_that_is_over_never_changes():
    rows = [(t, 100_000, [(t // 1000) % 997, 100], [0, 0], 0) for t in range(100_000, 9_000_000, 100_000)]
    session = recorded(rows)
    first, later = view(session, 5_000_001), view(session, 5_700_000)
    assert np.array_equal(first.history_rest[:, :3], later.history_rest[:, :3])


def test_steps_shorter_than_a_sample_take_the_sample_that_covers_them():
    session = recorded([(t, 500_000, [t // 1000, 0], [0, 0], 0) for t in (500_000, 1_000_000)])
    found = view(session, 1_000_000, history_s=1.0, steps=10)
    assert not np.isnan(found.history_rest).any()
    assert found.history_rest[0, :4] == pytest.approx(0.5)
    assert found.history_rest[0, 5:] == pytest.approx(1.0)


def test_nothing_of_a_later_time_is_seen():
    session = recorded([(t, 100_000, [1000, 1000], [0, 0], 0) for t in range(2_000_000, 3_000_000, 100_000)])
    found = view(session, 1_900_000)
    assert np.isnan(found.history_rest).all()
    assert found.rest.sum() == 0


def test_without_a_split_nothing_is_said_of_single_cores_and_the_total_holds():
    session = made_run("cpu", "thread", split=False, status="running", neighbours=(5,))
    found = view(session, 3_000_000)
    assert not found.split_known
    assert found.run.sum() == 0
    assert found.cores_used == pytest.approx(1.0, abs=0.05)
    around = surroundings(session, 2_000_000, 3_000_000)
    assert around.rest_cores == pytest.approx(1.0, abs=0.05)
    assert around.busy_cores == ()


def test_a_busy_neighbour_is_the_rest_of_the_machine():
    session = made_run("cpu", "thread", status="running", neighbours=(5,))
    found = view(session, 3_000_000)
    assert found.rest[5] == pytest.approx(1.0, abs=0.3)
    assert found.cores_used == pytest.approx(1.0, abs=0.05)
    assert surroundings(session, 2_000_000, 3_000_000).busy_cores == (5,)


def test_no_core_is_named_that_the_total_can_not_fill():
    """Where threads wander, a sample puts their CPU on the wrong core: the total knows better."""
    session = recorded([(t, 100_000, [900, 0], [0, 0], 900) for t in range(100_000, 2_000_000, 100_000)])
    around = surroundings(session, 0, 2_000_000)
    assert around.rest_cores == pytest.approx(0.0)
    assert around.busy_cores == ()


def test_what_children_of_the_run_did_between_two_samples_is_not_others():
    """Both cores are busy; samples tell of 0.1 core of the run, and its children that no sample met used 1.7."""
    session = recorded([(t, 100_000, [1000, 1000], [100, 0], 100) for t in range(100_000, 2_100_000, 100_000)])
    for t_us, run, cpu_us in (
        (0, 1, 40_000),
        (1_000_000, 1, 1_740_000),
        (2_000_000, 1, 3_440_000),
        (2_000_000, 2, 9_000_000),
    ):
        session.append(HiddenCpu(t_us, run, cpu_us))
    assert surroundings(session, 0, 2_000_000).rest_cores == pytest.approx(1.9)
    around = surroundings(session, 0, 2_000_000, run=1)
    assert (around.rest_cores, around.usable_rest, around.busy_cores) == (pytest.approx(0.2), pytest.approx(0.2), ())
    assert surroundings(session, 1_000_000, 2_000_000, run=1).rest_cores == pytest.approx(0.2)
    assert surroundings(session, 0, 2_000_000, run=3).rest_cores == pytest.approx(1.9)


def test_what_the_run_uses_now_counts_its_children_that_no_sample_met():
    """Busy 1.9, of which samples tell 0.1 as the run's; its children used 1.5 lately, and nothing in the second before."""
    session = recorded([(t, 100_000, [1000, 900], [100, 0], 100) for t in range(100_000, 4_100_000, 100_000)])
    session.append(RunStarted(500_000, 1, RunPlan(model="threads", kind="own")))
    for t_us, cpu_us in ((1_000_000, 90_000), (2_500_000, 840_000), (3_000_000, 1_590_000), (3_900_000, 9_000_000)):
        session.append(HiddenCpu(t_us, 1, cpu_us))
    used = {
        t_us: (found.cores_used, found.rest_used)
        for t_us in (400_000, 2_000_000, 3_000_000, 4_000_000)
        for found in [view(session, t_us)]
    }
    assert used[400_000] == (pytest.approx(0.1), pytest.approx(1.8)), "before the run"
    assert used[2_000_000] == (pytest.approx(0.1), pytest.approx(1.8))
    assert used[3_000_000] == (pytest.approx(1.6), pytest.approx(0.3))
    assert used[4_000_000] == (pytest.approx(1.9), pytest.approx(0.0)), "never more than was busy"


def test_before_the_first_sample_nothing_is_measured():
    session = recorded([(1_000_000, 100_000, [500, 0], [500, 0], 500)])
    assert not view(session, 900_000).measured
    assert view(session, 1_000_000).measured
    assert not view(session, 4_000_000).measured


def test_before_the_first_sample_every_step_is_unknown():
    found = view(recorded([]), 1_000_000, steps=3)
    assert found.history_run.shape == found.history_rest.shape == (2, 3)
    assert np.isnan(found.history_run).all()
