"""A study from its beginning to its end, on a session in memory and with runs that are only told."""

from types import SimpleNamespace

import msgspec
import pytest
from concviz.engine.catalogue import task
from concviz.engine.model.plan import Plan
from concviz.engine.model.study_facts import Settings
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session
from concviz.engine.study import study as course
from concviz.engine.study.calls import usual
from concviz.engine.study.pure.rows import About
from concviz.engine.study.study import Contender, Study

from tests.support.made_measurements import made

WALLS = {"sequential": 2.0, "threads": 2.0, "processes": 1.0}


class LaneRegistry:
    """Makes no run: says what one came to."""

    def __init__(self, stop_after=None, failing=(), disturbed=False, digests=("aa",)):
        self.plans = []
        self.study = None
        self._stop_after = stop_after
        self._failing = failing
        self._rest, self._digests = 0.9 * disturbed, digests

    def measure(self, plan, tick):
        self.plans.append(plan)
        tick()
        if len(self.plans) == self._stop_after:
            self.study.stop()
            return made(0, run=len(self.plans), status="stopped")
        if plan.model in self._failing:
            return made(0, run=len(self.plans), status="failed", error="killed by signal 9")
        digest = self._digests[len(self.plans) % len(self._digests)]
        wall_s = WALLS[plan.model] + 0.01 * (len(self.plans) % 3)
        return made(wall_s, run=len(self.plans), rest_cores=self._rest, digest=digest)

    @property
    def called(self):
        return sum(plan.items for plan in self.plans)

    def stop(self):
        pass


def study(session, maker, names=("sequential", "threads", "processes"), problem="", settings=None, of=None):
    rows = [
        Contender(
            About(name, name, "3.14.2", 2),
            Plan("pi", model=name, workers=2, items=100, python="x"),
            problem if name == "threads" else "",
        )
        for name in names
    ]
    told = []
    maker.study = Study(
        session, maker, rows, settings or Settings(), kind="compare", base="sequential", of=of or task("pi"),
        finish=lambda result: msgspec.structs.replace(result, verdict="so"), now=lambda: 0.0, tell=told.append,
    )  # fmt: skip
    return maker.study, told


def test_all_of_it_is_in_the_session_and_in_the_file(machine, tmp_path):
    path = tmp_path / "a.concviz.jsonl"
    writer = SessionWriter(path)
    session = Session(machine, writer=writer)
    one, told = study(session, LaneRegistry())
    result = one.run()
    writer.close()
    for view in (session.studies()[0], load(path).studies()[0]):
        assert view.kind == "compare"
        assert view.asked.rows == ["sequential", "threads", "processes"]
        assert list(view.latest) == ["sequential", "threads", "processes"]
        assert len(view.runs) == 12
        assert msgspec.json.encode(view.result) == msgspec.json.encode(result)
        assert view.latest["processes"].speedup.median == pytest.approx(2.0, abs=0.05)
    assert told[0].use == "warm-up"
    assert result.items == 100


def test_the_warm_up_is_a_tenth(machine):
    maker = LaneRegistry()
    study(Session(machine), maker)[0].run()
    assert [plan.items for plan in maker.plans[:4]] == [10, 10, 10, 100]


def test_a_stop_keeps_what_is_done(machine):
    session, maker = Session(machine), LaneRegistry(stop_after=6)
    result = study(session, maker)[0].run()
    assert len(maker.plans) == 6
    assert result.status == "stopped"
    assert sum(len(row.repeats) for row in result.rows) == 2
    assert session.studies()[0].result.status == "stopped"


def test_its_rows_are_there_before_anything_is_measured(machine):
    session, seen = Session(machine), []

    class Looking(LaneRegistry):
        def measure(self, plan, tick):
            seen.append(list(session.studies()[0].latest))
            return super().measure(plan, tick)

    study(session, Looking(stop_after=1))[0].run()
    assert seen == [["sequential", "threads", "processes"]]


