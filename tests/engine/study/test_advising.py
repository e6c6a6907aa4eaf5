"""Advice carried out: on an instrument that only tells, with runs that are in the session already."""

from types import SimpleNamespace

import msgspec
import pytest
from concviz.engine import catalogue
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.model.study_facts import Compared, Next
from concviz.engine.pythons import installed
from concviz.engine.session.events import Machine, ProcessTable, RunEnded, RunStarted, Spans
from concviz.engine.session.memory.log import Session
from concviz.engine.study import advising as studied
from concviz.engine.study import bench
from concviz.engine.study.advised import advice_page, advice_subject, io_looks, loop_evidence
from concviz.engine.study.advised.advice_page import advice_of
from concviz.engine.study.advised.advice_subject import Subject, function_of
from concviz.engine.study.advised.io_looks import IoLooks
from concviz.engine.study.advised.loop_evidence import evidence_of
from concviz.engine.study.advising import Advising, advising, looks_told
from concviz.engine.study.bench import Bench
from concviz.engine.study.disturbance import Clocks
from concviz.engine.study.pure.advise.contenders import Wanted

from tests.support.made_advice import HALF, evidence, function, loop, row
from tests.support.made_measurements import made
from tests.support.made_sessions import made_run

OWN = installed.own()


class Told:
    """An instrument that does nothing, and says what it was asked."""

    def __init__(self, session, facts=None, waits=(), problem="", left=2):
        self.session, self.facts, self.asked, self.world_pid = session, facts or function(), [], None
        self.tried_calls, self._waits, self._problem, self._left = 0, waits, problem, left

    def inspect(self, plan, calls, pool):
        self.asked.append((plan.model, plan.workers, plan.chunk, plan.items, calls, pool))
        if "@" in self._problem:
            raise PlanError(self._problem.removeprefix("@"))
        return self.facts

    def check(self, plan):
        if self._problem and "@" not in self._problem and plan.model == "threads":
            raise PlanError(self._problem)

    def io_now(self):
        return self._waits

    def start(self, plan):
        if self._problem:
            raise PlanError(self._problem)
        self.asked.append(plan.model)

    def wait(self, seconds):
        self._left -= 1
        return self._left < 0

    def stop(self):
        self.asked.append("stop")


@pytest.fixture
def job(tmp_path):
    (tmp_path / "jobs.py").write_text("def job(n): return n\ndef seven(): return 7\n")
    return lambda name="job", **more: Plan(f"{tmp_path}/jobs.py:{name}", python=OWN.path, **more)


@pytest.fixture
def machine():
    """Three usable cores and a half."""
    return Machine("Linux", "", 4, 2, (0, 1, 2, 3), 3.5, 3.5, 1 << 33, "3.14.2")


@pytest.fixture(autouse=True)
def no_other_python(monkeypatch):
    monkeypatch.setattr(advice_subject.installed, "pythons", list)


def subject(plan, facts=None, rows=(), items=100, free=""):
    return Subject(catalogue.task(plan.task, plan.python), plan, facts or function(), list(rows), items, free)


def test_it_is_called_at_first_as_a_loop_with_one_worker(job, machine):
    instrument = Told(Session(machine))
    plan = job(options={"inputs": "range(9)"}, model="threads", workers=4, chunk=7)
    found = advising(instrument, plan)
    assert instrument.asked == [("sequential", 1, 1, None, 5, 3)]
    assert found._subject.facts.items == 1000
    assert found._subject.rows[0].name == "sequential"
    assert not found.stopped
    assert found.calls.least > 0


def test_what_needs_no_input_is_looked_at_with_five_items_and_has_as_many_as_are_wanted(job, machine):
    instrument = Told(Session(machine), function(items=5, called="none"))
    assert advising(instrument, job("seven"))._subject.facts.items == 10_000
    assert instrument.asked == [("sequential", 1, 1, 5, 5, 3)]
    assert advising(instrument, job("seven", items=8))._subject.facts.items == 5


def test_a_pool_is_timed_with_two_workers_at_least(job, machine):
    instrument = Told(Session(msgspec.structs.replace(machine, usable_cores=1.0)))
    advising(instrument, job(options={"inputs": "range(9)"}))
    assert instrument.asked[0][-1] == 2


def test_a_task_is_refused_with_what_there_is_for_it(job):
    with pytest.raises(PlanError) as caught:
        function_of(Plan("pi", python=OWN.path))
    assert str(caught.value) == (
        "advice is about a function of yours: concviz advise FILE.py:WHAT --inputs …; for pi, which is a task, there is concviz compare pi"
    )
    assert looks_told(function_of(job())).endswith(
        " is called up to 5 times first, to see what kind of function it is."
    )


