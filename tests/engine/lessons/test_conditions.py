"""Conditions: what they say, what they don't know, and what is no condition."""

from __future__ import annotations

import pytest
from concviz.engine.lessons.measured.conditions import ALWAYS, condition
from hypothesis import given
from hypothesis import strategies as st

FIGURES = {
    "cores_used": 1.1,
    "threads.wall_s": 4.0,
    "one.wall_s": 5.0,
    "gil": 1.0,
    "threads@3.13t.lost": 0.5,
    "nothing": 0.0,
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("cores_used < 1.2", True),
        ("cores_used < 1.1", False),
        ("cores_used <= 1.1", True),
        ("cores_used > 1.1", False),
        ("cores_used >= 1.1", True),
        ("gil == 1", True),
        ("gil", True),
        ("not gil", False),
        ("gil and cores_used < 1.2", True),
        ("gil and cores_used < 1", False),
        ("threads.wall_s / one.wall_s < 0.9", True),
        ("threads.wall_s < 0.5 * one.wall_s", False),
        ("threads@3.13t.lost > 0.4", True),
        ("unknown > 1", None),
        ("unknown > 1 and gil", None),
        ("unknown > 1 and not gil", False),
        ("one.wall_s / nothing > 1", None),
    ],
)
def test_what_a_condition_says(text, holds):
    assert condition(text).holds(FIGURES) is holds


def test_no_condition_asks_for_nothing():
    assert ALWAYS.holds({}) is True
    assert ALWAYS.names() == ()


def test_it_names_what_it_needs():
    assert condition("gil and one.wall_s / threads.wall_s > 2").names() == ("gil", "one.wall_s", "threads.wall_s")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "'' is no condition: it says things like cores_used < 1.2, or gil, joined by and"),
        ("1 < 2 < 3", "'1 < 2 < 3' is no condition: it says things like cores_used < 1.2, or gil, joined by and"),
        ("gil and", "'gil and' is no condition: it says things like cores_used < 1.2, or gil, joined by and"),
        ("a b < 2", "'a b < 2' compares 'a b', which is neither a figure nor two with * or / between them"),
        ("a < * 2", "'a < * 2' compares '* 2', which is neither a figure nor two with * or / between them"),
        ("a * / < 2", "'a * / < 2' has '/' where a number or a figure belongs"),
        ("__import__('os') > 1", "\"__import__('os') > 1\" can't be read from \"('os') > 1\" on"),
        ("a != 2", "'a != 2' can't be read from '!= 2' on"),
    ],
)
def test_what_is_no_condition_says_why(text, why):
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        condition(text)
    assert str(raised.value) == why


@given(st.text(max_size=40))
def test_any_text_is_a_condition_or_a_mistake(text):
    try:
        found = condition(text)
    except ValueError:
        return
    assert found.holds({}) in (True, False, None)
