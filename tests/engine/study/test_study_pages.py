"""Studies at a play head, how they are asked for, and the figures of a run that they compare: by `==`, of small exact cases."""

import dataclasses

import pytest
from concviz.engine import catalogue
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.model.run_facts import PhaseFacts
from concviz.engine.model.study_facts import Begun, Compared, Made, Next
from concviz.engine.model.study_rows import Interval, Pickled, Row
from concviz.engine.pythons import installed
from concviz.engine.session.events import Machine, Memory, Phase, ProcessTable, RunStarted
from concviz.engine.study.compare import comparison, contender
from concviz.engine.study.measured import how_far, peak_memory, pickled, switches
from concviz.engine.study.pure import sweep_verdict
from concviz.engine.study.pure.advice import advice
from concviz.engine.study.pure.study_verdict import verdict
from concviz.engine.study.study_pages import moment_of, pages
from concviz.engine.study.sweep import ceilings, sweep, worker_counts
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.made_sessions import made_session
from tests.support.made_studies import add_comparison, add_run, add_sweep, compared, row, session, study, sweep_points

OWN = installed.own()


def compare_page(made, t_us=None, **how):
    return pages(made, t_us, **how)[0]


def figures_of(page):
    """What changes while a comparison goes on."""
    named = (page.status, page.now and page.now.row, page.running_s, page.runs, page.again)
    return *named, round(page.progress, 3), round(page.left_s, 3), page.took_s


@pytest.mark.parametrize(
    ("t_us", "figures"),
    [
        (1_500_000, ("measuring", None, None, 0, 0, 0.0, 0.0, 0.5)),
        (2_000_000, ("measuring", "sequential", None, 0, 0, 1 / 10, 9.0, 1.0)),
        (2_060_000, ("measuring", "sequential", None, 0, 0, 0.105, 9.0, 1.06)),
        (2_060_001, ("measuring", "sequential", 0.0, 0, 0, 0.105, 9.0, 1.060001)),
        (2_560_001, ("measuring", "sequential", 0.5, 0, 0, 0.148, 9.0, 1.560001)),
        (2_905_000, ("measuring", "sequential", 0.829999, 0, 0, 0.175, 9.0, 1.905)),
        (2_910_000, ("measuring", "sequential", None, 1, 0, 0.175, 9.0, 1.91)),
        (3_000_000, ("measuring", "threads", None, 1, 0, 0.2, 8.0, 2.0)),
        (9_000_000, ("done", None, None, 6, 0, 1.0, 0.0, 8.0)),
    ],
)  # fmt: skip
def test_a_comparison_at_every_moment(t_us, figures):
    made = session(10.0)
    add_comparison(made, compared())
    assert figures_of(compare_page(made, t_us)) == figures


def test_what_is_known_of_it():
    made = session(10.0)
    add_comparison(made, compared())
    page = compare_page(made)
    assert (page.study, page.kind, page.task, page.title, page.task_kind, page.items) == (
        1,
        "compare",
        "pi",
        "π by Monte Carlo",
        "cpu",
        2000,
    )
    assert (page.usable_cores, page.cores, page.begun_us, page.noisy, page.out_of_time, page.model) == (
        8.0,
        8,
        1_000_000,
        False,
        False,
        "threads",
    )
    assert [each.name for each in page.rows] == [each.name for each in compared()]
    assert page.ceiling == 8.0
    assert page.live
    assert compare_page(made, 999_999) is None
    assert compare_page(made, 1_500_000).title == "pi"


def test_one_without_an_end_was_cut_off_where_nothing_can_come_any_more():
    made = session(10.0)
    add_comparison(made, compared(), status="")
    heads = [(None, True), (None, False), (9_999_999, False), (10_000_000, False)]
    told = [compare_page(made, t_us, live=live).status for t_us, live in heads]
    assert told == ["measuring", "cut off", "measuring", "cut off"]
    add_comparison(made, compared(), status="stopped")
    assert compare_page(made, live=False).status == "stopped"


