"""The Pythons that tests run under, by name: a list that is the same wherever and whenever tests are collected.

Which of them this machine has is asked when a test runs, never at collection: tests spread over several processes must find the
same tests in each, and a question to a Python can fail on a busy machine.
"""

from __future__ import annotations

import functools
import tempfile

import pytest
from concviz.engine.pythons import installed
from concviz.engine.pythons.installed import Interpreter

OWN = installed.own()
WANTED = tuple(dict.fromkeys((OWN.short, "3.11", "3.13t", "3.14", "3.15")))


@functools.cache
def pythons() -> tuple[Interpreter, ...]:
    """Those of this machine, our own first; what is learnt about them goes to a folder of its own."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("CONCVIZ_STATE", folder)
        return tuple(installed.pythons())


def python_of(short: str) -> Interpreter:
    """That version's (`3.14`, `3.13t`); the test is skipped where there is none."""
    for each in pythons():
        if each.short == short:
            return each
    pytest.skip(f"this machine has no Python {short}")


def free_threaded() -> Interpreter | None:
    """The newest without a GIL."""
    return next((each for each in pythons() if each.free_threaded), None)
