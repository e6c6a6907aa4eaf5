"""Every rule on a session that it speaks of, and on others on which it must keep silent."""

import dataclasses
import functools

import pytest
from concviz.engine.analysis.facts import facts
from concviz.engine.analysis.findings import MOST, ROOM, findings, length, verdict
from concviz.engine.analysis.rules import RULES
from concviz.engine.analysis.run.figures import run_figures
from concviz.engine.session.events import Cores, OwnUsage

from tests.support.made_sessions import made_machine, made_run, made_session
from tests.support.watched import watched_session

run = functools.partial(functools.partial, made_run)


def second(first, then):
    """A session with two runs."""
    return lambda: made_run(**then, session=made_run(**first))


SEQUENTIAL = {"kind": "cpu", "worker": "main", "lanes": 1}
SMALL = {"kind": "cpu", "worker": "process", "seconds": 0.13, "startup_s": 0.6}
LARGE = {"kind": "cpu", "worker": "process", "seconds": 1.1, "startup_s": 0.1}

THREADS = run("cpu", "thread")
FREE_THREADS = run("cpu", "thread", gil=False)
RELEASED = run("released", "thread")
PROCESSES = run("cpu", "process")
INTERPRETERS = run("cpu", "interpreter")
LOOP_CPU = run("cpu", "coroutine")
LOOP_IO = run("io", "coroutine", awaitable=True, lanes=20)
LOOP_BLOCKED = run("io", "coroutine", awaitable=False)
IO_THREADS = run("io", "thread", lanes=20)
IO_PROCESSES = run("io", "process", lanes=8)
ALONE = run(**SEQUENTIAL)
ALONE_IO = run("io", "main", lanes=1)
MODELS = {
    "threads take turns": THREADS,
    "threads parallel": FREE_THREADS,
    "released in threads": RELEASED,
    "processes parallel": PROCESSES,
    "interpreters parallel": INTERPRETERS,
    "loop blocked by CPU work": LOOP_CPU,
    "loop blocked by a wait": LOOP_BLOCKED,
    "awaits overlap": LOOP_IO,
    "threads overlap I/O": IO_THREADS,
    "processes overlap I/O": IO_PROCESSES,
    "one at a time": ALONE,
}

CROWDED = [
    run(kind, worker, gil=gil, lanes=4, cpu_share=0.1, neighbours=(0, 1), machine=made_machine(2))
    for kind, worker, gil in [
        ("released", "thread", True),
        ("cpu", "thread", False),
        ("cpu", "process", True),
        ("cpu", "interpreter", True),
    ]
]
"""Workers that could run side by side, on two cores that other programs have."""

SPEAKS = [
    *MODELS.items(),
    ("in counts", watched_session),
    ("one at a time", ALONE_IO),
    ("threads take turns", run("cpu", "thread", neighbours=(0, 1, 2, 3, 4, 5, 6, 7))),
    ("nothing yet", made_session),
    ("failed", run(status="failed", error={"message": "worker 2 was killed by SIGKILL in item 7"})),
    ("stopped", run(status="stopped")),
    ("starting", run(lanes=0, status="running")),
    ("just begun", run(seconds=0.1, status="running")),
    ("answers differ", second(SEQUENTIAL, {**LARGE, "digest": "d2"})),
    ("too small", second({**SEQUENTIAL, "seconds": 0.5}, SMALL)),
    ("too small", run(**SMALL)),
    ("in numbers", run("io", "interpreter")),
    ("quota", run("cpu", "process", throttled_us=900_000, machine=made_machine(8, quota=2.0))),
    ("more workers than cores", run("cpu", "process", lanes=8, cpu_share=0.25, machine=made_machine(2))),
    ("over at once", run("cpu", "thread", seconds=0.015)),
    ("short of cores", run("cpu", "process", lanes=2, cpu_share=0.4, machine=made_machine(2))),
    ("short of cores", run("cpu", "thread", lanes=2, cpu_share=0.4, gil=False, machine=made_machine(2))),
    *[("short of cores", make) for make in CROWDED],
    ("workers left over", run("cpu", "thread", lanes=15, wanted=500)),
    ("workers left over", run("cpu", "thread", lanes=15, wanted=500, status="running")),
    ("workers left over", run("cpu", "process", lanes=3, wanted=4, seconds=0.01)),
    ("over at once", run("cpu", "process", seconds=0.06)),
    ("machine busy", run("cpu", "thread", neighbours=(5,))),
    ("machine busy", run("cpu", "thread", neighbours=(5,), split=False)),
]

WAITING = {"limited by a lock", "parallel by itself", "asleep", "waits with the GIL", "GIL without a core"}
"""Of what was seen by looks: `test_rules_of_waits` tests those."""

