"""What studies are made of and what they write, by `==`: settings, numbers, times left, why a run did not count."""

from types import SimpleNamespace

import msgspec
import pytest
from concviz.engine import catalogue
from concviz.engine.catalogue import task
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.model.states import Ledger
from concviz.engine.model.study_facts import Compared, Settings
from concviz.engine.pythons import installed
from concviz.engine.session.events import Machine, RunStarted
from concviz.engine.session.memory.log import Session
from concviz.engine.study import bench, compare, disturbance
from concviz.engine.study import study as course
from concviz.engine.study.bench import Bench
from concviz.engine.study.calls import Calls, calls
from concviz.engine.study.compare import MODELS, comparison
from concviz.engine.study.disturbance import Clocks, Trail
from concviz.engine.study.measured import measurement
from concviz.engine.study.pure.rows import About
from concviz.engine.study.study import Contender, Study, short_task
from concviz.engine.study.sweep import sweep

from tests.support.made_measurements import made, made_row, rows_of
from tests.support.made_sessions import made_run, made_session
from tests.support.made_studies import sweep_points

OWN = installed.own()
FOUR = Machine("Linux", "", 4, 2, (0, 1), None, 2.0, 1 << 33, "3.14.2")


class Maker:
    """Says what each run comes to, one after the other; the last ever after."""

    def __init__(self, *found):
        self.found, self.plans, self.stops = list(found), [], 0

    def measure(self, plan, tick):
        self.plans.append(plan)
        tick()
        return self.found.pop(0) if len(self.found) > 1 else self.found[0]

    def stop(self):
        self.stops += 1


def a_study(
    maker,
    names=("sequential", "threads"),
    *,
    kind="compare",
    settings=None,
    items=95,
    now=lambda: 0.0,
    problem="",
    session=None,
    **plan,
):
    told = []
    rows = [
        Contender(
            About(name, name, "3.14.2", 2),
            Plan("pi", model=name, workers=2, items=items, python="x", **plan),
            problem * (name == names[0]),
        )
        for name in names
    ]
    session = session or Session(FOUR)
    made_study = Study(
        session, maker, rows, settings or Settings(narrow=0.0), kind=kind, base="sequential", of=task("pi"), finish=lambda result: result,
        now=now, tell=told.append,
    )  # fmt: skip
    return made_study, session, told


def test_what_is_asked_is_written_first():
    study, session, _ = a_study(Maker(made(1.0)), seed=7)
    study.run()
    asked = session.studies()[0].asked
    assert (asked.task, asked.items, asked.rows, asked.seed) == ("pi", 95, ["sequential", "threads"], 7)
    assert asked.settings == Settings(narrow=0.0)


@pytest.mark.parametrize(
    ("path", "name"), [("pi", "pi"), ("/home/me/jobs.py:post", "jobs.py:post"), ("/tmp/post.handed", "post")]
)
def test_a_task_is_never_called_by_its_path(path, name):
    assert short_task(Plan(path.replace(".handed", course.ENDING), python="x")) == name


def test_only_a_comparison_ends_early():
    early = Settings(early=True)
    assert a_study(Maker(made(1.0)), settings=early)[0]._rounds._settings.early
    assert not a_study(Maker(made(1.0)), settings=early, kind="sweep")[0]._rounds._settings.early
    assert not a_study(Maker(made(1.0)))[0]._rounds._settings.early


def test_seconds_left_are_told_to_the_tenth_before_each_run():
    """A run takes the 4 s that were asked for, where nobody knows yet; then as long as the last one, 1.26 s."""
    maker = Maker(made(1.16, took_s=1.26))
    study, session, told = a_study(maker, names=("sequential",))
    study.run()
    begins = told[::2]
    assert [each.left_s for each in begins] == [12.0, 8.0, 1.3, 0.0]
    assert [each.most_left_s for each in begins] == [each.left_s for each in begins], "none is added"
    assert [each.use for each in begins] == ["warm-up", "measured", "measured", "measured"]
    assert [plan.items for plan in maker.plans] == [9, 95, 95, 95]
    assert session.studies()[0].result.took_s == 0.0


def test_a_run_that_takes_longer_than_was_thought_leaves_nothing(monkeypatch):
    at = iter([5.0, 100.0])
    monkeypatch.setattr(course, "time", SimpleNamespace(monotonic=lambda: next(at)))
    study, _, told = a_study(Maker(made(1.0, status="stopped")))
    study.run()
    assert (told[0].left_s > 0, told[1].left_s) == (True, 0.0)


