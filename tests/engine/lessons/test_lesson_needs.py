"""What a lesson needs, of the Python that measures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from concviz.engine.lessons.lesson import Needs
from concviz.engine.lessons.measured import lesson_needs
from concviz.engine.lessons.measured.lesson_needs import known_before, missing
from concviz.engine.pythons import installed
from concviz.engine.pythons.interpreter import Interpreter

from tests.support.made_differences import MACHINE

FREE = Interpreter("/opt/free/python3.13t", "3.13.5", "CPython", True)
USUAL = replace(FREE, path="/opt/usual/python3.14", version="3.14.2", free_threaded=False)


@pytest.mark.parametrize(("python", "gil"), [(FREE, 0.0), (USUAL, 1.0)])
def test_the_gil_is_that_of_the_python_that_measures(python, gil):
    assert known_before(MACHINE, python)["gil"] == gil


def test_without_one_it_is_the_python_that_runs_concviz():
    assert known_before(MACHINE)["gil"] == known_before(MACHINE, installed.own())["gil"] == lesson_needs.own_gil()


@pytest.mark.parametrize(
    ("needs", "python", "said"),
    [
        (Needs(gil=True), FREE, "this needs a Python with a GIL, and this one has none"),
        (Needs(gil=False), USUAL, "this needs a Python without a GIL, and this one has one"),
        (Needs(gil=False), FREE, ""),
        (Needs(package="numpy"), FREE, "this needs numpy, which is not installed for Python 3.13t"),
        (Needs(package="numpy"), None, ""),
    ],
)
def test_what_is_missing_is_said_of_it(needs, python, said, monkeypatch):
    there = {FREE.path: ["numpy"]}
    monkeypatch.setattr(installed, "missing_packages", lambda path, names: there.get(path, []))
    assert missing(needs, MACHINE, python) == said
