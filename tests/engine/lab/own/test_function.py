"""What stands behind the colon, as a task: evaluated, refused, or called."""

import types

import pytest
from concviz.engine.lab.own.function import as_task, combine, finished, last_name, uses_input
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


SOURCE = """
import functools, types
from functools import partial
def spin(n): return n
def two(a, b=1): return a + b
def nothing(): return 7
async def later(n): return n
async def many(n): yield n
def goes(n): yield n
def maps(n): return map(str, [n])
def hands(n): return later(n)
def test_add(client): ...
class Waits:
    async def __call__(self, n): return n
WAITS = Waits()
class FixtureFunctionDefinition:
    def __call__(self): ...
FIXTURE = FixtureFunctionDefinition()
def old_fixture(): ...
old_fixture._pytestfixturefunction = True
NUMBER = 5
"""


@pytest.fixture
def full():
    made = types.ModuleType("mine")
    exec(SOURCE, vars(made))
    return made


@pytest.mark.parametrize(("what", "item", "result"), [
    ("spin", 3, 3),
    ("two", (3, 4), 7),
    ("two", {"a": 3, "b": 5}, 8),
    ("two", 3, 4),
    ("partial(two, b=10)", 3, 13),
    ("functools.partial(two, 1)", 3, 4),
    ("max", [1, 5], 5),
    ("later", 3, 3),
    ("WAITS", 3, 3),
    ("partial(later)", 3, 3),
    (f"{CALL}later(x)", 3, 3),
    (f"{CALL}two(x, b=2)", 3, 5),
])  # fmt: skip
def test_what_stands_behind_the_colon_is_called_as_its_signature_says(full, what, item, result):
    assert as_task(full, what).work(item) == result


def test_partial_needs_no_import():
    bare = types.ModuleType("bare")
    exec("def two(a, b): return a + b", vars(bare))
    assert as_task(bare, "partial(two, b=2)").work(1) == 3


@pytest.mark.parametrize(("what", "awaits"), [
    ("spin", False), ("later", True), ("WAITS", True), (f"{CALL}later(x)", True), (f"{CALL}spin(x)", False), ("hands", False),
    (f"{CALL}x.later(1)", False), (f"{CALL}[later(x)]", False), ("lambda n: later(n)", True), ("partial(later)", True),
])  # fmt: skip
def test_what_has_to_be_awaited_is(full, what, awaits):
    task = as_task(full, what)
    assert (hasattr(task, "awork"), getattr(task, "OWN_LOOP", False)) == (awaits, awaits)
    assert task.KIND == "io"


@pytest.mark.parametrize(("what", "said"), [
    ("goes", 'goes() is a generator function: calling it runs nothing of it; go through it in a function, or say --call "list(goes(x))"'),
    ("many", 'many() is a generator function: calling it runs nothing of it; go through it in a function, or say --call "list(many(x))"'),
    ("FIXTURE", "FIXTURE is a fixture, which pytest alone calls; the function in it is mine:FIXTURE.__wrapped__"),
    ("old_fixture", "old_fixture is a fixture, which pytest alone calls; the function in it is mine:old_fixture.__wrapped__"),
    ("NUMBER", "NUMBER of mine is no function: it is 5"),
    ("none_such", "none_such of mine is no function: there is none like that"),
    ("spin.none", "spin.none of mine is no function: 'function' object has no attribute 'none'"),
    ("none(1)", "none(1) of mine is no function: name 'none' is not defined"),
])  # fmt: skip
def test_what_is_nothing_to_call_is_a_whole_sentence(full, what, said):
    with pytest.raises(ValueError, match=r".") as caught:
        as_task(full, what)
    assert str(caught.value) == said


@pytest.mark.parametrize(("what", "said"), [
    ("goes", "what it returns is a generator that nobody goes through, so nothing of it runs: return list(…)"),
    ("maps", "what it returns is a map object that nobody goes through, so nothing of it runs: return list(…)"),
    ("hands", "what it returns is a coroutine that nobody awaits, so nothing of it runs: make it async def"),
    ("many", "what it returns is a generator that nobody goes through, so nothing of it runs: return list(…)"),
])  # fmt: skip
def test_a_result_that_nobody_made_is_a_whole_sentence(full, what, said):
    with pytest.raises(ValueError, match=r".") as caught:
        finished(vars(full)[what])(3)
    assert str(caught.value) == said


@pytest.mark.parametrize(("what", "count", "inputs", "said"), [
    ("nothing", None, "", "it takes no argument, so it has no inputs; --items N calls it N times"),
    ("nothing", 3, "[1]", "it takes no argument, so it has no inputs; --items N calls it N times"),
    ("spin", 3, "", 'say what to call it with: --inputs "range(200)", or a file of JSON lines, CSV or text'),
    ("test_add", 3, "", "test_add(client) is called by pytest, which makes what it takes; say what to call it with: --inputs "
     '"[(client(), 3)]" with what its fixtures would make, or name a function that makes it itself'),
    ("max", 3, "", 'say what to call it with: --inputs "range(200)", or a file of JSON lines, CSV or text'),
    ("two", None, "[{'c': 1}, 2]", ""),
    ("two", None, "[(1, 2, 3)]", "two(a, b=1) can't be called with the input (1, 2, 3): too many positional arguments"),
])  # fmt: skip
def test_what_is_wrong_with_the_items_is_a_whole_sentence(full, what, count, inputs, said):
    task = as_task(full, what)
    if not said:
        assert len(task.items(count, 0, inputs)) == 2
        return
    with pytest.raises(ValueError, match=r".") as caught:
        task.items(count, 0, inputs)
    assert str(caught.value) == said


@pytest.mark.parametrize(("what", "name"), [
    ("fetch", "fetch"), ("Scraper(0.02).fetch", "fetch"), (f"{CALL}shop.price(x)", "shop.price(x)"),
    ("partial(resize, w=1.5)", "partial(resize, w=1.5)"),
])  # fmt: skip
def test_the_last_name_of_an_expression(what, name):
    assert last_name(what) == name


@pytest.mark.parametrize(
    ("call", "uses"), [("spin(x)", True), ("spin(7)", False), ("x.spin(1)", True), ("spin(max=1)", False)]
)
def test_whether_a_call_uses_its_input(call, uses):
    assert uses_input(call) is uses


@pytest.mark.parametrize(("last", "told"), [(11_111_111, "11111111]"), (111_111_111, "111111111…")])
def test_a_result_of_more_than_sixty_characters_is_cut(last, told):
    assert combine([[11_111_111] * 5 + [last]]) == f"1 result, the last is [{'11111111, ' * 5}{told}"
