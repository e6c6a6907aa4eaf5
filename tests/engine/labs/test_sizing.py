"""From seconds to items."""

import sys
import types

import pytest
from concviz.engine.lab.collect import ItemFailed
from concviz.engine.lab.failure import Failure
from concviz.engine.lab.time_items import STRETCH_S, Clocks, placed, timing, try_out
from concviz.engine.labs.calibrate import ITEM_COST_S, Trial, items_in, rounded
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("count", "items"), [(0.2, 1), (1, 1), (12.4, 12), (1234.5, 1200), (1999, 2000), (98765, 99000)]
)
def test_two_digits(count, items):
    assert rounded(count) == items


@given(st.floats(1, 1e7))
def test_rounding_stays_near(count):
    assert abs(rounded(count) - count) <= max(1, 0.06 * count)


def test_what_an_item_costs_that_does_nothing_counts_too():
    assert items_in(4, 0.01) == 400
    assert items_in(4, 1e-9) == rounded(4 / ITEM_COST_S)
    assert Trial(1e-7, 1e-7, 1.0, 5).items_in(4) == rounded(4 / ITEM_COST_S)


def test_every_item_is_seen_before_any_twice():
    seen = []
    task = types.SimpleNamespace(KIND="cpu", work=seen.append)
    found = timing(task, list(range(50)), budget_s=10)
    assert found.wall_s > 0
    assert found.cpu_s > 0
    assert sorted(seen[1:]) == list(range(50))
    assert seen[0] == 0


def test_a_small_budget_still_times_a_few():
    seen = []
    task = types.SimpleNamespace(KIND="io", work=seen.append)
    timing(task, list(range(50)), budget_s=0)
    assert len(seen) == 4


@pytest.mark.parametrize(("wall_s", "cpu_s", "waited_s", "kind"), [
    (1.0, 0.2, 0.8, "cpu"),  # a fifth of a core is all that it got
    (1.0, 0.2, 0.0, "io"),
    (1.0, 1.0, 0.0, "cpu"),
    (1.0, 0.1, 0.5, "io"),
])  # fmt: skip
def test_waiting_for_a_core_is_not_waiting_for_io(wall_s, cpu_s, waited_s, kind):
    clocks = Clocks()
    clocks.add(wall_s, cpu_s, waited_s)
    assert Trial(wall_s, cpu_s, clocks.computing, 1).kind == kind


def test_where_the_wait_for_a_core_can_not_be_told_the_least_disturbed_stretch_counts():
    clocks = Clocks()
    for wall_s in (0.010, 0.0021, 0.020):
        clocks.add(wall_s, 0.002, None)
    assert Trial(0.01, 0.002, clocks.computing, 3).kind == "cpu"
    clocks = Clocks()
    for _ in range(3):
        clocks.add(0.010, 0.002, None)
    assert Trial(0.01, 0.002, clocks.computing, 3).kind == "io"


def test_items_too_short_for_the_clocks_are_looked_at_together():
    clocks = Clocks()
    short = STRETCH_S / 4
    for number in range(40):
        clocks.add(short, short if number % 4 == 0 else 0.0, None)
    assert clocks.computing == pytest.approx(0.25)


def test_an_item_that_raises_is_named_with_its_input():
    failure = Failure(1, 1, "ValueError", "no number", "")
    assert placed(failure, ["1", "x"], inputs=True).message == "no number, at item 2 of 2, the input 'x'"
    assert placed(failure._replace(message=""), ["1", "x"]).message == "at item 2 of 2"
    with pytest.raises(ItemFailed) as failed:
        try_out(types.SimpleNamespace(work=sys.exit), [3], 0)
    assert (failed.value.failure.type, failed.value.failure.message) == ("SystemExit", "3, at item 1 of 1")
