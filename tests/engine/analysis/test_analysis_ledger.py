import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.run.account import LaneClocks, StepSums
from concviz.engine.analysis.run.lane_table import lane_table, workers_of
from concviz.engine.analysis.run.lane_waits import LaneWaits
from concviz.engine.analysis.run.ledger import NOBODY_LOOKED, TOO_FEW, ledger
from concviz.engine.model.states import SHARES
from concviz.engine.session.events import LaneOpened, LaneTotals
from hypothesis import given
from hypothesis import strategies as st

from tests.support.made_sessions import made_machine, made_run

DAY_US = 86_400_000_000
amounts = st.integers(0, DAY_US)


@st.composite
def lane(draw, number):
    """A lane with any totals, even ones that contradict each other."""
    kind = draw(st.sampled_from(["main", "thread", "process", "interpreter", "coroutine"]))
    gil = draw(st.sampled_from([True, False, None]))
    pid = draw(st.integers(1, 3))
    opened = LaneOpened(0, 1, number, kind, pid, draw(st.integers(1, 3)), gil)
    first = draw(amounts)
    totals = LaneTotals(
        draw(amounts), 1, number, draw(st.integers(0, 1000)), *[draw(amounts) for _ in range(4)], first, draw(amounts),
        draw(st.integers(0, 3)), draw(st.integers(0, 3)), draw(st.integers(-1, 5)), draw(amounts), draw(st.booleans()),
    )  # fmt: skip
    clocks = [draw(st.integers(-1, DAY_US)) for _ in range(3)]
    steps = [draw(amounts) for _ in range(4)]
    return opened, totals, clocks, steps


@given(st.data(), st.integers(1, 6), st.sampled_from(["cpu", "io", "released"]), amounts)
def test_the_shares_add_up_to_one_whatever_was_read(data, count, kind, until_us):
    lanes = [data.draw(lane(number + 1)) for number in range(count)]
    table = lane_table(workers_of([opened for opened, *_ in lanes]), {totals.lane: totals for _, totals, *_ in lanes})
    clocks = LaneClocks(*np.array([clocks for _, _, clocks, _ in lanes]).T)
    steps = StepSums(*np.array([steps for *_, steps in lanes]).T)
    shares = [getattr(ledger(table, clocks, steps, kind=kind, until_us=until_us), name) for name in SHARES]
    assert all(share >= -1e-9 for share in shares)
    assert sum(shares) == pytest.approx(1.0) or sum(shares) == 0.0


def shares(session, t_us=None):
    return snapshot(session, t_us).ledger


@pytest.mark.parametrize("lanes", [2, 4, 16])
def test_threads_under_a_gil_wait_for_it(lanes):
    found = shares(made_run("cpu", "thread", lanes=lanes))
    assert found.on_core == pytest.approx(1 / lanes, abs=0.01)
    assert found.wait_gil == pytest.approx(1 - 1 / lanes, abs=0.05)
    assert found.inferred == ("wait_gil",)


@pytest.mark.parametrize("gil", [False, None])
def test_no_gil_is_blamed_where_there_is_none_or_it_is_not_known(gil):
    found = shares(made_run("released", "thread", lanes=4, gil=gil, cpu_share=0.5, schedstat=False))
    assert found.wait_gil == 0
    assert found.idle == pytest.approx(0.5, abs=0.01)


def test_a_process_for_each_worker_has_no_gil_to_wait_for():
    assert shares(made_run("cpu", "process", lanes=4, cpu_share=0.5, schedstat=False)).wait_gil == 0


def test_interpreters_have_a_gil_each():
    assert shares(made_run("cpu", "interpreter", lanes=4, cpu_share=0.5)).wait_gil == 0


def test_waiting_for_a_core_is_what_the_kernel_says():
    found = shares(made_run("cpu", "process", lanes=8, cpu_share=0.25, machine=made_machine(2)))
    assert found.wait_core == pytest.approx(0.75, abs=0.02)
    assert found.inferred == ()


def test_waiting_for_io_is_inferred_where_nobody_looked():
    with_gil, without = shares(made_run("io", "thread", lanes=8)), shares(made_run("io", "thread", lanes=8, gil=False))
    assert with_gil.wait_io == pytest.approx(0.98, abs=0.02)
    assert without.wait_io == pytest.approx(with_gil.wait_io, abs=0.01)
    assert (with_gil.inferred, without.inferred) == (("wait_io",), ("wait_io",))


def test_coroutines_wait_for_io_and_when_crowded_for_the_loop():
    few = shares(made_run("io", "coroutine", lanes=8, awaitable=True))
    assert few.wait_io == pytest.approx(0.98, abs=0.02)
    crowded = shares(made_run("io", "coroutine", lanes=16, io_us=4_000, seconds=1.0, awaitable=True))
    assert crowded.wait_loop == pytest.approx(7 / 16, abs=0.02)
    assert sum(getattr(crowded, name) for name in SHARES) == pytest.approx(1)


