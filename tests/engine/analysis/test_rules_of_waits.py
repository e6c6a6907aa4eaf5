"""Whole sentences, from small exact facts, with a case on each side of every threshold."""

import dataclasses

import pytest
from concviz.engine.analysis.cores import Surroundings
from concviz.engine.analysis.facts import Facts
from concviz.engine.analysis.findings import findings, verdict
from concviz.engine.analysis.run.usage import Usage, overlap
from concviz.engine.model.ledger_shares import Ledger

from tests.support.made_sessions import made_machine

WORKERS = {"main": 1, "thread": 4, "process": 4, "coroutine": 4}


def seen(worker="thread", *, cores=1.0, own=0.0, in_flight=0.0, quota=None, usable=2, ledger=None, **more):
    """Facts of a run of 2 s that is over, on a machine of two cores, whose workers were looked at."""
    lanes = WORKERS[worker]
    held = in_flight or float(lanes)
    shares = Ledger(**{"looks": 100, **(ledger or {})})
    usage = Usage(
        compute_s=2.0, wall_s=2.1, cpu_s=2 * cores, cores_used=cores, own_helpers_cores=own,
        in_flight=held, overlap=overlap(held, lanes, shares),
    )  # fmt: skip
    one = worker in ("main", "coroutine")
    facts = Facts(
        machine=made_machine(usable, quota=quota), status="done", worker=worker, gil=True, asked=lanes, lanes=lanes,
        threads=1 if one else lanes, processes=lanes if worker == "process" else 1, done=40, total=40,
        usage=usage, ledger=shares,
    )  # fmt: skip
    return dataclasses.replace(facts, **more)


