"""What the rules may ask: each figure from a small exact session, with what lies just outside of its window."""

import dataclasses

import pytest
from concviz.engine.analysis.cores import Surroundings
from concviz.engine.analysis.earlier_runs import Baseline
from concviz.engine.analysis.facts import Facts
from concviz.engine.analysis.findings import MOST, ROOM, SPEAKS_OF_MODEL, findings, length, verdict
from concviz.engine.analysis.gather import facts
from concviz.engine.analysis.rules import RULES
from concviz.engine.model.run_facts import PhaseFacts, RunError
from concviz.engine.session.events import Cores, OwnUsage, Phase, ProcessTable, RunEnded, RunStarted, Threads, Throttled
from msgspec.structs import replace

from tests.support.exact_run import ExactRun
from tests.support.made_facts import made_facts
from tests.support.made_sessions import made_machine, made_run, made_session
from tests.support.watched import watched_session


def of(run: ExactRun, t_us: int | None = None) -> Facts:
    """The facts of that run at a play head."""
    head = run.session.length_us if t_us is None else t_us
    return facts(run.session, run.figures(head), head)


def at_work(**more) -> ExactRun:
    """Two threads from 0.2 s to 1.2 s: all of their time, and of the machine's two cores one."""
    run = ExactRun(**more)
    for lane in (1, 2):
        run.lane(lane, 200_000, 1_200_000, cpu_us=500_000, items=5)
    return run


@pytest.mark.parametrize(
    ("change", "settled"),
    [
        ({"status": "running", "compute_s": 0.3}, True), ({"status": "running", "compute_s": 0.299}, False),
        ({"compute_s": 0.101}, True), ({"compute_s": 0.1}, False), ({"status": "stopped", "compute_s": 0.299}, False),
        ({"done": 0}, False), ({"done": 1}, True), ({"lanes": 0}, False), ({"lanes": 1}, True),
    ],
)  # fmt: skip
def test_there_is_enough_to_speak_of(change, settled):
    assert made_facts(**change).settled is settled


def test_what_is_over_and_what_others_took():
    assert [status for status in ("none", "starting", "running", "done", "failed", "stopped") if made_facts(status=status).over] == [
        "done", "failed", "stopped",
    ]  # fmt: skip
    assert made_facts(others=1.0, own_cores=0.25).others == 0.75
    assert made_facts(others=1.0, own_cores=1.25).others == 0.0
    assert (made_facts(looks=1).looked, made_facts(looks=0).looked) == (True, False)
    assert made_facts(cores=1.0, others=0.8).crowded_by == 0.8
    assert made_facts(cores=0.999, others=0.8).crowded_by == 0.0
    assert made_facts(cores=1.0, others=0.8, machine=3).crowded_by == 0.0


def test_all_facts_of_a_run_that_goes_on():
    run = at_work(kind="cpu", worker="thread", workers=3, model="threads", awaitable=True, items=12)
    run.phase(150_000, "combined", digest="d2")
    run.session.append(OwnUsage(1_000_000, 30, 10))
    run.session.append(OwnUsage(1_300_000, 90, 10))
    found = of(run, 1_200_000)
    known = dataclasses.replace(
        found, machine=made_machine(2), usage=run.figures(1_200_000).usage, ledger=run.figures(1_200_000).ledger
    )
    assert known == Facts(
        machine=made_machine(2), status="running", worker="thread", model="threads", awaitable=True, gil=True, asked=3, lanes=2,
        threads=2, processes=1, done=10, total=12, usage=known.usage, ledger=known.ledger, own_cores=0.03,
    )  # fmt: skip
    assert (found.usage.compute_s, found.usage.cores_used, found.ledger.on_core) == (1.0, 1.0, 0.5)


def test_who_works_is_told_by_the_lanes_where_the_plan_does_not_say():
    run = ExactRun()
    assert of(run).worker == "main"
    run.lane(1, 200_000, 900_000, kind="process", pid=201, tid=201)
    run.lane(2, 200_000, 900_000, kind="process", pid=202, tid=202)
    assert (of(run).worker, of(run).threads, of(run).processes) == ("process", 2, 2)


