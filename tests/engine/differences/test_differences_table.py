"""The whole table into a session, with made-up experiments."""

import threading

import msgspec
import pytest
from concviz.engine.differences.experiment import Outcome
from concviz.engine.differences.properties import MATRIX, PROPERTIES
from concviz.engine.differences.table import Differences, table_result
from concviz.engine.model.plan import PlanError
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.memory.log import Session

from tests.support.made_differences import FREE, MACHINE, NEW, OLD, quiet


class NoWorld:
    """The server at the other end, without one."""

    def open(self, services, options):
        return {"http": "http://127.0.0.1:1"}

    def kill(self):
        self.killed = True

    def close(self):
        self.closed = True


@pytest.fixture
def table(monkeypatch):
    monkeypatch.setattr("concviz.engine.differences.table.WorldKeeper", NoWorld)

    def make(conduct=quiet, pythons=(OLD, NEW, FREE), writer=None, **more):
        session = Session(MACHINE, writer=writer)
        return session, Differences(session, python=OLD, pythons=lambda: list(pythons), conduct=conduct, **more)

    return make


def test_a_quiet_machine_agrees_with_the_course_but_for_the_free_threaded_python(table):
    session, differences = table()
    differences.measure(tuple(PROPERTIES))
    cells = session.differences()
    assert all(cell.state == "done" for cell in cells)
    assert len([cell for cell in cells if cell.name in MATRIX]) == 4 * 7 + 1
    wrong = [(cell.name, cell.column, cell.python) for cell in cells if not cell.agrees]
    assert wrong == [("parallelism", "threading", "3.13.5t")]
    assert all(cell.claim and cell.why and cell.value and cell.evidence for cell in cells)
    assert {cell.source for cell in cells if cell.column == "asyncio"} == {"docs", "usual"}
    assert {cell.source for cell in cells if cell.column == "multiprocessing" and cell.name in MATRIX} == {"course"}
    assert [cell.python for cell in cells if cell.name == "race"] == ["3.11.7", "3.14.2", "3.13.5t"]


def test_progress_is_told_and_counts(table):
    heard = []
    _, differences = table(told=heard.append)
    differences.measure(("type", "relation", "race"))
    steps = sorted({(event.step, event.steps) for event in heard})
    assert steps == [(index, 7) for index in range(1, 8)]
    live = [event for event in heard if event.name == "race" and event.state == "measuring" and event.value]
    assert len(live) == 3
    assert [event.state for event in heard if (event.name, event.column) == ("type", "asyncio")] == [
        "measuring",
        "done",
    ]


def test_an_experiment_that_fails_says_so_and_the_others_stand(table):
    def conduct(name, path, options, stopping, live):
        if options["kind"] == "process":
            return Outcome(error="its process was ended by signal 9 (SIGKILL)")
        return quiet(name, path, options, stopping, live)

    session, differences = table(conduct)
    differences.measure(("weight",))
    states = {cell.column: cell.state for cell in session.differences()}
    assert states == {"threading": "done", "multiprocessing": "failed", "asyncio": "done", "interpreters": "done"}
    failed = next(cell for cell in session.differences() if cell.state == "failed")
    assert failed.why == "Its process was ended by signal 9 (SIGKILL)."
    assert failed.agrees is None


def test_a_stop_keeps_what_is_done(table):
    def conduct(name, path, options, stopping, live):
        if options["kind"] == "coroutine":
            differences.stop()
            return Outcome(stopped=True)
        return quiet(name, path, options, stopping, live)

    session, differences = table(conduct)
    differences.measure(("weight", "number"))
    states = [(cell.name, cell.column, cell.state) for cell in session.differences()]
    assert states == [
        ("weight", "threading", "done"),
        ("weight", "multiprocessing", "done"),
        ("weight", "asyncio", "stopped"),
    ]
    assert table_result(session.differences(), MACHINE, stopped=True).stopped is True


def test_started_in_the_background_it_can_be_stopped_and_not_started_twice(table):
    began = threading.Event()

    def conduct(name, path, options, stopping, live):
        began.set()
        assert stopping.wait(120)
        return Outcome(stopped=True)

    session, differences = table(conduct)
    differences.start(["number"])
    assert began.wait(120)
    with pytest.raises(PlanError, match="still being measured"):
        differences.start()
    differences.stop()
    assert differences.wait(120)
    differences.close()
    assert [cell.state for cell in session.differences()] == ["stopped"]
    with pytest.raises(PlanError, match="no property named"):
        differences.start(["speed"])


def test_without_a_newer_python_the_column_is_missing_and_said(table):
    session, differences = table(pythons=(OLD,))
    differences.measure(("weight",))
    assert [cell.column for cell in session.differences()] == ["threading", "multiprocessing", "asyncio"]
    assert [missing.what for missing in session.missing()] == ["interpreters"]


def test_pythons_that_can_not_be_asked_are_said(table):
    def refuse():
        raise RuntimeError("can't start new thread")

    session = table()[0]
    differences = Differences(session, python=OLD, pythons=refuse, conduct=quiet)
    differences.measure(("race",))
    assert [missing.what for missing in session.missing()] == ["pythons"]
    assert [cell.python for cell in session.differences()] == ["3.11.7"]


def test_it_replays_from_a_file(table, tmp_path):
    path = tmp_path / "d.concviz.jsonl"
    session, differences = table(writer=SessionWriter(path))
    differences.measure(("weight", "race"))
    session.close()
    again = load(path)
    assert again.differences() == session.differences()
    half = session.differences()[2].t_us
    assert [cell.state for cell in again.differences(half)][:2] == ["done", "done"]
    assert len(again.differences(half)) < len(session.differences())


def test_the_object_for_machines(table):
    session, differences = table()
    differences.measure(("parallelism",))
    whole = msgspec.to_builtins(table_result(session.differences(), MACHINE))
    assert (whole["version"], whole["machine"]["usable_cores"], whole["stopped"]) == (1, 2.0, False)
    assert whole["cells"][0]["facts"]["cores_used"] == 1.0
    assert set(whole["cells"][0]) == {
        "property", "title", "column", "python", "state", "value", "claim", "source", "agrees", "why", "evidence", "facts",
    }  # fmt: skip