@pytest.mark.parametrize(
    ("labels", "label"),
    [([("3.14.2", False), ("3.13.5t", True), ("3.14.1t", True)], "3.13.5t"), ([("3.14.2", False)], "")],
)
def test_a_python_without_a_gil_is_the_newest_there_is(job, monkeypatch, labels, label):
    monkeypatch.setattr(
        advice_subject.installed,
        "pythons",
        lambda: [SimpleNamespace(label=name, free_threaded=free) for name, free in labels],
    )
    assert advice_subject._free_threaded(job()) == label
    assert advice_subject._free_threaded(Plan("/tmp/some.handed", python=OWN.path)) == ""


@pytest.fixture
def ran():
    """A session with three runs: the loop's, of 2 s, is the second."""
    session = None
    for kind, worker in (("cpu", "thread"), ("cpu", "main"), ("cpu", "process")):
        session = made_run(kind, worker, lanes=1 if worker == "main" else 2, seconds=0.5, session=session)
    return session


def base_of(run):
    """The loop's row, all of whose repeats are that run."""
    return msgspec.structs.replace(loop(), runs=[run] * 3)


def test_what_is_known_of_the_loop_is_that_of_its_typical_run(job, ran):
    base = base_of(2)
    rows = [Wanted("sequential", 1, 1), Wanted("threads", 2, 1), Wanted("process-pool", 2, 16)]
    found = evidence_of(ran, subject(job(), rows=rows, free="3.13.5t"), [row("threads", HALF), base])
    spans = ran.spans(2, whole_only=True)
    times = sorted(round(float(each), 6) for each in (spans.end_us - spans.start_us) / 1e6)
    assert found.item_times_s == times
    assert (found.chunks, found.measured_items, found.free_threaded) == ({"process-pool": 16}, 100, "3.13.5t")
    assert (found.held, found.helper_threads, found.child_processes) == (None, 0, 0)
    assert found.usable_cores == ran.machine.usable_cores
    nothing = evidence_of(ran, subject(job()), [row("threads", HALF)])
    assert (nothing.item_times_s, nothing.held, nothing.helper_threads) == ([], None, 0)


def test_the_share_in_which_the_gil_was_held_is_that_of_the_typical_run_too(job, ran, monkeypatch):
    monkeypatch.setattr(
        loop_evidence,
        "run_figures",
        lambda session, started, t_us, *, whole: SimpleNamespace(held=lambda name: (name, started.run, t_us, whole)),
    )
    assert evidence_of(ran, subject(job()), [base_of(2)]).held == ("held_us", 2, ran.length_us, True)
    assert evidence_of(ran, subject(job()), [base_of(9)]).held is None


def test_the_least_that_each_item_took_is_that_of_any_run_of_the_loop(job, ran):
    base = base_of(2)
    assert (
        evidence_of(ran, subject(job()), [base]).least_times_s == evidence_of(ran, subject(job()), [base]).item_times_s
    )
    once = msgspec.structs.replace(base, runs=[2], repeats=base.repeats[:1])
    assert evidence_of(ran, subject(job()), [once]).least_times_s == []
    session = Session(ran.machine)
    for run, took in ((1, (30, 10, 10)), (2, (10, 30, 20))):
        session.append(RunStarted(0, run, {}))
        session.append(Spans(300, run, 0, [0, 1, 2], [10, 100, 200], list(took), list(took), [-1] * 3, [0] * 3))
        session.append(RunEnded(300, run, "done"))
    two = msgspec.structs.replace(base, runs=[1, 2], repeats=[1.0, 1.0])
    assert evidence_of(session, subject(job()), [two]).least_times_s == [0.00001, 0.00001, 0.00001]


def test_a_part_of_an_item_is_no_item(job, ran):
    times = evidence_of(ran, subject(job()), [base_of(2)]).item_times_s
    end_us = int(ran.spans(2).end_us[-1])
    ran.append(Spans(end_us, 2, 0, [1], [end_us - 50], [50], [50], [-1], [2]))
    assert len(ran.spans(2)) == len(times) + 1
    assert evidence_of(ran, subject(job()), [base_of(2)]).item_times_s == times


@pytest.mark.parametrize(("most", "kept"), [(1_000, 1), (None, 2)])
def test_of_many_times_some_are_kept_evenly_from_the_shortest_on(job, ran, monkeypatch, most, kept):
    times = evidence_of(ran, subject(job()), [base_of(2)]).item_times_s
    most = most or len(times) - 1
    monkeypatch.setattr(loop_evidence, "MOST_TIMES", most)
    assert evidence_of(ran, subject(job()), [base_of(2)]).item_times_s == times[::kept]