def test_runs_made_again_and_the_time_of_the_row_under_way():
    """The row took 4.11 s before; of the run under way 1 s is over, so 3.11 s are left of it and 2 s of the others."""
    made = session(20.0)
    add_comparison(made, compared(), status="")
    for number, fate in ((7, "disturbed"), (8, "void"), (9, "kept")):
        study(made, 1, "compare", "run", 10_000_000, Made(run=number, row="threads", use="measured", fate=fate))
    study(made, 1, "compare", "next", 11_000_000, Next(row="threads", use="measured", done=9, left_s=2.0))
    add_run(made, 10, 11_940_000)
    page = compare_page(made, 13_000_000)
    assert (page.runs, page.again, page.running_s, page.left_s) == (9, 2, 1.0, pytest.approx(5.11))
    assert [page.use_of(each) for each in page.rows[:2]] == [None, "measured"]
    assert compare_page(made, 19_000_000).left_s == 2.0
    assert page.progress == pytest.approx(10 / 14), "12 of 17.11 s would be less than was shown before"


def test_a_sweep_beside_a_comparison():
    made = session(31.0)
    add_comparison(made, compared())
    add_sweep(made)
    both = pages(made)
    assert [page.kind for page in both] == ["compare", "sweep"]
    assert (both[1].model, both[1].best_workers, both[1].took_s, both[1].ceilings) == (
        "processes",
        8,
        10.0,
        {"affinity": 8.0, "physical cores": 4.0},
    )
    assert set(both[1].fits) == {"amdahl", "usl"}
    assert pages(made, 19_999_999)[1] is None


@pytest.mark.parametrize(
    ("ledger", "kind", "ceiling"),
    [
        ({"on_core": 0.98, "idle": 0.02, "looks": 90}, "io", 8.0), ({"wait_io": 0.98, "idle": 0.02, "looks": 90}, "cpu", None),
        (None, "cpu", 8.0), (None, "released", 8.0), (None, "io", None),
    ],
)  # fmt: skip
def test_cores_are_a_ceiling_for_work_that_computes(ledger, kind, ceiling):
    made, used = session(10.0), 0.02 if kind == "cpu" and ledger else 1.0
    rows = [row(name, 4.0, "baseline", ledger=ledger, cores_used=used) for name in ("sequential", "threads")]
    add_comparison(made, rows)
    assert dataclasses.replace(compare_page(made), task_kind=kind).ceiling == ceiling


def test_where_to_look_at_a_run():
    made = made_session()
    made.append(RunStarted(1_000_000, 1, {"task": "pi"}))
    assert moment_of(made, 2) is None
    made.append(RunStarted(3_000_000, 2, {"task": "pi"}))
    assert [moment_of(made, run) for run in (1, 2)] == [2_000_000, 3_000_000]
    made.append(Phase(3_500_000, 2, "workers_asked"))
    made.append(Phase(4_500_000, 2, "results_in"))
    assert moment_of(made, 2) == 4_000_000


# ------------------------------------------------------------------ asking


@pytest.mark.parametrize(
    ("usable", "top", "counts"),
    [(1.0, None, (1, 2, 4)), (2.0, None, (1, 2, 4)), (2.9, None, (1, 2, 4)), (3.0, None, (1, 2, 3, 4, 6)), (8.0, None, (1, 2, 4, 8, 16)),
     (0.5, None, (1, 2, 4)), (8.0, 4, (1, 2, 4)), (3.0, 5, (1, 2, 3, 4, 5)), (8.0, 1, (1,))],
)  # fmt: skip
def test_worker_counts(usable, top, counts):
    assert worker_counts(usable, top) == counts


def test_ceilings():
    machine = Machine("Linux", "", 4, 2, (0, 1, 2), 1.5, 1.5, 1 << 33, "3.14.2")
    assert ceilings(machine) == {"affinity": 3.0, "quota": 1.5, "physical cores": 2.0}
    assert ceilings(replace(machine, quota_cores=None, physical_cores=None)) == {"affinity": 3.0}


