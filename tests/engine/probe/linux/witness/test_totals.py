"""Exact amounts, divided by looks."""

import random
from dataclasses import dataclass, field

import pytest
from concviz.engine.probe.linux.witness import STATES, Accounts, Look, Totals

MS = 1_000_000


@dataclass
class Thread:
    """A thread that a test lets do one thing after another, counted as the kernel counts."""

    now: int = 0
    cpu: int = 0
    wait: int = 0
    turns: int = 1
    state: str = "on_core"
    holds: bool | None = None
    true: dict = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    accounts: Accounts = field(default_factory=Accounts)

    def does(self, state, ns, *, counted=True):
        """Be in a state for so long; the end of it is what a look sees."""
        self.now += ns
        self.true[state] += ns
        if state == "on_core":
            self.cpu += ns
            self.turns += self.state != "on_core"
        elif state == "wait_core" and counted:
            self.wait += ns
        self.state = "on_core" if state == "wait_core" else state
        return self

    def look(self, **other):
        facts = {"state": self.state, "holds_gil": self.holds, "thread": 1} | other
        self.accounts.add(
            [Look(70, 71, at_ns=self.now, cpu_ns=self.cpu, wait_core_ns=self.wait, turns=self.turns, **facts)]
        )
        return self

    @property
    def totals(self) -> Totals:
        (totals,) = self.accounts.totals()
        assert sum(map(totals.of, STATES)) == totals.wall_ns == totals.last_ns - totals.first_ns
        return totals


def spent(thread):
    return {state: ns for state in STATES if (ns := thread.totals.of(state))}


def test_what_the_kernel_counts_is_taken_as_it_is():
    thread = Thread().look().does("on_core", 7 * MS).does("wait_core", 2 * MS).look()
    assert spent(thread) == {"on_core": 7 * MS, "wait_core": 2 * MS}
    assert thread.totals.looks == 2


def test_time_off_the_cores_goes_to_the_states_at_its_ends():
    thread = Thread(state="asleep").look().does("asleep", 4 * MS).does("wait_gil", 6 * MS).look()
    assert spent(thread) == {"asleep": 5 * MS, "wait_gil": 5 * MS}
    thread.does("wait_gil", 3 * MS).look()
    assert spent(thread) == {"asleep": 5 * MS, "wait_gil": 8 * MS}


def test_an_end_on_a_core_takes_nothing():
    thread = Thread().look().does("wait_io", 9 * MS).look()
    assert spent(thread) == {"wait_io": 9 * MS}


def test_an_odd_nanosecond_is_not_lost():
    thread = Thread(state="asleep").look().does("wait_lock", 3).look()
    assert sum(spent(thread).values()) == 3


def test_between_two_looks_on_a_core_the_other_looks_tell():
    thread = Thread(state="wait_lock").look()
    thread.does("wait_lock", MS).look().does("on_core", MS).look()
    thread.does("wait_lock", 4 * MS).does("on_core", MS).look()
    assert spent(thread) == {"wait_lock": 5 * MS, "on_core": 2 * MS}


def test_before_any_look_tells_it_stays_unseen_and_is_dealt_when_they_do():
    thread = Thread().look().does("wait_gil", 2 * MS).does("on_core", 3 * MS).look()
    assert spent(thread) == {"on_core": 3 * MS, "unseen": 2 * MS}
    for _ in range(6):
        thread.does("wait_gil", MS).look()
    assert spent(thread) == {"on_core": 3 * MS, "wait_gil": 8 * MS}


def test_a_wait_for_a_core_that_goes_on_is_not_counted_twice():
    thread = Thread(state="asleep").look()
    thread.does("wait_core", 30 * MS, counted=False).look(state="wait_core")
    thread.does("wait_core", 40 * MS, counted=False).look(state="wait_core")
    assert spent(thread) == {"asleep": 15 * MS, "wait_core": 55 * MS}
    thread.wait += 70 * MS  # the kernel counts it now that it has ended
    thread.does("on_core", 20 * MS)
    thread.turns += 1
    thread.look()
    assert spent(thread) == {"asleep": 15 * MS, "wait_core": 55 * MS, "on_core": 20 * MS}
    thread.does("asleep", 50 * MS).look()
    assert spent(thread) == {"asleep": 50 * MS, "wait_core": 70 * MS, "on_core": 20 * MS}


def test_what_the_kernel_counts_late_is_carried_on():
    thread = Thread(state="asleep").look()
    thread.does("asleep", 10 * MS).look()
    thread.cpu, thread.wait = thread.cpu + 4 * MS, thread.wait + 13 * MS
    thread.does("asleep", 10 * MS).look()
    assert spent(thread) == {"asleep": 10 * MS, "on_core": 4 * MS, "wait_core": 6 * MS}
    thread.does("asleep", 10 * MS).look()
    assert spent(thread) == {"asleep": 13 * MS, "on_core": 4 * MS, "wait_core": 13 * MS}


