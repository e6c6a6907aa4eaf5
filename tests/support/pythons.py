"""The Pythons that tests run under, by name: a list that is the same wherever and whenever tests are collected.

Which of them this machine has is asked when a test runs, never at collection: tests spread over several processes must find the
same tests in each, and a question to a Python can fail on a busy machine.
"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import pytest
from concviz.engine.pythons import installed
from concviz.engine.pythons.installed import Interpreter

from tests.support.bytecode import compile_for
from tests.support.real_processes import DEADLINE_S

OWN = installed.own()
WANTED = tuple(dict.fromkeys((OWN.short, "3.11", "3.12", "3.13", "3.13t", "3.14", "3.15")))


KEPT = "pythons.json"
"""The file of a state folder in which answers are kept."""


@functools.cache
def pythons() -> tuple[Interpreter, ...]:
    """Those of this machine, our own first."""
    return _asked()[0]


def remember_pythons(state: Path) -> None:
    """Put into a state folder what is known of this machine's Pythons: asking seven of them costs seconds, in every test again."""
    state.mkdir(parents=True, exist_ok=True)
    (state / KEPT).write_bytes(_asked()[1])


@functools.cache
def _asked() -> tuple[tuple[Interpreter, ...], bytes]:
    """All of them, and the file that remembers it."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setenv("CONCVIZ_STATE", folder)
        patch.setattr(installed, "PATIENCE_S", DEADLINE_S)
        installed.pythons.cache_clear()  # another test may have asked, with another folder
        found = tuple(installed.pythons())
        for each in found:
            if each.short in WANTED and each.path != OWN.path:
                compile_for(each.path)
        return found, Path(folder, KEPT).read_bytes()


def python_of(short: str) -> Interpreter:
    """That version's (`3.14`, `3.13t`); the test is skipped where there is none."""
    for each in pythons():
        if each.short == short:
            return each
    pytest.skip(f"this machine has no Python {short}")


def free_threaded() -> Interpreter | None:
    """The newest without a GIL."""
    return next((each for each in pythons() if each.free_threaded), None)
