"""Facts of a run: what a file says of them is what it is called, or left out."""

import json
from typing import Any

import msgspec
import pytest
from concviz.engine.model.lenient import lenient
from concviz.engine.model.run_facts import PhaseFacts, Result, RunError, RunPlan
from concviz.engine.session import events as e
from hypothesis import given, settings
from hypothesis import strategies as st

PLAN: dict[str, Any] = {
    "task": "pi", "model": "threads", "workers": 4, "size_s": 4.0, "items": 2000, "start_method": None, "chunk": 1, "seed": 1, "nice": 10,
    "options": {"latency_ms": 40, "compress": True}, "python": "3.14.2", "kind": "cpu", "title": "π by Monte Carlo", "awaitable": False,
    "worker": "thread", "model_title": "threads", "sized": True,
}  # fmt: skip
PHASE: dict[str, Any] = {
    "pid": 71, "python": "3.14.2", "gil": True, "nice": 10, "start_method": "fork", "items": 2000, "rusage_self_s": 0.1,
    "rusage_children_s": 0.0, "answer": "", "digest": "d1", "pickled_bytes": 7, "pickle_s": 0.1, "unpickle_s": 0.1,
    "loop_lag_s": 0.0002, "loop_lag_worst_s": 0.1, "inputs": "d2", "task_s": 0.006, "chunk": 20,
}  # fmt: skip
RESULT: dict[str, Any] = {
    "version": 1, "task": "pi", "model": "threads", "workers": 4, "items": 2000, "python": "3.14.2", "gil": True, "nice": 10, "seed": 1,
    "wall_s": 1.5, "startup_s": 0.1, "compute_s": 1.3, "cpu_s": 1.2, "cores_used": 1.0, "own_helpers_cores": 0.0, "overlap": 1.0,
    "usable_cores": 8.0, "peak_threads": 5, "peak_processes": 1, "threads_by_role": {"main": 1, "worker": 4},
    "processes_by_role": {"lab": 1},
    "ledger": {"on_core": 0.3, "wait_core": 0.0, "wait_gil": 0.7, "wait_lock": 0.0, "wait_io": 0.0, "wait_child": 0.0, "asleep": 0.0,
               "wait_loop": 0.0, "idle": 0.0, "measured": ["on_core"], "inferred": ["wait_gil"],
               "inferred_why": "nobody could look", "looks": 0},
    "handoffs_per_s": None, "dropped_spans": 0, "answer": "π ≈ 3.1416", "digest": "d1", "verdict": "Concurrent, not parallel.",
    "phases": {"asked": 0.0, "imported": 0.1},
    "machine": {"system": "Linux", "cpu": "", "cores": 8, "physical_cores": 4, "affinity": [0, 1], "quota_cores": None, "usable_cores": 2.0,
                "memory_bytes": 1 << 30, "python": "3.14.2"},
    "rusage_s": 1.4, "rusage_differs": "", "loop_lag_s": 0.0002, "loop_lag_worst_s": 0.1,
    "nodes": [{"node": 1, "workers": 2, "lanes": 2, "cores": 8, "cores_used": 1.5, "offset_s": -3.0, "within_s": 0.001,
               "cpu_s": 2.25, "rest_cores": None, "moved_s": 0.5, "sent_bytes": 1000}],
    "chunk": 20, "task_s": 0.006,
}  # fmt: skip
ERROR: dict[str, Any] = {"message": "it was killed", "item": 7, "lane": 3, "signal": 9, "traceback": "a\nb"}
SOUND = [(RunPlan, PLAN), (PhaseFacts, PHASE), (Result, RESULT), (RunError, ERROR)]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(("kind", "facts"), SOUND)
def test_the_json_is_what_it_always_was(kind, facts):
    found = lenient(kind, facts)
    assert json.dumps(msgspec.to_builtins(found)) == json.dumps(facts)


@pytest.mark.parametrize(("kind", "facts"), SOUND)
def test_every_field_has_an_example_here(kind, facts):
    assert [name for name in kind.__struct_fields__ if name != "unpicklable"] == list(facts)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_what_is_damaged_is_left_out_and_the_rest_stands(data):
    kind, facts = data.draw(st.sampled_from(SOUND))
    damage = data.draw(st.dictionaries(st.sampled_from(list(facts)) | st.text(max_size=4), ANYTHING, max_size=4))
    found, whole = lenient(kind, {**facts, **damage}), lenient(kind, facts)
    assert found is not None
    assert lenient(kind, msgspec.to_builtins(found)) == found
    assert msgspec.json.decode(msgspec.json.encode(found), type=kind) == found
    for name in facts.keys() - damage.keys():
        assert getattr(found, name) == getattr(whole, name)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.text(max_size=9), ANYTHING, max_size=3), st.sampled_from(["plan", "facts", "result", "error"])
)
def test_an_event_with_any_facts_is_an_event(facts, field):
    made = {
        "plan": lambda: e.RunStarted(1, 1, facts),
        "facts": lambda: e.Phase(1, 1, "imported", facts),
        "result": lambda: e.RunEnded(1, 1, "done", facts),
        "error": lambda: e.RunEnded(1, 1, "failed", Result(), facts),
    }[field]()
    assert isinstance(getattr(made, field), RunPlan | PhaseFacts | Result | RunError)
    assert msgspec.json.decode(msgspec.json.encode(made), type=type(made)) == made


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("workers", "4"), ("workers", True), ("workers", None), ("workers", 10**30), ("size_s", "x"), ("task", 5), ("kind", "gpu"),
        ("options", {"a": []}), ("worker", "fibre"), ("sized", 1),
    ],
)  # fmt: skip
def test_what_is_not_of_its_kind_is_left_out(name, value):
    rest = {other: each for other, each in PLAN.items() if other != name}
    assert lenient(RunPlan, {**PLAN, name: value, "future": [1]}) == msgspec.convert(rest, RunPlan)


def test_what_is_wrong_in_a_mapping_of_a_mapping_is_left_out_alone():
    found = lenient(Result, {"ledger": {"on_core": "x", "idle": 0.5, "inferred": ["wait_gil"]}})
    assert (found.ledger.on_core, found.ledger.idle, found.ledger.inferred) == (0.0, 0.5, ("wait_gil",))


def test_the_same_items_are_the_same_work():
    plan = RunPlan(task="pi", items=5, seed=1)
    assert plan.same_work(RunPlan(task="pi", items=5, seed=1, model="threads", workers=3))
    assert not plan.same_work(RunPlan(task="pi", items=5, seed=2))
    assert not RunPlan(task="pi").same_work(RunPlan(task="pi"))


@pytest.mark.parametrize(
    "line", [b'["lane",1,1,1,"fibre",7,7,true]', b'["end",1,1,"postponed",{},{}]'], ids=["worker", "status"]
)
def test_a_line_with_a_word_of_a_newer_program_is_sound(line):
    made = msgspec.json.decode(line, type=e.AnyEvent)
    assert msgspec.json.decode(msgspec.json.encode(made))[:4] == msgspec.json.decode(line)[:4]
