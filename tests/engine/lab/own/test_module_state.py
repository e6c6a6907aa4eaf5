"""What calls leave behind in the user's modules, by exact small modules."""

import sys

import pytest
from concviz.engine.lab.own import module_state
from concviz.engine.lab.own.module_state import mark, own_modules, place_of, state_of, written

SOURCE = """import os
KEPT, TABLE, COUNT, LIST, BOX = 1, {}, 0, [], os

def adds(key):
    seen = len(TABLE)
    TABLE[key] = seen

def counts():
    global COUNT
    COUNT += 1

def reads():
    COUNT = 5
    return COUNT, KEPT

def grows(): LIST.append(1)

def hands(): adds(KEPT)
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "counted_here.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield __import__("counted_here")
    del sys.modules["counted_here"]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("reads", []),
        ("adds", [{"name": "TABLE", "place": "counted_here.py, line 6"}]),
        ("counts", [{"name": "COUNT", "place": "counted_here.py, line 10"}]),
        ("grows", [{"name": "LIST", "place": "counted_here.py, line 16"}]),
    ],
)
def test_what_a_call_changed_is_named_with_the_line_that_writes_it(module, what, told):
    before = state_of([module])
    assert sorted(name for _, name in before) == ["COUNT", "KEPT", "LIST", "TABLE"]
    getattr(module, what)(*["a"] * (what == "adds"))
    assert written(before, state_of([module])) == told


def test_a_name_that_is_new_or_written_nowhere_has_a_file(module):
    before = state_of([module])
    module.FRESH = 1
    assert written(before, state_of([module])) == [{"name": "FRESH", "place": "counted_here.py"}]
    assert place_of(module, "KEPT") == "counted_here.py, line 18"
    assert place_of(module, "BOX") == "counted_here.py"
    assert place_of(sys, "path") == "sys"


def test_only_modules_of_these_folders_are_the_users(module, tmp_path):
    assert own_modules([str(tmp_path)]) == [module]
    assert own_modules([str(tmp_path)[:-1], f"{tmp_path}/counted"]) == []


def test_a_value_is_known_by_what_it_is_and_by_its_bytes(monkeypatch):
    same = [1, 2]
    before = mark(same)
    assert (before[0], before[1], len(before[2])) == (id(same), 2, 32)
    same[0] = 3
    assert mark(same)[:2] == before[:2]
    assert mark(same)[2] != before[2]
    assert mark(3)[1] == -1
    assert mark(lambda: 0)[1:] == (-1, b"")
    monkeypatch.setattr(module_state, "MOST_BYTES", 100)
    assert mark("x" * 200)[1:] == (200, b"")
    monkeypatch.setattr(module_state, "MOST_NAMES", 0)
    assert state_of([sys.modules[__name__]]) == {}
