"""What limits a model, and what to look out for: every sentence whole, one case on each side of each threshold."""

import msgspec
import pytest
from concviz.engine.model.own.function_facts import StateWritten
from concviz.engine.model.study_rows import Pickled
from concviz.engine.study.pure.advise.limits_of_models import limit, models
from concviz.engine.study.pure.advise.warnings_of import own_workers, warnings_of

from tests.support.made_advice import HALF, evidence, function, ledger, loop, row


def limits(name, shares, **changes):
    each = row(name, HALF, ledger=ledger(**shares), **changes)
    return limit(each, evidence(loop(), each))


@pytest.mark.parametrize(
    ("shares", "used", "words"),
    [
        ({"wait_gil": 0.61, "on_core": 0.39}, 1.0, "the GIL, 61% of the time"),
        ({"wait_lock": 0.1, "on_core": 0.9}, 1.0, "a lock, 10% of the time"),
        ({"wait_lock": 0.09, "on_core": 0.91}, 1.0, "nothing that was seen: 1.00 cores used"),
        (
            {"wait_io": 0.9, "on_core": 0.1},
            0.2,
            "waiting for I/O, 90% of the time: more workers would overlap more of it",
        ),
        ({"asleep": 0.9, "on_core": 0.1}, 0.2, "sleeping, 90% of the time: more workers would overlap more of it"),
        ({"on_core": 1.0}, 1.8, "the cores: 1.80 of 2 used"),
        ({"on_core": 1.0}, 1.79, "nothing that was seen: 1.79 cores used"),
    ],
)
def test_a_model_is_limited_by_what_it_waits_for_most(shares, used, words):
    assert limits("threads", shares, cores_used=used) == words


def test_other_programs_are_named_where_they_were_busy():
    busy = {"disturbed": True, "cores_used": 0.5}
    assert limits("threads", {"wait_core": 0.5, "wait_gil": 0.4}, **busy) == (
        "the GIL, 40% of the time; other programs: its workers waited for a core, 50% of the time"
    )
    assert (
        limits("threads", {"wait_core": 0.5}, **busy)
        == "other programs: its workers waited for a core, 50% of the time"
    )
    assert limits("threads", {"wait_core": 0.5}, cores_used=0.5) == "waiting for a core, 50% of the time"


def test_what_was_inferred_is_called_so():
    guess = msgspec.structs.replace(ledger(wait_gil=0.6, on_core=0.4), inferred=("wait_gil",))
    each = row("threads", HALF, ledger=guess)
    assert limit(each, evidence(loop(), each)) == "the GIL, 60% of the time (inferred)"


def test_processes_say_what_starting_and_handing_over_cost():
    pool = {"startup_s": 0.063, "pickled": Pickled(60_000_000, 65_829_120), "cores_used": 1.9}
    assert limits("process-pool", {"on_core": 1.0}, **pool) == (
        "63 ms to start, 1.2 MiB pickled an item, the cores: 1.90 of 2 used"
    )


def test_a_row_without_figures_says_why():
    broken = row("threads", HALF, error="it failed", wall_s=None, same=None)
    assert limit(broken, evidence(loop(), broken)) == "it failed"


def test_the_loop_does_one_at_a_time():
    base = loop(ledger=ledger(on_core=1.0))
    assert limit(base, evidence(base)) == "one item at a time, on 1.00 cores"
    slow = loop(ledger=ledger(on_core=0.1, wait_io=0.9))
    assert limit(slow, evidence(slow)) == "waiting for I/O, 90% of the time"


def test_asyncio_is_told_without_a_run_where_nothing_is_awaited():
    told = {each.name: each.limit for each in models(evidence(loop()))}
    assert told["asyncio"] == "never awaits, so nothing overlaps"
    assert "asyncio" not in {each.name for each in models(evidence(loop(), function=function(asynchronous=True)))}
    closed = function(unpicklable="a result, a generator, can't be pickled (TypeError)")
    assert models(evidence(loop(), function=closed))[-1].limit == "a result, a generator, can't be pickled (TypeError)"