SILENT = [
    *[(rule, other) for rule in MODELS for name, other in MODELS.items() if name != rule],
    *[(rule, run("cpu", "thread", seconds=0.1, status="running")) for rule in MODELS],
    ("threads take turns", run("cpu", "thread", gil=None, cpu_share=0.25)),
    ("threads take turns", run("cpu", "thread", lanes=1)),
    ("threads parallel", run("cpu", "thread", gil=False, cpu_share=0.25, neighbours=(4, 5, 6, 7))),
    ("threads parallel", run("cpu", "thread", gil=None)),
    ("over at once", THREADS),
    ("over at once", run("cpu", "thread", seconds=0.015, status="running")),
    ("released in threads", run("released", "thread", cpu_share=0.25)),
    ("processes parallel", run("cpu", "process", cpu_share=0.25, neighbours=(4, 5, 6, 7))),
    ("interpreters parallel", run("cpu", "interpreter", cpu_share=0.25)),
    ("nothing yet", THREADS),
    ("failed", THREADS),
    ("failed", run(status="stopped")),
    ("stopped", THREADS),
    ("starting", THREADS),
    ("just begun", THREADS),
    ("just begun", run(status="running")),
    ("answers differ", second(SEQUENTIAL, LARGE)),
    ("answers differ", second({**SEQUENTIAL, "items": 5}, {**LARGE, "digest": "d2"})),
    ("answers differ", second({**SEQUENTIAL, "status": "stopped"}, {**LARGE, "digest": "d2"})),
    ("too small", second(SEQUENTIAL, LARGE)),
    ("too small", PROCESSES),
    ("too small", IO_PROCESSES),
    ("in numbers", made_session),
    ("quota", PROCESSES),
    ("quota", run("cpu", "process", machine=made_machine(8, quota=2.0))),
    ("more workers than cores", run("cpu", "process", lanes=8)),
    ("more workers than cores", run("cpu", "thread", lanes=8, machine=made_machine(2))),
    ("more workers than cores", run("io", "process", lanes=8, machine=made_machine(2))),
    (
        "more workers than cores",
        run("cpu", "process", lanes=8, cpu_share=0.25, schedstat=False, machine=made_machine(2)),
    ),
    *[("more workers than cores", make) for make in CROWDED],
    *[("short of cores", make) for make in MODELS.values()],
    ("short of cores", run("cpu", "process", lanes=2, cpu_share=0.4, schedstat=False, machine=made_machine(2))),
    ("short of cores", run("cpu", "process", lanes=8, cpu_share=0.1, machine=made_machine(2))),
    ("workers left over", THREADS),
    ("workers left over", run(**{**SEQUENTIAL, "wanted": 4})),
    ("workers left over", run("cpu", "thread", lanes=15, wanted=500, seconds=0.1, status="running")),
    ("in counts", THREADS),
    ("machine busy", THREADS),
    ("machine busy", PROCESSES),
    ("machine busy", run("cpu", "thread", neighbours=(5,), own_permille=900)),
]


def facts_of(session):
    started = session.run_at()
    t_us = session.length_us
    figures = run_figures(session, started, t_us) if started is not None else None
    return facts(session, figures, t_us)


@functools.cache
def facts_of_made(make):
    """The facts of a session, made once for all tests that look at it: facts can't be changed."""
    return facts_of(make())


def rule_of(name):
    return next(rule for rule in RULES if rule.name == name)


@pytest.mark.parametrize(("name", "make"), SPEAKS, ids=lambda value: value if isinstance(value, str) else "")
def test_it_speaks(name, make):
    found = rule_of(name).check(facts_of_made(make))
    assert found is not None
    assert found.rule == name
    assert found.text.endswith((".", "…"))
    assert found.headline.endswith(".")
    assert len(found.text) <= 245
    assert found.tone in ("plain", "good", "warn", "bad")


@pytest.mark.parametrize(("name", "make"), SILENT, ids=lambda value: value if isinstance(value, str) else "")
def test_it_keeps_silent(name, make):
    assert rule_of(name).check(facts_of_made(make)) is None


def test_every_rule_has_both_tests():
    names = {rule.name for rule in RULES}
    assert {name for name, _ in SPEAKS} | WAITING == names == {name for name, _ in SILENT} | WAITING
    assert len(names) == len(RULES)


