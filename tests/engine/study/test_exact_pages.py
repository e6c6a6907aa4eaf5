"""A study's page at its edges: which run is under way, which study is shown, and what is said where something is missing."""

import dataclasses

import msgspec
import pytest
from concviz.engine.model.study_facts import Begun, Compared, Made, Next
from concviz.engine.session.events import Phase, RunEnded, RunStarted
from concviz.engine.study.study_pages import StudyPage, moment_of, pages

from tests.support.made_sessions import made_session
from tests.support.made_studies import add_comparison, add_run, add_sweep, compared, empty, row, session, study

PI = Begun(task="pi", rows=["threads"])
MEASURED = Next(row="threads", use="measured", left_s=2.0)


def begun(at_us=5_000_000):
    """A comparison that is about to make a run."""
    made = session(20.0)
    study(made, 1, "compare", "begun", at_us, PI)
    study(made, 1, "compare", "next", at_us, MEASURED)
    return made


def running_s(made, t_us):
    return pages(made, t_us)[0].running_s


def test_a_run_that_was_there_before_is_not_the_studys():
    made = session(20.0)
    add_run(made, 1, 1_000_000)
    study(made, 1, "compare", "begun", 5_000_000, PI)
    study(made, 1, "compare", "next", 5_000_000, MEASURED)
    page = pages(made, 6_000_000)[0]
    assert (page.running_s, page.title, page.left_s) == (None, "pi", 2.0)


def test_one_that_began_with_the_study_is():
    made = begun()
    add_run(made, 1, 5_000_000)
    assert running_s(made, 6_060_000) == 1.0
    assert pages(made, 6_060_000)[0].title == "π by Monte Carlo"


def test_one_whose_end_was_heard_is_over_and_what_the_study_does_not_ask_for_is_nobodys():
    made = begun()
    add_run(made, 1, 5_000_000)
    study(made, 1, "compare", "run", 7_000_000, Made(run=1, row="threads", use="measured", fate="kept"))
    assert (running_s(made, 6_999_999), running_s(made, 7_000_000)) == (pytest.approx(1.939999), None)
    unasked = session(20.0)
    study(unasked, 1, "compare", "begun", 5_000_000, PI)
    add_run(unasked, 1, 5_000_000)
    assert running_s(unasked, 6_060_000) is None


def test_its_work_begins_with_its_workers_and_ends_with_its_results():
    made = begun()
    made.append(RunStarted(5_000_000, 1, {"task": "pi"}))
    assert running_s(made, 5_500_000) is None
    made.append(Phase(6_000_000, 1, "workers_asked"))
    made.append(Phase(8_500_000, 1, "results_in"))
    assert [running_s(made, t_us) for t_us in (6_000_000, 7_000_000, 9_000_000)] == [0.0, 1.0, 2.5]


def test_the_time_left_is_that_of_the_row_under_way_and_of_what_comes_after_it():
    made = begun()
    study(made, 1, "compare", "row", 5_000_000, row("threads", 4.0, ""))
    assert pages(made, 6_000_000)[0].left_s == 6.0
    add_run(made, 1, 5_940_000)
    assert pages(made, 7_000_000)[0].left_s == 5.0
    assert pages(made, 11_000_000)[0].left_s == 2.0
    other = begun()
    study(other, 1, "compare", "row", 5_000_000, row("processes", 4.0, ""))
    assert pages(other, 6_000_000)[0].left_s == 2.0
    study(other, 1, "compare", "row", 5_000_000, empty("threads"))
    assert pages(other, 6_000_000)[0].left_s == 2.0


def test_the_bar_is_the_share_of_the_time_and_never_more_than_ninety_nine_percent():
    made = begun()
    assert [pages(made, t_us)[0].progress for t_us in (5_000_000, 6_000_000, 11_000_000)] == [
        0.0, pytest.approx(1 / 3), pytest.approx(0.75),
    ]  # fmt: skip
    study(made, 1, "compare", "next", 15_000_000, Next(row="threads", use="measured", left_s=0.0))
    assert pages(made, 15_000_000)[0].progress == 0.99


def test_the_last_of_several_is_shown():
    made = session(40.0)
    add_comparison(made, compared())
    add_sweep(made)
    study(made, 3, "compare", "begun", 31_000_000, Begun(task="primes", rows=["threads"]))
    assert [page.study for page in pages(made)] == [3, 2]
    assert [page.study for page in pages(made, 30_000_000)] == [1, 2]
    assert pages(made, 500_000) == (None, None)
    study(made, 4, "sweep", "begun", 32_000_000, Begun(task="primes", rows=["1"]))
    assert [page.study for page in pages(made)] == [3, 4]