def test_threads_and_children_of_its_own_are_told_by_their_roles(job, ran):
    end = ran.run_end(2)
    roles = {"helper": 2, "executor": 3, "feeder": 4, "worker": 9}
    result = msgspec.structs.replace(end.result, threads_by_role=roles, processes_by_role={"child": 5, "worker": 7})
    session = Session(ran.machine)
    session.append(RunStarted(0, 2, {}))
    session.append(RunEnded(10, 2, "done", result))
    found = evidence_of(session, subject(job()), [base_of(2)])
    assert (found.helper_threads, found.child_processes) == (9, 5)


@pytest.mark.parametrize(
    ("inputs", "items", "measured", "told"),
    [("range(9)", 1000, 100, 1000), ("range(9)", 100, 100, 100), ("", 1000, 100, 100)],
)
def test_the_page_says_what_was_called_how_often(job, machine, inputs, items, measured, told):
    plan = job(options={"inputs": inputs} if inputs else {})
    found = evidence(
        loop(),
        row("threads", HALF, difference="faster"),
        row("process-pool", HALF, startup_s=0.1, difference="faster"),
        function=function(handover_s=1e-4),
    )
    result = Compared(
        task="job",
        items=100,
        rows=list(found.rows),
        verdict="",
        noisy=False,
        out_of_time=False,
        machine=machine.facts(),
    )
    page = advice_of(subject(plan, function(items=items), items=measured), found, result, [100, 100, 10])
    assert (page.function, page.place, page.environment) == (
        catalogue.task(plan.task, plan.python).title,
        "jobs.py",
        "",
    )
    assert (page.inputs, page.measured_items, page.runs, page.calls) == (told, measured, 3, 215)
    assert page.python == found.rows[0].python
    assert page.break_even is not None
    assert page.evidence is found
    assert (bool(page.code), page.code_file.endswith(".py")) == (
        bool(page.recommendation.use),
        bool(page.recommendation.use),
    )


def test_without_a_pool_there_is_no_break_even_and_without_a_recommendation_no_code(job):
    assert advice_page._even(evidence(loop())) is None
    assert advice_page._even(evidence(loop(), msgspec.structs.replace(row("process-pool", HALF), wall_s=None))) is None
    told = advice_page.recommendation(evidence(loop()), None, 0)
    assert (told.use, advice_page._code(subject(job()), told)) == ("", ("", ""))


class Makes:
    """Says what runs came to, and puts them into the session."""

    def __init__(self, session):
        self.session, self.plans = session, []

    def measure(self, plan, tick):
        self.plans.append(plan)
        run = len(self.session.runs()) + 1
        made_run("cpu", "main" if plan.model == "sequential" else "thread", lanes=1, seconds=0.2, session=self.session)
        tick()
        return made(2.0 if plan.model == "sequential" else 1.0, run=run)

    def stop(self):
        pass


def test_a_study_ends_in_a_page(job, machine, monkeypatch):
    session, told = made_run("cpu", "thread", lanes=1, seconds=0.2, session=Session(machine)), []
    monkeypatch.setattr(studied, "Bench", lambda instrument: Makes(session))
    asked = subject(job(options={"inputs": "range(9)"}), rows=[Wanted("sequential", 1, 1), Wanted("threads", 2, 1)])
    study = Advising(Told(session), asked, studied.SETTINGS, told.append)
    page = study.run()
    assert page is study.advice
    of_study = session.runs()[1:]
    assert page.runs == len(of_study) > 0, "one was there before"
    assert page.calls == 5 + sum(each.plan.items or 0 for each in of_study)
    ended = session.studies()[-1].result
    assert ended.verdict == page.recommendation.sentences[0]
    assert {facts.row for facts in told} == {"sequential", "threads"}


def test_only_the_loop_is_asked_what_it_waits_for_and_not_while_it_warms_up(job, machine, monkeypatch):
    study = Advising(
        Told(Session(machine)), subject(job(), rows=[Wanted("sequential", 1, 1)]), studied.SETTINGS, lambda facts: None
    )
    looks = []
    monkeypatch.setattr(study._io, "look", lambda: looks.append(1))
    for name, use in (
        ("sequential", "warm-up"),
        ("threads", "measured"),
        ("sequential", "measured"),
        ("sequential", "extra"),
    ):
        study._told(Next(row=name, use=use))
    assert len(looks) == 2