def nowhere(version):
    raise PlanError(f"no Python {version} here")


def test_a_row_that_is_asked_for(monkeypatch):
    monkeypatch.setattr(installed, "find", nowhere)
    plan = Plan("pi", workers=3, items=9, python=OWN.path)
    found = contender("threads", plan)
    assert (found.about.name, found.about.model, found.about.python, found.about.workers) == (
        "threads",
        "threads",
        OWN.label,
        3,
    )
    assert (found.plan.model, found.plan.workers, found.plan.python, found.problem) == ("threads", 3, OWN.path, "")
    assert (contender("sequential", plan).about.workers, contender("sequential", plan).plan.workers) == (1, 1)
    missing = contender("threads@9.99", plan)
    assert (missing.about.name, missing.about.python, missing.about.workers) == ("threads@9.99", "9.99", 3)
    assert missing.problem == "no Python 9.99 here"
    with pytest.raises(PlanError, match="no model named"):
        contender("threds", plan)


class Sizing:
    """Stands for the instrument: finds 12 items out with 2 calls, and refuses asyncio."""

    def __init__(self):
        self.session, self.tried_calls = (
            made_session(Machine("Linux", "", 4, 2, (0, 1), None, 2.0, 1 << 33, "3.14.2")),
            5,
        )

    def sized(self, plan):
        self.tried_calls += 2
        return plan.replace(items=12)

    def check(self, plan):
        if plan.model == "asyncio":
            raise PlanError("π can't be awaited")
        return catalogue.task(plan.task), catalogue.model(plan.model)


def rows_of(made):
    return [(each.about.name, each.about.workers, each.plan.items, each.problem) for each in made._contenders.values()]


def test_a_comparison_has_its_baseline_first_and_each_model_once():
    made = comparison(Sizing(), Plan("pi", workers=3, python=OWN.path), ("threads", "asyncio", "threads"))
    assert rows_of(made) == [
        ("sequential", 1, 12, ""),
        ("threads", 3, 12, ""),
        ("asyncio", 3, 12, "π can't be awaited"),
    ]
    given = comparison(Sizing(), Plan("pi", workers=3, python=OWN.path), ("threads", "sequential"))
    assert [each[0] for each in rows_of(given)] == ["threads", "sequential"]
    assert made.calls.tried == 2


def test_a_sweep_has_its_counts_once_and_in_order():
    plan = Plan("pi", "processes", python=OWN.path)
    assert rows_of(sweep(Sizing(), plan, [4, 2, 4])) == [("sequential", 1, 12, ""), ("2", 2, 12, ""), ("4", 4, 12, "")]
    assert [each[0] for each in rows_of(sweep(Sizing(), plan))] == ["sequential", "1", "2", "4"]
    assert [each[0] for each in rows_of(sweep(Sizing(), plan, most=8))] == ["sequential", "1", "2", "4", "8"]
    with pytest.raises(
        PlanError, match="sequential has one worker, so there is nothing to sweep; choose another --model"
    ):
        sweep(Sizing(), plan.replace(model="sequential"))


def test_what_the_rows_of_a_comparison_and_of_a_sweep_came_to_is_said():
    result = Compared(
        task="pi", items=12, rows=compared(), verdict="", status="done", noisy=False, out_of_time=False, took_s=1.0
    )
    told = comparison(Sizing(), Plan("pi", python=OWN.path), ("threads",))._finish(result)
    assert told.verdict == f"{verdict(compared(), 2.0)} {advice(compared())}"
    plan = Plan("pi", "processes", python=OWN.path)
    swept = sweep(Sizing(), plan, [2])._finish(replace(result, rows=sweep_points()))
    assert (swept.model, swept.ceilings, swept.best_workers) == (
        "processes",
        {"affinity": 2.0, "physical cores": 2.0},
        8,
    )
    assert swept.verdict == sweep_verdict.verdict(sweep_points(), swept.fits, 2.0)


