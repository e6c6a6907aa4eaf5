"""Runs that were not used for long: they leave memory, come back as they were, and leave nothing behind."""

import errno
import os
import signal
import subprocess
import sys
import tracemalloc

import pytest
from concviz.engine.analysis.build import snapshot
from concviz.engine.export.data.csv import write_csv
from concviz.engine.session import events as e
from concviz.engine.session.file.reader import load
from concviz.engine.session.file.replay_events import events_of
from concviz.engine.session.file.writer import SessionWriter
from concviz.engine.session.library.edit import renumbered, shifted
from concviz.engine.session.memory.chapters import busy, marks
from concviz.engine.session.memory.log import Session
from concviz.engine.session.memory.runs import run_room
from concviz.engine.session.memory.runs.spill import Spill

from tests.support.prints import plain
from tests.support.session_samples import MACHINE, made_up, session

EVERY_US = 5_000_000
RUN = [
    *(event for event in made_up(5, ticks=20) if not isinstance(event, e.RunEnded)),
    e.RunEnded(2_000_000, 1, "done", {"wall_s": 1.5, "python": "3.14.2", "answer": "3"}),
]


@pytest.fixture
def small_room(monkeypatch):
    """Three runs are hot."""
    monkeypatch.setattr(run_room, "HOT_RUNS", 3)


def filled(made, runs, first=0):
    for number in range(first, first + runs):
        for event in RUN:
            made.append(renumbered(shifted(event, number * EVERY_US), number, 0))
    return made


def all_told(made):
    return [plain(event) for event in events_of(made)]


def moments(run):
    return [(run - 1) * EVERY_US + t_us for t_us in (30, 600_000, 2_000_001)]


def hot_and_cold(monkeypatch, runs):
    monkeypatch.setattr(run_room, "HOT_RUNS", 3)
    cold = filled(session(), runs)
    monkeypatch.setattr(run_room, "HOT_RUNS", 100)
    hot = filled(session(), runs)
    assert (len(cold._runs.hot()), len(hot._runs.hot())) == (3, runs)
    return hot, cold


def test_a_run_comes_back_as_it_was(monkeypatch):
    hot, cold = hot_and_cold(monkeypatch, 9)
    for run in (3, 1, 9, 3):
        for t_us in moments(run):
            assert plain(snapshot(cold, t_us)) == plain(snapshot(hot, t_us))
        assert cold.run_end(run) == hot.run_end(run)
        assert plain(cold.spans(run)) == plain(hot.spans(run))
        assert plain(cold.threads(run)) == plain(hot.threads(run))
        assert plain(cold.picture(run)) == plain(hot.picture(run))
        assert cold.totals(run) == hot.totals(run) != {}


@pytest.mark.parametrize("t_us", [None, 1_999_999, 2_000_000])
def test_how_it_ended_is_told_at_the_same_play_heads(small_room, t_us):
    made, hot = filled(session(), 9), filled(session(), 1)
    assert made.run_end(1, t_us) == hot.run_end(1, t_us)
    assert made.run_ending(1, t_us) == hot.run_ending(1, t_us)
    assert (made.run_ending(1, t_us) is None) == (t_us == 1_999_999)


def test_what_is_told_and_exported_of_a_session_is_the_same(tmp_path, monkeypatch):
    hot, cold = hot_and_cold(monkeypatch, 9)
    assert all_told(cold) == all_told(hot)
    assert (marks(cold), busy(cold)) == (marks(hot), busy(hot))
    for name, made in (("cold", cold), ("hot", hot)):
        write_csv(made, tmp_path / name)
    assert sorted(os.listdir(tmp_path / "cold")) == sorted(os.listdir(tmp_path / "hot")) != []
    for table in os.listdir(tmp_path / "cold"):
        assert (tmp_path / "cold" / table).read_bytes() == (tmp_path / "hot" / table).read_bytes()


def test_what_comes_late_is_taken_all_the_same(small_room):
    made = filled(session(), 9)
    for run in (1, 2):
        made.append(e.Output(made.length_us, run, "late"))
        assert made.output(run) == filled(session(), 2).output(run) + "late"
        assert made.run_end(run) is not None
    filled(made, 5, first=9)
    assert made.output(2).endswith("late")


def test_memory_has_two_kilobytes_of_a_run_that_is_over(small_room):
    made = filled(session(), 100)
    tracemalloc.start(1)
    try:
        before = tracemalloc.get_traced_memory()[0]
        filled(made, 300, first=100)
        of_runs = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    of_none = sum(not hasattr(event, "run") for event in RUN)
    assert of_runs / 300 < 2_000 + 300 * of_none
    assert len(made.runs()) == 400
    assert len(made._runs.hot()) == 3


def test_the_same_plan_is_in_memory_once():
    made = filled(session(), 5)
    assert len({id(started.plan) for started in made.runs()}) == 1


def test_large_runs_leave_earlier_and_two_stay(monkeypatch):
    monkeypatch.setattr(run_room, "HOT_BYTES", 1_000)
    made = filled(session(), 6)
    assert len(made._runs.hot()) == 2
    assert made.known_runs() == [1, 2, 3, 4, 5, 6]


def test_a_full_disk_is_said_once_and_nothing_is_lost(small_room, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    made = filled(session(), 9)
    assert [(each.what, each.why) for each in made.missing() if each.what == "old runs"] == [
        ("old runs", "Runs that are over stay in memory: the disk is full.")
    ]
    assert len(made._runs.hot()) == 9
    monkeypatch.undo()
    monkeypatch.setattr(run_room, "HOT_RUNS", 3)
    filled(made, 1, first=9)
    assert len(made._runs.hot()) == 3
    told = [plain(event) for event in events_of(made) if getattr(event, "what", "") != "old runs"]
    assert told == all_told(filled(session(), 10))


def test_a_disk_that_gives_something_else_back_is_said(small_room, monkeypatch):
    made = filled(session(), 9)
    monkeypatch.setattr(os, "pread", lambda _file, size, _at: b"x" * size)
    assert made.run_end(1) is None
    assert made.upto(e.Phase, 1) == []
    filled(made, 1, first=9)
    assert [each.why for each in made.missing() if each.what == "old runs"] == [
        "Run 1 can't be read back: the disk reports an error."
    ]


def test_it_lies_beside_the_recording_without_a_name(small_room, tmp_path):
    path = tmp_path / "a.concviz.jsonl"
    made = filled(Session(MACHINE, clock=lambda: 0, writer=SessionWriter(path)), 9)
    assert made._runs._spill.size_bytes > 0
    assert os.listdir(tmp_path) == [path.name]
    made.close()
    back = load(path)
    assert [plain(back.spans(run)) for run in back.known_runs()] == [plain(made.spans(run)) for run in range(1, 10)]


def test_a_folder_that_cannot_be_written_to_is_passed_by(tmp_path):
    spill = Spill(tmp_path / "not there")
    assert spill.get(spill.put(b"word")) == b"word"


KILLED = """
import os, sys, time
from pathlib import Path
from concviz.engine.session.memory.runs.spill import Spill
spill = Spill(Path(sys.argv[1]))
spill.put(os.urandom(1 << 20))
print(spill.size_bytes, flush=True)
time.sleep(600)
"""


def test_nothing_is_left_after_a_kill(tmp_path):
    with subprocess.Popen([sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE, text=True) as one:
        assert int(one.stdout.readline()) > 1 << 20
        one.send_signal(signal.SIGKILL)
        assert one.wait() == -signal.SIGKILL
    assert os.listdir(tmp_path) == []
