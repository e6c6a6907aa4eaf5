"""What an advice is made from, by `==`: which runs, which looks, which figures of the page, and what each falls back to."""

from types import SimpleNamespace

import msgspec
import pytest
from concviz.engine import catalogue
from concviz.engine.lab.own.home import ENDING
from concviz.engine.model.own.advice_facts import BreakEven, Recommendation
from concviz.engine.model.plan import Plan
from concviz.engine.model.study_facts import Begun, Compared, Made, Settings
from concviz.engine.pythons import installed
from concviz.engine.session.events import Machine, ProcessTable, RunEnded, RunStarted, Spans, Study
from concviz.engine.session.memory.log import Session
from concviz.engine.study import advising as studied
from concviz.engine.study.advised import advice_page, advice_subject, io_looks
from concviz.engine.study.advised.advice_page import advice_of
from concviz.engine.study.advised.advice_subject import Subject, subject_of
from concviz.engine.study.advised.io_looks import IoLooks
from concviz.engine.study.advised.loop_evidence import evidence_of
from concviz.engine.study.advising import Advising
from concviz.engine.study.pure.advise.contenders import Wanted

from tests.support.made_advice import HALF, evidence, function, loop, row
from tests.support.made_measurements import made
from tests.support.made_sessions import made_run

OWN = installed.own()
MACHINE = Machine("Linux", "", 4, 2, (0, 1, 2, 3), 3.5, 3.5, 1 << 33, "3.14.2")


@pytest.fixture
def job(tmp_path):
    (tmp_path / "jobs.py").write_text("def job(n): return n\n")
    return lambda **more: Plan(f"{tmp_path}/jobs.py:job", **{"python": OWN.path, **more})


def subject(plan, facts=None, rows=(), items=100, task=None):
    return Subject(task or catalogue.task(plan.task, plan.python), plan, facts or function(), list(rows), items, "")


def test_it_is_called_as_often_as_was_said_and_no_run_is_made_again():
    assert Settings(narrow=0.0, again=False) == studied.SETTINGS
    assert studied.LOOKS == 5


# ---------------------------------------------------------------------- the page


def page(plan, found, *, facts=None, items=100, runs=(100,), task=None):
    rows = list(found.rows)
    result = Compared(task="job", items=100, rows=rows, verdict="", noisy=False, out_of_time=False)
    return advice_of(subject(plan, facts, items=items, task=task), found, result, list(runs))


def test_a_function_that_was_handed_over_has_no_place(job):
    task = SimpleNamespace(title="post()", function=True)
    found = evidence(loop(), row("threads", HALF))
    told = page(Plan(f"/tmp/post{ENDING}", python=OWN.path), found, facts=function(items=300), task=task)
    assert (told.place, told.inputs, told.function) == ("a function handed over", 300, "post()")
    assert page(job(), found, facts=function(items=300)).inputs == 100, "as many as were measured, where it needs none"
    assert page(job(options={"inputs": "range(300)"}), found, facts=function(items=300)).inputs == 300


def test_the_python_is_that_of_the_first_row_that_was_measured(job):
    rows = [loop(wall_s=None), row("threads", HALF, python="3.14.9")]
    assert page(job(), evidence(*rows)).python == "3.14.9"
    assert page(job(), evidence(loop(wall_s=None))).python == ""


def test_another_environment_is_named(job, monkeypatch):
    monkeypatch.setattr(advice_page.environments, "name_of", lambda path: f"of {path}")
    task = SimpleNamespace(title="job()", function=True)
    assert page(job(python="/else/python"), evidence(loop()), task=task).environment == "of /else/python"
    assert page(job(), evidence(loop())).environment == ""


@pytest.mark.parametrize(
    ("items", "measured", "inputs", "told"),
    [
        (1_000, 100, "range(1000)", True),
        (100, 100, "range(1000)", False),
        (1_000, 100, "", False),
        (101, 100, "range(101)", True),
    ],
)
def test_all_inputs_are_spoken_of_where_there_are_more_of_them(job, items, measured, inputs, told):
    found = evidence(loop(), row("threads", HALF))
    sentences = page(
        job(options={"inputs": inputs} if inputs else {}), found, facts=function(items=items), items=measured
    ).recommendation.sentences
    assert any(sentence.startswith(f"All {items:,} inputs") for sentence in sentences) is told


def test_from_how_many_items_on_a_pool_pays_is_told_of_its_own_chunk():
    """10 ms an item, two cores, 4 ms for a chunk, 0.1 s to start: 1 ms, 3 ms, or 4.96 ms are won at each."""
    facts = function(wall_s=[0.01] * 3, handover_s=0.004, pickle_s=0.0, items=10_000)
    pool = row("process-pool", HALF, startup_s=0.1)

    def even(chunks):
        return advice_page._even(evidence(loop(), pool, function=facts, chunks=chunks))

    assert even({}) == BreakEven(chunk=1, items=100, good_chunk=8)
    assert even({"process-pool": 2}) == BreakEven(chunk=1, items=34, good_chunk=8)
    assert even({"process-pool": 100}) == BreakEven(chunk=1, items=21, good_chunk=8)


def test_the_code_does_as_it_was_recommended(job):
    plan = job(options={"inputs": "range(9)"}, start_method="spawn")
    told = Recommendation(use="process-pool", workers=3, chunk=7, sentences=["Use it."])
    code, file = advice_page._code(subject(plan), told)
    assert file == "job_process_pool.py"
    assert all(word in code for word in ("job", "range(9)", "spawn", "7", "3"))


# ---------------------------------------------------------------------- the rows