def warned(*rows, **changes):
    return {each.kind: each.text for each in warnings_of(evidence(*rows, **changes))}


def test_nothing_seen_nothing_said():
    assert warned(loop(), row("threads", HALF)) == {}


def test_results():
    assert warned(loop(), row("threads", HALF, same="varies")) == {
        "varies": "Its results differ from run to run by themselves, so nobody's can be checked against the loop's."
    }
    assert warned(loop(), row("process-pool", HALF, same="wrong")) == {
        "wrong": "Processes do not come to the results of the loop."
    }


def test_state_of_its_module():
    facts = function(written=[StateWritten("seen", "results.py, line 36")])
    assert warned(loop(), function=facts) == {
        "state": "It writes seen (results.py, line 36), which lives in its module: threads share it without a lock, and each process "
        "has one of its own, so what is written there is lost."
    }


def test_what_a_program_of_the_users_would_stumble_over():
    facts = function(
        refused="it is a lambda", unpicklable="an input can't be pickled", start_method="spawn", cached=True
    )
    assert warned(loop(), function=facts) == {
        "refused": "pool.map of your own program would refuse it: it is a lambda.",
        "unpicklable": "Processes can't be used: an input can't be pickled.",
        "start-method": "Its module sets the start method spawn when it is imported, for whoever imports it.",
        "cached": "A cache stands before it: an input that comes again costs nothing, and each process has a cache of its own.",
    }


def test_workers_of_its_own():
    one = {"helper_threads": 2, "child_processes": 1}
    assert warned(loop(cores_used=0.8, own_helpers_cores=0.2), **one) == {
        "parallel": "It is parallel by itself, with up to 2 threads and 1 process of its own at once, which use 0.20 cores: workers "
        "around it compete with those."
    }
    assert warned(loop(cores_used=0.7, own_helpers_cores=0.19), **one) == {}
    assert warned(loop(cores_used=0.81, own_helpers_cores=0.2), **one) == {}
    assert warned(loop(cores_used=1.0, own_helpers_cores=0.9)) == {
        "parallel": "It is parallel by itself, and what it starts uses 0.90 cores: workers around it compete with those."
    }


def test_an_event_loop_that_is_blocked():
    assert warned(loop(), row("asyncio", HALF, loop_lag_s=0.005)) == {
        "loop": "It blocks the event loop, for 5.0 ms in the median: other coroutines wait meanwhile."
    }
    assert warned(loop(), row("asyncio", HALF, loop_lag_s=0.0049)) == {}


def test_the_order_of_results():
    def of(times, **base):
        return warned(loop(**base), item_times_s=times)

    assert of([0.01] * 8 + [0.0151] * 2) == {
        "order": "Items take from 10 ms to 15 ms, so they end in another order than they begin: the code below keeps that of the inputs."
    }
    assert of([0.01] * 8 + [0.015] * 2) == {}
    assert of([0.01] * 7 + [0.02] * 2) == {}, "too few to say so"


def test_the_order_of_results_where_others_were_busy_is_told_by_the_least_that_items_took():
    busy = loop(disturbed=True)
    uneven, even = [0.01] * 8 + [0.0151] * 2, [0.01] * 10
    assert "order" not in warned(busy, item_times_s=uneven), "one run: the other programs may have made them longer"
    assert warned(busy, item_times_s=even, least_times_s=uneven)["order"].startswith("Items take from 10 ms to 15 ms,")
    assert "order" not in warned(busy, item_times_s=uneven, least_times_s=even)
    assert warned(loop(), item_times_s=uneven, least_times_s=even) == {}


def test_other_programs():
    assert warned(loop(disturbed=True, rest_cores=1.2)) == {
        "disturbed": "Up to 1.20 cores were busy with other programs meanwhile: take the figures with care."
    }


def test_the_busiest_row_is_told():
    rows = [row("threads", HALF, disturbed=True, rest_cores=rest) for rest in (0.4, 0.9, None)]
    assert warned(loop(), *rows)["disturbed"].startswith("Up to 0.90 cores were busy")