def test_why_a_run_did_not_count_is_written():
    found = [
        made(1.0),
        made(1.0),
        made(1.0, spoiled="it slept", run=3),
        made(1.0, status="failed", error="killed", run=4),
        made(1.0, run=5),
    ]
    study, session, _ = a_study(Maker(*found))
    study.run()
    runs = session.studies()[0].runs
    assert [(each.fate, each.why) for each in runs[:5]] == [
        ("warm-up", ""), ("warm-up", ""), ("void", "it slept"), ("failed", "killed"), ("kept", ""),
    ]  # fmt: skip
    assert [each.run for each in runs[2:5]] == [3, 4, 5]


def test_the_result_says_how_it_went():
    clock = SimpleNamespace(now=0.0)
    study, session, _ = a_study(
        Maker(made(1.0, inputs_digest="in", rest_cores=0.9)), now=lambda: clock.now, session=Session(FOUR)
    )
    clock.now = 3.14159
    result = study.run()
    assert (result.status, result.inputs_digest, result.took_s, result.items) == ("done", "in", 3.1, 95)
    assert (result.noisy, result.out_of_time, result.early) == (True, False, [])
    assert result.machine == session.machine.facts()
    none = a_study(Maker(made(1.0, status="failed", error="no")))[0].run()
    assert (none.inputs_digest, none.status) == ("", "done")


def test_a_stop_is_passed_on_and_ends_it():
    maker = Maker(made(1.0))
    study, _, _ = a_study(maker)
    study.stop()
    assert (study.stopped, maker.stops) == (True, 1)
    assert (study.run().status, maker.plans) == ("stopped", [])


def test_calls_are_those_of_the_rows_that_can_be_run():
    """A baseline that can't be run is not run twice."""
    once = Settings(narrow=0.0, repeats=1, again=False)
    both = a_study(Maker(made(1.0)), settings=once)[0].calls
    assert (both.runs, both.least, both.most) == (3 + 2, 9 * 2 + 95 * 3, 9 * 2 + 95 * 3)
    alone = a_study(Maker(made(1.0)), settings=once, problem="no")[0].calls
    assert (alone.runs, alone.least) == (2, 9 + 95)
    assert a_study(Maker(made(1.0)), settings=once, items=None)[0].calls.least == 2
    none = a_study(Maker(made(1.0)), names=("sequential",), settings=once, problem="no")[0].calls
    assert (none.runs, none.least, none.most) == (0, 0, 0)


@pytest.mark.parametrize(
    ("settings", "base", "runs", "least", "most"),
    [
        (Settings(repeats=1, narrow=0.0, again=False), True, 5, 2 * 2 + 30, 2 * 2 + 30),
        (Settings(repeats=1, narrow=0.0, again=False), False, 4, 2 * 2 + 20, 2 * 2 + 20),
        (Settings(repeats=3, narrow=0.0, again=False), False, 8, 2 * 2 + 60, 2 * 2 + 60),
        (Settings(repeats=3, narrow=0.1, most=5, again=False), True, 8, 2 * 2 + 60, 2 * 2 + 100),
        (Settings(repeats=3, narrow=0.1, most=2, again=False), True, 8, 2 * 2 + 60, 2 * 2 + 60),
        (Settings(repeats=1, narrow=0.1, most=1, again=False), True, 5, 2 * 2 + 30, 2 * 2 + 30),
        (Settings(repeats=1, narrow=0.0, most=9, again=True), False, 4, 2 * 2 + 20, None),
    ],
)
def test_how_often_it_will_be_called(settings, base, runs, least, most):
    found = calls(task("pi"), [(10, 2), (10, 2)], settings, base=base, tried=4)
    assert (found.runs, found.least, found.most, found.tried) == (runs, least, most, 4)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Calls("post()", True, 4, 1_000, 1_000, 2),
         "post() was called 2 times to find out how long it takes. post() will be called 1,000 times, in 4 runs."),
        (Calls("post()", True, 4, 1_000, 1_001), "post() will be called 1,000 to 1,001 times, in 4 runs or more."),
        (Calls("π", False, 4, 1_000, 1_000, 2), "π will be called 1,000 times, in 4 runs."),
        (Calls("π", False, 1_400, 1_000, None, 2), "π: at least 1,400 runs, 1,000 items in all; more where the figures scatter."),
        (Calls("π", False, 1_400, 0, 0), "π will be called 0 times, in 1,400 runs."),
    ],
)  # fmt: skip
def test_how_often_in_words(found, told):
    assert found.told == told


# ---------------------------------------------------------------------- comparisons and sweeps


class Sizing:
    """Stands for the instrument: 12 items, found out with 2 calls."""

    def __init__(self):
        self.session, self.tried_calls = made_session(FOUR), 5

    def sized(self, plan):
        self.tried_calls += 2
        return plan.replace(items=12)

    def check(self, plan):
        return catalogue.task(plan.task), catalogue.model(plan.model)


