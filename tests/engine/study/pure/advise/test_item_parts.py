"""What an item is made of, and how it is known what needs the GIL."""

import pytest
from concviz.engine.model.own.advice_facts import Part
from concviz.engine.study.pure.advise.item_parts import item_parts

from tests.support.made_advice import HALF, evidence, ledger, loop, row


def parts(base, *others, **changes):
    found = item_parts(evidence(base, *others, **changes))
    assert found is not None
    return found


def threads(used, waited):
    return row("threads", HALF, cores_used=used, ledger=ledger(on_core=1 - waited, wait_gil=waited))


def test_the_loop_divides_an_item():
    found = parts(loop(ledger=ledger(on_core=0.5, asleep=0.25, wait_io=0.25), gil=False))
    assert found.parts == [
        Part("free", pytest.approx(0.01), 0.5), Part("wait_io", pytest.approx(0.005), 0.25), Part("asleep", pytest.approx(0.005), 0.25)
    ]  # fmt: skip
    assert found.gil_why == "this Python has no GIL"
    assert found.item_s == pytest.approx(0.02)


def test_time_of_which_nothing_was_seen_is_told_and_not_dealt_out():
    found = parts(loop(ledger=ledger(on_core=0.15, wait_core=0.25, idle=0.6), gil=False))
    assert [(part.name, part.share) for part in found.parts] == [("free", 0.15), ("wait_core", 0.25), ("other", 0.6)]
    between = parts(loop(ledger=ledger(on_core=0.5, idle=0.5), gil=False), item_times_s=[0.01] * 100)
    assert [part.name for part in between.parts] == ["free"], "the loop was at no item half of the time"


def test_what_is_too_small_is_left_out():
    found = parts(loop(ledger=ledger(on_core=0.996, asleep=0.004), gil=False))
    assert [part.name for part in found.parts] == ["free"]


def test_who_held_the_gil_says_what_needs_it():
    found = parts(loop(ledger=ledger(on_core=1.0)), held=0.4)
    assert [(part.name, part.share) for part in found.parts] == [
        ("gil", pytest.approx(0.4)),
        ("free", pytest.approx(0.6)),
    ]
    assert found.gil_why == "by who held the GIL in the loop"


def test_threads_that_wait_for_the_gil_say_what_needs_it():
    found = parts(loop(), threads(1.25, 0.1))
    assert [(part.name, part.share) for part in found.parts] == [
        ("gil", pytest.approx(0.8)),
        ("free", pytest.approx(0.2)),
    ]
    assert found.gil_why == "by the threads, which waited for the GIL 10% of the time and used 1.25 cores"


@pytest.mark.parametrize(
    ("used", "why"),
    [
        (1.2, "most of it without the GIL: threads used 1.20 cores and hardly waited for it"),
        (1.19, "threads hardly waited for the GIL and used no more than a core, so what needs it is not known"),
    ],
)
def test_threads_that_hardly_wait_leave_it_open(used, why):
    found = parts(loop(), threads(used, 0.09))
    assert [part.name for part in found.parts] == ["computing"]
    assert found.gil_why == why


def test_without_threads_it_is_not_known():
    assert parts(loop()).gil_why == "threads were not measured, so what needs the GIL is not known"


def test_items_that_differ_are_told_by_their_tenths():
    found = parts(loop(), item_times_s=[0.01] * 20 + [0.02] * 60 + [0.05] * 20)
    assert found.times_s is not None
    assert (found.times_s.low, found.times_s.median, found.times_s.high) == (0.01, 0.02, 0.05)
    assert found.longest_s == 0.05


def test_without_a_loop_there_are_none():
    assert item_parts(evidence(row("threads", HALF))) is None