def test_an_error_belongs_to_a_run_that_has_ended():
    run = at_work()
    run.session.append(RunEnded(1_300_000, 1, "failed", {}, {"message": "no"}))
    assert of(run, 1_299_999).error == RunError()
    assert (of(run).error.message, of(run).status) == ("no", "failed")
    assert facts(run.session, run.figures(), 1_300_000, "stopped").status == "stopped"


def test_the_quota_counts_from_the_last_reading_before_compute():
    def throttled(*readings, until_us=1_200_000):
        run = at_work()
        for reading in readings:
            run.session.append(Throttled(*reading))
        found = of(run, until_us)
        return found.throttled_periods, found.throttled_s

    assert throttled() == (0, 0.0)
    assert throttled((199_999, 5, 1_000)) == (0, 0.0)
    assert throttled((200_000, 5, 1_000)) == (0, 0.0)
    assert throttled((200_000, 5, 1_000), (300_000, 7, 51_000)) == (2, 0.05)
    assert throttled((100_000, 1, 500), (199_999, 4, 1_000), (200_000, 5, 2_000), (1_200_000, 9, 3_000)) == (5, 0.002)
    assert throttled((0, 4, 1_000), (900_000, 5, 2_000), (1_200_001, 9, 3_000)) == (1, 0.001)


@pytest.mark.parametrize(("after_us", "periods"), [((1_300_000,), 5), ((1_250_000, 1_260_000), 5), ((1_300_001,), 1)])
def test_the_quota_counts_no_further_than_the_period_in_which_compute_ended(after_us, periods):
    run = at_work()
    for number, t_us in enumerate((0, 1_200_000, *after_us)):
        run.session.append(Throttled(t_us, [4, 5, 9, 99][number], 1_000))
    run.phase(1_250_000, "results_in")
    run.end(1_400_000)
    assert of(run).throttled_periods == periods


def busy(run: ExactRun, *samples) -> None:
    """(time, busy permille of each core, of all used by the run) of 100 ms each."""
    for t_us, cores, total in samples:
        run.session.append(Cores(t_us, 100_000, cores, [], total))


def test_the_rest_of_the_machine_is_looked_at_lately_and_not_before_compute():
    run = at_work()
    busy(run, (200_000, [1000, 1000], 0), (300_000, [500, 100], 400), (1_200_000, [300, 100], 200))
    around = of(run, 1_200_000).around
    assert (around.rest_cores, around.busy_cores, around.usable_rest) == (pytest.approx(0.2), (), pytest.approx(0.2))
    late = ExactRun()
    late.lane(1, 200_000, 5_000_000)
    busy(late, (3_000_000, [1000, 1000], 0), (3_050_000, [400, 0], 0), (5_000_000, [200, 0], 0))
    assert of(late, 5_000_000).around.rest_cores == pytest.approx((0.4 * 0.5 + 0.2) / 1.5)


def test_after_compute_the_rest_of_the_machine_is_what_it_was_in_it():
    run = at_work()
    busy(
        run,
        (300_000, [500, 100], 400),
        (1_250_000, [300, 100], 200),
        (1_300_000, [1000, 1000], 0),
        (1_900_000, [900, 0], 0),
    )
    run.phase(1_250_000, "results_in")
    assert of(run, 1_250_000).around.rest_cores == pytest.approx((0.2 * 1 + 0.2 * 0.5) / 1.5)
    run.end(1_400_000)
    assert of(run).around.rest_cores == pytest.approx(0.2)
    later = of(run, 9_000_000)
    run.session.append(OwnUsage(9_000_000, 0, 0))
    assert of(run).around == later.around


def test_before_a_run_the_machine_is_looked_at_for_two_seconds():
    session = made_session(made_machine(2))
    session.append(Cores(1_000_000, 100_000, [1000, 1000], [], 0))
    session.append(Cores(3_000_000, 1_000_000, [500, 0], [], 0))
    session.append(OwnUsage(2_000_000, 100, 0))
    found = facts(session, None, 3_000_000)
    assert found == Facts(machine=session.machine, around=Surroundings(0.5, (), 0.5), own_cores=0.1)


SAME = {"task": "pi", "items": 10, "seed": 1, "options": {}}