def test_a_comparison_ends_early_unless_it_is_told_how_to_go_on():
    plan = Plan("pi", workers=3, python=OWN.path)
    assert comparison(Sizing(), plan)._rounds._settings == Settings(early=True)
    assert comparison(Sizing(), plan, settings=Settings(repeats=9))._rounds._settings == Settings(repeats=9)
    assert list(comparison(Sizing(), plan)._contenders) == list(MODELS) == [
        "sequential", "threads", "processes", "asyncio",
    ]  # fmt: skip


def test_a_row_with_a_problem_is_not_checked_again(monkeypatch):
    def refuse(version):
        raise PlanError(f"no Python {version} here")

    monkeypatch.setattr(compare.installed, "find", refuse)
    instrument = Sizing()
    monkeypatch.setattr(instrument, "check", lambda plan: (_ for _ in ()).throw(PlanError("checked")))
    rows = comparison(instrument, Plan("pi", python=OWN.path), ("threads@9.9",))._contenders
    assert {name: each.problem for name, each in rows.items()} == {
        "sequential": "checked",
        "threads@9.9": "no Python 9.9 here",
    }


def test_a_comparison_of_which_nothing_follows_says_no_more_than_its_verdict():
    rows = rows_of(made_row("sequential", [2.0]), made_row("threads", [1.0]))
    result = Compared(task="pi", rows=rows, verdict="", noisy=False, out_of_time=False)
    told = comparison(Sizing(), Plan("pi", python=OWN.path))._finish(result).verdict
    assert told == "No clear difference can be claimed: it takes 3 repeats of each to tell models apart."


def test_cores_are_a_sweeps_ceilings_where_they_limit_it():
    made_sweep = sweep(Sizing(), Plan("pi", "processes", python=OWN.path), [2])
    assert made_sweep.calls.tried == 2
    base, *points = sweep_points()
    waits = msgspec.structs.replace(base, ledger=Ledger(wait_io=1.0), cores_used=0.0)
    found = [
        made_sweep._finish(Compared(task="pi", rows=[each, *points], verdict="", noisy=False, out_of_time=False))
        for each in (base, waits)
    ]
    assert [each.ceilings for each in found] == [{"affinity": 2.0, "physical cores": 2.0}, {}]
    assert {each.model for each in found} == {"processes"}
    assert [each.rows[1:] for each in found] == [points, points]


# ---------------------------------------------------------------------- one run


def test_the_last_of_the_runs_that_began_is_the_one_that_is_measured(monkeypatch):
    session = made_session(FOUR)
    old, new = RunStarted(0, 1, {}), [RunStarted(0, 2, {}), RunStarted(0, 3, {})]
    monkeypatch.setattr(session, "runs", iter([[old], [old, *new]]).__next__)
    monkeypatch.setattr(bench, "measurement", lambda session, run, trail, spoiled: (run, len(trail.t_us), spoiled))
    instrument = SimpleNamespace(session=session, start=lambda plan: None, wait=lambda seconds: True, world_pid=None)
    still = Clocks(1.0, 1.0, 1.0)
    assert Bench(instrument, read=lambda: still).measure(Plan("pi", python=OWN.path), lambda: None) == (3, 2, "")


def test_three_clocks_are_read_together(monkeypatch):
    told = SimpleNamespace(
        perf_counter=lambda: 1.0, time=lambda: 3.0, clock_gettime=lambda clock: clock, CLOCK_BOOTTIME=2.0
    )
    monkeypatch.setattr(disturbance, "time", told)
    assert disturbance.clocks() == Clocks(1.0, 2.0, 3.0)
    del told.CLOCK_BOOTTIME
    assert disturbance.clocks() == Clocks(1.0, None, 3.0)


@pytest.mark.parametrize(("status", "told"), [("failed", "no (0 of 1 item done)"), ("stopped", "")])
def test_a_run_that_did_not_come_to_its_end(status, told):
    session = made_run(
        "cpu", "thread", seconds=0.5, status=status, error={"message": "no"} if status == "failed" else None
    )
    found = measurement(session, 1, Trail(), "it slept")
    end, started = session.run_end(1), session.runs()[0]
    assert (found.run, found.status, found.spoiled, found.sound) == (1, status, "it slept", False)
    assert found.took_s == (end.t_us - started.t_us) / 1e6
    assert found.error.startswith("no (") if status == "failed" else found.error == told


def test_the_figures_of_a_run_are_those_of_all_of_it():
    """Its hand-offs and its work from its first item on, however long it took."""
    session = made_run("cpu", "thread", lanes=2, seconds=3.0)
    found, end = measurement(session, 1, Trail()), session.run_end(1)
    assert (found.status, found.items, found.wall_s, found.cpu_s) == (
        "done",
        end.result.items,
        end.result.wall_s,
        end.result.cpu_s,
    )
    assert found.took_s == (end.t_us - session.runs()[0].t_us) / 1e6
    assert found.sound
    assert not made(1.0, spoiled="it slept").sound
    assert not made(1.0, status="failed").sound
