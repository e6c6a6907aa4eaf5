"""Workers that answer a signal: whom it is left to, and where the answer goes."""

import faulthandler
import os
import signal

import pytest
from concviz.engine.lab.own import stacks


@pytest.fixture
def asked(monkeypatch):
    """What `faulthandler` was told."""
    told = []
    monkeypatch.setattr(stacks, "_files", {})
    monkeypatch.setattr(stacks, "SIGNAL", 62)
    monkeypatch.setattr(signal, "getsignal", lambda number: signal.SIG_DFL)
    monkeypatch.setattr(faulthandler, "register", lambda number, **how: told.append((number, how)), raising=False)
    yield told
    for file in stacks._files.values():
        file.close()


def test_it_answers_once_into_a_file_of_its_own(asked, tmp_path):
    stacks.listen(str(tmp_path))
    stacks.listen(str(tmp_path))
    file = stacks._files[os.getpid()]
    assert asked == [(62, {"file": file, "all_threads": True})]
    assert (file.name, file.mode) == (str(tmp_path / f"stacks-{os.getpid()}"), "ab")


def test_a_signal_that_the_program_uses_is_left_to_it(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(signal, "getsignal", lambda number: print)
    stacks.listen(str(tmp_path))
    assert (asked, list(tmp_path.iterdir())) == ([], [])


def test_a_forked_child_makes_a_file_of_its_own_though_the_signal_is_used_by_its_parents(asked, tmp_path, monkeypatch):
    with open(tmp_path / "of-the-parent", "wb") as parents:
        stacks._files[-1] = parents
        monkeypatch.setattr(signal, "getsignal", lambda number: print)
        stacks.listen(str(tmp_path))
    assert len(asked) == 1
    assert os.getpid() in stacks._files


@pytest.mark.parametrize("number", [0])
def test_where_there_is_no_such_signal_nobody_answers(asked, tmp_path, monkeypatch, number):
    monkeypatch.setattr(stacks, "SIGNAL", number)
    stacks.listen(str(tmp_path))
    assert asked == []


def test_a_folder_that_is_gone_is_no_reason_to_fail(asked, tmp_path):
    stacks.listen(str(tmp_path / "gone"))
    assert (asked, stacks._files) == ([], {})
