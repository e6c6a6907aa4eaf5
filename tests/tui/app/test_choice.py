"""What is chosen, and the ladders it climbs."""

import sys

import pytest
from concviz.engine.model.plan import Plan, PlanError
from concviz.tui.app.choice import CHUNKS, SIZES_S, START_METHODS, WORKERS, Choice, size_text, stepped, turned


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


def test_every_ladder():
    whole = (*range(1, 17), 20, 24, 28, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 384, 512, 1000, 2000, 5000, 10_000)
    assert whole == WORKERS
    assert SIZES_S == (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0)
    assert CHUNKS == (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
    assert START_METHODS == (None, "fork", "spawn", "forkserver")
    assert [stepped(SIZES_S, value, by) for value in (0.2, 0.25, 3.0, 300.0, 999.0) for by in (1, -1)] == [
        0.25, 0.25, 0.5, 0.25, 4.0, 2.0, 300.0, 120.0, 300.0, 300.0,
    ]  # fmt: skip
    assert [turned(("a", "b", "c"), value, by) for value in "abc" for by in (1, -1)] == ["b", "c", "c", "a", "a", "b"]
    assert [size_text(Choice(size_s=value)) for value in (0.25, 1.0, 60.0, 300.0)] == ["0.25 s", "1 s", "60 s", "300 s"]
    assert (Choice().task, Choice().model, Choice().workers, Choice().size_s, Choice().items) == (
        "pi",
        "threads",
        4,
        4.0,
        None,
    )
    assert (Choice().seed, Choice().nice, Choice().chunk, Choice().start_method) == (1, 10, 1, None)
