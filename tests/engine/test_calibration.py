"""From seconds to items."""

import types

import pytest
from concviz.engine.calibration import rounded
from concviz.engine.lab.calibrate import seconds_per_item
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


def test_every_item_is_seen_before_any_twice():
    seen = []
    task = types.SimpleNamespace(KIND="cpu", work=seen.append)
    wall_s, cpu_s = seconds_per_item(task, list(range(50)), budget_s=10)
    assert wall_s > 0
    assert cpu_s > 0
    assert sorted(seen[1:]) == list(range(50))
    assert seen[0] == 0


def test_a_small_budget_still_times_a_few():
    seen = []
    task = types.SimpleNamespace(KIND="io", work=seen.append)
    seconds_per_item(task, list(range(50)), budget_s=0)
    assert len(seen) == 4