def test_five_names_are_told_and_no_more():
    facts = function(written=[StateWritten(name, "results.py, line 36") for name in "abcdef"])
    told = [each.text.partition(" (")[0] for each in warnings_of(evidence(loop(), function=facts))]
    assert told == [f"It writes {name}" for name in "abcde"]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"wait_core": 0.1}, "other programs: its workers waited for a core, 10% of the time"),
        ({"wait_core": 0.099}, "nothing that was seen: 0.50 cores used"),
        ({"wait_core": 0.1, "wait_lock": 0.1}, "a lock, 10% of the time; other programs: its workers waited for a core, 10% of the time"),
        ({"wait_core": 0.1, "wait_lock": 0.099}, "other programs: its workers waited for a core, 10% of the time"),
    ],
)  # fmt: skip
def test_a_tenth_is_worth_a_word_beside_other_programs(shares, words):
    assert limits("threads", shares, disturbed=True, cores_used=0.5) == words


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        ("wait_gil", "the GIL"), ("wait_lock", "a lock"), ("wait_core", "waiting for a core"), ("wait_loop", "waiting for the event loop"),
        ("wait_io", "waiting for I/O"), ("wait_child", "waiting for children"), ("asleep", "sleeping"),
    ],
)  # fmt: skip
def test_every_wait_has_its_words(wait, words):
    more = ": more workers would overlap more of it" if wait in ("wait_io", "wait_child", "asleep") else ""
    assert limits("threads", {wait: 0.5}, cores_used=0.5) == f"{words}, 50% of the time{more}"


def test_own_workers_are_those_of_the_loop_and_of_nobody_else():
    busy = row("threads", HALF, cores_used=1.0, own_helpers_cores=0.9)
    assert warned(busy, loop(cores_used=1.0, own_helpers_cores=0.0)) == {}
    assert warned(busy) == {}
    assert warned(loop(cores_used=1.0, own_helpers_cores=0.9, wall_s=None)) == {}


# ---------------------------------------------------------------------- each bound


def test_a_row_of_which_nothing_was_measured():
    none = row("threads", HALF, wall_s=None)
    assert limit(none, evidence(loop(), none)) == "not measured"
    bare = msgspec.structs.replace(row("threads", HALF), ledger=None)
    assert limit(bare, evidence(loop(), bare)) == ""
    pool = msgspec.structs.replace(row("process-pool", HALF, startup_s=0.063), ledger=None)
    assert limit(pool, evidence(loop(), pool, measured_items=0)) == "63 ms to start"
    cold = msgspec.structs.replace(pool, startup_s=None, pickled_bytes=Pickled(100, 200))
    assert limit(cold, evidence(loop(), cold)) == "3 B pickled an item"
    assert limit(cold, evidence(loop(), cold, measured_items=0)) == ""


@pytest.mark.parametrize("model", ["processes", "interpreters", "process-pool", "threads", "asyncio"])
def test_who_shares_the_memory_hands_nothing_over(model):
    each = msgspec.structs.replace(row(model, HALF, startup_s=0.063), ledger=None)
    assert limit(each, evidence(loop(), each)) == (
        "" if model in ("threads", "asyncio") else "63 ms to start, 0 B pickled an item"
    )


@pytest.mark.parametrize(
    ("used", "cores", "words"),
    [
        (1.8, 2.0, "the cores: 1.80 of 2 used"),
        (1.8, 2.1, "a lock, 50% of the time"),
        (None, 2.0, "a lock, 50% of the time"),
    ],
)
def test_nine_tenths_of_the_cores_are_all_of_them(used, cores, words):
    each = msgspec.structs.replace(row("threads", HALF, ledger=ledger(wait_lock=0.5)), cores_used=used)
    assert limit(each, evidence(loop(), each, usable_cores=cores)) == words
    base = msgspec.structs.replace(loop(ledger=ledger(wait_lock=0.5)), cores_used=used)
    assert limit(base, evidence(base, usable_cores=cores)) == "a lock, 50% of the time", "a loop has one"


