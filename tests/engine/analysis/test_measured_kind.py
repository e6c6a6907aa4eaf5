"""What a function of the user's does, as one run measured it: each side of every edge, and the edge itself, which is silence."""

import msgspec
import numpy as np
import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.analysis.findings import verdict
from concviz.engine.analysis.gather import facts
from concviz.engine.analysis.run.account import LaneClocks
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.analysis.run.lane_table import lane_table, workers_of
from concviz.engine.analysis.run.measured_kind import had_room, measured_kind
from concviz.engine.analysis.snapshot import RUN, WAIT_CORE, WAIT_GIL, WAIT_IO
from concviz.engine.model.states import Ledger
from concviz.engine.session.events import Cores, LaneOpened, LaneTotals, RunStarted, Threads
from concviz.engine.session.memory.log import Session

from tests.support.made_sessions import made_machine, made_run, made_session

WALL_US = 10_000


def kind_of(*, cpu, waited, seen_us=WALL_US, threads=1, looks=None, compute_us=WALL_US, room=False, few=False):
    """The kind of a run of items of 10 ms, one a thread, that begin at 0; `waited` -1: the system doesn't tell."""
    numbers = range(1, threads + 1)
    opened = [LaneOpened(0, 1, number, "thread", 1, number, True) for number in numbers]
    totals = {
        number: LaneTotals(WALL_US, 1, number, 1, WALL_US, cpu, 0, cpu, 0, WALL_US, 0, 0, -1, 0, True)
        for number in numbers
    }
    table = lane_table(workers_of(opened), totals)
    one = np.ones(threads, np.int64)
    clocks = LaneClocks(one * seen_us, one * cpu, one * waited)
    seen = Ledger(**looks, looks=40) if looks else Ledger()
    return measured_kind(table, clocks, seen, compute_us / 1e6, few=few, had_room=room)


@pytest.mark.parametrize(("shares", "kind"), [
    ({"on_core": 0.1, "wait_core": 0.2, "wait_gil": 0.2, "wait_lock": 0.49}, "cpu"),
    ({"on_core": 0.1, "wait_core": 0.2, "wait_gil": 0.2, "wait_lock": 0.51}, "io"),
    ({"on_core": 0.4, "wait_io": 0.1, "wait_child": 0.1, "wait_lock": 0.1, "asleep": 0.11}, "io"),
    ({"on_core": 0.4, "wait_io": 0.1, "wait_child": 0.1, "wait_lock": 0.1, "asleep": 0.09}, "cpu"),
    ({"on_core": 0.25, "wait_loop": 0.75}, "cpu"),
])  # fmt: skip
def test_looks_tell_it(shares, kind):
    assert kind_of(cpu=0, waited=-1, seen_us=-1, looks=shares) == kind


@pytest.mark.parametrize(("cpu", "waited", "kind"), [
    (7_001, 0, "cpu"), (7_000, 0, "io"), (2_000, 7_143, "cpu"), (2_000, 7_142, "unknown"), (2_000, 5_001, "unknown"),
    (2_000, 5_000, "io"), (0, 0, "io"), (1, 9_999, "cpu"),
])  # fmt: skip
def test_without_looks_the_clocks_do(cpu, waited, kind):
    assert kind_of(cpu=cpu, waited=waited) == kind


@pytest.mark.parametrize(("cpu", "waited", "seen_us", "kind"), [
    (2_500, 0, -1, "unknown"),  # 10 ms beside four spinners, over before anybody sampled it
    (2_500, 0, 0, "unknown"),
    (7_001, 0, -1, "cpu"),  # its own clock is enough
    (1_000, 0, 3_999, "unknown"),  # what is not known of the end could have been waiting for a core
    (1_000, 0, 4_000, "io"),
    (1_000, 8_572, 10_000, "cpu"),
    (1_000, 8_572, 9_999, "unknown"),
    (2_500, -1, 10_000, "unknown"),  # sampled by a system that doesn't tell of waiting for a core
])  # fmt: skip
def test_what_was_not_seen_is_not_claimed(cpu, waited, seen_us, kind):
    assert kind_of(cpu=cpu, waited=waited, seen_us=seen_us) == kind


def test_where_cores_were_free_nobody_waited_for_one():
    assert kind_of(cpu=2_500, waited=-1, seen_us=-1, room=True) == "io"
    assert kind_of(cpu=7_001, waited=-1, seen_us=-1, room=True) == "cpu"


