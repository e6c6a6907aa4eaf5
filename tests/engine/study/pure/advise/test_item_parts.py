"""What an item is made of, and how it is known what needs the GIL."""

import msgspec
import pytest
from concviz.engine.model.own.advice_facts import Part
from concviz.engine.model.study_rows import Interval
from concviz.engine.study.pure.advise.item_parts import gil_share, inside, item_parts

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


# ---------------------------------------------------------------------- each bound


@pytest.mark.parametrize(("share", "names"), [(0.005, ["free", "asleep"]), (0.0049, ["free"])])
def test_a_part_is_shown_from_half_a_percent_on(share, names):
    found = parts(loop(ledger=ledger(on_core=1 - share, asleep=share), gil=False))
    assert [part.name for part in found.parts] == names


@pytest.mark.parametrize(("idle", "names"), [(0.125, ["free", "other"]), (0.09, ["free"])])
def test_what_nobody_saw_is_told_from_a_tenth_on(idle, names):
    """The loop took 2 s, all of them at its 100 items of 20 ms."""
    found = parts(loop(ledger=ledger(on_core=1 - idle, idle=idle), gil=False))
    assert [part.name for part in found.parts] == names
    assert sum(part.share for part in found.parts) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("items_s", "startup_s", "share"),
    [(1.0, 0.0, 0.5), (1.0, 1.0, 1.0), (1.5, 1.0, 1.0), (0.25, 1.0, 0.25), (1.0, None, 0.5)],
)
def test_the_share_of_the_loop_at_an_item(items_s, startup_s, share):
    base = msgspec.structs.replace(loop(), wall_s=Interval(2.0, 2.0, 2.0), startup_s=startup_s)
    assert inside(items_s, base) == share


def test_an_item_is_as_long_as_its_times_in_the_mean_or_the_loop_over_its_items():
    assert parts(loop(), item_times_s=[0.01, 0.05]).item_s == 0.03
    bare = parts(loop(), item_times_s=[])
    assert (bare.item_s, bare.times_s, bare.longest_s) == (0.02, None, None)
    one = parts(loop(), item_times_s=[0.0123456789])
    assert (one.item_s, one.times_s, one.longest_s) == (0.0123457, None, 0.0123457)
    two = parts(loop(), item_times_s=[0.01, 0.02])
    assert (two.times_s.low, two.times_s.median, two.times_s.high) == (0.011, 0.015, 0.019)


def test_parts_are_told_to_six_digits_and_add_up_to_the_item():
    found = parts(loop(ledger=ledger(on_core=2 / 3, asleep=1 / 3), gil=False))
    assert found.parts == [Part("free", 0.0133333, 0.666667), Part("asleep", 0.00666667, 0.333333)]


def test_without_items_or_a_ledger_there_are_no_parts():
    assert item_parts(evidence(loop(), measured_items=0)) is None
    assert item_parts(evidence(msgspec.structs.replace(loop(), ledger=None))) is None
    assert item_parts(evidence(msgspec.structs.replace(loop(), wall_s=None))) is None
    assert item_parts(evidence(row("threads", HALF), loop())).item_s == 0.02
    assert parts(loop(ledger=ledger(idle=0.05), gil=False), item_times_s=[0.0001] * 3).parts == []


@pytest.mark.parametrize(
    ("held", "on_core", "share", "why"),
    [
        (0.25, 0.5, 0.5, "by who held the GIL in the loop"),
        (0.9, 0.5, 1.0, "by who held the GIL in the loop"),
        (0.0, 0.5, 0.0, "by who held the GIL in the loop"),
        (0.25, 0.0, None, "threads were not measured, so what needs the GIL is not known"),
        (None, 0.5, None, "threads were not measured, so what needs the GIL is not known"),
    ],
)
def test_who_held_the_gil_tells_what_share_of_computing_needs_it(held, on_core, share, why):
    base = loop(ledger=ledger(on_core=on_core, asleep=1 - on_core))
    assert gil_share(evidence(base, held=held), base) == (share, why)


@pytest.mark.parametrize(
    ("used", "waited", "workers", "share"),
    [(0.5, 0.1, 2, 1.0), (2.0, 0.1, 2, 0.5), (2.0, 0.1, 1, None), (2.0, 0.099, 2, None), (0.0, 0.5, 2, None)],
)
def test_threads_that_wait_for_it_hold_one_cores_worth(used, waited, workers, share):
    beside = msgspec.structs.replace(threads(used, waited), workers=workers)
    assert gil_share(evidence(loop(), beside), loop())[0] == share
    assert gil_share(evidence(msgspec.structs.replace(beside, name="asyncio"), loop()), loop())[0] is None
