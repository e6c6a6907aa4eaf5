"""A plan is checked once, and every mistake has its own sentence."""

import msgspec
import pytest
from concviz.engine.model.plan import Plan, PlanError
from concviz.engine.text.suggest import unknown


def test_a_plan_survives_json():
    plan = Plan("pi", model="processes", workers=3, items=12, options={"latency_ms": 5})
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("workers", 0, "--workers must be between 1"),
        ("workers", 100_000, "not 100,000"),
        ("size_s", -1.0, "--size must be above 0"),
        ("size_s", float("nan"), "--size"),
        ("size_s", float("inf"), "--size"),
        ("items", 0, "--items"),
        ("chunk", 0, "--chunk"),
        ("nice", 20, "--nice"),
        ("nice", -1, "--nice"),
        ("start_method", "frok", "did you mean fork"),
    ],
)
def test_a_mistake_is_one_sentence(field, value, words):
    with pytest.raises(PlanError, match=words) as caught:
        Plan("pi", **{field: value})
    assert "\n" not in str(caught.value)


def test_changes_are_checked_too():
    with pytest.raises(PlanError, match="--workers"):
        Plan("pi").replace(workers=0)


def test_the_nearest_name_is_offered():
    assert "did you mean fractal?" in unknown("task", "fraktal", ["pi", "fractal"])
    assert "there are fractal, pi" in unknown("task", "zzz", ["pi", "fractal"])