LOCK = {"on_core": 0.25, "wait_gil": 0.01, "wait_lock": 0.74}
TEXTS = [
    (
        seen(ledger=LOCK),
        "One after the other, at a lock. Four threads waited for a lock 74% of their time, which is not the GIL. Together they "
        "use 1.0 of 2 cores. More workers or more cores don't help: holding the lock for less time does.",
    ),
    (
        seen(ledger={"asleep": 0.25, "wait_lock": 0.75}, cores=0.01),
        "One after the other, at a lock. Four threads waited for a lock 75% of their time, which is not the GIL. Together they "
        "use less than 0.1 of 2 cores. More workers or more cores don't help: holding the lock for less time does.",
    ),
    (
        seen(ledger={"on_core": 0.25, "wait_gil": 0.55, "asleep": 0.2}),
        "Concurrent, not parallel. Four threads take turns: only the one that holds the GIL runs Python bytecode, so "
        "together they use 1.0 of 2 cores.",
    ),
    (
        seen(ledger={"on_core": 0.03, "wait_child": 0.97}, cores=1.9, own=1.8),
        "Parallel by itself. The function starts threads or processes itself: they use 1.8 of the 1.9 cores that the run uses, "
        "of 2. The workers wait for a child to end 97% of their time.",
    ),
    (
        seen(ledger={"on_core": 0.03, "wait_child": 0.97}, cores=0.6, own=0.6),
        "The function has workers of its own. The function starts threads or processes itself: they use 0.6 of the 0.6 cores "
        "that the run uses, of 2. The workers wait for a child to end 97% of their time.",
    ),
    (
        seen("process", ledger={"on_core": 0.02, "asleep": 0.98}, cores=0.08),
        "Concurrent: the sleeping overlaps. Four processes slept 98% of their time, on purpose: nothing is computed in it. They "
        "use 0.1 of 2 cores.",
    ),
    (
        seen("main", ledger={"on_core": 0.02, "asleep": 0.98}, cores=0.02),
        "Asleep on purpose. The one thread slept 98% of its time, on purpose: nothing is computed in it. It uses less than 0.1 "
        "of 2 cores.",
    ),
    (
        seen(ledger={"on_core": 0.02, "wait_lock": 0.96}, cores=0.08),
        "Waiting to be signalled. Four threads waited 96% of their time for a signal from somebody else, at a lock, a condition "
        "or a queue: no worker holds what they wait for, and they wait at the same time. They use 0.1 of 2 cores.",
    ),
    (
        seen(ledger={"on_core": 0.01, "wait_core": 0.02, "wait_gil": 0.72, "asleep": 0.25}, cores=0.04),
        "A wait that keeps the GIL. For at least 60% of the time the thread that held the GIL was itself blocked: a call that "
        "waits without letting go of the GIL. Meanwhile no other thread can run Python.",
    ),
    (
        seen("coroutine", ledger={"on_core": 0.02, "asleep": 0.98}, cores=0.02, in_flight=1.0, loop_blocked=0.98),
        "The event loop is blocked. A call in the items waits without await (a sleep): for 98% of the time it holds up the "
        "loop, and no other coroutine can go on. 1.0 item in hand at once, on less than 0.1 of 2 cores.",
    ),
    (
        seen(ledger={"wait_gil": 0.75, "asleep": 0.25}, cores=0.02, held_waiting=0.99),
        "A wait that keeps the GIL. For 99% of the time the thread that held the GIL was itself blocked: a call that waits "
        "without letting go of the GIL. Meanwhile no other thread can run Python.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "text"), TEXTS, ids=[text.partition(".")[0] for _, text in TEXTS])
def test_what_was_seen_is_said(facts, text):
    first = findings(facts)[0]
    assert f"{first.headline} {first.text}" == text


def names(facts):
    return [finding.rule for finding in findings(facts)]


@pytest.mark.parametrize(
    ("name", "speaks", "silent"),
    [
        ("limited by a lock", seen(ledger={"on_core": 0.8, "wait_lock": 0.2}), seen(ledger={"on_core": 0.81, "wait_lock": 0.19})),
        ("limited by a lock", seen(ledger={"wait_gil": 0.4, "wait_lock": 0.41}), seen(ledger={"wait_gil": 0.41, "wait_lock": 0.4})),
        ("limited by a lock", seen(ledger=LOCK), seen(ledger={**LOCK, "looks": 0})),
        ("threads take turns", seen(ledger={"wait_gil": 0.15}), seen(ledger={"wait_gil": 0.149})),
        ("threads take turns", seen(ledger={"wait_gil": 0.4, "wait_lock": 0.39}), seen(ledger={"wait_gil": 0.4, "wait_lock": 0.41})),
        ("parallel by itself", seen(own=0.5), seen(own=0.49)),
        ("parallel by itself", seen(own=0.1, cores=0.1), seen(own=0.09, cores=0.1)),
        ("limited by a lock", seen(ledger=LOCK, own=0.49), seen(ledger=LOCK, own=0.5)),
        ("asleep", seen(ledger={"asleep": 0.3}), seen(ledger={"asleep": 0.29})),
        ("asleep", seen(ledger={"asleep": 0.5}), seen(ledger={"asleep": 0.5, "looks": 0})),
        ("waits with the GIL", seen(held_waiting=0.15), seen(held_waiting=0.14)),
        ("waits with the GIL", seen(held_waiting=0.15), seen(held_waiting=0.15, gil=False)),
        (
            "waits with the GIL",
            seen(ledger={"wait_core": 0.05, "wait_gil": 0.6}, cores=0.15),
            seen(ledger={"wait_core": 0.05, "wait_gil": 0.6}, cores=0.16),
        ),
        ("GIL without a core", seen(held_no_core=0.15), seen(held_no_core=0.14)),
        ("GIL without a core", seen(held_no_core=0.15), seen(held_no_core=None)),
        (
            "loop blocked by a wait",
            seen("coroutine", loop_blocked=0.2, in_flight=1.0),
            seen("coroutine", loop_blocked=0.19, in_flight=1.0),
        ),
        (
            "awaits overlap",
            seen("coroutine", ledger={"wait_io": 0.31}, in_flight=1.21),
            seen("coroutine", ledger={"wait_io": 0.31}, in_flight=1.2),
        ),
        (
            "threads overlap I/O",
            seen(ledger={"wait_io": 0.5, "wait_lock": 0.49, "on_core": 0.01}),
            seen(ledger={"wait_io": 0.5, "wait_lock": 0.5 + 1e-9}),
        ),
    ],
)  # fmt: skip
def test_each_side_of_a_threshold(name, speaks, silent):
    assert name in names(speaks)
    assert name not in names(silent)


def test_workers_that_wait_for_each_other_do_not_overlap_and_those_that_wait_for_a_signal_do():
    """Four threads at one lock, of which one is always at work; and four that all wait for threads of their own."""
    assert seen(ledger=LOCK).usage.overlap == pytest.approx(1.0, abs=0.01)
    assert seen(ledger={"on_core": 0.05, "wait_lock": 0.95}).usage.overlap == pytest.approx(4.0)


def test_places_of_coroutines_are_no_workers_that_got_no_item():
    facts = seen("coroutine", ledger={"asleep": 1.0}, in_flight=1.0, loop_blocked=0.9, lanes=1, asked=4)
    left = next(finding for finding in findings(facts) if finding.rule == "workers left over")
    assert left.text == "Of 4 coroutines no more than 1 had an item in hand at the same time."
    assert left.tries == ()


def test_a_quota_is_shared_with_nobody_and_said_however_short_it_held_back():
    crowd = {
        "ledger": {"on_core": 0.2, "wait_core": 0.8}, "cores": 0.5, "quota": 0.5,
        "around": Surroundings(1.4, (), 1.4),
    }  # fmt: skip
    facts = seen("process", throttled_periods=1, throttled_s=0.04, **crowd)
    text = verdict(facts)
    assert (
        "Throttled. This machine's CPU quota is 0.5 cores; it held processes back in 1 period, 40 ms added up over"
        in text
    )
    assert text.startswith("On too few cores. Four processes")
    assert "with other programs" not in text
    never = dataclasses.replace(facts, throttled_periods=0, throttled_s=0.0)
    assert "Throttled" not in verdict(never)
