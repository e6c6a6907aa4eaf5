"""Which recordings stay when a session is closed."""

import os

import pytest
from concviz.engine.session import events as e
from concviz.engine.session.library.find import kept_folder
from concviz.engine.session.library.keep import keep
from concviz.engine.session.library.paths import sessions_folder
from concviz.engine.session.library.recording import nothing_in
from concviz.engine.sources.instrument import Instrument


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path))


def left():
    return [name for name in os.listdir(sessions_folder()) if name.endswith((".jsonl", ".gz"))]


def test_a_session_in_which_nothing_happened_is_not_kept():
    instrument = Instrument.open()
    assert len(left()) == 1
    instrument.close()
    assert left() == []
    instrument.close()


@pytest.mark.parametrize("event", [
    e.RunStarted(1, 1, {"task": "pi"}),
    e.Chapter(1, "here"),
    e.Note(1, "a caption"),
    e.Study(1, 1, "compare", "begun", {}),
    e.Difference(1, "weight", "threading", "3.14.2", "done"),
])  # fmt: skip
def test_one_in_which_something_was_done_is(event):
    instrument = Instrument.open()
    instrument.session.append(event)
    assert not nothing_in(instrument.session)
    instrument.close()
    assert len(left()) == 1


def test_one_that_has_a_name_is():
    instrument = Instrument.open()
    keep(instrument.session, "Empty, but mine")
    instrument.close()
    assert os.listdir(kept_folder()) == ["Empty, but mine.concviz.jsonl.gz"]
    assert left() == []


def test_one_into_a_file_that_was_named_is(tmp_path):
    instrument = Instrument.open(record_to=tmp_path / "a.concviz.jsonl")
    instrument.close()
    assert (tmp_path / "a.concviz.jsonl").stat().st_size