class Stopping(LaneRegistry):
    """Counts how often it is asked to stop; its third run begins after the study was asked to stop, where it is."""

    stops = 0
    early = False

    def measure(self, plan, tick):
        if self.early and len(self.plans) == 2:
            self.study.stop()
            tick()
            return made(0, run=3, status="stopped")
        return super().measure(plan, tick)

    def stop(self):
        self.stops += 1


def test_a_run_is_asked_to_stop_again_where_it_had_not_begun_yet_and_else_never(machine):
    maker = Stopping()
    study(Session(machine), maker)[0].run()
    assert maker.stops == 0
    maker = Stopping()
    maker.early = True
    assert study(Session(machine), maker)[0].run().status == "stopped"
    assert (maker.stops, len(maker.plans)) == (2, 2)


def test_what_fails_or_is_missing_leaves_the_others(machine):
    result = study(Session(machine), LaneRegistry(failing=("processes",)), problem="there is no Python '9.9'")[0].run()
    assert [row.status for row in result.rows] == ["done", "failed", "failed"]
    assert result.rows[1].error == "there is no Python '9.9'"
    assert result.rows[2].error == "killed by signal 9"


def test_a_play_head_in_the_middle_sees_what_was_known_then(machine):
    clock = iter(range(0, 10**9, 1_000_000))
    session = Session(machine, clock=lambda: next(clock))
    study(session, LaneRegistry())[0].run()
    middle = session.studies(session.length_us // 2)[0]
    assert middle.now
    assert not middle.result
    assert 0 < len(middle.runs) < 12


def test_a_second_study_has_a_number_of_its_own(machine):
    session = Session(machine)
    for _ in range(2):
        study(session, LaneRegistry())[0].run()
    assert [view.study for view in session.studies()] == [1, 2]


@pytest.fixture
def post(tmp_path):
    """A function of the user's, as a task."""
    path = tmp_path / "once.py"
    path.write_text("def post(n):\n    return n\n")
    return task(f"{path}:post")


@pytest.mark.parametrize("repeats", [1, 2, 3, 5])
@pytest.mark.parametrize("disturbed", [False, True])
def test_an_own_function_is_called_as_often_as_was_said(machine, post, repeats, disturbed):
    settings = msgspec.structs.replace(usual(post), repeats=repeats)
    maker = LaneRegistry(disturbed=disturbed)
    one, _ = study(Session(machine), maker, settings=settings, of=post)
    said = one.calls
    one.run()
    assert (said.least, said.most, said.runs) == (maker.called, maker.called, len(maker.plans))


def test_runs_of_a_task_are_made_again_where_others_disturb_them(machine):
    maker = LaneRegistry(disturbed=True)
    one, _ = study(Session(machine), maker)
    said = one.calls
    one.run()
    assert said.most is None
    assert maker.called > said.least


def test_sequential_is_run_twice_to_see_whether_it_varies_by_itself(machine):
    once = msgspec.structs.replace(Settings(), repeats=1, narrow=0.0)
    result = study(Session(machine), LaneRegistry(digests=("a", "b", "c")), settings=once)[0].run()
    assert [len(row.repeats) for row in result.rows] == [2, 1, 1]
    assert [row.same for row in result.rows] == ["varies"] * 3


def test_while_a_run_goes_on_it_is_told_how_much_time_is_left(machine, monkeypatch):
    """A run takes as long as the one before it, so at its beginning all of that is left."""
    monkeypatch.setattr(course, "time", SimpleNamespace(monotonic=lambda: 5.0))
    one, told = study(Session(machine), LaneRegistry())
    one.run()
    assert [each.done for each in told] == [place // 2 for place in range(24)]
    assert min(each.left_s for each in told[1::2]) > 0
    warmed = [each for each in told if each.use == "warm-up"]
    assert [before.left_s for before in warmed[::2]] == [pytest.approx(each.left_s, abs=0.06) for each in warmed[1::2]]
