"""A function looked at before it is measured: each fact from exact small functions, with clocks that are made up."""

import functools
import pickle
import sys
import threading
from types import ModuleType, SimpleNamespace

import pytest
from concviz.engine.lab.collect import ItemFailed
from concviz.engine.lab.own import inspection, module_state
from concviz.engine.lab.own.arguments import NO_INPUT
from concviz.engine.lab.own.inspection import called, called_alone, folders, inspect, layers, refused, the_function
from concviz.engine.lab.pickle_cost import Cost

SOURCE = """import functools, threading
SEEN = []
STOP = threading.Event()

def plain(n): return n * 2
def nothing(): return 7
def several(a, b): return a + b
def named(*, size): return size
def notes(n): SEEN.append(n)
def fails(n): return 1 // (n - 2)
def leaves(n): threading.Thread(target=STOP.wait, daemon=True).start()
async def later(n): return n
@functools.cache
def remembered(n): return n
def locked(n): return threading.Lock()
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A module of the user's, by its reference; the path and the command line are put back."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    (tmp_path / "inspected_here.py").write_text(SOURCE)
    yield lambda name: f"{tmp_path / 'inspected_here.py'}:{name}"
    if module := sys.modules.pop("inspected_here", None):
        module.STOP.set()


@pytest.fixture
def clocks(monkeypatch):
    """Every reading of the wall clock is a quarter of a second later; of the CPU clock an eighth; of the wait for a core, as told."""

    def make(waits=None, budget_s=2.0):
        wall, cpu, waited = (iter([step * count for count in range(10_000)]) for step in (0.25, 0.125, waits or 0.0))
        monkeypatch.setattr(inspection, "time", SimpleNamespace(perf_counter=lambda: next(wall)))
        monkeypatch.setattr(inspection, "cpu_s", lambda: next(cpu))
        monkeypatch.setattr(inspection, "waited_s", lambda: None if waits is None else next(waited))
        monkeypatch.setattr(inspection, "cost_of", lambda value: Cost(value + 10, 1.0, 4.0))
        monkeypatch.setattr(inspection, "BUDGET_S", budget_s)

    return make


def task(work):
    return SimpleNamespace(work=work)


@pytest.mark.parametrize(("waits", "wall_s"), [(None, 0.25), (0.0, 0.25), (0.0625, 0.1875), (0.5, 1e-9)])
def test_a_call_takes_its_time_less_what_it_waited_for_a_core(clocks, waits, wall_s):
    clocks(waits)
    found = called_alone(task(lambda n: n + 1), [1, 2, 3], [])
    assert found == {
        "calls": 3,
        "wall_s": [wall_s] * 3,
        "cpu_s": [0.125] * 3,
        "written": [],
        "threads_left": 0,
        "pickled": {"out": 12, "back": 13},
        "pickle_s": 5.0,
    }


@pytest.mark.parametrize(("budget_s", "calls"), [(0.74, 1), (0.75, 2), (1.49, 2), (1.5, 3)])
def test_no_call_begins_after_the_budget(clocks, budget_s, calls):
    clocks(None, budget_s)
    assert called_alone(task(lambda n: n), [0] * 9, [])["calls"] == calls


def test_the_item_that_raises_is_named(clocks):
    clocks()
    with pytest.raises(ItemFailed) as caught:
        called_alone(task(lambda n: 1 // (n - 2)), [1, 2, 3], [])
    failure = caught.value.failure
    assert (failure.lane, failure.item, failure.type) == (0, 1, "ZeroDivisionError")


@pytest.mark.parametrize(("items", "results", "said"), [
    ([lambda: 0], [1], "an input, a function, can't be pickled"),
    ([1], [threading.Lock()], "a result, a lock, can't be pickled (TypeError)"),
])  # fmt: skip
def test_what_cannot_be_handed_over_is_named(items, results, said):
    assert inspection.weighed(items, results)["unpicklable"].startswith(said)


def test_no_items_weigh_nothing():
    assert inspection.weighed([], []) == {"pickled": {"out": 0, "back": 0}, "pickle_s": 0.0}


def test_threads_that_a_call_left_are_counted(mine):
    facts = inspect(mine("leaves"), lambda task: [1, 2], 2, 0)
    assert facts["threads_left"] == 2


def test_all_that_is_told_of_a_function(mine, clocks, monkeypatch):
    clocks()
    assert inspect(mine("notes"), lambda task: [5, 6, 7], 0, 0) == {
        "items": 3,
        "called": "one",
        "refused": "",
        "cached": False,
        "asynchronous": False,
        "start_method": inspection.multiprocessing.get_start_method(allow_none=True) or "",
    }
    assert sys.modules["inspected_here"].SEEN == []
    monkeypatch.setattr(inspection, "cost_of", lambda value: Cost(1, 0.0, 0.0))
    facts = inspect(mine("notes"), lambda task: [5, 6, 7], 2, 0)
    assert (facts["calls"], facts["written"]) == (2, [{"name": "SEEN", "place": "inspected_here.py, line 9"}])
    assert "handover_s" not in facts


def test_a_cache_and_a_coroutine_are_told(mine):
    told = {name: inspect(mine(name), lambda task: [1], 0, 0) for name in ("plain", "remembered", "later")}
    assert {name: facts["cached"] for name, facts in told.items()} == {
        "plain": False,
        "remembered": True,
        "later": False,
    }
    assert [name for name, facts in told.items() if facts["asynchronous"]] == ["later"]


def test_a_pool_is_timed_where_there_are_workers_and_something_to_hand_over(mine, monkeypatch):
    monkeypatch.setattr(inspection, "handover_s", lambda workers: workers / 8)
    assert inspect(mine("plain"), lambda task: [1], 1, 2)["handover_s"] == 0.25
    assert inspect(mine("plain"), lambda task: [1], 0, 4)["handover_s"] == 0.5
    facts = inspect(mine("locked"), lambda task: [1], 1, 2)
    assert ("handover_s" in facts, facts["unpicklable"]) == (
        False,
        "a result, a lock, can't be pickled (TypeError)",
    )


class Pool:
    """A pool that does at once what it is given, and counts it."""

    def __init__(self, workers):
        self.workers, self.chunks = workers, []

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return False

    def map(self, function, items):
        self.chunks.append(len(items))
        return map(function, items)


def test_handing_nothing_over_is_the_middle_of_five_rounds(monkeypatch):
    made = []
    monkeypatch.setattr(inspection, "ProcessPoolExecutor", lambda workers: made.append(Pool(workers)) or made[-1])
    ticks = iter([0.0, 60.0, 100.0, 220.0, 300.0, 480.0, 500.0, 1100.0, 2000.0, 2012.0])
    monkeypatch.setattr(inspection, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    assert inspection.handover_s(3) == 2.0
    assert (made[0].workers, made[0].chunks) == (3, [12, 60, 60, 60, 60, 60])


@pytest.mark.parametrize("problem", [OSError("no more processes"), RuntimeError("can't start new thread")])
def test_a_pool_that_cannot_be_had_is_no_figure(monkeypatch, problem):
    def refuses(workers):
        raise problem

    monkeypatch.setattr(inspection, "ProcessPoolExecutor", refuses)
    assert inspection.handover_s(3) is None


@pytest.mark.parametrize(("name", "items", "how"), [
    ("plain", [3], "one"),
    ("plain", [(1, 2)], "one"),
    ("plain", [{"n": 1}], "keywords"),
    ("plain", [], "one"),
    ("nothing", [NO_INPUT], "none"),
    ("nothing", [], "none"),
    ("several", [(1, 2)], "positions"),
    ("several", [{"a": 1, "b": 2}], "keywords"),
    ("named", [{"size": 2}], "keywords"),
])  # fmt: skip
def test_how_inputs_become_arguments(mine, name, items, how):
    assert called(the_function(mine(name)), mine(name), items) == how


def test_a_handed_over_function_is_read_from_its_file(tmp_path):
    path = tmp_path / "some.handed"
    path.write_bytes(pickle.dumps(["/a"]) + pickle.dumps((max, None)))
    assert the_function(str(path)) is max
    assert folders(str(path)) == []
    assert called(max, str(path), [3]) == "one"


def test_a_function_of_a_file_is_what_stands_behind_the_colon(mine, tmp_path):
    assert the_function(mine("plain"))(4) == 8
    assert folders(mine("plain"))[0] == str(tmp_path)


def test_at_most_ten_layers_are_looked_through():
    def inner(n): ...

    inside = inner
    for _ in range(20):
        inside = SimpleNamespace(__wrapped__=inside)
    assert len(list(layers(inside))) == 10
    partial = functools.partial(inner, 3)
    assert list(layers(partial)) == [partial, inner]
    assert list(layers(inner)) == [inner]


def test_why_a_pool_would_refuse_a_function():
    def local(n): ...

    by_name = "and other processes find functions by their names"
    assert refused(max) == ""
    assert refused(lambda n: n) == f"it is a lambda, {by_name}"
    assert refused(local) == f"it is defined inside another function, {by_name}"
    assert refused(threading.Lock()).startswith("it can't be pickled: TypeError: cannot pickle")


def test_a_function_of_main_is_found_by_its_name_and_a_lambda_of_it_is_not():
    def main(n): ...

    main.__module__, main.__qualname__ = "__main__", "main"
    assert refused(main) == ""
    main.__qualname__ = "<lambda>"
    assert refused(main) == "it is a lambda, and other processes find functions by their names"


def test_what_a_refusal_quotes_of_an_error_is_short():
    class Wordy:
        def __reduce__(self):
            raise ValueError("x" * 300)

    assert refused(Wordy()) == "it can't be pickled: ValueError: " + "x" * 200


def test_cpu_of_ended_children_is_counted(monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrusage", lambda who: SimpleNamespace(ru_utime=2.0, ru_stime=0.5))
    monkeypatch.setattr(inspection, "time", SimpleNamespace(process_time=lambda: 1.0))
    assert inspection.cpu_s() == 3.5
    monkeypatch.setitem(sys.modules, "resource", None)
    assert inspection.cpu_s() == 1.0


def test_the_newest_module_is_looked_at_where_there_are_more_names_than_that(mine, tmp_path, monkeypatch):
    older = ModuleType("older_here")
    older.__file__ = str(tmp_path / "older_here.py")
    vars(older).update({f"name_{place}": place for place in range(module_state.MOST_NAMES)})
    monkeypatch.setitem(sys.modules, "older_here", older)
    inspect(mine("plain"), lambda task: [1], 0, 0)
    known = module_state.state_of(module_state.own_modules([str(tmp_path)]))
    assert ("inspected_here", "SEEN") in known
    assert len(known) == module_state.MOST_NAMES
