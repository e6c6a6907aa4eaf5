"""How often lanes are drained."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from concviz.engine.lab.awaits import AWAITED
from concviz.engine.lab.lanes.lane import Lane
from concviz.engine.lab.lanes.lane_file import AWAITS, RAN, READY, Elsewhere
from concviz.engine.labs import lane_watch
from concviz.engine.labs.lane_watch import (
    LEAST_PAUSE_S,
    PAUSE_S,
    YOUNG_PAUSE_S,
    YOUNG_US,
    LaneWatch,
    _Lane,
    pause_s,
)
from concviz.engine.labs.trouble.deaths import Death, at_items
from concviz.engine.model.run_facts import RunError
from concviz.engine.session.events import Awaits, LaneOpened, LaneTotals, Spans


class Silent:
    """A sampler that only counts how often it is asked to sample."""

    samples = 0

    def register_lane(self, *about: object) -> None:
        """Nothing to learn."""

    def sample_now(self) -> None:
        """One more."""
        self.samples += 1


class NoLanes(Silent):
    """One that must not hear of any lane."""

    def register_lane(self, *about: object) -> None:
        """Nobody here."""
        raise AssertionError(about)


class Kept:
    """A session that keeps its events, with a clock of its own (µs)."""

    def __init__(self) -> None:
        self.now, self.events = 0, []

    def now_us(self) -> int:
        return self.now

    def at_us(self, clock_ns: int) -> int:
        return clock_ns // 1000

    def append(self, event) -> None:
        self.events.append(event)


@pytest.mark.parametrize(
    ("elapsed_s", "fullest", "pause"),
    [
        (0.1, 0.0, PAUSE_S),
        (0.1, 0.01, PAUSE_S),
        (0.1, 0.25, 0.1),
        (0.1, 0.5, 0.05),
        (0.05, 0.5, 0.025),
        (0.1, 0.05, PAUSE_S),
        (0.1, 1.0, 0.025),
        (0.02, 1.0, LEAST_PAUSE_S),
    ],
)
def test_the_faster_a_lane_fills_the_sooner_it_is_drained_again(elapsed_s, fullest, pause) -> None:
    assert pause_s(elapsed_s, fullest) == pytest.approx(pause)


def test_a_lane_that_fills_quickly_brings_the_next_drain_forward(tmp_path) -> None:
    session, sampler = Kept(), Silent()
    watch = LaneWatch(tmp_path, 1, session, sampler)
    assert watch.drain() == YOUNG_PAUSE_S
    lane = Lane.claim(str(tmp_path), "main", 64)
    for item in range(48):
        lane.begin(item)
        lane.end()
    session.now = 100_000
    assert watch.drain() == pytest.approx(0.1 * 0.25 / 0.75)
    assert sampler.samples == 1
    session.now = 200_000
    assert watch.drain() == YOUNG_PAUSE_S
    assert sampler.samples == 1
    assert sum(len(event.item) for event in session.events if isinstance(event, Spans)) == 48
    lane.close()
    watch.close()


def test_spans_are_whole_microseconds_and_each_lane_is_opened_once(tmp_path) -> None:
    session = Kept()
    watch = LaneWatch(tmp_path, 1, session, Silent())
    (tmp_path / "stacks-71").write_text("no lane")
    lanes = []
    for number in (1, 2):
        lanes.append(Lane.claim(str(tmp_path), "coroutine", 64))
        lanes[-1].part(7, READY, 1_999 * number, 9_999 * number, 2_999 * number)
        session.now = 10_000 * number
        watch.drain()
    spans = [event for event in session.events if isinstance(event, Spans)]
    assert [(each.lane, each.start_us, each.wall_us, each.cpu_us) for each in spans] == [
        (1, [1], [8], [2]),
        (2, [3], [16], [5]),
    ]
    assert all(type(each.cpu_us[0]) is int for each in spans)
    assert [event.lane for event in session.events if isinstance(event, LaneOpened)] == [1, 2]
    for lane in lanes:
        lane.close()
    watch.close()


def test_lanes_are_drained_more_often_while_there_are_new_ones(tmp_path) -> None:
    session = Kept()
    watch = LaneWatch(tmp_path, 1, session, Silent())
    session.now = YOUNG_US
    assert watch.drain() == PAUSE_S
    lane = Lane.claim(str(tmp_path), "main", 64)
    assert watch.drain() == YOUNG_PAUSE_S
    session.now = 2 * YOUNG_US
    assert watch.drain() == PAUSE_S
    lane.close()
    watch.close()


def test_that_nothing_has_moved_is_told_too(tmp_path) -> None:
    session = Kept()
    watch = LaneWatch(tmp_path, 1, session, Silent())
    lanes = [Lane.claim(str(tmp_path), "main", 64) for _ in range(2)]
    lanes[0].begin(7)
    for session.now in (100_000, 200_000, 300_000):
        watch.drain()
    told = [event for event in session.events if isinstance(event, LaneTotals)]
    assert [event.t_us for event in told] == [100_000, 100_000, 200_000, 300_000]
    assert {(event.lane, event.current_item) for event in told} == {(1, 7), (2, -1)}
    for lane in lanes:
        lane.close()
    session.now = 400_000
    watch.drain()
    count = len(session.events)
    session.now = 500_000
    watch.drain()
    assert len(session.events) == count
    watch.close()


def test_what_a_process_that_is_gone_had_in_hand_was_broken_off_where_the_run_goes_on(tmp_path, monkeypatch) -> None:
    session, gone = Kept(), set()
    monkeypatch.setattr(lane_watch, "gone", gone.__contains__)
    watch = LaneWatch(tmp_path, 1, session, Silent())
    lane = Lane.claim(str(tmp_path), "process", 64)
    lane.begin(3)
    lane.end()
    start_us = lane.begin(7) // 1000
    watch.drain()
    watch.bury(lab_pid=0)
    assert watch.in_hand()
    gone.add(os.getpid())
    session.now = start_us + 5_000
    for _ in range(2):  # the second time there is nothing more to tell
        watch.bury(lab_pid=0)
        watch.drain(last=True)
    whole, broken = [each for each in session.events if isinstance(each, Spans)]
    assert (whole.item, whole.flag) == ([3], [0])
    assert broken == Spans(session.now, 1, 1, [7], [start_us], [5_000], [0], [-1], [1])
    told = [each for each in session.events if isinstance(each, LaneTotals)][-1]
    assert (told.items, told.current_item, told.ended, told.last_us) == (1, -1, True, session.now)
    assert watch.in_hand() == []
    lane.close()
    watch.close()


def test_what_was_broken_off_lasted_no_less_than_nothing(tmp_path, monkeypatch) -> None:
    """The clock of the session was read before the worker's."""
    session = Kept()
    monkeypatch.setattr(lane_watch, "gone", lambda pid: True)
    watch = LaneWatch(tmp_path, 1, session, Silent())
    lane = Lane.claim(str(tmp_path), "process", 64)
    start_us = lane.begin(7) // 1000
    watch.drain()
    session.now = start_us - 1
    watch.bury(lab_pid=0)
    assert [each for each in session.events if isinstance(each, Spans)] == [
        Spans(session.now, 1, 1, [7], [start_us], [0], [0], [-1], [1])
    ]
    lane.close()
    watch.close()