def test_blocking_calls_on_a_loop_are_waiting_for_io_and_not_running():
    found = shares(made_run("io", "coroutine", lanes=8, awaitable=False))
    assert found.wait_io == pytest.approx(0.98, abs=0.02)
    assert found.on_core < 0.02


def test_an_item_still_in_hand_counts_as_far_as_its_thread_was_looked_at():
    session = made_run("cpu", "main", lanes=1, seconds=6, item_us=3_000_000, status="running")
    found = shares(session, 2_000_000)
    assert found.on_core == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("kind", ["cpu", "io"])
def test_the_past_agrees_with_what_was_true_then(kind):
    session = made_run(kind, "thread", lanes=4, seconds=12)
    whole, past = shares(session), shares(session, 11_630_000)
    assert past.on_core == pytest.approx(whole.on_core, abs=0.01)
    assert past.wait_io == pytest.approx(whole.wait_io, abs=0.02)
    assert past.wait_gil == pytest.approx(whole.wait_gil, abs=0.02)


def lane_of(kind, *, wall, cpu, first=0, last=10_000, items_cpu=None, thread_cpu=None, gil=True, number=1, tid=1):
    """A lane whose thread did items for `wall` us in all between its first and last item."""
    opened = LaneOpened(0, 1, number, kind, 1, tid, gil)
    used = cpu if thread_cpu is None else thread_cpu
    totals = LaneTotals(last, 1, number, 3, wall, cpu, 0, used, first, last, 0, 0, -1, 0, True)
    return opened, totals


def seen(*rows):
    """What looks told of each lane: (GIL, lock, I/O, child, asleep) in us."""
    us = np.array(rows, float)
    return LaneWaits(np.array([18] * len(rows)), us, np.full((len(rows), 3), -1.0))


def account(lanes, waits, *, kind="cpu", clocks=None, steps=None):
    """The ledger of such lanes from 0 to 10 ms, with no waiting for a core where `clocks` don't tell of it."""
    table = lane_table(workers_of([opened for opened, _ in lanes]), {totals.lane: totals for _, totals in lanes})
    zero = np.zeros(len(lanes), np.int64)
    clocks = clocks or LaneClocks(zero + 10_000, zero, zero)
    steps = steps or StepSums(zero, zero, zero, zero)
    return ledger(table, clocks, steps, kind=kind, until_us=10_000, waits=waits)


def told(found):
    return {name: round(share, 3) for name, share in found.shares.items() if share}


@pytest.mark.parametrize("kind", ["cpu", "io", "released"])
def test_time_off_the_cores_is_divided_as_it_was_seen_whatever_the_task_is_called(kind):
    lanes = [lane_of("thread", wall=10_000, cpu=2_000), lane_of("thread", wall=10_000, cpu=2_000, number=2, tid=2)]
    found = account(lanes, seen([1, 2, 3, 4, 0], [0, 0, 0, 0, 7]), kind=kind)
    assert told(found) == {
        "on_core": 0.2, "wait_gil": 0.04, "wait_lock": 0.08, "wait_io": 0.12, "wait_child": 0.16, "asleep": 0.4,
    }  # fmt: skip
    assert (found.inferred, found.inferred_why, found.looks) == ((), "", 36)
    assert found.measured == ("on_core", "wait_gil", "wait_lock", "wait_io", "wait_child", "asleep")


def test_a_lane_that_nobody_saw_is_taken_for_one_of_the_others():
    lanes = [lane_of("thread", wall=10_000, cpu=0), lane_of("thread", wall=10_000, cpu=0, number=2, tid=2)]
    assert told(account(lanes, seen([1, 1, 0, 0, 0], [0, 0, 0, 0, 0]))) == {"wait_gil": 0.5, "wait_lock": 0.5}


def test_waiting_for_the_next_item_is_idle_and_a_lock_inside_of_an_item_is_not():
    """Of 10 ms one process worked on items for 6, slept 6 of them, and waited 4 at the model's pipe."""
    found = account([lane_of("process", wall=6_000, cpu=0)], seen([0, 0, 4, 0, 6]))
    assert told(found) == {"asleep": 0.6, "idle": 0.4}
    both = account([lane_of("process", wall=6_000, cpu=0)], seen([0, 5, 5, 0, 0]))
    assert told(both) == {"wait_lock": 0.5, "wait_io": 0.1, "idle": 0.4}
    both = account([lane_of("thread", wall=6_000, cpu=0)], seen([0, 5, 5, 0, 0]))
    assert told(both) == {"wait_lock": 0.1, "wait_io": 0.5, "idle": 0.4}
    less = account([lane_of("process", wall=4_000, cpu=0)], seen([0, 5, 5, 0, 0]))
    assert told(less) == {"wait_lock": 0.4, "idle": 0.6}
    locked = account([lane_of("process", wall=10_000, cpu=0)], seen([0, 4, 0, 0, 6]))
    assert told(locked) == {"wait_lock": 0.4, "asleep": 0.6}