def test_a_core_that_was_taken_away_uncounted_is_waiting_for_a_core():
    thread, dice = Thread(), random.Random(5)
    thread.look()
    for _ in range(100):
        ns = dice.randrange(20, 50) * MS
        thread.does("on_core", ns // 2).does("wait_core", ns - ns // 2, counted=False)
        thread.turns += 1
        thread.look()
    totals = thread.totals
    assert totals.of("wait_core") > 0.45 * totals.wall_ns
    assert totals.of("unseen") < 0.1 * totals.wall_ns


def test_who_computes_and_waits_for_the_gil_has_not_been_waiting_for_a_core():
    thread, dice = Thread(), random.Random(6)
    waits = cycle(dice, [("on_core", 5 * MS), ("wait_gil", 5 * MS)])
    look_at_random(thread, waits, dice, 600)
    totals = thread.totals
    assert totals.of("wait_core") < 0.02 * totals.wall_ns
    assert totals.of("wait_gil") == pytest.approx(totals.wall_ns / 2, rel=0.05)


def cycle(dice, steps):
    """These states for about so long, for ever."""
    while True:
        for state, ns in steps:
            yield state, int(ns * dice.uniform(0.5, 1.5))


def look_at_random(thread, steps, dice, looks):
    """Let it do these steps, and look at random times."""
    left = 0
    state = "on_core"
    thread.look()
    for _ in range(looks):
        pause = int(dice.uniform(20, 50) * MS)
        while pause:
            if not left:
                state, left = next(steps)
            ns = min(left, pause)
            thread.does(state, ns)
            left, pause = left - ns, pause - ns
        thread.look()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "steps",
    [
        [("asleep", 20 * MS), ("wait_gil", 8 * MS), ("on_core", MS)],
        [("wait_lock", 5 * MS), ("wait_gil", 10 * MS), ("wait_core", 4 * MS), ("on_core", MS)],
        [("wait_io", 90 * MS), ("on_core", 40 * MS), ("wait_gil", 3 * MS)],
        [("on_core", 30 * MS), ("wait_lock", 2 * MS), ("wait_core", 20 * MS)],
        [("wait_child", 300 * MS), ("asleep", 150 * MS), ("on_core", 2 * MS)],
    ],
)
def test_shares_are_right_whatever_the_rhythm(steps, seed):
    """1,500 looks of a made-up thread: what is exact is exact, what is divided is within 4 points."""
    thread, dice = Thread(), random.Random(seed)
    look_at_random(thread, cycle(dice, steps), dice, 1500)
    totals = thread.totals
    assert totals.of("on_core") == thread.true["on_core"]
    for state in STATES:
        assert totals.of(state) == pytest.approx(thread.true[state], abs=0.04 * totals.wall_ns), state


def test_very_many_looks_lose_no_weight():
    thread = Thread(state="asleep").look()
    for _ in range(3000):
        thread.does("asleep", MS).look()
    thread.does("on_core", MS).look().does("asleep", MS).does("on_core", MS).look()
    assert spent(thread) == {"asleep": 3001 * MS, "on_core": 2 * MS}


def test_who_held_the_gil_with_a_core_without_one_and_blocked():
    thread = Thread(holds=True).look().does("on_core", 3 * MS).does("wait_core", 5 * MS).look()
    totals = thread.totals
    assert (totals.gil_held_ns, totals.gil_held_no_core_ns, totals.gil_held_waiting_ns) == (8 * MS, 5 * MS, 0)
    thread.does("asleep", 4 * MS).look()
    totals = thread.totals
    assert (totals.gil_held_ns, totals.gil_held_no_core_ns, totals.gil_held_waiting_ns) == (12 * MS, 5 * MS, 4 * MS)
    thread.holds = False
    thread.does("wait_gil", 10 * MS).look().does("wait_gil", 10 * MS).look()
    totals = thread.totals
    assert totals.gil_held_ns == 17 * MS
    assert totals.holder_looks == totals.looks == 5


def test_turns_between_two_looks_off_the_cores_held_the_gil_as_often_as_others_of_the_thread():
    thread = Thread(holds=True).look()
    for _ in range(20):
        thread.holds = False
        thread.does("wait_gil", 6 * MS).look().does("on_core", 2 * MS).does("wait_gil", 6 * MS).look()
        thread.holds = True
        thread.does("on_core", 2 * MS).look()
    totals = thread.totals
    assert totals.of("on_core") == 80 * MS
    assert totals.gil_held_ns == pytest.approx(80 * MS)
    assert totals.gil_held_waiting_ns == 0


