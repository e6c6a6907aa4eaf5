"""A rehearsal, without anything being measured: what is a problem, and what that Python merely lacks."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from concviz.engine.lessons.lesson_reader import parse_lesson
from concviz.engine.lessons.measured import lesson_check
from concviz.engine.lessons.measured.lesson_check import rehearse
from concviz.engine.model.plan import PlanError
from concviz.engine.pythons.interpreter import Interpreter

from tests.support.made_differences import MACHINE

TEXT = """\
+++
title = "T"
+++
## One
```concviz
predict = "How many cores?"
quantity = "cores_used"
choices = ["one", "two"]
bounds = [1.4]
```
```concviz
run = "download"
```
```concviz
reveal = "gil"
```
"""
LESSON = parse_lesson(TEXT, "t")
FREE = Interpreter("/opt/free/python3.13t", "3.13.5", "CPython", True)


def read(lesson, part):
    raise PlanError("download needs httpx under 3.13.5t")


def test_what_another_python_lacks_is_left_out(monkeypatch):
    monkeypatch.setattr(lesson_check, "_busy", lambda session: "Others.")
    instrument = SimpleNamespace(session=SimpleNamespace(machine=MACHINE))
    (checked,) = rehearse(replace(LESSON, python=FREE), read, instrument).checked
    assert (checked.problems, checked.left_out, checked.hint) == ((), "download needs httpx under 3.13.5t", "")
    found = rehearse(LESSON, read, instrument)
    checked, asked = found.checked
    assert asked.problems == ("no choice is right, or its figures are not measured",)
    assert (checked.problems, checked.left_out, checked.hint) == (
        ("download needs httpx under 3.13.5t",),
        "",
        "Others.",
    )
    assert not found.holds