def test_between_two_items_of_threads_the_gil_stays_the_gil():
    lanes = [lane_of("thread", wall=5_000, cpu=0), lane_of("thread", wall=5_000, cpu=0, number=2, tid=2)]
    assert told(account(lanes, seen([9, 0, 0, 0, 0], [9, 0, 0, 0, 0]))) == {"wait_gil": 1.0}


@pytest.mark.parametrize(("kind", "guess"), [("cpu", "wait_gil"), ("io", "wait_io")])
def test_without_a_look_it_is_inferred_and_says_why(kind, guess):
    lanes = [lane_of("thread", wall=10_000, cpu=2_000), lane_of("thread", wall=10_000, cpu=2_000, number=2, tid=2)]
    found = account(lanes, None, kind=kind)
    assert told(found) == {"on_core": 0.2, guess: 0.8}
    assert (found.inferred, found.inferred_why, found.looks) == ((guess,), NOBODY_LOOKED, 0)
    assert found.measured == ("on_core",)


def coroutine(wall, cpu, thread_cpu):
    return [lane_of("coroutine", wall=wall, cpu=cpu, thread_cpu=thread_cpu)]


def test_a_step_that_blocks_the_loop_is_divided_as_the_loops_thread_was_seen():
    """One step of 8 ms, asleep in it, and 2 ms in which the loop waits for something to do: seen as I/O."""
    steps = StepSums(*(np.array([us]) for us in (8_000, 0, 0, 10_000)))
    found = account(coroutine(10_000, 0, 0), seen([0, 0, 2_000, 0, 8_000]), steps=steps)
    assert told(found) == {"wait_io": 0.2, "asleep": 0.8}


def test_while_the_loop_computes_something_else_a_coroutine_waits_for_the_loop_and_not_for_io():
    """Its steps took nothing; the loop's thread was on a core for 6.5 of 10 ms, for its subtasks."""
    steps = StepSums(*(np.array([us]) for us in (0, 0, 0, 10_000)))
    found = account(coroutine(10_000, 0, 6_500), seen([0, 0, 3_500, 0, 0]), steps=steps)
    assert told(found) == {"wait_loop": 0.65, "wait_io": 0.35}
    short = LaneClocks(*(np.array([us]) for us in (10_000, 0, 2_000)))
    found = account(coroutine(10_000, 0, 6_500), seen([0, 0, 1_500, 0, 0]), steps=steps, clocks=short)
    assert told(found) == {"wait_core": 0.2, "wait_loop": 0.65, "wait_io": 0.15}


@pytest.mark.parametrize("looks", [0, 40])
def test_suspended_coroutines_waited_for_what_their_driver_saw_them_await(looks):
    """Of 10 ms a step took 1; the rest was suspended: two parts in a sleep, one at a lock, one for an answer."""
    steps = StepSums(*(np.array([us]) for us in (1_000, 1_000, 0, 10_000)))
    waits = LaneWaits(
        np.array([looks]), np.array([[0, 0, 9_000.0, 0, 0]]), np.full((1, 3), -1.0), np.array([0, 1.0, 1.0, 0, 2.0])
    )
    found = account(coroutine(10_000, 1_000, 1_000), waits, steps=steps)
    assert told(found) == {"on_core": 0.1, "wait_lock": 0.225, "wait_io": 0.225, "asleep": 0.45}
    assert found.inferred == ()


def test_a_few_looks_divide_nothing():
    lanes = [lane_of("thread", wall=10_000, cpu=0), lane_of("thread", wall=10_000, cpu=0, number=2, tid=2)]
    waits = seen([0, 0, 0, 0, 9], [0, 0, 0, 0, 9])
    few = LaneWaits(np.array([6, 5]), waits.us, waits.held_us)
    found = account(lanes, few, kind="io")
    assert (told(found), found.inferred, found.inferred_why, found.looks) == (
        {"wait_io": 1.0},
        ("wait_io",),
        TOO_FEW,
        0,
    )
    enough = account(lanes, LaneWaits(np.array([6, 6]), waits.us, waits.held_us), kind="io")
    assert (told(enough), enough.looks) == ({"asleep": 1.0}, 12)


@pytest.mark.parametrize(
    ("looks", "found"), [(40, {"on_core": 0.5, "idle": 0.5}), (11, {"on_core": 0.5, "wait_gil": 0.5})]
)
def test_who_was_looked_at_and_never_found_off_the_cores_is_not_said_to_wait_for_the_gil(looks, found):
    """Two threads of one GIL; few looks are as good as none, and then it is inferred."""
    lanes = [lane_of("thread", wall=10_000, cpu=5_000, number=number, tid=number) for number in (1, 2)]
    waits = LaneWaits(np.array([looks, 0]), np.zeros((2, 5)), np.full((2, 3), -1.0))
    shares = account(lanes, waits)
    assert told(shares) == found
    assert shares.inferred == (("wait_gil",) if "wait_gil" in found else ())
