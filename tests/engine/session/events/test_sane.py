"""Words that can't act and facts that are what they are called, whatever a file holds."""

import pytest
from concviz.engine.model.plan import Plan
from concviz.engine.session import events as e
from concviz.engine.session.events.sane import facts_of_run
from concviz.engine.session.events.sanitize import harmless
from concviz.engine.text.printable import printable
from hypothesis import given
from hypothesis import strategies as st

from tests.support.session_samples import made_up


@given(st.text())
def test_plain_words_have_nothing_that_acts(text):
    words = printable(text)
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in words)
    assert "\u202e" not in words
    assert printable(words) == words
    assert not set(printable(text, lined=True)) & set("\x1b\x07\x00\r")


@pytest.mark.parametrize("text", ["", "π ≈ 3.14 ± 0.01", "漢字 é 👩‍👩‍👧 ok", "a [bold] <b> & $x$"])
def test_words_that_are_fine_stay(text):
    assert printable(text) is text


def test_lines_stay_where_they_belong():
    error = harmless(e.RunEnded(1, 1, "failed", {}, {"message": "a\nb", "traceback": "a\n\tb\x1b[31m\r\nc"}))
    assert error.error == {"message": "a b", "traceback": "a\n\tb\ufffd[31m\nc"}
    assert harmless(e.Output(1, 1, "a\nb\x07")).text == "a\nb\ufffd"
    assert harmless(e.Chapter(1, "a\nb")).title == "a b"


def test_an_event_that_is_fine_is_the_same_object():
    for event in made_up(1):
        assert harmless(event) is event


def test_a_plan_of_our_own_is_sane():
    plan = {**Plan(task="pi", options={"latency_ms": 40}).public(), "awaitable": False, "sized": True, "kind": "cpu"}
    assert facts_of_run(plan) is plan
    result = {
        "wall_s": None,
        "gil": None,
        "ledger": {"on_core": 0.5, "inferred": ["wait_gil"]},
        "phases": {"asked": 0.0},
    }
    assert facts_of_run(result) is result


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("workers", "4"), ("workers", True), ("workers", None), ("workers", 10**30), ("size_s", "x"), ("wall_s", float("nan")),
        ("task", 5), ("gil", "yes"), ("ledger", []), ("options", {"a": []}), ("phases", {"a": None}),
    ],
)  # fmt: skip
def test_what_is_not_of_its_kind_is_left_out(name, value):
    assert facts_of_run({name: value, "other": [1]}) == {"other": [1]}


def test_what_is_wrong_in_a_mapping_of_a_mapping_is_left_out_alone():
    ledger = {"on_core": "x", "idle": 0.5, "inferred": ["wait_gil"]}
    assert facts_of_run({"ledger": ledger}) == {"ledger": {"idle": 0.5, "inferred": ["wait_gil"]}}
