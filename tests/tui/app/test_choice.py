"""What is chosen, and the ladders it climbs."""

import sys

import pytest
from concviz.engine.model.plan import Plan, PlanError
from concviz.tui.app.choice import SIZES_S, WORKERS, Choice, size_text, stepped, turned


def test_a_choice_becomes_the_plan_it_says():
    choice = Choice(task="fractal", model="processes", workers=8, size_s=2.0, seed=3, nice=5, start_method="spawn")
    assert choice.plan() == Plan(
        "fractal", "processes", 8, 2.0, None, sys.executable, "spawn", seed=3, nice=5
    )  # fmt: skip


def test_a_choice_that_cannot_be_run_says_so_in_one_sentence():
    with pytest.raises(PlanError, match="--workers must be between"):
        Choice(workers=0).plan()


@pytest.mark.parametrize(
    ("ladder", "value", "by", "then"),
    [
        (WORKERS, 4, 1, 5),
        (WORKERS, 16, 1, 20),
        (WORKERS, 1, -1, 1),
        (WORKERS, 10_000, 1, 10_000),
        (SIZES_S, 3.0, 1, 4.0),
        (SIZES_S, 3.0, -1, 2.0),
    ],
)
def test_steps(ladder, value, by, then):
    assert stepped(ladder, value, by) == then


def test_turning_goes_around():
    assert turned((None, "fork", "spawn"), "spawn", 1) is None
    assert turned(("a", "b"), "gone", 1) == "a"


def test_items_stand_in_the_place_of_the_size():
    assert size_text(Choice()) == "4 s"
    assert size_text(Choice(items=2000)) == "2,000 items"
