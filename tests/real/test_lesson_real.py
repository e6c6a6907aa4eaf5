"""A short lesson rehearsed for real: what is expected and comes out, what doesn't, and what this machine lacks."""

from __future__ import annotations

import pytest
from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.measured.lesson_check import rehearse
from concviz.engine.sources.instrument import Instrument
from concviz.tui.cli.lesson_words import order_of

TEXT = """\
+++
title = "Short"
+++
## One
```concviz
predict = "How many items?"
quantity = "items"
choices = ["fewer", "forty or more"]
bounds = [40]
```
```concviz
run = "pi --model threads --workers 2 --items 40"
label = "first"
expect = "items == 40 and threads >= 3 and processes == 1"
```
```concviz
run = "pi --model sequential"
against = "first"
expect = "items == 40 and equal and first.threads == 1"
```
```concviz
reveal = "items, speedup"
```
## Two
```concviz
run = "pi --items 40"
needs = { cores = 100000 }
```
"""


@pytest.mark.real
def test_a_rehearsal_says_what_does_not_hold():
    instrument = Instrument.open(recording=False)
    try:
        found = rehearse(parse_lesson(TEXT, "short"), order_of, instrument)
    finally:
        instrument.close()
    first, second, third = found.checked
    assert first.problems == ()
    (problem,) = second.problems
    assert problem.startswith("first.threads == 1 doesn't hold: first.threads is ")
    assert third.left_out.startswith("this needs 100,000 cores, and ")
    assert not found.holds
    assert [(each.correct, each.measured) for each in found.judged] == [(1, 40.0)]
    assert found.takes_s > found.measuring_s > 0