def test_workers_elsewhere_are_no_processes_of_this_machine(tmp_path) -> None:
    """Their numbers mean other processes here, or none: nobody may sample them, take them for dead, or end them."""
    session = Kept()
    watch = LaneWatch(tmp_path, 1, session, NoLanes())
    lane = Lane.claim(str(tmp_path), "process", 64, Elsewhere(2, 1_999_999_999, 71, True))
    lane.told(5, 1_000, 4_000, 2_000, 9_000, 6, failed=False)
    watch.drain()
    watch.bury(lab_pid=0)
    opened = next(each for each in session.events if isinstance(each, LaneOpened))
    assert (opened.node, opened.pid) == (2, 1_999_999_999)
    assert (watch.done, watch.threads(), watch.pids(), watch.death(0)) == (1, [], set(), None)
    lane.close()
    watch.close()


def test_what_coroutines_awaited_is_added_up_from_the_end_of_a_step_to_readiness(tmp_path) -> None:
    """Asleep for 3 ms until it was ready, 1 ms ready, then 5 ms at a lock until the next step; nobody told of readiness there."""
    session = Kept()
    watch = LaneWatch(tmp_path, 1, session, Silent())
    lane = Lane.claim(str(tmp_path), "coroutine", 64)
    ms = 1_000_000
    lane.part(7, RAN | AWAITED.index("asleep") << AWAITS, 0, 1 * ms, 0)
    lane.part(7, READY, 4 * ms, 5 * ms, 0)
    session.now = 5_000
    watch.drain()
    lane.part(7, RAN | AWAITED.index("lock") << AWAITS, 5 * ms, 6 * ms, 0)
    session.now = 6_000
    watch.drain()
    lane.part(7, RAN, 11 * ms, 12 * ms, 0)
    lane.whole(7, 0, 12 * ms, 0, False)
    session.now = 12_000
    watch.drain()
    watch.drain()
    told = [event for event in session.events if isinstance(event, Awaits)]
    assert told == [Awaits(5_000, 1, 0, 0, 3_000, 0), Awaits(12_000, 1, 0, 5_000, 3_000, 0)]
    assert {flag for event in session.events if isinstance(event, Spans) for flag in event.flag} == {0, RAN, READY}
    lane.close()
    watch.close()


