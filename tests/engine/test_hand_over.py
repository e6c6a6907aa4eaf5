"""Functions of a notebook: handed over as they are, and what comes back shown as a table."""

import functools
import itertools
import json
import threading

import pytest
from concviz.engine.hand_over import handed_over, name_of
from concviz.engine.lab.loading import load_task
from concviz.engine.labs.cleanup import folders
from concviz.engine.labs.preflight import check_plan
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.model.run_facts import Result
from concviz.engine.model.states import Ledger
from concviz.engine.model.study_facts import Compared
from concviz.engine.model.study_rows import Interval, Row
from concviz.engine.outcomes import of_run, of_study
from concviz.engine.pythons import installed
from concviz.engine.pythons.installed import Interpreter

FACTOR = 3


class Point:
    def __init__(self, n):
        self.n = n


def closure(factor):
    def inner(n, more=0):
        return n * factor + more

    return inner


async def awaited(n):
    return n


@pytest.mark.parametrize(("function", "inputs", "results"), [
    (closure(7), [1, (1, 2), {"n": 2}], [7, 9, 14]),
    (lambda n: n * FACTOR, range(3), [0, 3, 6]),
    (lambda p: p.n, [Point(4)], [4]),
    (functools.partial(closure(2), more=5), [1], [7]),
    (awaited, [5], [5]),
    (len, ["ab"], [2]),
])  # fmt: skip
def test_a_function_and_its_inputs_are_the_same_on_the_other_side(function, inputs, results):
    with handed_over(function, inputs) as (reference, options):
        assert options == {}
        task = load_task(reference)
        items = task.items(None, 1)
        assert [task.work(item) for item in items] == results
        assert len(task.items(1, 1)) == 1


def test_the_file_is_there_only_while_it_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "scratch_folder", lambda: tmp_path)
    with handed_over(closure(1), [1]):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("task", "inputs", "words"), [
    (closure(1), [], "gives no input at all"),
    (closure(1), "range(3)", "of a function it is what it is called with: inputs=range(200)"),
    ("pi", [1], "pi is a name, so inputs= is text"),
    (closure(1), [threading.Lock()], "inner() or one of its inputs can't be handed over: TypeError"),
])  # fmt: skip
def test_what_can_not_be_handed_over_is_a_sentence(task, inputs, words):
    with pytest.raises(PlanError) as caught, handed_over(task, inputs):
        pass
    assert words in str(caught.value)


def test_inputs_without_an_end_are_not_gone_through(monkeypatch):
    monkeypatch.setattr("concviz.engine.hand_over.MOST", 100)
    monkeypatch.setattr("concviz.engine.lab.own.inputs.MOST", 100)
    with pytest.raises(PlanError, match="never ends"), handed_over(closure(1), itertools.count()):
        pass


def test_a_name_is_passed_on_with_its_inputs():
    with handed_over("mine.py:job", "range(3)") as found:
        assert found == ("mine.py:job", {"inputs": "range(3)"})
    with handed_over("pi", None) as found:
        assert found == ("pi", {})


@pytest.mark.parametrize(("function", "name"), [
    (closure(1), "inner"), (lambda n: n, "lambda"), (functools.partial(closure(1), more=2), "inner"), (Point, "Point"),
])  # fmt: skip
def test_a_function_is_called_what_it_is_called(function, name):
    assert name_of(function) == name


def test_bytecode_is_refused_under_another_version(monkeypatch):
    other = Interpreter("/other/python", "3.99.1", "CPython", False)
    monkeypatch.setattr(installed, "find", lambda wanted: other)
    with handed_over(closure(1), [1]) as (reference, _options):
        with pytest.raises(
            PlanError,
            match=r"handed over as bytecode, which only Python 3\.\d+ can run, and this is 3\.99\.1",
        ):
            check_plan(Plan(reference, python="/other/python"))
        task, _model = check_plan(Plan(reference, python=installed.own().path))
        assert (task.title, task.counts_inputs({})) == ("inner()", True)


def test_a_run_is_shown_as_a_table_and_a_bar(tmp_path):
    found = of_run(
        Result(task="f", model="threads", answer="<b>", wall_s=1.5, ledger=Ledger(on_core=0.25, wait_gil=0.75))
    )
    html = found._repr_html_()
    assert isinstance(found, Result)
    assert "<b>f · threads</b>" in html
    assert "&lt;b&gt;" in html
    assert "width:75.0%" in html
    assert "waiting for the GIL 75.0%" in html
    assert found.to_dataframe()["ledger_wait_gil"][0] == 0.75
    assert json.loads(found.save(tmp_path / "run.json").read_text())["wall_s"] == 1.5


def test_a_comparison_is_shown_a_row_a_model():
    rows = [
        Row(model="threads", python="3.11.7", name="threads", workers=2, wall_s=Interval(2.0, 1.9, 2.1), same="equal"),
        Row(
            model="processes",
            python="3.11.7",
            name="processes",
            workers=2,
            wall_s=Interval(1.0, 0.9, 1.1),
            same="equal",
        ),
        Row(model="asyncio", python="3.11.7", name="asyncio", workers=2, status="not run", error="it needs <more>"),
    ]
    found = of_study(Compared(task="f", items=3, rows=rows, verdict="Processes.", noisy=False, out_of_time=False))
    html = found._repr_html_()
    assert [html.count(name) for name in ("threads", "processes", "asyncio", "it needs &lt;more&gt;")] == [1, 1, 1, 1]
    assert "width:48%" in html
    assert list(found.to_dataframe()["model"]) == ["threads", "processes", "asyncio"]
