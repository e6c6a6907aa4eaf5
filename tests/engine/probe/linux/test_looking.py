"""Looking at a run: totals in the order of its rows, and a refusal that is believed after a few tries."""

import os
import sys
import time

import pytest
from concviz.engine.probe.linux.looking import FEW, Looking, waits_of
from concviz.engine.probe.linux.witness import STATES, Look

MS = 1_000_000
ROWS = [(70, 70, "main", 0), (70, 71, "worker", 1), (70, 72, "worker", 2)]


class Witness:
    """Two threads: one asleep all along, one that waits for the GIL half of its time and holds it in the other."""

    def __init__(self, told) -> None:
        self.told, self.rounds, self.closed = told, 0, False
        told.append(self)

    def observe(self, pids):
        assert tuple(pids) == (70,)
        self.rounds += 1
        now = self.rounds * 100 * MS
        cpu = self.rounds * 50 * MS
        return [
            Look(70, 70, 1, now, 0, 0, 1, "asleep", holds_gil=False),
            Look(70, 71, 2, now, cpu, 0, self.rounds, "wait_gil", holds_gil=False),
        ]

    def close(self) -> None:
        self.closed = True


def waited(condition) -> bool:
    """Whether it comes true within two minutes."""
    until = time.monotonic() + 120
    while not condition() and time.monotonic() < until:
        time.sleep(0.005)
    return condition()


def test_totals_come_in_the_order_of_the_rows():
    made: list[Witness] = []
    looking = Looking(70, why_not=lambda pid: "", witness=lambda: Witness(made))
    looking.start()
    assert waited(lambda: made and made[0].rounds >= 3)
    looking.stop()
    found, rounds = looking.totals(reversed(ROWS)), made[0].rounds
    past_us = (rounds - 1) * 100_000
    assert found is not None
    assert found.looks == [0, rounds, rounds]
    assert [STATES[state] for state in found.state] == ["unseen", "wait_gil", "asleep"]
    assert found.columns["asleep_us"] == [0, 0, past_us]
    assert found.columns["gil_us"] == [0, past_us // 2, 0]
    assert not {"lock_us", "io_us", "child_us", "unseen_us"} & set(found.columns)
    assert found.columns["held_us"] == [0, 0, 0]  # known, and none
    assert made[0].closed
    assert looking.cpu_ns > 0


def test_of_threads_that_nobody_looked_at_nothing_is_told():
    looking = Looking(70, why_not=lambda pid: "", witness=lambda: Witness([]))
    assert looking.totals(ROWS) is None


def test_a_refusal_is_believed_after_some_tries_and_no_earlier():
    answers = iter(["not yet"] * 3 + [""] * 100)
    made: list[Witness] = []
    patient = Looking(70, why_not=lambda pid: next(answers), witness=lambda: Witness(made))
    patient.start()
    assert waited(lambda: bool(made))
    patient.stop()
    assert patient.refused == ""

    refused = Looking(70, why_not=lambda pid: "not for you", witness=lambda: Witness(made))
    refused.start()
    assert waited(lambda: refused.refused != "")
    refused.stop()
    assert refused.refused == "not for you"
    assert len(made) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_where_a_descriptor_leads_is_asked_in_the_look_of_the_first_few():
    inside, outside = os.pipe()
    try:
        pid = os.getpid()
        looks = [Look(pid, tid, tid, 0, 0, 0, 1, "wait_io", fd=inside) for tid in range(FEW + 1)]
        found = waits_of([Look(pid, 99, 99, 0, 0, 0, 1, "asleep"), *looks, Look(pid, 98, 98, 0, 0, 0, 1, "wait_io")])
        assert [each.link[:6] for each in found] == ["pipe:["] * FEW + ["", ""]
        assert [each.fd for each in found] == [inside] * (FEW + 1) + [-1]
    finally:
        os.close(inside)
        os.close(outside)
