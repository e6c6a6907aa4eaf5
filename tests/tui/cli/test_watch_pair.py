"""`concviz sessions compare` and `watch --against`: two recordings of programs, and what has none."""

import json

import pytest
from concviz.engine.session.file.reader import load

from tests.support.commands import call
from tests.support.replays import two_runs
from tests.support.watched import watched


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("CONCVIZ_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def recorded(path):
    """Two seconds of a program on 1.5 cores, left before its end."""
    session, source, _ = watched(path)
    source.stop()
    session.close()
    assert load(path).run_end(1)
    return str(path)


def test_two_recordings_are_set_beside_each_other(tmp_path, capsys):
    both = recorded(tmp_path / "before.concviz.jsonl"), recorded(tmp_path / "after.concviz.jsonl")
    assert call("sessions", "compare", *both) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("server.py 2.00 s on ")
    assert " → 2.00 s on " in lines[0]
    assert call("sessions", "compare", *both, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["before"]["program"], found["after"]["time"]["processes"]) == ("server.py", 2)
    assert found["says"][0] == lines[0]


@pytest.mark.parametrize("words", [("sessions", "compare"), ("watch", "--json", "--against")])
def test_a_recording_of_the_lab_has_no_program_and_nothing_is_started(tmp_path, capsys, words):
    lab = tmp_path / "lab.concviz.jsonl"
    two_runs(lab)
    rest = [str(lab)] if words[0] == "sessions" else ["--", "touch", str(tmp_path / "started")]
    assert call(*words, str(lab), *rest) == 2
    assert "no program was watched in lab.concviz.jsonl" in capsys.readouterr().err
    assert not (tmp_path / "started").exists()