def test_a_row_that_cannot_be_run_says_why_in_one_clause(job, machine):
    rows = [Wanted("sequential", 1, 1), Wanted("threads", 2, 1)]
    instrument = Told(Session(machine), problem="it needs numpy; install it")
    study = Advising(instrument, subject(job(), rows=rows), studied.SETTINGS, lambda facts: None)
    assert {name: each.problem for name, each in study._study._contenders.items()} == {
        "sequential": "",
        "threads": "it needs numpy",
    }
    assert instrument.asked == []


def test_another_python_is_asked_whether_it_has_what_the_function_imports(job, machine, monkeypatch):
    monkeypatch.setattr(advice_subject.installed, "pythons", lambda: [OWN])
    rows = [Wanted("sequential", 1, 1), Wanted(f"threads@{OWN.label}", 2, 1), Wanted("threads@9.99", 2, 1)]
    instrument = Told(Session(machine), problem="@there is no numpy; install it")
    study = Advising(instrument, subject(job(), rows=rows), studied.SETTINGS, lambda facts: None)
    assert instrument.asked == [("threads", 2, 1, 100, 0, 0)]
    problems = [each.problem for each in study._study._contenders.values()]
    assert problems[:2] == ["", "there is no numpy"]
    assert "9.99" in problems[2]


# ---------------------------------------------------------------- what a loop waits for


def waiting(pid, tid, link="", several=False, fd=3):
    return SimpleNamespace(pid=pid, tid=tid, link=link, several=several, fd=fd)


def test_what_workers_wait_for_is_counted_in_words(machine, monkeypatch):
    session = Session(machine)
    waits = [
        waiting(7, 8, "file"),
        waiting(7, 8, "file"),
        waiting(7, 9, "x"),
        waiting(7, 8, several=True),
        waiting(7, 8),
    ]
    looks = IoLooks(Told(session, waits=waits))
    monkeypatch.setattr(
        looks._descriptors, "words", lambda pid, fd, children, link: f"{link} of {children} → process 9"
    )
    looks.look()
    assert looks.seen() == {}
    session.append(RunStarted(0, 1, {}))
    looks.look()
    assert looks.seen() == {}
    session.append(ProcessTable(5, 1, [(7, 8, "worker", 1), (7, 9, "main", 0)], [(7, 1, "lab"), (6, 7, "child")]))
    looks.look()
    assert looks.seen() == {"file of [7, 6]": 2, io_looks.SEVERAL: 1, "": 1}
    session.append(RunEnded(10, 1, "done"))
    looks.look()
    assert sum(looks.seen().values()) == 4


# ---------------------------------------------------------------- one run


def clocks(*counters):
    found = iter(Clocks(at, at, at) for at in counters)
    return lambda: next(found)


def test_a_run_is_looked_at_until_it_ends_and_its_clocks_are_compared(machine, monkeypatch):
    session, ticks = made_run("cpu", "main", lanes=1, seconds=0.2), []
    monkeypatch.setattr(session, "runs", iter([[], [RunStarted(0, 1, {})]]).__next__)
    found = {}
    monkeypatch.setattr(
        bench,
        "measurement",
        lambda session, run, trail, spoiled: found.update(run=run, looks=len(trail.t_us), spoiled=spoiled),
    )
    instrument = Told(session, left=3)
    read = iter([Clocks(0.0, 0.0, 0.0), Clocks(10.0, 70.0, 70.0)])
    Bench(instrument, read=lambda: next(read)).measure(
        Plan("pi", python=OWN.path, model="threads"), lambda: ticks.append(1)
    )
    assert (instrument.asked, len(ticks)) == (["threads"], 3)
    assert found == {"run": 1, "looks": 5, "spoiled": "the machine slept for 60.0 s during it"}


def test_a_run_that_cannot_be_begun_has_failed_and_one_that_never_began_was_stopped(machine):
    failed = Bench(Told(Session(machine), problem="no")).measure(Plan("pi", python=OWN.path), lambda: None)
    assert (failed.run, failed.status, failed.error) == (0, "failed", "no")
    instrument = Told(Session(machine))
    stopped = Bench(instrument).measure(Plan("pi", python=OWN.path), lambda: None)
    assert (stopped.run, stopped.status) == (0, "stopped")
    Bench(instrument).stop()
    assert instrument.asked[-1] == "stop"


def test_cpu_of_the_servers_is_that_of_user_and_system(monkeypatch):
    monkeypatch.setattr(
        bench.psutil, "Process", lambda pid: SimpleNamespace(cpu_times=lambda: SimpleNamespace(user=pid, system=0.5))
    )
    assert (bench.world_cpu_s(3), bench.world_cpu_s(None)) == (3.5, 0.0)

    def gone(pid):
        raise bench.psutil.NoSuchProcess(pid)

    monkeypatch.setattr(bench.psutil, "Process", gone)
    assert bench.world_cpu_s(3) == 0.0
