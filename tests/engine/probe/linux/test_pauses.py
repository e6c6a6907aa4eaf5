"""When everything was stopped, and when who looks was merely late: by looks that are made up."""

import pytest
from concviz.engine.probe.linux.pauses import LATE_NS, Own, Pause, Pauses
from concviz.engine.probe.linux.witness import Look

MS = 1_000_000
S = 1_000 * MS
WANTED = 35 * MS


class Watch:
    """Rounds of looks at a program of two threads, made one after the other."""

    def __init__(self):
        self.now = 0
        self.own_cpu = self.own_wait = 0
        self.cpu, self.turns = [0, 0], [10, 10]
        self.states = ["wait_gil", "asleep"]
        self.pauses = Pauses(lambda: Own(self.own_cpu, self.own_wait))

    def round(self, after_ns=WANTED, *, turns=(2, 2), cpu_ns=(5 * MS, 0), wanted_ns=WANTED):
        self.now += after_ns
        self.turns = [old + new for old, new in zip(self.turns, turns, strict=True)]
        self.cpu = [old + new for old, new in zip(self.cpu, cpu_ns, strict=True)]
        looks = [
            Look(70, 70 + place, place, self.now, self.cpu[place], 0, self.turns[place], self.states[place])
            for place in (0, 1)
        ]
        return self.pauses.add(looks, self.now, wanted_ns)


def watch(rounds=20):
    made = Watch()
    assert [made.round() for _ in range(rounds)] == [""] * rounds
    return made


def test_everything_was_stopped():
    made = watch()
    begun = made.now
    assert made.round(8 * S, turns=(6, 3), cpu_ns=(20 * MS, 0)) == "stopped"
    assert made.pauses.take() == [Pause(begun, begun + 8 * S, frozenset())]
    assert made.pauses.take() == []
    assert made.round() == ""


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("it ran on", {"cpu_ns": (4 * S, 0)}),
        ("it slept and woke as before", {"turns": (400, 400)}),
        ("one of its threads waited undisturbed", {"turns": (3, 0)}),
    ],
)
def test_who_looks_was_stopped_alone(what, changes):
    made = watch()
    assert made.round(8 * S, **{"turns": (3, 3), "cpu_ns": (0, 0)} | changes) == "blind", what
    assert made.pauses.take() == []


def test_who_waited_for_a_core_or_computed_was_not_stopped():
    for name in ("own_wait", "own_cpu"):
        made = watch()
        setattr(made, name, 6 * S)
        assert made.round(8 * S, turns=(3, 3)) == "blind"


def test_a_long_pause_that_was_wanted_is_none():
    made = watch()
    assert made.round(2 * S, wanted_ns=2 * S, turns=(3, 3)) == ""
    assert made.round(LATE_NS + WANTED - 1, turns=(3, 3)) == ""


def test_without_a_look_before_it_nothing_is_concluded():
    made = Watch()
    assert made.round(8 * S) == ""


def test_processes_that_are_seen_stopped_are_told_while_they_are_and_once_they_go_on():
    made = watch()
    begun, made.states = made.now, ["stopped", "stopped"]
    made.round()
    assert made.pauses.take() == [], "so short a one is nobody's business"
    for _ in range(30):
        made.round(turns=(0, 0))
    assert made.pauses.take() == [Pause(begun, made.now, frozenset([70]))]
    made.states = ["asleep", "asleep"]
    made.round()
    assert made.pauses.take() == [Pause(begun, made.now, frozenset([70]))]
    assert made.pauses.take() == []