def test_the_steps_of_a_workers_own_loop_tell_what_it_awaited_and_are_no_spans(tmp_path) -> None:
    session = Kept()
    watch = LaneWatch(tmp_path, 1, session, Silent())
    lane = Lane.claim(str(tmp_path), "thread", 64)
    lane.begin(7)
    lane.part(7, RAN | AWAITED.index("asleep") << AWAITS, 0, 1_000_000, 0)
    session.now = 1_000
    watch.drain()
    assert not any(isinstance(event, Spans) for event in session.events)
    lane.part(7, RAN, 4_000_999, 5_000_000, 0)
    lane.end()
    session.now = 5_000
    watch.drain()
    told = [event for event in session.events if isinstance(event, Awaits)]
    assert told == [Awaits(5_000, 1, 0, 0, 3_000, 0)], "whole microseconds"
    assert [event.flag for event in session.events if isinstance(event, Spans)] == [[0]]
    lane.close()
    watch.close()


@pytest.mark.parametrize(
    ("exit_code", "sentence", "signal"),
    [
        (-9, "process 1 (pid {pid}) was killed by signal 9 (SIGKILL) while it worked on item 6", {"signal": 9}),
        (3, "process 1 (pid {pid}) ended with exit code 3 while it worked on item 6", {}),
    ],
)
def test_the_lab_says_which_process_died_and_the_lanes_say_at_which_item(exit_code, sentence, signal, tmp_path) -> None:
    lane = Lane.claim(str(tmp_path), "process", 32)
    lane.begin(5)
    watch = LaneWatch(tmp_path, 1, Kept(), Silent())
    watch.drain()
    death = watch.death_of(os.getpid(), exit_code)
    assert death is not None
    assert death.error == RunError(message=sentence.format(pid=os.getpid()), item=5, lane=1, **signal)
    assert watch.death_of(os.getpid() + 1, exit_code) is None
    lane.end()
    assert watch.death_of(os.getpid(), exit_code) is None


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ((), ""),
        ((37, 35), " while 2 workers were at items 36 and 38"),
        (tuple(range(8)), " while 8 workers were at items 1, 2, 3, 4, 5, 6, 7 and 8"),
        (tuple(range(999, 1008)), " while 9 workers were at items 1,000 to 1,008"),
    ],
)
def test_of_several_workers_in_a_process_that_was_killed_none_is_blamed(items, words, tmp_path) -> None:
    watch = LaneWatch(tmp_path, 1, Kept(), Silent())
    lanes = [Lane.claim(str(tmp_path), "thread", 8) for _ in (*items, "idle")]
    for lane, item in zip(lanes, items, strict=False):
        lane.begin(item)
    watch.drain()
    assert at_items([each.item for each in watch.in_hand()]) == words
    if len(items) > 1:
        death = watch.death_of(os.getpid(), -9)
        assert death is not None
        assert death.error == RunError(
            message=f"process {os.getpid()} was killed by signal 9 (SIGKILL){words}", signal=9
        )
    for lane in lanes:
        lane.close()
    watch.close()


class Told:
    """A lane's reader whose totals are what the test says, to the nanosecond."""

    header = SimpleNamespace(number=3, kind="process", pid=77, tid=78)

    def __init__(self, **totals) -> None:
        fields = (
            "items",
            "wall_ns",
            "cpu_ns",
            "thread_cpu_first_ns",
            "thread_cpu_last_ns",
            "first_ns",
            "last_ns",
            "dropped",
            "current_start_ns",
        )
        self.state = SimpleNamespace(**{**dict.fromkeys(fields, 0), "current_item": -1, "ended": False, **totals})

    def totals(self):
        return self.state