def test_more_may_come_unless_it_is_said_that_nothing_can():
    made = begun()
    assert pages(made)[0].status == "measuring"
    assert pages(made, live=False)[0].status == "cut off"
    assert pages(made, 6_000_000, live=False)[0].status == "measuring"


@pytest.mark.parametrize("told", [{"noisy": True}, {"out_of_time": True}, {"early": ["threads"]}, {}], ids="".join)
def test_what_a_comparison_says_of_itself_at_its_end(told):
    made = begun()
    facts = {"noisy": False, "out_of_time": False, "early": [], **told}
    result = Compared(task="pi", rows=[row("threads", 4.0, "")], verdict="so", status="done", **facts)
    study(made, 1, "compare", "ended", 9_000_000, result)
    page = pages(made, 10_000_000)[0]
    assert {name for name in facts if getattr(page, name)} == set(told)
    assert (page.verdict, page.status, page.progress, page.left_s) == ("so", "done", 1.0, 0.0)
    assert page.took_s == 5.0, "since it began, where its end does not say"
    study(made, 1, "compare", "ended", 9_000_000, msgspec.structs.replace(result, took_s=3.0))
    assert pages(made, 10_000_000)[0].took_s == 3.0


def test_disturbed_and_void_runs_are_those_made_again():
    made = begun()
    for number, fate in enumerate(("kept", "disturbed", "void", "replaced", "warm-up", "failed"), 1):
        study(made, 1, "compare", "run", 6_000_000, Made(run=number, row="threads", use="measured", fate=fate))
    assert (pages(made)[0].runs, pages(made)[0].again) == (6, 2)


def test_a_ceiling_where_only_some_rows_tell_where_their_time_went():
    """Recordings of older versions have rows without a ledger; one without any time measured says nothing of that."""
    page = StudyPage(study=1, kind="compare", task="pi", title="π", usable_cores=4.0)
    told, old = row("threads", 4.0, ""), msgspec.structs.replace(row("threads", 4.0, ""), ledger=None)

    def ceiling(*rows, kind="cpu"):
        return dataclasses.replace(page, rows=rows, task_kind=kind).ceiling

    assert (ceiling(), ceiling(told), ceiling(old), ceiling(told, old)) == (None, None, 4.0, 4.0)
    assert (ceiling(old, kind="io"), ceiling(old, kind="released"), ceiling(empty("threads"))) == (None, 4.0, None)
    waits = row("sequential", 4.0, "baseline", ledger={"wait_io": 1.0}, cores_used=0.0)
    assert (ceiling(waits), ceiling(waits, old), ceiling(row("sequential", 4.0, "baseline"))) == (None, None, 4.0)


def test_what_is_measured_of_a_row_is_that_rows_alone():
    page = dataclasses.replace(StudyPage(study=1, kind="sweep", task="pi", title="π"), now=MEASURED)
    assert (page.use_of(row("threads", 4.0, "")), page.use_of(row("asyncio", 4.0, ""))) == ("measured", None)
    assert dataclasses.replace(page, now=None).use_of(row("threads", 4.0, "")) is None
    named = dataclasses.replace(page, rows=[row("sequential", 4.0, "baseline"), row("threads", 4.0, "")])
    assert (named.model, page.model) == ("threads", "")


@pytest.mark.parametrize(
    ("asked", "results", "end", "middle"),
    [
        (None, None, None, 3_000_000), (None, None, 4_000_001, 2_500_000), (2_000_000, None, 4_000_001, 3_000_000),
        (2_000_000, 3_000_001, 4_000_000, 2_500_000), (None, 3_000_001, 4_000_000, 2_000_000),
    ],
)  # fmt: skip
def test_half_way_through_its_work(asked, results, end, middle):
    made = made_session()
    made.append(RunStarted(1_000_000, 1, {"task": "pi"}))
    for name, at_us in (("workers_asked", asked), ("results_in", results)):
        if at_us:
            made.append(Phase(at_us, 1, name))
    if end:
        made.append(RunEnded(end, 1, "done"))
    made.append(RunStarted(5_000_000, 2, {"task": "pi"}))
    found = moment_of(made, 1)
    assert (found, type(found)) == (middle, int)