@pytest.mark.parametrize(("name", "make"), SPEAKS, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_shown_fits_and_holds_the_most_important(name, make):
    shown = findings(facts_of_made(make))
    assert 1 <= len(shown) <= MOST
    assert sum(length(one) for one in shown) <= ROOM
    order = [rule.name for rule in RULES]
    assert [order.index(one.rule) for one in shown] == sorted(order.index(one.rule) for one in shown)


@pytest.mark.parametrize("gil", [False, None])
@pytest.mark.parametrize("worker", ["main", "thread", "process", "interpreter", "coroutine"])
@pytest.mark.parametrize("kind", ["cpu", "io", "released"])
def test_nothing_is_explained_with_a_gil_that_is_not_there(kind, worker, gil):
    text = verdict(facts_of(made_run(kind, worker, gil=gil, lanes=1 if worker == "main" else 4, seconds=1)))
    assert "GIL" not in text.replace("no GIL", "")
    assert gil is False or "no GIL" not in text


def test_a_neighbour_never_makes_threads_parallel():
    text = verdict(facts_of(made_run("cpu", "thread", neighbours=(5, 6, 7))))
    assert text.startswith("One after the other, at the GIL. Four threads take turns (inferred)")
    assert "1.0 of 8 cores" in text
    assert "Other programs used 3.0 of 8 cores meanwhile" in text


def test_speed_is_only_spoken_of_where_it_was_measured():
    assert "times as fast" not in verdict(facts_of(PROCESSES()))
    measured = verdict(facts_of(second({**SEQUENTIAL, "seconds": 4}, LARGE)()))
    assert "1.20 s against 4.05 s sequential: 3.37 times as fast" in measured
    different = second({**SEQUENTIAL, "seconds": 4, "gil": False}, LARGE)()
    assert "times as fast" not in verdict(facts_of(different))


def test_what_was_compared_is_said():
    assert "sequential 551 ms for the same items" in verdict(facts_of(second({**SEQUENTIAL, "seconds": 0.5}, SMALL)()))
    assert "was not measured" in verdict(facts_of(run(**SMALL)()))


def test_one_core_is_named_and_of_several_the_amount_is_said():
    assert "Core 5 was busy with another program" in verdict(facts_of(made_run(neighbours=(5,))))
    assert "Core 5 is busy" in verdict(facts_of(made_run(neighbours=(5,), status="running")))
    assert "used 3.0 of 8 cores" in verdict(facts_of(made_run(neighbours=(5, 6, 7))))


def test_the_server_of_an_io_task_is_not_called_another_program():
    assert "and what the task talks to, used 1.0 of 8 cores" in verdict(
        facts_of(made_run("io", "thread", neighbours=(5,)))
    )


@pytest.mark.parametrize(("worker", "rule"), [("thread", "threads overlap I/O"), ("process", "processes overlap I/O")])
def test_io_that_computes_is_not_said_to_wait(worker, rule):
    """SQLite in a file that the system has in memory: an I/O-bound task by nature, and hardly any waiting."""
    facts = facts_of(made_run("released", worker, lanes=2))
    assert rule_of(rule).check(facts) is None
    assert (rule_of("released in threads").check(facts) is not None) == (worker == "thread")


@pytest.mark.parametrize("make", CROWDED)
def test_cores_that_others_took_are_not_the_models_doing(make):
    text = verdict(facts_of(make()))
    assert text.startswith("Short of cores. Four workers share 2 usable cores with other programs and wait for one 8")
    assert "they use 0.4 of 2 cores, while other programs use 1.6." in text
    assert "not parallel" not in text
    assert "Not alone" not in text


def test_threads_under_a_gil_take_turns_on_busy_cores_too():
    facts = facts_of(made_run("cpu", "thread", neighbours=(0, 1), machine=made_machine(2)))
    text = verdict(facts)
    assert text.startswith("One after the other, at the GIL. Four threads take turns (inferred)")
    assert "they use 1.0 of 2 cores, while other programs use 1.0." in text


def test_what_others_used_and_what_the_run_used_never_exceed_the_machine():
    facts = facts_of(made_run("cpu", "thread", neighbours=(0, 1), machine=made_machine(2)))
    assert facts.usage.cores_used + facts.others <= 2.05
    assert facts.others + facts.own_cores >= 0.95


def test_more_workers_than_cores_on_a_busy_machine_share_them_with_others():
    crowd = {"lanes": 8, "cpu_share": 0.1875, "neighbours": (0, 1), "machine": made_machine(2)}
    facts = facts_of(made_run("cpu", "process", **crowd))
    found = rule_of("more workers than cores").check(facts)
    assert found is not None
    assert "share 2 usable cores with other programs, which use 0.5 of them, and wait for one 8" in found.text


def test_what_is_said_of_a_run_that_is_over_stays_said():
    session = made_run("cpu", "thread", neighbours=(5,))
    before = facts_of(session)
    later = made_run("cpu", "thread", neighbours=(5,))
    t_us = later.length_us
    for after in range(1, 60):
        later.append(Cores(t_us + after * 100_000, 100_000, [1000] * 8, [0] * 8, 0))
        later.append(OwnUsage(t_us + after * 100_000, 1000, 10))
        facts = facts_of(later)
        assert (facts.around, facts.own_cores) == (before.around, before.own_cores)


def test_a_run_shorter_than_a_sample_knows_its_surroundings():
    facts = facts_of(made_run("cpu", "thread", seconds=0.03, neighbours=(5,)))
    assert facts.around.rest_cores == pytest.approx(1.0, abs=0.1)


def test_workers_that_never_got_an_item_are_told_of():
    assert "15 of 500 threads got an item." in verdict(facts_of(made_run(lanes=15, wanted=500)))
    assert "have got an item so far." in verdict(facts_of(made_run(lanes=15, wanted=500, status="running")))
    few = dataclasses.replace(facts_of(made_run(lanes=15, wanted=500)), total=20)
    assert "15 of 500 threads got an item: there were 20 items." in verdict(few)


@pytest.mark.parametrize("worker", ["thread", "process", "interpreter"])
def test_what_is_over_at_once_is_not_called_one_at_a_time(worker):
    text = verdict(facts_of(made_run("cpu", worker, seconds=0.05, startup_s=0.01)))
    assert "Over at once." in text
    assert "at a time" not in text
