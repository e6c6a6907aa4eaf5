"""Why a run failed outside of an item, in one sentence."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from concviz.engine.lab.life.give_up import first_unpicklable, tell

WHY = "can't be handed to a worker, for which it must be picklable: cannot pickle '_thread.lock' object"


class Lock:
    """An input that holds a lock."""

    def __init__(self):
        self.lock = threading.Lock()

    def __repr__(self):
        return "Lock()"


class Report:
    def __init__(self):
        self.said = []

    def error(self, text, **facts):
        self.said.append((text, facts))


def lab(made, *, handed_over=True, inputs="range(2)"):
    request = SimpleNamespace(handed_over=handed_over, inputs=inputs, workers=2)
    return SimpleNamespace(
        request=request, report=Report(), made=made, starts=SimpleNamespace(died=lambda: None, count=2)
    )


@pytest.mark.parametrize(
    ("made", "inputs", "told"),
    [
        ([1, Lock(), Lock()], "x", (1, f"the input Lock() {WHY}")),
        ([Lock()], "", (0, f"item 1 {WHY}")),
        ([1, "two", [3.0]], "x", None),
        ([], "x", None),
    ],
)
def test_the_first_item_that_can_not_be_pickled_is_named(made, inputs, told):
    assert first_unpicklable(lab(made, inputs=inputs)) == told


def test_it_is_told_in_place_of_what_the_pool_raised():
    failed = lab([1, Lock()])
    tell(TypeError("cannot pickle '_thread.lock' object"), failed)
    assert failed.report.said == [(f"the input Lock() {WHY}", {"item": 1})]


@pytest.mark.parametrize("made", [[1, Lock()], [1, 2]])
def test_what_else_went_wrong_is_told_as_it_is(made):
    failed = lab(made, handed_over=made == [1, 2])
    tell(ValueError("something else"), failed)
    assert failed.report.said == [("something else", {"traceback": ""})]
