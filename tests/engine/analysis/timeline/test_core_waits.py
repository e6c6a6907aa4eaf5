"""What the kernel says of a window, stretch by stretch: of samples whose every figure is known."""

import numpy as np
import pytest
from concviz.engine.analysis.snapshot import WAIT_CORE, WAIT_IO
from concviz.engine.analysis.timeline.core_waits import CoreWaits, core_waits, looks_around, shared_out
from concviz.engine.analysis.timeline.pieces import STALL

from tests.support.exact_run import LAB, ExactRun


def sampled(last_us: int = 1_000_000, *, busy: bool = True) -> ExactRun:
    """One thread at work since 0.2 s: 0.5 cores, then 0.25, then 0.5; it waited in the first and in the third 200 ms."""
    run = ExactRun()
    current = (1, 900_000) if busy else (-1, 0)
    run.lane(1, 200_000, last_us, read_us=1_000_000, current=current)
    run.who(100_000, (LAB, LAB + 1, "worker"))
    for t_us, clock in (
        (200_000, (0, 0)),
        (400_000, (100_000, 20_000)),
        (600_000, (150_000, 20_000)),
        (800_000, (250_000, 80_000)),
    ):
        run.sample(t_us, clock)
    return run


def of(run: ExactRun, t0_us: int, t1_us: int, known_us: int = 1_000_000) -> CoreWaits:
    looks = looks_around(run.session, 1, t0_us, t1_us, known_us)
    return core_waits(looks, run.figures(1_000_000).table, t0_us, t1_us)


def test_a_window_is_cut_into_stretches_of_two_samples():
    found = of(sampled(), 400_000, 1_000_000)
    assert found.cpu_rate.tolist() == [pytest.approx([0.25, 0.5, 0.5])]
    assert found.wait_us.tolist() == [pytest.approx([0, 60_000, 60_000])]
    used = found.cpu_us(np.array([0, 0]), np.array([500_000, 650_000]), np.array([900_000, 700_000]))
    assert used.tolist() == pytest.approx([25_000 + 100_000 + 50_000, 25_000])
    assert of(sampled(), 400_000, 699_999).wait_us.shape == (1, 1)
    assert of(sampled(), 400_000, 700_001).wait_us.shape == (1, 2)
    assert of(sampled(), 0, 128 * 200_000).wait_us.shape == (1, 128)
    assert of(sampled(), 0, 140 * 200_000).wait_us.shape == (1, 128)


def test_in_a_short_window_it_counts_what_was_over_300_ms_up_to_its_end():
    found = of(sampled(), 700_000, 800_000)
    assert found.cpu_rate.tolist() == [pytest.approx([125_000 / 300_000])]
    assert found.wait_us.tolist() == [pytest.approx([20_000])]


def test_a_thread_waits_no_longer_than_its_lane_is_at_work():
    assert of(sampled(700_000, busy=False), 400_000, 1_000_000).wait_us.tolist() == [pytest.approx([0, 30_000, 0])]
    assert of(sampled(), 0, 600_000).wait_us.tolist() == [pytest.approx([0, 20_000, 0])]


@pytest.mark.parametrize(("length_us", "known"), [(20_000, True), (19_999, False)])
def test_of_too_short_a_time_nothing_is_known(length_us, known):
    run = ExactRun()
    run.lane(1, 200_000, 1_000_000)
    run.who(100_000, (LAB, LAB + 1, "worker"))
    run.sample(500_000, (100_000, 0))
    run.sample(500_000 + length_us, (110_000, 0))
    assert bool(np.isfinite(of(run, 400_000, 600_000).cpu_rate).any()) is known


def test_a_thread_that_appears_began_one_sample_before():
    run = ExactRun()
    for lane in (1, 2):
        run.lane(lane, 200_000, 1_000_000, current=(1, 900_000))
    run.who(100_000, (LAB, LAB + 1, "worker"))
    run.sample(400_000, (1_000, 0))
    run.who(500_000, (LAB, LAB + 1, "worker"), (LAB, LAB + 2, "worker"))
    run.sample(600_000, (51_000, 0), (100_000, 40_000))
    found = of(run, 400_000, 600_000)
    assert found.cpu_rate.tolist() == [pytest.approx([0.25]), pytest.approx([0.5])]
    assert found.wait_us.tolist() == [[0.0], pytest.approx([40_000])]


def test_where_there_is_nothing_nothing_is_known():
    run = ExactRun()
    run.lane(1, 200_000, 1_000_000)
    for found in (of(run, 400_000, 600_000), of(sampled(), 600_000, 600_000)):
        assert (found.wait_us.tolist(), found.thread.tolist()) == ([[0.0]], [0])
        assert np.isnan(found.cpu_rate).all()


@pytest.mark.parametrize(
    ("waited_us", "pieces"),
    [
        (0, [(0, 1_000, 4)]), (9, [(0, 1_000, 4)]), (10, [(0, 990, 4), (990, 1_000, 2)]), (400, [(0, 600, 4), (600, 1_000, 2)]),
        (990, [(0, 10, 4), (10, 1_000, 2)]), (991, [(0, 1_000, 2)]), (1_500, [(0, 1_000, 2)]),
    ],
)  # fmt: skip
def test_shares_near_to_none_or_all_are_drawn_as_none_or_all(waited_us, pieces):
    """One stand-still of 1,000 µs whose thread waited so long for a core (2); the rest of it is waiting for I/O (4)."""
    one = np.zeros(1, dtype=np.int64)
    still = (one, one, one + 1_000, one + STALL + WAIT_IO, one, one)
    found = shared_out(still, CoreWaits(0, 1_000, one, np.array([[float(waited_us)]]), np.full((1, 1), np.nan)))
    assert [*zip(*(found[column].tolist() for column in (1, 2, 3)), strict=True)] == pieces


def test_what_a_stretch_has_no_room_for_lay_in_the_one_before():
    one = np.zeros(1, dtype=np.int64)
    still = (one, one + 500, one + 2_000, one + STALL + WAIT_IO, one, one)
    found = shared_out(still, CoreWaits(0, 2_000, one, np.array([[0.0, 1_200.0]]), np.full((1, 2), np.nan)))
    assert [*zip(*(found[column].tolist() for column in (1, 2, 3)), strict=True)] == [
        (500, 800, WAIT_IO), (800, 1_000, WAIT_CORE), (1_000, 2_000, WAIT_CORE),
    ]  # fmt: skip
