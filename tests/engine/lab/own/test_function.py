"""What stands behind the colon, as a task: evaluated, refused, or called."""

import types

import pytest
from concviz.engine.lab.own.function import as_task, combine
from concviz.engine.lab.own.home import CALL


@pytest.fixture
def module():
    made = types.ModuleType("mine")
    exec("def spin(n): return n\nclass Cart:\n    def add(self, n): ...\n    def test_it(self): ...\n", vars(made))
    return made


def test_a_call_without_the_input_is_one_call_an_item(module):
    task = as_task(module, f"{CALL}spin(7)")
    items = task.items(3, 0)
    assert [task.work(item) for item in items] == [7, 7, 7]
    with pytest.raises(ValueError, match=r"^it takes no argument, so it has no inputs"):
        task.items(None, 0, "range(3)")


def test_a_call_with_the_input_takes_inputs(module):
    task = as_task(module, f"{CALL}spin(x + 1)")
    assert [task.work(item) for item in task.items(None, 0, "range(3)")] == [1, 2, 3]
    with pytest.raises(ValueError, match=r"^say what to call it with"):
        task.items(3, 0)


@pytest.mark.parametrize("method", ["add", "test_it"])
def test_a_method_without_its_object_is_told_as_one(module, method):
    words = rf"^{method}\(self.*\) is a method: name the object that it is called on, FILE.py:CLASS\(…\).{method}$"
    with pytest.raises(ValueError, match=words):
        as_task(module, f"Cart.{method}").items(3, 0)


def test_one_result_is_one():
    assert combine([5]) == "1 result, the last is 5"
    assert combine([5, 6]) == "2 results, the last is 6"