def after_others(*others, gil=True, python="3.14.2", digest="d1") -> Facts:
    """The facts of a run after others, each (plan, status, result)."""
    session = made_session(made_machine(2))
    for number, (plan, status, result) in enumerate(others, 1):
        session.append(RunStarted(number, number, {**SAME, "model": "sequential", **plan}))
        session.append(
            RunEnded(
                number,
                number,
                status,
                {"wall_s": number * 1.0, "python": "3.14.2", "gil": True, "digest": "d1", **result},
            )
        )
    run = ExactRun(session, number=9, asked_us=100, **SAME)
    run.phase(300, "imported", python=python, gil=gil)
    run.phase(400, "combined", digest=digest)
    return of(run)


def test_the_baseline_is_the_latest_sequential_run_of_the_same_items_under_the_same_python():
    one = ({}, "done", {})
    assert after_others(one).sequential == Baseline("sequential", 1.0)
    assert after_others(one, one).sequential == Baseline("sequential", 2.0)
    assert after_others(one, ({"model": "threads"}, "done", {})).sequential == Baseline("sequential", 1.0)
    for plan, status, result in [
        ({"seed": 2}, "done", {}), ({"items": 11}, "done", {}), ({}, "stopped", {}), ({}, "done", {"gil": False}),
        ({}, "done", {"python": "3.13.0"}), ({}, "done", {"wall_s": None}), ({}, "done", {"wall_s": 0.0}),
    ]:  # fmt: skip
        assert after_others((plan, status, result)).sequential is None, (plan, status, result)
        assert after_others(one, (plan, status, result)).sequential == Baseline("sequential", 1.0)


@pytest.mark.parametrize(
    ("earlier", "own", "known"), [("i1", "i1", True), ("i1", "i2", False), ("", "i2", True), ("i1", "", True)]
)
def test_other_inputs_are_other_work_and_those_of_older_recordings_are_not_known(earlier, own, known):
    session = made_session(made_machine(2))
    session.append(RunStarted(1, 1, {**SAME, "model": "sequential"}))
    session.append(Phase(1, 1, "items_ready", PhaseFacts(inputs=earlier)))
    session.append(RunEnded(2, 1, "done", {"wall_s": 1.0, "python": "3.14.2", "gil": True, "digest": "d1"}))
    run = ExactRun(session, number=9, asked_us=100, **SAME)
    run.phase(200, "items_ready", inputs=own)
    run.phase(300, "imported", python="3.14.2", gil=True)
    run.phase(400, "combined", digest="d2")
    found = of(run)
    assert (found.sequential is not None, found.differs_from) == (known, "sequential" if known else "")


def test_results_differ_where_both_are_known():
    other = {"digest": "d2"}
    assert after_others(({}, "done", {})).differs_from == ""
    assert after_others(({}, "done", other)).differs_from == "sequential"
    assert after_others(({"model": "threads"}, "done", other), ({}, "done", {})).differs_from == "threads"
    assert after_others(({"model": ""}, "done", other)).differs_from == "another"
    assert after_others(({}, "done", {"digest": ""})).differs_from == ""
    assert after_others(({}, "done", other), digest="").differs_from == ""
    assert after_others(({}, "failed", other)).differs_from == ""


def test_results_vary_where_sequential_ones_do_and_are_wrong_where_those_agree():
    two, three = {"digest": "d2"}, {"digest": "d3"}
    vary = after_others(({}, "done", two), ({}, "done", three))
    assert (vary.answers_vary, vary.differs_from, vary.agreeing) == (True, "", 0)
    wrong = after_others(({}, "done", two), ({}, "done", two))
    assert (wrong.answers_vary, wrong.differs_from, wrong.agreeing) == (False, "sequential", 2)
    once = after_others(({}, "done", two))
    assert (once.answers_vary, once.differs_from, once.agreeing) == (False, "sequential", 1)
    others = after_others(({"model": "threads"}, "done", two), ({"model": "threads"}, "done", three))
    assert (others.answers_vary, others.agreeing) == (False, 0)
    equal = after_others(({}, "done", {}), ({}, "done", {}))
    assert (equal.answers_vary, equal.differs_from, equal.agreeing) == (False, "", 0)