def test_a_wait_between_two_looks_on_a_core_held_no_gil_unless_other_looks_say_so():
    thread = Thread(state="wait_gil", holds=False).look().does("wait_gil", MS).look()
    thread.holds = True
    thread.does("on_core", MS).look().does("wait_gil", 8 * MS).does("on_core", MS).look()
    assert (thread.totals.gil_held_ns, thread.totals.gil_held_waiting_ns) == (2 * MS, 0)


def test_who_takes_turns_held_the_gil_for_as_long_as_it_ran_wherever_it_is_looked_at():
    chance = random.Random(5)
    threads, holder = [Thread(state="wait_gil", holds=False) for _ in range(4)], 0
    due = 30 * MS
    for _ in range(40_000):
        for number, thread in enumerate(threads):
            thread.holds = number == holder
            thread.does("on_core" if number == holder else "wait_gil", MS)
        holder = (holder + (chance.random() < 0.2)) % 4
        due -= MS
        if due <= 0:
            due = chance.randrange(20, 150) * MS
            for thread in threads:
                thread.look()
    for thread in threads:
        assert thread.totals.gil_held_ns == pytest.approx(thread.totals.of("on_core"), rel=0.01)


def test_where_the_holder_is_not_known_no_look_says_so():
    totals = Thread().look().does("on_core", MS).look().totals
    assert (totals.holder_looks, totals.gil_held_ns) == (0, 0)


def test_a_look_at_the_same_moment_adds_nothing():
    thread = Thread().look().does("on_core", MS).look()
    thread.accounts.add([Look(70, 71, 1, thread.now, thread.cpu, 0, 1, "asleep")])
    assert spent(thread) == {"on_core": MS}


def test_threads_are_told_apart_by_their_own_numbers():
    accounts = Accounts()
    for number in (1, 2):
        accounts.add([Look(70, 71, number, 0, 0, 0, 1, "asleep"), Look(70, 71, number, MS * number, 0, 0, 1, "asleep")])
    assert [(each.thread, each.of("asleep")) for each in accounts.totals()] == [(1, MS), (2, 2 * MS)]


def test_ended_threads_are_taken_once():
    accounts = Accounts()
    first = [Look(70, tid, tid, 0, 0, 0, 1, "asleep") for tid in (71, 72)]
    later = [Look(70, tid, tid, MS, 0, 0, 1, "asleep") for tid in (71, 72)]
    accounts.add(first)
    accounts.add(later)
    assert accounts.take_ended(later) == []
    assert [(each.tid, each.of("asleep")) for each in accounts.take_ended(later[:1])] == [(72, MS)]
    assert accounts.take_ended(later[:1]) == []
    assert [each.tid for each in accounts.totals()] == [71]


def test_a_stop_of_everything_is_dealt_to_neither_end():
    thread = Thread(holds=True).does("wait_gil", MS).look().does("wait_gil", 8_000 * MS)
    thread.turns += 2
    (look,) = [Look(70, 71, 1, thread.now, 0, 0, thread.turns, "asleep", holds_gil=True)]
    thread.accounts.add([look], "stopped")
    assert spent(thread) == {"stopped": 8_000 * MS}
    assert thread.totals.gil_held_waiting_ns == 0


def test_long_unseen_time_is_dealt_as_the_looks_of_late_and_not_as_its_two_ends():
    thread = Thread().look()
    for _ in range(10):
        thread.does("on_core", MS).does("wait_lock", 30 * MS).look()
    thread.does("asleep", MS).look()
    before = spent(thread)
    thread.does("asleep", 6_000 * MS)
    thread.turns += 150
    thread.accounts.add([Look(70, 71, 1, thread.now, thread.cpu, 0, thread.turns, "asleep")], "blind")
    assert spent(thread)["wait_lock"] - before["wait_lock"] > 4_000 * MS, "not a half"


def test_who_stood_in_one_call_all_along_is_believed_however_long_nobody_looked():
    thread = Thread().does("wait_io", MS).look()
    for _ in range(10):
        thread.does("wait_lock", 30 * MS).look()
    thread.does("wait_io", 30 * MS).look()
    before = spent(thread)
    thread.does("wait_io", 6_000 * MS)
    thread.accounts.add([Look(70, 71, 1, thread.now, thread.cpu, 0, thread.turns, "wait_io")], "blind")
    assert spent(thread)["wait_io"] - before["wait_io"] == 6_000 * MS
