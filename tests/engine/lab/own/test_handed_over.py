"""A function that comes as bytes, as a task."""

import pickle
import sys

import pytest
from concviz.engine.lab.loading import load_task
from concviz.engine.lab.own.arguments import NO_INPUT
from concviz.engine.lab.own.handed_over import load
from concviz.engine.lab.own.import_errors import ImportFailed


def double(n):
    return n * 2


def two(a, b):
    return a + b


def nothing():
    return 7


def goes_on(n):
    yield n


@pytest.fixture
def handed(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))

    def write(function, inputs, folders=("/a/folder",), name="some"):
        path = tmp_path / f"{name}.handed"
        path.write_bytes(pickle.dumps(list(folders)) + pickle.dumps((function, inputs)))
        return str(path)

    return write


def test_it_comes_with_its_inputs_and_its_folders(handed):
    task = load(handed(double, [1, 2, 3], ["/a/folder", sys.path[-1]]))
    assert [task.work(item) for item in task.items(None, 0)] == [2, 4, 6]
    assert task.items(2, 0) == [1, 2]
    assert (sys.path[-1], sys.path.count("/a/folder")) == ("/a/folder", 1)


def test_one_without_arguments_is_called_as_often_as_is_asked(handed):
    task = load(handed(nothing, None))
    assert task.items(2, 0) == [NO_INPUT, NO_INPUT]
    assert task.work(NO_INPUT) == 7
    with pytest.raises(ValueError, match=r"^say what to call some\(\) with: inputs=range\(200\)$"):
        task.items(None, 0)


def test_one_that_needs_an_argument_says_how_it_is_given(handed):
    with pytest.raises(ValueError, match=r"^say what to call some\(\) with: inputs=range\(200\)$"):
        load(handed(double, None)).items(3, 0)
    with pytest.raises(
        ValueError, match=r"^some\(\) takes no argument, so it has no inputs; items=N calls it N times$"
    ):
        load(handed(nothing, [1])).items(None, 0)
    with pytest.raises(
        ValueError, match=r"^some\(a, b\) can't be called with the input 1: missing a required argument: 'b'"
    ):
        load(handed(two, [1])).items(None, 0)


def test_what_runs_nothing_is_refused(handed):
    with pytest.raises(ValueError, match=r"^some\(\) is a generator function"):
        load(handed(goes_on, [1]))


def test_what_cannot_be_read_is_a_sentence(tmp_path):
    (tmp_path / "bad.handed").write_bytes(pickle.dumps([]) + b"cno_such_here\nf\n.")
    with pytest.raises(ImportFailed, match=r"^bad can't be imported: No module named 'no_such_here'") as caught:
        load(str(tmp_path / "bad.handed"))
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


def test_it_is_loaded_once(handed):
    path = handed(double, [1], name="once")
    assert load_task(path) is load_task(path)