def test_models_with_their_workers_and_chunks():
    rows = [loop(), row("threads@3.14.2t", HALF, workers=4), row("process-pool", HALF)]
    found = models(evidence(*rows, chunks={"process-pool": 64}, function=function(unpicklable="no")))
    assert [(each.name, each.title, each.workers, each.chunk) for each in found] == [
        ("sequential", "the loop", 1, 1), ("threads@3.14.2t", "threads on 3.14.2t", 4, 1), ("process-pool", "processes", 2, 64),
        ("asyncio", "asyncio", 1, 1),
    ]  # fmt: skip
    told = models(evidence(loop(), function=function(unpicklable="no")))[-2:]
    assert [(each.name, each.title, each.workers, each.chunk) for each in told] == [
        ("asyncio", "asyncio", 1, 1), ("process-pool", "processes", 1, 1),
    ]  # fmt: skip
    assert len(models(evidence(loop(), function=function(asynchronous=True)))) == 1


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["process-pool"], "Processes do"), (["threads"], "Threads do"), (["asyncio"], "Asyncio does"),
        (["asyncio", "threads"], "Asyncio and threads do"), (["threads@3.14.2t"], "Threads on 3.14.2t do"),
    ],
)  # fmt: skip
def test_who_came_to_other_results(names, words):
    rows = [row(name, HALF, same="wrong") for name in names]
    assert warned(loop(), *rows)["wrong"] == f"{words} not come to the results of the loop."


@pytest.mark.parametrize(
    ("threads", "children", "who"),
    [
        (1, 0, "with up to 1 thread of its own at once, which use"), (0, 2, "with up to 2 processes of its own at once, which use"),
        (0, 0, "and what it starts uses"),
    ],
)  # fmt: skip
def test_who_its_own_workers_are(threads, children, who):
    text = own_workers(
        evidence(loop(cores_used=1.0, own_helpers_cores=0.9), helper_threads=threads, child_processes=children)
    )
    assert text == f"it is parallel by itself, {who} 0.90 cores"


def test_only_coroutines_block_an_event_loop():
    assert warned(loop(), row("threads", HALF, loop_lag_s=1.0)) == {}
    assert warned(loop(), row("asyncio", HALF, loop_lag_s=None)) == {}


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ([0.001] * 2 + [0.002] * 8, "from 1.0 ms to 2.0 ms"),  # the second of ten is the shortest tenth's
        ([0.001] + [0.002] * 9, ""),
        ([0.002] * 9 + [0.0031], "from 2.0 ms to 3.1 ms"),
        ([0.0] * 2 + [0.002] * 8, ""),
        ([0.001] * 3 + [0.002] * 17, "from 1.0 ms to 2.0 ms"),
        ([0.001] * 2 + [0.002] * 18, ""),
        ([0.002] * 18 + [0.0031] * 2, "from 2.0 ms to 3.1 ms"),
        ([0.002] * 19 + [0.0031], ""),
        ([0.002] * 13 + [0.0031] * 2, "from 2.0 ms to 3.1 ms"),
        ([0.002] * 14 + [0.0031], ""),
    ],
)
def test_the_shortest_tenth_and_the_longest(times, words):
    found = warned(loop(), item_times_s=list(reversed(times)))
    text = f"Items take {words}, so they end in another order than they begin: the code below keeps that of the inputs."
    assert found == ({"order": text} if words else {})


def test_without_a_loop_nobody_knows_whether_others_made_items_longer():
    assert "order" not in warned(row("threads", HALF), item_times_s=[0.001] * 5 + [0.002] * 5)
    assert "order" in warned(row("threads", HALF, disturbed=True), loop(), item_times_s=[0.001] * 5 + [0.002] * 5)


def test_the_gravest_first():
    facts = function(written=[StateWritten("seen", "a.py")], refused="it is a lambda", cached=True)
    rows = [loop(disturbed=True), row("asyncio", HALF, same="wrong", loop_lag_s=0.01)]
    assert list(warned(*rows, function=facts)) == ["wrong", "state", "refused", "cached", "loop", "disturbed"]