@pytest.mark.parametrize(
    ("free_threaded", "names"),
    [
        (False, ["sequential", "threads", "process-pool", "threads@3.13.5t"]),
        (True, ["sequential", "threads", "process-pool"]),
    ],
)
def test_a_python_without_a_gil_is_tried_beside_one_that_has_one(job, monkeypatch, free_threaded, names):
    own = SimpleNamespace(path=OWN.path, version="3.11.7", free_threaded=free_threaded, label="3.11.7")
    monkeypatch.setattr(advice_subject.installed, "own", lambda: own)
    monkeypatch.setattr(
        advice_subject.installed, "pythons", lambda: [SimpleNamespace(label="3.13.5t", free_threaded=True)]
    )
    found = subject_of(catalogue.task(job().task, OWN.path), job(items=7), function(), 2.5)
    assert [each.name for each in found.rows if each.name != "interpreters"] == names
    assert [each.workers for each in found.rows if each.name != "sequential"] == [2] * (len(found.rows) - 1)
    assert (found.items, found.free_threaded) == (7, "" if free_threaded else "3.13.5t")


def test_another_python_of_the_plan_is_looked_for(job, monkeypatch):
    other = SimpleNamespace(path="/else", version="3.11.7", free_threaded=True, label="3.11.7t")
    monkeypatch.setattr(advice_subject.installed, "find", lambda path: other)
    found = subject_of(SimpleNamespace(), job(python="/else"), function(), 2.0)
    assert [each.name for each in found.rows][:3] == ["sequential", "threads", "process-pool"]
    assert found.free_threaded == ""


# ---------------------------------------------------------------------- what was seen


def waiting(link="", several=False):
    return SimpleNamespace(pid=7, tid=8, link=link, several=several, fd=3)


def test_the_run_that_is_looked_at_is_the_last_one():
    session = Session(MACHINE)
    looks = IoLooks(SimpleNamespace(session=session, io_now=lambda: [waiting(several=True)]))
    for run in (1, 2):
        session.append(RunStarted(run, run, {}))
        session.append(ProcessTable(run, run, [(7, 8, "worker", 1)], [(7, 1, "lab")]))
    session.append(RunEnded(10, 1, "done"))
    looks.look()
    assert looks.seen() == {io_looks.SEVERAL: 1}
    session.append(RunEnded(10, 2, "done"))
    looks.look()
    assert looks.seen() == {io_looks.SEVERAL: 1}


def test_sixteen_of_them_are_told_the_most_frequent_first(monkeypatch):
    looks = IoLooks(SimpleNamespace(session=None))
    looks._seen.update({f"file {number}": number for number in range(1, 18)})
    assert list(looks.seen().items()) == [(f"file {number}", number) for number in range(17, 1, -1)]
    monkeypatch.setattr(looks._descriptors, "words", lambda *asked: f"{asked[3]} → process 9 → process 10")
    assert looks._words(waiting("socket"), []) == "socket"


def spans_of(session, run, *rows):
    """(item, start, took, flag) of some spans, in a run that is over."""
    session.append(RunStarted(0, run, {}))
    item, start, took, flag = (list(column) for column in zip(*rows, strict=True))
    session.append(Spans(1_000, run, 0, item, start, took, took, [-1] * len(item), flag))
    session.append(RunEnded(1_000, run, "done"))


def test_whole_items_alone_have_a_least_time(job):
    """The second run's first item was broken off by a coroutine's steps, which are none."""
    session = Session(MACHINE)
    spans_of(session, 1, (0, 10, 31, 0), (1, 100, 12, 0))
    spans_of(session, 2, (0, 10, 5, 2), (0, 20, 23, 0), (1, 100, 17, 0))
    found = evidence_of(session, subject(job()), [msgspec.structs.replace(loop(), runs=[1, 2], repeats=[1.0, 1.0])])
    assert found.least_times_s == [0.000012, 0.000023]


def test_chunks_are_those_of_more_than_one(job):
    rows = [Wanted("sequential", 1, 1), Wanted("threads", 2, 1), Wanted("process-pool", 2, 2)]
    assert evidence_of(Session(MACHINE), subject(job(), rows=rows), []).chunks == {"process-pool": 2}


# ---------------------------------------------------------------------- a study of it


def test_the_page_counts_the_runs_of_its_own_study_and_its_verdict_is_the_first_sentence(job, monkeypatch):
    session = made_run("cpu", "thread", lanes=1, seconds=0.2, session=Session(MACHINE))
    session.append(Study(0, 1, "compare", "begun", Begun(task="pi", rows=["threads"])))
    session.append(Study(0, 1, "compare", "run", Made(run=1, row="threads", use="measured", fate="kept")))

    def measure(plan, tick):
        run = len(session.runs()) + 1
        made_run("cpu", "main" if plan.model == "sequential" else "thread", lanes=1, seconds=0.2, session=session)
        tick()
        return made(2.0 if plan.model == "sequential" else 1.0, run=run)

    monkeypatch.setattr(studied, "Bench", lambda instrument: SimpleNamespace(measure=measure, stop=lambda: None))
    instrument = SimpleNamespace(session=session, check=lambda plan: None, io_now=list, inspect=lambda *a, **k: None)
    rows = [Wanted("sequential", 1, 1), Wanted("threads", 2, 1)]
    asked = subject(job(options={"inputs": "range(900)"}), function(items=900), rows)
    study = Advising(instrument, asked, studied.SETTINGS, lambda facts: None)
    found = study.run()
    assert found.runs == len(session.runs()) - 1 == 8
    assert [sentence.partition(":")[0] for sentence in found.recommendation.sentences] == [
        "Use threads, with 2 workers", "All 900 inputs",
    ]  # fmt: skip
    assert session.studies()[-1].result.verdict == found.recommendation.sentences[0]
    assert (study.calls.tried, study.calls.runs) == (5, 8)