# ------------------------------------------------------------------ a run's figures


def test_how_far_a_failed_run_came():
    assert how_far("killed by signal 9", 38, 1_100) == "killed by signal 9 (38 of 1,100 items done)"
    assert how_far("", 0, 1) == "the run failed (0 of 1 item done)"
    assert how_far("no such file", 0, 0) == "no such file"


def test_the_most_memory_there_was():
    two = [Memory(1, 1, [10, 20], [5, 7]), Memory(2, 1, [30], [40]), Memory(3, 1, [11], [3])]
    assert peak_memory([]) == (None, "")
    assert peak_memory(two) == (40, "pss")
    assert peak_memory([*two, Memory(4, 1, [1], [])]) == (30, "rss")


def test_bytes_that_were_pickled():
    assert pickled(PhaseFacts(pickled_bytes=7), PhaseFacts()) == Pickled(7, 0)
    assert pickled(PhaseFacts(), PhaseFacts(pickled_bytes=9)) == Pickled(0, 9)
    assert pickled(PhaseFacts(unpicklable="a lock"), PhaseFacts()) is None
    assert pickled(PhaseFacts(), PhaseFacts(unpicklable="a lock")) is None


def test_context_switches_count_from_asking_for_the_workers():
    """The lab had 30 before; a worker that came later counts from zero, and one that is gone up to its last reading."""
    who = [
        ProcessTable(0, 1, [], [(7, 1, "lab")]),
        ProcessTable(150, 1, [], [(7, 1, "lab"), (8, 7, "worker")]),
        ProcessTable(400, 1, [], [(7, 1, "lab")]),
    ]
    history = [
        Memory(50, 1, [1], [], [10], [5]), Memory(100, 1, [1], [], [20], [10]), Memory(200, 1, [1, 1], [], [30, 3], [10, 1]),
        Memory(300, 1, [1, 1], [], [40, 6], [10, 2]), Memory(350, 1, [1], [], [99], [99]), Memory(500, 1, [1], [], [50], [12]),
    ]  # fmt: skip
    assert switches(history, who, 100) == (62 - 30) + 8
    assert switches(history, who, 99) == (62 - 15) + 8
    assert switches(history[2:], who, 100) == (62 - 40) + 8
    assert switches([], who, 100) is None
    assert switches(history, [], 100) is None


@given(
    st.lists(
        st.tuples(st.floats(0.01, 5), st.floats(0, 60), st.sampled_from(["threads", "processes"]), st.floats(0.01, 9)),
        min_size=1,
        max_size=8,
    )
)
def test_the_bar_never_goes_back_whatever_is_added(steps):
    """(seconds until the run is over, seconds left of others, row, how long it took) of each run; looked at before and after each step."""
    made, t_s, shares = session(400.0), 1.0, []
    study(made, 1, "compare", "begun", 1_000_000, Begun(task="pi", rows=["threads", "processes"]))
    moments = []
    for number, (takes_s, left_s, name, wall_s) in enumerate(steps, 1):
        study(made, 1, "compare", "next", round(t_s * 1e6), Next(row=name, use="measured", done=number, left_s=left_s))
        moments += [t_s, t_s + takes_s / 2]
        t_s += takes_s
        study(made, 1, "compare", "run", round(t_s * 1e6), Made(run=number, row=name, use="measured", fate="kept"))
        study(
            made,
            1,
            "compare",
            "row",
            round(t_s * 1e6),
            Row(name=name, model=name, python="3.14.2", workers=2, wall_s=Interval(wall_s, wall_s, wall_s)),
        )
        moments.append(t_s)
    for at_s in moments:
        shares.append(compare_page(made, round(at_s * 1e6)).progress)
    assert shares == sorted(shares)
    assert shares[-1] <= 0.99