def test_a_few_looks_are_no_reason_to_guess():
    assert kind_of(cpu=0, waited=0) == "io"
    assert kind_of(cpu=0, waited=0, few=True) == "unknown"
    assert kind_of(cpu=9_000, waited=0, few=True) == "unknown"
    assert kind_of(cpu=0, waited=0, few=True, looks={"asleep": 1.0}) == "io"


def test_threads_that_share_a_gil_compute_when_one_core_was_theirs():
    assert kind_of(cpu=2_400, waited=0, threads=3) == "cpu"
    assert kind_of(cpu=2_300, waited=0, threads=3) == "io"
    assert kind_of(cpu=2_300, waited=0, threads=3, seen_us=-1) == "unknown"


@pytest.mark.parametrize(("cpu", "waited", "kind"), [(200, 7_800, "unknown"), (2_400, 0, "cpu"), (500, 9_300, "cpu")])
def test_who_mostly_waits_for_a_core_after_a_sleep_is_not_said_to_compute(cpu, waited, kind):
    """Three threads of one GIL: sleepers on a crowded machine, those that take turns, and those that hardly ever get a core."""
    assert kind_of(cpu=cpu, waited=waited, threads=3) == kind


def test_a_run_without_a_finished_item_says_nothing():
    table = lane_table(workers_of([LaneOpened(0, 1, 1, "thread", 1, 1, True)]), {})
    never = np.array([-1])
    assert measured_kind(table, LaneClocks(never, never, never), Ledger(), 0.0, few=False, had_room=False) == "unknown"


@pytest.mark.parametrize(("busy", "quota", "room"), [(899, None, True), (900, None, False), (100, 0.5, False)])
def test_free_cores_are_those_that_the_run_may_use(busy, quota, room):
    session = made_session(made_machine(8, quota=quota) if quota else made_machine(8, usable=2.0))
    session.append(Cores(1_000_000, 500_000, [busy, busy] + [1000 if not room else 0] * 6, [], 0))
    assert had_room(session, 400_000, 1_000_000) is room
    assert had_room(session, 600_000, 1_000_000) is False, "it began before"
    assert had_room(session, 0, 1_001_000) is False, "it covers too little"


class OwnSession(Session):
    """Of a function of the user's; without what the kernel tells of threads and cores, if not `sampled`."""

    def __init__(self, *, sampled: bool) -> None:
        super().__init__(made_machine(), clock=lambda: 0, created="2026-01-01T00:00:00Z")
        self.sampled = sampled

    def append(self, event):
        if isinstance(event, RunStarted):
            event = msgspec.structs.replace(event, plan=msgspec.structs.replace(event.plan, kind="own"))
        if self.sampled or not isinstance(event, (Threads, Cores)):
            super().append(event)


def half_stood_still(*, sampled: bool) -> Session:
    """Two processes that were on a core for a quarter of the time, and waited for one in the rest."""
    session = OwnSession(sampled=sampled)
    return made_run("cpu", "process", lanes=2, cpu_share=0.25, seconds=2.0, neighbours=range(8), session=session)


def test_what_is_not_known_is_neither_io_nor_computing_on_any_panel():
    session = half_stood_still(sampled=False)
    found = run_figures(session, session.run_at(), session.length_us)
    assert found.kind == "unknown"
    assert found.ledger.inferred == ()
    assert (found.ledger.wait_io, found.ledger.wait_gil) == (0.0, 0.0)
    assert found.ledger.on_core == pytest.approx(0.25, abs=0.03)
    view = snapshot(session, None, timeline_us=1_000_000)
    assert set(view.segments.state.tolist()) == {RUN}
    assert "I/O" not in verdict(facts(session, found, session.length_us))


def test_the_same_is_computing_where_the_kernel_was_asked():
    session = half_stood_still(sampled=True)
    found = run_figures(session, session.run_at(), session.length_us)
    assert found.kind == "cpu"
    assert found.ledger.wait_core == pytest.approx(0.75, abs=0.05)
    states = set(snapshot(session, None, timeline_us=1_000_000).segments.state.tolist())
    assert WAIT_CORE in states
    assert not states & {WAIT_IO, WAIT_GIL}


def test_an_item_in_hand_of_which_nothing_is_known_is_not_drawn():
    session = OwnSession(sampled=False)
    made_run("io", "thread", lanes=2, io_us=10_000_000, seconds=10.0, session=session)
    view = snapshot(session, session.length_us - 5_000_000, timeline_us=500_000)
    assert [lane.current_item for lane in view.lanes] == [0, 1]
    assert not len(view.segments.state)
