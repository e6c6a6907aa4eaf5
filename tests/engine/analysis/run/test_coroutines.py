"""Steps of coroutines and the account that is made of them."""

import pytest
from concviz.engine.analysis.memo import memo
from concviz.engine.analysis.run.thread_clocks import step_sums
from concviz.engine.session.events import Awaits

from tests.support.exact_run import LAB, ExactRun, two_threads


def on_a_loop(*, waited_us=0, kind="io", looks=None) -> ExactRun:
    """Two coroutines of one thread, from 0.2 to 1.2 s: each one item, with steps, and a stretch in which it was ready."""
    run = ExactRun(kind=kind, worker="coroutine")
    for lane, steps in ((1, 300_000), (2, 100_000)):
        run.lane(lane, 200_000, 1_200_000, kind="coroutine", tid=LAB, cpu_us=steps // 2, thread_cpu_us=(0, 200_000))
    run.spans(
        1_200_000,
        1,
        (0, 200_000, 500_000, 150_000, 2),
        (0, 500_000, 600_000, 0, 3),
        (0, 200_000, 1_200_000, 150_000, 0),
    )
    run.spans(1_200_000, 2, (1, 600_000, 700_000, 50_000, 2), (1, 200_000, 1_200_000, 50_000, 1))
    run.who(0, (LAB, LAB, "main"))
    run.sample(200_000, (0, 0))
    run.sample(1_200_000, (200_000, waited_us))
    for t_us in (200_000, 1_200_000) if looks else ():
        run.looks(
            t_us, [1 if t_us == 200_000 else 20], **{name: [us if t_us > 200_000 else 0] for name, us in looks.items()}
        )
    return run


def test_steps_of_coroutines_are_summed_a_lane():
    run = on_a_loop()
    table = run.figures(1_200_000).table
    found = step_sums(run.session, 1, table, 1_200_000, memo(run.session, 1))
    assert [found.ran_us.tolist(), found.ran_cpu_us.tolist(), found.ready_us.tolist(), found.whole_us.tolist()] == [
        [300_000, 100_000], [150_000, 50_000], [100_000, 0], [1_000_000, 1_000_000],
    ]  # fmt: skip
    early = step_sums(run.session, 1, table, 600_000, memo(run.session, 1))
    assert [early.ran_us.tolist(), early.ready_us.tolist(), early.whole_us.tolist()] == [
        [300_000, 0],
        [100_000, 0],
        [0, 0],
    ]
    threads = two_threads()
    assert step_sums(
        threads.session, 1, threads.figures(900_000).table, 900_000, memo(threads.session, 1)
    ).ran_us.tolist() == [0, 0]


def test_a_step_that_stands_still_blocks_the_loop_but_for_waiting_for_a_core():
    assert on_a_loop().figures(1_200_000).loop_blocked == 0.2
    assert on_a_loop(waited_us=50_000).figures(1_200_000).loop_blocked == pytest.approx(0.15)
    assert on_a_loop(waited_us=250_000).figures(1_200_000).loop_blocked == 0.0
    assert two_threads().figures(1_200_000).loop_blocked == 0.0
    mixed = on_a_loop()
    mixed.lane(3, 200_000, 1_200_000)
    assert mixed.figures(1_200_000).loop_blocked == 0.0
    two = on_a_loop()
    two.lane(3, 200_000, 1_200_000, kind="coroutine", tid=LAB + 3)
    assert two.figures(1_200_000).loop_blocked == 0.0


def shares(run: ExactRun) -> dict[str, float]:
    return {name: round(share, 4) for name, share in run.figures(1_200_000).ledger.shares.items() if share}


def test_the_account_of_coroutines():
    """Of 2 s of two lanes 0.2 ran; 0.2 of their steps stood still; 0.1 was ready; 1.5 were suspended, at I/O."""
    assert shares(on_a_loop()) == {"on_core": 0.1, "wait_io": 0.85, "wait_loop": 0.05}
    assert on_a_loop().figures(1_200_000).ledger.inferred == ("wait_io",)
    assert shares(on_a_loop(kind="cpu")) == {"on_core": 0.1, "wait_io": 0.75, "wait_loop": 0.05, "idle": 0.1}
    assert shares(on_a_loop(waited_us=50_000)) == {
        "on_core": 0.1,
        "wait_core": 0.025,
        "wait_io": 0.825,
        "wait_loop": 0.05,
    }
    slept = on_a_loop(looks={"asleep_us": 200_000, "io_us": 600_000})
    assert shares(slept) == {"on_core": 0.1, "wait_io": 0.75, "asleep": 0.1, "wait_loop": 0.05}
    assert (slept.figures(1_200_000).ledger.inferred, slept.figures(1_200_000).ledger.looks) == ((), 19)


def test_a_coroutine_that_was_suspended_waits_for_a_core_as_long_as_its_loop_did():
    """The loop's thread waited 0.4 s for a core: 0.2 inside of steps; the rest in 0.6 s beside all steps, a third of the time."""
    found = on_a_loop(waited_us=400_000).figures(1_200_000).ledger
    assert found.wait_core == pytest.approx((0.2 + 1.5 * 0.2 / 0.6) / 2)
    assert found.wait_io == pytest.approx(1.5 * 0.4 / 0.6 / 2)


def test_who_sleeps_or_waits_for_a_lock_is_held_up_by_nobody_else():
    """Likewise, with a quarter of the 1.5 s each for an answer, a lock, a sleep and a child: a third of answer and child is the core's."""
    run = on_a_loop(waited_us=400_000)
    run.session.append(Awaits(1_200_000, 1, 250_000, 250_000, 250_000, 250_000))
    assert shares(run) == {
        "on_core": 0.1, "wait_core": 0.225, "wait_lock": 0.1875, "asleep": 0.1875, "wait_io": 0.125, "wait_child": 0.125, "wait_loop": 0.05,
    }  # fmt: skip


def test_coroutines_before_their_first_item_and_after_their_last_are_idle():
    run = ExactRun(kind="io", worker="coroutine")
    run.lane(1, 200_000, 1_200_000, kind="coroutine", tid=LAB)
    run.lane(2, 400_000, 700_000, kind="coroutine", tid=LAB, wall_us=250_000)
    run.phase(1_250_000, "results_in")
    found = run.figures()
    assert found.ledger.idle == pytest.approx(0.7 / 2)
    assert found.ledger.wait_loop == pytest.approx(0.05 / 2)
    assert found.ledger.wait_io == pytest.approx(1.25 / 2)


def test_steps_that_were_lost_are_stood_for_by_the_others():
    run = on_a_loop()
    run.lane(
        2,
        200_000,
        1_200_000,
        kind="coroutine",
        tid=LAB,
        opened=False,
        lost=(0, 3),
        wall_us=500_000,
        thread_cpu_us=(0, 200_000),
        read_us=1_200_001,
    )
    found = run.figures(1_200_001).ledger
    assert found.inferred == ("wait_io", "wait_loop")
    assert found.on_core == pytest.approx((0.15 + 0.025) / 2, abs=1e-5)


def test_an_item_in_hand_of_a_coroutine_is_waiting_only_for_io():
    def in_hand(kind):
        run = ExactRun(kind=kind, worker="coroutine")
        run.lane(1, 200_000, 700_000, kind="coroutine", tid=LAB, current=(1, 700_000), read_us=1_200_000)
        return {name: share for name, share in run.figures(1_200_000).ledger.shares.items() if share}

    assert in_hand("io") == {"wait_io": 1.0}
    assert in_hand("cpu") == {"wait_io": 1.0}