def test_what_is_only_watched_is_counted_now():
    session = watched_session()
    run = session.run_at()
    session.append(ProcessTable(session.length_us + 1, 1, [(71, 71, "main", 0)] * 4, [(71, 1, "child")] * 3))
    session.append(Threads(session.length_us, 1, [1, 1, 1, 1], [], [0] * 4))
    found = facts(session, ExactRun.figures(watched(session, run.run)), session.length_us)
    assert (found.status, found.seen_threads, found.seen_processes, found.cores_now) == (
        "starting",
        4,
        3,
        pytest.approx(1.6),
    )


def watched(session, number) -> ExactRun:
    run = ExactRun.__new__(ExactRun)
    run.session, run.number = session, number
    return run


def test_at_most_three_are_shown_and_no_more_than_there_is_room_for():
    crowd = {
        "lanes": 4,
        "asked": 9,
        "others": 1.6,
        "named": (1,),
        "quota": 1.5,
        "throttled_periods": 1,
        "throttled_s": 1.0,
    }
    shown = findings(made_facts("process", cores=0.4, ledger={"on_core": 0.1, "wait_core": 0.9}, **crowd))
    assert [one.rule for one in shown] == ["in numbers", "quota", "more workers than cores"]
    assert [one.rule for one in shown] == [rule.name for rule in RULES if rule.name in {one.rule for one in shown}]
    assert (len(shown), MOST) == (3, 3)
    assert sum(length(one) for one in shown) <= ROOM == 360
    one = shown[0]
    assert length(one) == len(f" {one.headline} {one.text}")


def test_what_does_not_fit_makes_room_for_what_does():
    facts_ = made_facts(status="failed", error=RunError(message="x" * 180), lanes=3, asked=4, others=0.5)
    shown = findings(facts_)
    assert [one.rule for one in shown] == ["failed", "in numbers", "workers left over"]
    long = made_facts(held_waiting=0.5, held_no_core=0.5, lanes=3, asked=500, others=0.5)
    assert [one.rule for one in findings(long)] == ["waits with the GIL", "workers left over", "machine busy"]


def test_who_speaks_of_the_model_is_a_rule():
    assert {rule.name for rule in RULES} >= SPEAKS_OF_MODEL


def test_numbers_are_left_out_where_a_model_was_spoken_of_and_others_are_spoken_of_once():
    assert [one.rule for one in findings(made_facts())] == ["in numbers"]
    assert [one.rule for one in findings(made_facts(ledger={"wait_gil": 0.75}, others=0.5))] == [
        "threads take turns",
        "machine busy",
    ]
    crowded = made_facts(ledger={"wait_gil": 0.75, "wait_core": 0.1}, others=0.5)
    assert [one.rule for one in findings(crowded)] == ["threads take turns"]
    assert verdict(made_facts("main")) == (
        "One after the other. One thread does one item at a time, what the other models are compared with. It uses 1.0 of 2 cores."
    )
    assert verdict(made_facts(others=0.5)) == (
        "One at a time. Four threads, with 1.0 item in hand at once, use 1.0 of 2 cores. "
        "Not alone. Other programs used 0.5 of 2 cores meanwhile."
    )


@pytest.mark.parametrize("gil", [False, None])
@pytest.mark.parametrize("worker", ["main", "thread", "process", "interpreter", "coroutine"])
@pytest.mark.parametrize("kind", ["cpu", "io", "released"])
def test_nothing_is_explained_with_a_gil_that_is_not_there(kind, worker, gil):
    session = made_run(kind, worker, gil=gil, lanes=1 if worker == "main" else 3, seconds=0.4, io_us=20_000)
    text = verdict(facts(session, ExactRun.figures(watched(session, 1)), session.length_us))
    assert "GIL" not in text.replace("no GIL", "")
    assert gil is False or "no GIL" not in text


@pytest.mark.parametrize(
    ("cores", "affinity", "rest", "crowded"),
    [(1.0, (0, 1), 0.8, 0.8), (1.0, (0, 1), 0.79, 0.0), (3.1, (), 0.5, 0.5), (3.09, (), 0.5, 0.0)],
)
def test_full_is_said_of_the_cores_that_may_be_used(cores, affinity, rest, crowded):
    """Of four cores, of which it may use two, or all where the system doesn't tell."""
    around, machine = Surroundings(rest, (), rest), replace(made_machine(4), affinity=affinity)
    assert dataclasses.replace(made_facts(cores=cores), machine=machine, around=around).crowded_by == crowded