def totals_of(last=False, **totals):
    session = Kept()
    watch = LaneWatch(Path(), 1, session, Silent())
    watch._tell_totals(_Lane(Told(**totals)), 900, last)
    return session.events[0]


def test_totals_are_whole_microseconds() -> None:
    found = totals_of(
        items=4, wall_ns=5_999, cpu_ns=4_999, thread_cpu_first_ns=1_999, thread_cpu_last_ns=3_999, first_ns=2_999, last_ns=8_999,
        dropped=2, current_item=0, current_start_ns=7_999,
    )  # fmt: skip
    assert found == LaneTotals(900, 1, 3, 4, 5, 4, 1, 3, 2, 8, 2, 0, 0, 7, False)
    assert all(
        type(value) is int
        for value in (found.wall_us, found.cpu_us, found.thread_cpu_first_us, found.thread_cpu_last_us)
    )


def test_before_its_first_item_a_lane_has_no_moments_and_at_the_end_it_has_ended() -> None:
    assert totals_of(last=True, current_start_ns=7_999) == LaneTotals(900, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, True)
    assert totals_of(ended=True).ended


def at_items_of(*pids):
    watch = LaneWatch(Path(), 1, Kept(), Silent())
    for place, pid in enumerate(pids):
        reader = Told(current_item=10 - place)
        reader.header = SimpleNamespace(number=place + 1, kind="process", pid=pid, tid=pid, node=0)
        watch._lanes[place] = _Lane(reader)
    return watch


def test_the_first_worker_that_is_gone_is_told_and_never_the_lab(monkeypatch) -> None:
    dead = {70, 72, 73}
    monkeypatch.setattr(lane_watch, "gone", lambda pid: pid in dead)
    monkeypatch.setattr(lane_watch, "signal_that_ended", {72: 9}.get)
    watch = at_items_of(73, 72, 71, 70)
    assert watch.death(70) == Death(2, "process", 72, 9, 9)
    dead.clear()
    assert watch.death(70) is None


def test_a_death_of_which_nothing_is_known_is_called_so(monkeypatch) -> None:
    monkeypatch.setattr(lane_watch, "gone", lambda pid: True)
    monkeypatch.setattr(lane_watch, "signal_that_ended", lambda pid: None)
    found = at_items_of(72).death(70)
    assert found.error == RunError(
        message="process 1 (pid 72) was killed by something outside while it worked on item 11", item=10, lane=1
    )
    beside = at_items_of(72, 72).death(70)
    assert beside.error == RunError(
        message="process 72 was killed by something outside while 2 workers were at items 10 and 11"
    )


def test_what_has_been_told_counts_and_what_is_in_the_lanes_does_not_yet() -> None:
    watch = at_items_of(71, 72)
    assert (watch.done, watch.at_work) == (0, 0)
    assert (watch.threads(), watch.pids()) == ([(71, 71), (72, 72)], {71, 72})
    first = watch._lanes[0]
    first.reader.state.items = 7
    watch._tell_totals(first, 900)
    assert (watch.done, watch.at_work) == (7, 1)
    assert not watch._tell_totals(first, 901)
    assert [event.t_us for event in watch._session.events] == [900]


def test_what_it_reads_is_let_go_of_at_the_end() -> None:
    watch, closed = at_items_of(71, 72), []
    for lane in watch._lanes.values():
        lane.reader.close = lambda lane=lane: closed.append(lane)
    watch.close()
    assert closed == [*watch._lanes.values()]


def test_a_worker_that_ended_by_itself_has_an_exit_code() -> None:
    assert at_items_of(72).death_of(72, 0) == Death(1, "process", 72, 10, None, 0)
    assert at_items_of(72).death_of(72, -15) == Death(1, "process", 72, 10, 15, None)


def test_a_drain_right_after_another_thins_as_one_after_fifty_milliseconds(tmp_path) -> None:
    session = Kept()
    watch = LaneWatch(tmp_path, 1, session, Silent())
    lane = Lane.claim(str(tmp_path), "main", 64)
    for item in range(48):
        lane.begin(item)
        lane.end()
    session.now = 10
    watch.drain()
    assert [len(event.item) for event in session.events if isinstance(event, Spans)] == [48]
    assert [event.thinned for event in session.events if isinstance(event, LaneTotals)] == [0]
    lane.close()
    watch.close()
