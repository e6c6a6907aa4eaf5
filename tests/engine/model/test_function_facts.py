"""Means and shares of a function that was looked at, from small exact calls."""

import pytest
from concviz.engine.model.own.function_facts import FunctionFacts


@pytest.mark.parametrize(
    ("wall_s", "cpu_s", "item_s", "waiting"),
    [
        ([], [], None, 0.0), ([2.0], [0.5], 2.0, 0.75), ([9.0, 1.0, 3.0], [9.0, 0.5, 0.5], 2.0, 0.75), ([1.0, 0.0], [1.0, 0.0], 0.0, 0.0),
        ([1.0, 2.0], [1.0, 6.0], 2.0, 0.0), ([1.0, 2.0], [1.0, 0.0], 2.0, 1.0), ([1.0, 2.0], [1.0, -1.0], 2.0, 1.0),
    ],
)  # fmt: skip
def test_the_first_call_pays_for_what_later_ones_have(wall_s, cpu_s, item_s, waiting):
    facts = FunctionFacts(items=9, wall_s=wall_s, cpu_s=cpu_s)
    assert (facts.item_s, facts.waiting) == (item_s, waiting)
